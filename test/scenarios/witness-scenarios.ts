import { assert } from '../../src/bytes/assert.ts';
import { witnessCommitment } from '../../src/consensus/witness-commitment.ts';
import { HASH_BYTES } from '../../src/primitives/hash.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { hex, testBlock, withCommitment } from '../block-builder.ts';
import type { BlockPlan, ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, concat, p2wsh, payTo, spendWith, withInput } from './spending.ts';
import type { SpendableCoin } from './spending.ts';

const COMMITMENT_PREFIX = hex('6a24aa21a9ed');

type Finish = NonNullable<BlockPlan['finish']>;

/** The commitment to witnesses in the coinbase (BIP141). */
export function witnessScenarios(b: ScenarioBuilder): void {
  const coins = b.fund(
    'witness.fund',
    Array.from({ length: 12 }, () => payTo(p2wsh(OP_TRUE_SCRIPT), 5_000n)),
  );
  const next = (): TransactionData => spendWith(coins.shift()!, { witness: [OP_TRUE_SCRIPT] });
  missing(b, next());
  reserved(b, next());
  commitments(b, next);
  mutated(b, coins);
}

/** Changes the coinbase's witness. */
function withWitness(witness: readonly Uint8Array[]): Finish {
  return ([coinbase, ...others]) => [withInput(coinbase!, 0, { witness }), ...others];
}

function missing(b: ScenarioBuilder, tx: TransactionData): void {
  b.reject('witness.no-commitment', 'unexpected-witness', { txs: [tx], commit: false });
  b.reject('witness.coinbase-only', 'unexpected-witness', { finish: withWitness([new Uint8Array(HASH_BYTES)]) });
  const wrong: Finish = ([coinbase, ...others]) => {
    const { scriptPubKey } = coinbase!.outputs.at(-1)!;
    const changed = scriptPubKey.slice();
    changed[HASH_BYTES]! ^= 1;
    return [{ ...coinbase!, outputs: [...coinbase!.outputs.slice(0, -1), payTo(changed, 0n)] }, ...others];
  };
  b.reject('witness.commitment-wrong', 'bad-witness-merkle-match', { txs: [tx], finish: wrong });
  b.accept('witness.commitment-right', { txs: [tx] });
  b.accept('witness.commitment-to-none', { commit: true });
}

function reserved(b: ScenarioBuilder, tx: TransactionData): void {
  const zeros = new Uint8Array(HASH_BYTES);
  const size = 'bad-witness-nonce-size';
  b.reject('witness.reserved-31', size, { txs: [tx], finish: withWitness([zeros.subarray(1)]) });
  b.reject('witness.reserved-33', size, { txs: [tx], finish: withWitness([new Uint8Array(33)]) });
  b.reject('witness.reserved-empty', size, { txs: [tx], finish: withWitness([new Uint8Array(0)]) });
  b.reject('witness.reserved-two-items', size, { txs: [tx], finish: withWitness([zeros, zeros]) });
  b.rejectProposal('witness.reserved-missing', size, { txs: [tx], finish: withWitness([]) });
  b.reject('witness.reserved-other', 'bad-witness-merkle-match', {
    txs: [tx],
    finish: withWitness([zeros.map(() => 1)]),
  });
  const other = zeros.map((_, i) => i);
  b.accept('witness.reserved-any-value', { txs: [tx], commit: false, finish: (all) => withCommitment(all, other) });
}

function commitments(b: ScenarioBuilder, next: () => TransactionData): void {
  const tx = next();
  const reject = (name: string, reason: string, change: Change): void => {
    b.reject(`witness.${name}`, reason, { txs: [tx], commit: false, finish: withScripts(change) });
  };
  const zeros = concat(COMMITMENT_PREFIX, new Uint8Array(HASH_BYTES));
  reject('right-one-first', 'bad-witness-merkle-match', (right) => [right, zeros]);
  reject('one-byte-short', 'unexpected-witness', (right) => [right.subarray(0, -1)]);
  reject('other-push', 'unexpected-witness', (right) => [right.with(1, 0x25)]);
  reject('other-header', 'unexpected-witness', (right) => [right.with(2, 0xab)]);
  const accept = (name: string, change: Change): void => {
    b.accept(`witness.${name}`, { txs: [next()], commit: false, finish: withScripts(change) });
  };
  accept('right-one-last', (right) => [zeros, right]);
  accept('with-bytes-after', (right) => [concat(right, Uint8Array.of(1, 2, 3))]);
  accept('before-other-output', (right) => [right, right.subarray(0, -1)]);
}

type Change = (right: Uint8Array) => readonly Uint8Array[];

/** Puts scripts into the coinbase's outputs: which ones, given the right commitment. */
function withScripts(change: Change): Finish {
  return (all) => {
    const witness = [new Uint8Array(HASH_BYTES)];
    // The coinbase's outputs are no part of what is committed to.
    const commitment = witnessCommitment(testBlock({ transactions: all, mine: false }), witness[0]!);
    const scripts = change(concat(COMMITMENT_PREFIX, commitment));
    const [coinbase, ...others] = all as [TransactionData, ...TransactionData[]];
    const outputs = [...coinbase.outputs, ...scripts.map((each) => payTo(each, 0n))];
    return [withInput({ ...coinbase, outputs }, 0, { witness }), ...others];
  };
}

/** Witnesses are no part of a block's hash: who changed one on its way has not spoilt the block. */
function mutated(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const coin = coins.at(-1)!;
  const good = b.build('witness.unchanged', { txs: [spendWith(coin, { witness: [OP_TRUE_SCRIPT] })] });
  const changes: readonly (readonly [string, string, Finish])[] = [
    [
      'item-added',
      'bad-witness-merkle-match',
      (all) => withTransactionWitness(all, [new Uint8Array(1), OP_TRUE_SCRIPT]),
    ],
    ['item-removed', 'bad-witness-merkle-match', (all) => withTransactionWitness(all, [])],
    ['reserved-changed', 'bad-witness-merkle-match', withWitness([new Uint8Array(HASH_BYTES).fill(1)])],
    ['reserved-cut', 'bad-witness-nonce-size', withWitness([new Uint8Array(31)])],
  ];
  for (const [name, reason, finish] of changes) {
    const block = b.rebuild(`witness.${name}`, good, finish);
    assert(
      block.hash.every((byte, i) => byte === good.hash[i]),
      'the hash is that of the good block',
    );
    b.give(block, { is: 'rejected', reason });
  }
  b.give(good, { is: 'tip' });
}

function withTransactionWitness(all: readonly TransactionData[], witness: readonly Uint8Array[]): TransactionData[] {
  return all.map((tx, i) => (i === 1 ? withInput(tx, 0, { witness }) : tx));
}
