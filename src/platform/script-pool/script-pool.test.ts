import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { env } from 'node:process';
import { setImmediate } from 'node:timers/promises';

import fc from 'fast-check';

import { testBlock, testCoinbase, testInput, testTransactionData } from '../../../test/block-builder.ts';
import { InPlaceVerifier } from '../../chain/in-place-verifier.ts';
import { nobleSecp256k1 } from '../../crypto/noble-secp256k1.ts';
import type { ScriptFailure, ScriptVerifier } from '../../ports/script-verifier.ts';
import type { Block } from '../../primitives/block.ts';
import { ChainStoreError } from '../chain-folder/chain-store-failure.ts';
import { ScriptPool } from './script-pool.ts';

/** Scripts by how they end. */
const SCRIPTS = {
  good: Uint8Array.of(0x51),
  false: Uint8Array.of(0x00),
  returns: Uint8Array.of(0x6a),
  unknown: Uint8Array.of(0xba),
} as const;

type Kind = keyof typeof SCRIPTS;

/** One transaction: how many inputs it has, and which of them fail how. */
interface Plan {
  readonly inputs: number;
  readonly failures: readonly (readonly [input: number, kind: Kind])[];
}

const pools: ScriptPool[] = [];
before(() => {
  // No worker, one, and two.
  for (const threads of [1, 2, 3]) pools.push(new ScriptPool(threads, nobleSecp256k1));
});
after(async () => Promise.all(pools.map(async (pool) => pool.close())));

function blockOf(inputCounts: readonly number[]): Block {
  const others = inputCounts.map((count) =>
    testTransactionData({ inputs: Array.from({ length: count }, () => testInput()) }),
  );
  return testBlock({ transactions: [testCoinbase(1), ...others], mine: false });
}

function addAll(verifier: ScriptVerifier, block: Block, plans: readonly Plan[]): void {
  for (const [i, { inputs, failures }] of plans.entries()) {
    const { start, end } = block.transaction(i + 1);
    const kinds = Array.from<unknown, Kind>({ length: inputs }, () => 'good');
    for (const [input, kind] of failures) kinds[input % inputs] = kind;
    const coins = kinds.map((kind) => ({ value: 1n, scriptPubKey: SCRIPTS[kind] }));
    verifier.add({ transaction: i + 1, start, end }, coins);
  }
}

function run(verifier: ScriptVerifier, block: Block, plans: readonly Plan[]): ScriptFailure | undefined {
  verifier.begin(block.bytes, 0);
  addAll(verifier, block, plans);
  return verifier.finish();
}

const plan: fc.Arbitrary<Plan> = fc.record({
  inputs: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 15, max: 70 }) },
  ),
  failures: fc.oneof(
    { weight: 8, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(fc.nat(100), fc.constantFrom<Kind[]>('false', 'returns', 'unknown')), {
        maxLength: 3,
      }),
    },
  ),
});

test('with no worker, one and two the answer is that of one thread: the first failure of the block, or none', () => {
  assert.deepEqual(
    pools.map(({ threads }) => threads),
    [1, 2, 3],
  );
  const inPlace = new InPlaceVerifier(nobleSecp256k1);
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 40 }), fc.boolean(), (plans, isGivenUpFirst) => {
      const block = blockOf(plans.map(({ inputs }) => inputs));
      const expected = run(inPlace, block, plans);
      for (const pool of pools) {
        if (isGivenUpFirst) {
          pool.begin(block.bytes, 0);
          addAll(pool, block, plans.slice(0, plans.length >> 1));
          pool.abort();
        }
        assert.deepEqual(run(pool, block, plans), expected, `${pool.threads} threads`);
      }
    }),
    { numRuns: 120 },
  );
});

test('what finds no room in the shared memory is checked too, and the first failure is still the first', () => {
  const inputs = 1500;
  const block = blockOf([1, inputs, inputs, inputs, 1]);
  // 19 pushes of 520 bytes each; 3 times 1,500 coins with such scripts are more than the 32 MiB that there are.
  const heavy = new Uint8Array(19 * 523).fill(1);
  for (let push = 0; push < 19; push++) heavy.set([0x4d, 0x08, 0x02], push * 523);
  const check = (verifier: ScriptVerifier, failing: readonly number[]): ScriptFailure | undefined => {
    verifier.begin(block.bytes, 0);
    for (let transaction = 1; transaction <= 5; transaction++) {
      const { start, end } = block.transaction(transaction);
      const script = transaction === 1 || transaction === 5 ? SCRIPTS.good : heavy;
      const coins = Array.from({ length: block.transaction(transaction).inputCount }, () => ({
        value: 1n,
        scriptPubKey: script,
      }));
      if (failing.includes(transaction)) coins[coins.length - 1] = { value: 1n, scriptPubKey: SCRIPTS.returns };
      verifier.add({ transaction, start, end }, coins);
    }
    return verifier.finish();
  };
  for (const failing of [[], [4], [4, 5], [1, 4], [3, 4], [5]]) {
    const first = failing[0];
    const input = first === undefined || first === 1 || first === 5 ? 0 : inputs - 1;
    const expected = first === undefined ? undefined : { transaction: first, input, error: 'OP_RETURN' };
    assert.deepEqual(check(pools[1]!, failing), expected, failing.join());
  }
});

test('a thread that dies is told by a clear failure, not by a block that is good or bad', async () => {
  const before = env['VIGIL_SECP256K1'];
  // Workers see the environment as it was when they were started.
  env['VIGIL_SECP256K1'] = 'no such provider';
  const pool = new ScriptPool(2, nobleSecp256k1);
  if (before === undefined) delete env['VIGIL_SECP256K1'];
  else env['VIGIL_SECP256K1'] = before;
  const block = blockOf([1]);
  const plans = [{ inputs: 1, failures: [] }];
  const runUntilItIsTold = async (): Promise<void> => {
    // Until the worker has started, and died, the thread that asks does all the work.
    for (;;) {
      assert.equal(run(pool, block, plans), undefined);
      await setImmediate();
    }
  };
  await assert.rejects(runUntilItIsTold(), (error) => {
    assert.ok(error instanceof ChainStoreError);
    assert.equal(error.failure.code, 'script-thread-died');
    return true;
  });
  assert.throws(() => pool.begin(block.bytes, 0), ChainStoreError, 'it stays so');
  await pool.close();
});

test('a pool can be closed at any time, and twice', async () => {
  const block = blockOf([20, 20, 20]);
  const plans = [20, 20, 20].map((inputs) => ({ inputs, failures: [] }));
  await new ScriptPool(3, nobleSecp256k1).close();
  const open = new ScriptPool(3, nobleSecp256k1);
  assert.equal(run(open, block, plans), undefined);
  open.begin(block.bytes, 0);
  addAll(open, block, plans);
  await open.close();
  await open.close();
});

test('a process ends though its pool was never closed, in the middle of a block', () => {
  const href = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const code = `
    import { ScriptPool } from ${href('./script-pool.js')};
    import { nobleSecp256k1 } from ${href('../../crypto/noble-secp256k1.js')};
    const closed = new ScriptPool(3, nobleSecp256k1);
    await closed.close();
    const pool = new ScriptPool(3, nobleSecp256k1);
    pool.begin(new Uint8Array(100), 0);
    console.log('end');
  `;
  const args = ['--input-type=module', '-e', code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  assert.equal(stdout, 'end\n', stderr);
  assert.equal(status, 0, stderr);
});

test('a pool can be closed while its threads are still starting', async () => {
  for (let count = 0; count < 5; count++) {
    const pool = new ScriptPool(3, nobleSecp256k1);
    if (count % 2 === 1) await setImmediate();
    await pool.close();
  }
});
