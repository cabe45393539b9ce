import { OP } from '../../src/primitives/script/opcodes.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { testTxid } from '../block-builder.ts';
import type { BuiltBlock, ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, coinsOf, payTo, script, spend, spendAll } from './spending.ts';
import type { SpendableCoin } from './spending.ts';

const MISSING = 'bad-txns-inputs-missingorspent';

/** What is there to be spent, and what repeats an earlier transaction (BIP30). */
export function spendingScenarios(b: ScenarioBuilder): void {
  const coins = b.fundOpen('spending.fund', 6);
  missing(b, coins);
  amounts(b, coins);
  withinBlock(b, coins);
  repeats(b);
}

function missing(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const [coin] = coins as [SpendableCoin];
  const rejectTx = (name: string, tx: TransactionData): BuiltBlock =>
    b.reject(`spending.${name}`, MISSING, { txs: [tx] });
  const { txid } = coin.prevout;
  rejectTx('unknown-transaction', spendAll([{ ...coin, prevout: { txid: testTxid(5), vout: 0 } }]));
  rejectTx('index-past-last', spendAll([{ ...coin, prevout: { txid, vout: coins.length } }]));
  rejectTx('index-highest', spendAll([{ ...coin, prevout: { txid, vout: 0xffff_ffff } }]));
  let genesis = b.tip;
  while (genesis.prev !== undefined) genesis = genesis.prev;
  // Nobody ever added the first block's output to the coins.
  rejectTx('genesis-coinbase', spendAll([b.coinbaseCoin(genesis)]));
  const burn = spend([b.coin()], [payTo(script(OP.OP_RETURN), 0n), payTo(new Uint8Array(10_001), 0n)]);
  b.accept('spending.burn', { txs: [burn] });
  const [returned, long] = coinsOf(burn) as [SpendableCoin, SpendableCoin];
  rejectTx('op-return', spendAll([returned]));
  rejectTx('script-of-10001-bytes', spendAll([long]));
  rejectTx('one-of-two', spendAll([coin, returned]));
}

function amounts(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const [coin] = coins as [SpendableCoin];
  b.reject('spending.one-sat-too-much', 'bad-txns-in-belowout', {
    txs: [spend([coin], [payTo(OP_TRUE_SCRIPT, coin.value + 1n)])],
  });
  b.accept('spending.all', { txs: [spendAll([coin])] });
  b.reject('spending.spent', MISSING, { txs: [spend([coin], [payTo(OP_TRUE_SCRIPT, 1n)])] });
}

function withinBlock(b: ScenarioBuilder, coins: readonly SpendableCoin[]): void {
  const [, coin, other] = coins as [SpendableCoin, SpendableCoin, SpendableCoin];
  const first = spendAll([coin]);
  const second = spendAll(coinsOf(first));
  b.reject('spending.made-later', MISSING, { txs: [second, first] });
  b.accept('spending.made-before', { txs: [first, second] });
  const paths = [payTo(OP_TRUE_SCRIPT, other.value / 2n), payTo(OP_TRUE_SCRIPT, other.value - other.value / 2n)];
  const split = spend([other], paths);
  b.reject('spending.twice-in-block', MISSING, { txs: [spendAll([other]), split] });
  const [half] = coinsOf(split) as [SpendableCoin];
  const twice = [spendAll([half]), spend([half], [payTo(OP_TRUE_SCRIPT, 1n)])];
  b.reject('spending.own-output-twice', MISSING, { txs: [split, ...twice] });
  b.accept('spending.own-output-once', { txs: [split, spendAll([half])] });
  const self = spend([{ ...other, prevout: { txid: testTxid(9), vout: 0 } }], paths);
  b.reject('spending.nothing-and-again', MISSING, { txs: [self, spendAll(coinsOf(self))] });
}

/** BIP30, which holds for any transaction: it is looked at before what is spent. */
function repeats(b: ScenarioBuilder): void {
  const coin = b.coin();
  const outputs = [payTo(OP_TRUE_SCRIPT, 1n), payTo(OP_TRUE_SCRIPT, coin.value - 1n)];
  const tx = spend([coin], outputs);
  b.accept('bip30.first', { txs: [tx] });
  b.reject('bip30.unspent', 'bad-txns-BIP30', { txs: [tx] });
  const [one, rest] = coinsOf(tx) as [SpendableCoin, SpendableCoin];
  b.accept('bip30.spend-first-output', { txs: [spendAll([one])] });
  b.reject('bip30.half-spent', 'bad-txns-BIP30', { txs: [tx] });
  b.reject('bip30.spent-in-same-block', 'bad-txns-BIP30', { txs: [spendAll([rest]), tx] });
  b.accept('bip30.spend-second-output', { txs: [spendAll([rest])] });
  b.reject('bip30.all-spent', MISSING, { txs: [tx] });
}
