import { HASH_BYTES } from '../../src/primitives/hash.ts';
import type { MerkleRoot } from '../../src/primitives/hash.ts';
import { HEADER_BYTES } from '../../src/primitives/header.ts';
import { NULL_VOUT } from '../../src/primitives/out-point.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { SATS_MAX } from '../../src/primitives/amount.ts';
import { testCoinbase, testInput, testTxid } from '../block-builder.ts';
import type { BuiltBlock, ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, concat, payTo, spend, spendAll, withInput } from './spending.ts';
import type { SpendableCoin } from './spending.ts';

/** The form of blocks and transactions, by itself. */
export function structureScenarios(b: ScenarioBuilder): void {
  const coins = b.fundOpen('structure.fund', 12);
  blockForm(b);
  undecodable(b);
  transactionForm(b, coins);
  values(b, coins);
  merkle(b, coins);
}

function blockForm(b: ScenarioBuilder): void {
  const none = b.build('structure.no-transactions', { finish: () => [] });
  b.give(none, { is: 'rejected', reason: 'bad-blk-length' }, { coreCall: 'proposal' });
  const [coin] = [b.coin()];
  b.rejectProposal('structure.no-coinbase', 'bad-cb-missing', { finish: () => [spendAll([coin])] });
  b.rejectProposal('structure.coinbase-second', 'bad-cb-missing', {
    txs: [spendAll([coin])],
    finish: ([coinbase, tx]) => [tx!, coinbase!],
  });
  b.reject('structure.two-coinbases', 'bad-cb-multiple', { txs: [testCoinbase(b.tip.height + 1)] });
  b.reject('structure.merkle-root-wrong', 'bad-txnmrklroot', {
    header: { merkleRoot: new Uint8Array(HASH_BYTES) as MerkleRoot },
  });
  b.accept('structure.spend-kept', { txs: [spendAll([coin])] });
}

function undecodable(b: ScenarioBuilder): void {
  const good = b.build('structure.decodable');
  const { bytes } = good;
  b.giveBytes('structure.header-cut', bytes.subarray(0, HEADER_BYTES - 1));
  b.giveBytes('structure.count-missing', bytes.subarray(0, HEADER_BYTES));
  b.giveBytes('structure.last-byte-missing', bytes.subarray(0, bytes.length - 1));
  const count = Uint8Array.of(0xff, 1, 0, 0, 0, 0, 0, 0, 0);
  const bloated = concat(bytes.subarray(0, HEADER_BYTES), count, bytes.subarray(HEADER_BYTES + 1));
  b.giveBytes('structure.count-bloated', bloated);
  // The bytes had the hash of a good block.
  b.give(good, { is: 'tip' });
}

function transactionForm(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const [coin, other] = coins as [SpendableCoin, SpendableCoin];
  const rejectTx = (name: string, reason: string, tx: TransactionData): BuiltBlock =>
    b.reject(`structure.${name}`, reason, { txs: [tx] });
  rejectTx('no-inputs', 'bad-txns-vin-empty', { version: 2, inputs: [], outputs: [], lockTime: 0 });
  rejectTx('no-outputs', 'bad-txns-vout-empty', spend([coin], []));
  rejectTx('input-twice', 'bad-txns-inputs-duplicate', spendAll([coin, coin]));
  rejectTx('input-twice-apart', 'bad-txns-inputs-duplicate', spendAll([...coins, other]));
  const nullPrevout = { txid: testTxid(0), vout: NULL_VOUT };
  rejectTx('prevout-null', 'bad-txns-prevout-null', withInput(spendAll([coin, other]), 1, { prevout: nullPrevout }));
  const almostNull = { txid: testTxid(0), vout: NULL_VOUT - 1 };
  const almost = spend([], [payTo(OP_TRUE_SCRIPT, 0n)]);
  rejectTx('prevout-almost-null', 'bad-txns-inputs-missingorspent', {
    ...almost,
    inputs: [testInput({ prevout: almostNull })],
  });
  for (const size of [0, 1, 101]) {
    b.reject(`structure.coinbase-script-${size}`, 'bad-cb-length', {
      coinbase: (tx) => withInput(tx, 0, { scriptSig: new Uint8Array(size) }),
    });
  }
  b.accept('structure.coinbase-script-100', {
    coinbase: (tx) => {
      const scriptSig = new Uint8Array(100);
      scriptSig.set(tx.inputs[0]!.scriptSig);
      return withInput(tx, 0, { scriptSig });
    },
  });
}

/** Both sides of what an amount may be. What is in range and not there is refused later, for what it spends. */
function values(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const [coin] = coins as [SpendableCoin];
  const rejectValues = (name: string, reason: string, amounts: readonly bigint[]): BuiltBlock =>
    b.reject(`structure.${name}`, reason, {
      txs: [
        spend(
          [coin],
          amounts.map((amount) => payTo(OP_TRUE_SCRIPT, amount)),
        ),
      ],
    });
  rejectValues('value-minus-1', 'bad-txns-vout-negative', [-1n]);
  rejectValues('value-lowest', 'bad-txns-vout-negative', [-(1n << 63n)]);
  rejectValues('value-all-money', 'bad-txns-in-belowout', [SATS_MAX]);
  rejectValues('value-all-money-and-1', 'bad-txns-vout-toolarge', [SATS_MAX + 1n]);
  rejectValues('value-highest', 'bad-txns-vout-toolarge', [(1n << 63n) - 1n]);
  rejectValues('total-all-money', 'bad-txns-in-belowout', [SATS_MAX - 1n, 1n]);
  rejectValues('total-all-money-and-1', 'bad-txns-txouttotal-toolarge', [SATS_MAX, 1n]);
  rejectValues('total-overflow', 'bad-txns-vout-toolarge', [(1n << 63n) - 1n, (1n << 63n) - 1n, 2n]);
  b.reject('structure.coinbase-all-money-and-1', 'bad-txns-vout-toolarge', {
    coinbase: (tx) => ({ ...tx, outputs: [payTo(OP_TRUE_SCRIPT, SATS_MAX + 1n)] }),
  });
  b.accept('structure.value-zero', { txs: [spend([coin], [payTo(OP_TRUE_SCRIPT, 0n)])] });
}

/** CVE-2012-2459: lists of transactions with the same root. The block with the same hash must still be taken. */
function merkle(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const txs = coins.slice(1, 6).map((coin) => spendAll([coin]));
  const three = b.build('merkle.three', { txs: txs.slice(0, 2) });
  const doubled = withTail(b, three, 'merkle.three-and-last-again', 1);
  b.give(doubled, { is: 'rejected', reason: 'bad-txns-duplicate' });
  b.give(three, { is: 'tip' });
  b.give(doubled, { is: 'known' });
  const more = coins.slice(6, 11).map((coin) => spendAll([coin]));
  const six = b.build('merkle.six', { txs: more });
  b.give(withTail(b, six, 'merkle.six-and-last-two-again', 2), { is: 'rejected', reason: 'bad-txns-duplicate' });
  b.give(six, { is: 'tip' });
}

/** A block with its last transactions repeated: the same header, and the same merkle root. */
function withTail(b: ScenarioBuilder, block: BuiltBlock, name: string, count: number): BuiltBlock {
  return b.rebuild(name, block, (txs) => [...txs, ...txs.slice(-count)]);
}
