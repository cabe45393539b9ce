import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { describeBlockReject } from '../src/consensus/block-reject.ts';
import type { BlockReject } from '../src/consensus/block-reject.ts';
import { checkBlock, contextualCheckBlock } from '../src/consensus/check-block.ts';
import { verifyLoneBlock } from '../src/consensus/lone-block.ts';
import type { LoneBlockVerdict } from '../src/consensus/lone-block.ts';
import { networkParams } from '../src/consensus/params.ts';
import type { NetworkName } from '../src/consensus/params.ts';
import type { SpentOutput } from '../src/consensus/spent-output.ts';
import { witnessCommitmentIndex } from '../src/consensus/witness-commitment.ts';
import { heightOfCoinbase } from '../src/cli/block/verify-height.ts';
import { describePrevoutsReject } from '../src/platform/prevout-files/prevouts-file.ts';
import { readPrevouts, spentOutputsInOrder } from '../src/platform/prevout-files/read-prevouts.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import { readBtcdUtxoStore } from './btcd-utxo-store.ts';
import { SKIP_REAL_BLOCKS, realBlocks, realFile } from './real-blocks-files.ts';
import type { RealBlock } from './real-blocks-files.ts';

const secp256k1 = bestSecp256k1();

/** Files with blocks of testnet3. */
const TESTNET3 = /testnet-|block(898352|928816|928828|1087400)|blockfilters/;

function networkOf(source: RealBlock): NetworkName {
  if (source.isRegtest === true) return 'regtest';
  return TESTNET3.test(source.name) ? 'testnet3' : 'mainnet';
}

function parse(bytes: Uint8Array): Block {
  const block = parseBlock(bytes);
  assert.ok(!('code' in block));
  return block;
}

function verify(
  block: Block,
  spentOutputs: readonly (SpentOutput | undefined)[],
  where: { readonly network: NetworkName; readonly height: number },
): LoneBlockVerdict {
  const params = networkParams(where.network);
  const steps = verifyLoneBlock(block, { params, height: where.height, spentOutputs, secp256k1 });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function ordered(block: Block, outputs: readonly SpentOutput[]): readonly (SpentOutput | undefined)[] {
  const list = spentOutputsInOrder(block.transactions, outputs);
  if ('code' in list) assert.fail(describePrevoutsReject(list));
  return list;
}

function prevoutsOf(block: Block, file: string): readonly (SpentOutput | undefined)[] {
  const prevouts = readPrevouts(realFile(file));
  if ('code' in prevouts) assert.fail(describePrevoutsReject(prevouts));
  return ordered(block, prevouts.outputs);
}

function line(reject: BlockReject | undefined): string {
  return reject === undefined ? 'valid' : describeBlockReject(reject);
}

/** A block with the outputs that it spends, and what is known of it. */
interface SpendingBlock {
  readonly file: string;
  readonly network: NetworkName;
  readonly height: number;
  readonly prevouts: (block: Block) => readonly (SpentOutput | undefined)[];
  readonly inputs: number;
}

function bcoin(height: number, network: NetworkName, inputs: number): SpendingBlock {
  const prevouts = (block: Block): readonly (SpentOutput | undefined)[] =>
    prevoutsOf(block, `bcoin/block${height}-undo.raw`);
  return { file: `bcoin/block${height}.raw`, network, height, prevouts, inputs };
}

const SPENDING_BLOCKS: readonly SpendingBlock[] = [
  {
    file: 'floresta/367891_raw',
    network: 'mainnet',
    height: 367_891,
    prevouts: (block) => prevoutsOf(block, 'floresta/367891_spent_utxos'),
    inputs: 20_817,
  },
  {
    file: 'b10c/361582.json',
    network: 'mainnet',
    height: 361_582,
    prevouts: (block) => prevoutsOf(block, 'b10c/361582.json'),
    inputs: 918,
  },
  bcoin(300_025, 'mainnet', 1427),
  bcoin(928_816, 'testnet3', 8692),
  bcoin(928_828, 'testnet3', 1972),
  bcoin(1_087_400, 'testnet3', 205),
  {
    file: 'btcd_277647.dat[0]',
    network: 'mainnet',
    height: 277_647,
    prevouts: (block) => ordered(block, readBtcdUtxoStore(realFile('btcd_277647.utxostore'))),
    inputs: 732,
  },
];

const sources = SKIP_REAL_BLOCKS === false ? realBlocks() : [];

describe('every real block', { skip: SKIP_REAL_BLOCKS }, () => {
  test('keeps the rules that need no other block: work, merkle root, commitment, coinbase, lock times, weight', (t) => {
    let commitments = 0;
    for (const source of sources) {
      const block = parse(source.bytes);
      const params = networkParams(networkOf(source));
      assert.equal(line(checkBlock(block, { params, secp256k1 })), 'valid', source.name);
      const height = source.height ?? heightOfCoinbase(block);
      if (height === undefined) continue;
      const medianTimePastSec = block.header.timeSec - 1;
      assert.equal(line(contextualCheckBlock(block, params, { height, medianTimePastSec })), 'valid', source.name);
      if (witnessCommitmentIndex(block.transaction(0)) >= 0) commitments++;
    }
    t.diagnostic(`${sources.length} blocks, ${commitments} with a witness commitment`);
    assert.ok(commitments > 0);
  });
});

describe('every real block with its spent outputs', { skip: SKIP_REAL_BLOCKS }, () => {
  for (const { file, network, height, prevouts, inputs } of SPENDING_BLOCKS) {
    test(`${file} is valid under the flags of its height, and takes all that its fees leave`, (t) => {
      const source = sources.find(({ name }) => name === file);
      assert.ok(source !== undefined);
      const block = parse(source.bytes);
      const verdict = verify(block, prevouts(block), { network, height });
      assert.equal(line(verdict.reject), 'valid');
      assert.equal(verdict.inputCount, inputs);
      const coinbase = block.transaction(0);
      const taken = Array.from({ length: coinbase.outputCount }, (_, i) => coinbase.value(i)).reduce((a, b) => a + b);
      assert.equal(taken, verdict.rules.subsidy + verdict.fees);
      t.diagnostic(`${inputs} inputs, sigops cost ${verdict.sigOpCost}, fees ${verdict.fees}`);
    });
  }

  test('a signature or a spent value that is changed is found, and named', () => {
    const bytes = realFile('bcoin/block1087400.raw');
    const block = parse(bytes);
    const spent = prevoutsOf(block, 'bcoin/block1087400-undo.raw');
    const where = { network: 'testnet3', height: 1_087_400 } as const;
    const scripts = spent.with(0, { ...spent[0]!, scriptPubKey: Uint8Array.of(0x6a) });
    const failed = verify(block, scripts, where).reject;
    assert.ok(failed?.code === 'mandatory-script-verify-flag-failed');
    assert.deepEqual([failed.transaction, failed.input, failed.error], [1, 0, 'OP_RETURN']);
    const less = spent.map((output) => ({ ...output!, value: 0n }));
    assert.equal(verify(block, less, where).reject?.code, 'bad-txns-in-belowout');
    const more = spent.with(0, { ...spent[0]!, value: 2_100_000_000_000_001n });
    assert.equal(verify(block, more, where).reject?.code, 'bad-txns-inputvalues-outofrange');
    const coinbases = spent.with(0, { ...spent[0]!, isCoinbase: true, height: 1_087_301 });
    assert.equal(verify(block, coinbases, where).reject?.code, 'bad-txns-premature-spend-of-coinbase');
    const missing = spent.with(0, undefined);
    assert.equal(verify(block, missing, where).reject?.code, 'bad-txns-inputs-missingorspent');
    assert.equal(verify(block, spent, { ...where, height: 1_087_401 }).reject?.code, 'bad-cb-height');
    const changed = bytes.slice();
    changed[changed.length - 5]! ^= 1;
    const { code } = verify(parse(changed), spent, where).reject ?? {};
    assert.ok(code === 'bad-txnmrklroot' || code === 'bad-witness-merkle-match');
  });
});
