import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateChain } from '../bench/generate-chain/chain-generator.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { blockScriptFlags } from '../src/consensus/block-rules.ts';
import { networkParams } from '../src/consensus/params.ts';
import { ScriptPool } from '../src/platform/script-pool/script-pool.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { ScriptFailure, ScriptVerifier, SpentCoin } from '../src/ports/script-verifier.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';

const PLAN = { seed: 5, blocks: 1, transactions: 120, coins: 2000, keys: 24, emptyBlocks: 0, threads: 0 };

/** The last block of a generated chain, and what each input spends. */
interface Checked {
  readonly block: Block;
  readonly coins: ReadonlyMap<number, readonly SpentCoin[]>;
}

let checked: Checked;
let pool: ScriptPool;
const secp256k1 = bestSecp256k1();

before(async () => {
  checked = await lastBlock();
  pool = new ScriptPool(3, secp256k1);
});
after(async () => pool.close());

async function lastBlock(): Promise<Checked> {
  const outputs = new Map<string, SpentCoin>();
  let last: Block | undefined;
  for await (const { bytes } of generateChain(PLAN)) {
    const block = parseBlock(bytes);
    assert.ok(!('code' in block));
    for (const tx of block.transactions) {
      for (let i = 0; i < tx.outputCount; i++) {
        outputs.set(nameOf(tx.txid, i), { value: tx.value(i), scriptPubKey: tx.scriptPubKey(i) });
      }
    }
    last = block;
  }
  assert.ok(last);
  const coins = new Map<number, SpentCoin[]>();
  for (const [index, tx] of last.transactions.entries()) {
    if (index === 0) continue;
    const spent = Array.from({ length: tx.inputCount }, (_, i) =>
      outputs.get(nameOf(tx.prevoutTxid(i), tx.prevoutVout(i)))!,
    );
    coins.set(index, spent);
  }
  return { block: last, coins };
}

function nameOf(txid: Uint8Array, vout: number): string {
  return `${Buffer.from(txid).toString('hex')}:${vout}`;
}

/** Runs a block's scripts, with the values of some transactions' first coin changed, so that their signatures fail. */
function run(verifier: ScriptVerifier, changed: readonly number[]): ScriptFailure | undefined {
  const { block, coins } = checked;
  const params = networkParams('regtest');
  verifier.begin(block.bytes, blockScriptFlags(params, { height: 1000, hash: block.hash }));
  for (const [transaction, spent] of coins) {
    const { start, end } = block.transaction(transaction);
    const given = changed.includes(transaction) ? spent.map((coin) => ({ ...coin, value: coin.value + 1n })) : spent;
    verifier.add({ transaction, start, end }, given);
  }
  return verifier.finish();
}

/** Transactions whose first input commits to what it spends: all kinds but P2PKH. */
function committing(): number[] {
  const { coins } = checked;
  return [...coins].filter(([, spent]) => spent[0]!.scriptPubKey.length !== 25).map(([transaction]) => transaction);
}

test('a block of all kinds of inputs is good on one thread and on many, block after block', () => {
  const inPlace = new InPlaceVerifier(secp256k1);
  assert.equal(run(inPlace, []), undefined);
  for (let i = 0; i < 5; i++) assert.equal(run(pool, []), undefined);
});

test('of several inputs that fail, the first of the block is told, however many threads there are', () => {
  const candidates = committing();
  const picks = [[0], [candidates.length - 1], [30, 10, 60], [candidates.length - 1, 0], [20, 21, 22, 23]];
  for (const pick of picks) {
    const changed = pick.map((at) => candidates[at]!);
    const inPlace = run(new InPlaceVerifier(secp256k1), changed);
    assert.equal(inPlace?.transaction, Math.min(...changed));
    for (let i = 0; i < 5; i++) assert.deepEqual(run(pool, changed), inPlace);
  }
});

test('a block that is given up leaves nothing behind for the next', () => {
  const { block, coins } = checked;
  for (let i = 0; i < 10; i++) {
    pool.begin(block.bytes, blockScriptFlags(networkParams('regtest'), { height: 1000, hash: block.hash }));
    for (const [transaction, spent] of [...coins].slice(0, 10 * i)) {
      const { start, end } = block.transaction(transaction);
      pool.add(
        { transaction, start, end },
        spent.map((coin) => ({ ...coin, value: 0n })),
      );
    }
    pool.abort();
    assert.equal(run(pool, []), undefined);
  }
});

test('a block without inputs is good', () => {
  pool.begin(checked.block.bytes, 0);
  assert.equal(pool.finish(), undefined);
});
