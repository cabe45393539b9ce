import { networkParams } from '../../src/consensus/params.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import { scriptErrorText } from '../../src/consensus/script/script-error.ts';
import type { ScriptError } from '../../src/consensus/script/script-error.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import { ScenarioBuilder } from './scenario-builder.ts';
import type { BlockPlan } from './scenario-builder.ts';
import type { ScenarioList } from './scenario.ts';
import {
  OP_TRUE_SCRIPT,
  concat,
  p2wsh,
  payTo,
  script,
  signLegacy,
  spendAll,
  spendWith,
  testKey,
  withInput,
} from './spending.ts';
import type { SpendableCoin } from './spending.ts';

/** Heights of soft forks, by Bitcoin Core's names for `-testactivationheight`: late, and one after the other. */
const HEIGHTS = { bip34: 130, dersig: 134, cltv: 138, csv: 142, segwit: 146 } as const;

const NONFINAL = 'bad-txns-nonfinal';

/** Soft forks at the last block without them, and at the first one with them. */
export function softForkScenarios(): ScenarioList {
  const { bip34, dersig, cltv, csv, segwit } = HEIGHTS;
  const params: NetworkParams = {
    ...networkParams('regtest'),
    bip34Height: bip34,
    bip66Height: dersig,
    bip65Height: cltv,
    csvHeight: csv,
    segwitHeight: segwit,
  };
  const b = new ScenarioBuilder(params);

  b.accept('repeat.first', { coinbase: () => repeatedCoinbase() });
  const first = b.tip;
  b.mineBase();
  repeatedCoinbases(b, { prevout: { txid: first.coinbaseTxid, vout: 0 }, value: 1000n, scriptPubKey: OP_TRUE_SCRIPT });
  heightInCoinbase(b);
  strictDer(b);
  checkLockTimeVerify(b);
  relativeLockTimes(b);
  witnesses(b);
  return b.finish(
    'soft forks',
    Object.entries(HEIGHTS).map(([name, height]) => `-testactivationheight=${name}@${height}`),
  );
}

/** The same at all heights: before BIP34 nothing told coinbases apart. */
function repeatedCoinbase(output = payTo(OP_TRUE_SCRIPT, 1000n)): TransactionData {
  return {
    version: 1,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32) as SpendableCoin['prevout']['txid'], vout: 0xffff_ffff },
        scriptSig: Uint8Array.of(1, 2, 3),
        sequence: 0xffff_ffff,
        witness: [],
      },
    ],
    outputs: [output],
    lockTime: 0,
  };
}

/** BIP30: a coinbase may be repeated when all of the earlier one is spent. */
function repeatedCoinbases(b: ScenarioBuilder, coin: SpendableCoin): void {
  const again: BlockPlan = { coinbase: () => repeatedCoinbase() };
  const burnt: BlockPlan = {
    coinbase: () => repeatedCoinbase(payTo(script(OP.OP_RETURN), 0n)),
  };
  b.reject('repeat.unspent', 'bad-txns-BIP30', again);
  b.reject('repeat.spent-by-itself', 'bad-txns-BIP30', { ...again, txs: [spendAll([coin])] });
  const before = b.tip;
  b.accept('repeat.spend', { txs: [spendAll([coin])] });
  b.accept('repeat.spent', again);
  b.reject('repeat.twice', 'bad-txns-BIP30', again);
  b.reject('repeat.young-again', 'bad-txns-premature-spend-of-coinbase', {
    txs: [spendWith(coin, {}, { version: 1 })],
  });
  // Undone, the first one is there again.
  const other = b.side('repeat.other-1', { on: before });
  const more = b.side('repeat.other-2', { on: other });
  b.accept('repeat.other-3', { on: more });
  b.reject('repeat.other-unspent', 'bad-txns-BIP30', again);
  b.accept('repeat.other-spend', { txs: [spendWith(coin, {}, { version: 1 })] });
  // No branch undoes both of these: Core 28.1 has an assertion that no two undone transactions are the same, and ends.
  b.accept('repeat.unspendable', burnt);
  b.accept('repeat.unspendable-again', burnt);
}

function heightInCoinbase(b: ScenarioBuilder): void {
  const odd: BlockPlan = { coinbase: (tx) => withInput(tx, 0, { scriptSig: Uint8Array.of(9, 9, 9) }) };
  b.mineTo(HEIGHTS.bip34 - 2);
  b.accept('bip34.last-before', { ...odd, header: { version: 1 } });
  b.reject('bip34.height-missing', 'bad-cb-height', odd);
  b.reject('bip34.version-1', 'bad-version(0x00000001)', { header: { version: 1 } });
  b.accept('bip34.first', { header: { version: 2 } });
}

function failed(error: ScriptError): string {
  return `mandatory-script-verify-flag-failed (${scriptErrorText(error)})`;
}

function strictDer(b: ScenarioBuilder): void {
  const key = testKey(8);
  const pay = script(key.publicKey, OP.OP_CHECKSIG);
  const coins = b.fund('bip66.fund', [payTo(pay, 1000n), payTo(pay, 1000n)]);
  const [early, late] = coins.map((coin) => {
    const signature = signLegacy(spendAll([coin]), pay, key.secret);
    // One byte too many at the end, which OpenSSL did not mind.
    const loose = concat(signature.subarray(0, -1), Uint8Array.of(0), signature.subarray(-1));
    return spendWith(coin, { scriptSig: script(loose) });
  }) as [TransactionData, TransactionData];
  b.mineTo(HEIGHTS.dersig - 2);
  b.accept('bip66.last-before', { txs: [early], header: { version: 2 } });
  b.reject('bip66.loose-signature', failed('SIG_DER'), { txs: [late] });
  b.reject('bip66.version-2', 'bad-version(0x00000002)', { header: { version: 2 } });
  b.accept('bip66.first', { header: { version: 3 } });
}

function checkLockTimeVerify(b: ScenarioBuilder): void {
  const pay = script(Uint8Array.of(0xff, 0xff, 0x7f), OP.OP_CHECKLOCKTIMEVERIFY);
  const [early, late] = b.fund('bip65.fund', [payTo(pay, 1000n), payTo(pay, 1000n)]) as [SpendableCoin, SpendableCoin];
  b.mineTo(HEIGHTS.cltv - 2);
  b.accept('bip65.last-before', { txs: [spendAll([early])], header: { version: 3 } });
  b.reject('bip65.lock-not-met', failed('UNSATISFIED_LOCKTIME'), { txs: [spendAll([late])] });
  b.reject('bip65.version-3', 'bad-version(0x00000003)', { header: { version: 3 } });
  b.accept('bip65.first', { header: { version: 4 } });
}

/** BIP68, BIP112 and BIP113 came together. */
function relativeLockTimes(b: ScenarioBuilder): void {
  const pay = script(OP.OP_5, OP.OP_CHECKSEQUENCEVERIFY);
  const open = payTo(OP_TRUE_SCRIPT, 1000n);
  const outputs = [payTo(pay, 1000n), payTo(pay, 1000n), open, open, open, open];
  const [script1, script2, sequence1, sequence2, time1, time2] = b.fund('csv.fund', outputs) as SpendableCoin[];
  b.mineTo(HEIGHTS.csv - 2);
  const beforeMedian = (coin: SpendableCoin | undefined): TransactionData =>
    // After the median, and before the block's own time.
    spendAll([coin!], { lockTime: b.timeAt(b.tip.height + 1) - 1, sequence: 0 });
  const relative = (coin: SpendableCoin | undefined): TransactionData => spendAll([coin!], { sequence: 1000 });
  const ownTime = spendAll([time1!], { lockTime: b.timeAt(b.tip.height + 1), sequence: 0 });
  b.reject('csv.before-own-time', NONFINAL, { txs: [ownTime] });
  const unmet = spendAll([script1!]);
  b.accept('csv.last-before', { txs: [unmet, relative(sequence1), beforeMedian(time1)] });
  b.reject('csv.script', failed('UNSATISFIED_LOCKTIME'), { txs: [spendAll([script2!])] });
  b.reject('csv.sequence', NONFINAL, { txs: [relative(sequence2)] });
  b.reject('csv.lock-time-after-median', NONFINAL, { txs: [beforeMedian(time2)] });
  b.accept('csv.first');
}

function witnesses(b: ScenarioBuilder): void {
  const pay = p2wsh(OP_TRUE_SCRIPT);
  const multisig = script(OP.OP_1, testKey(9).publicKey, OP.OP_1, OP.OP_CHECKMULTISIG);
  const outputs = [payTo(pay, 1000n), payTo(pay, 1000n), payTo(multisig, 1000n), payTo(multisig, 1000n)];
  const [coin, other, early, late] = b.fund('segwit.fund', outputs) as [
    SpendableCoin,
    SpendableCoin,
    SpendableCoin,
    SpendableCoin,
  ];
  const dummy = (each: SpendableCoin): TransactionData =>
    spendWith(each, { scriptSig: script(OP.OP_1, signLegacy(spendAll([each]), multisig, testKey(9).secret)) });
  const spending = spendWith(coin, { witness: [OP_TRUE_SCRIPT] });
  b.mineTo(HEIGHTS.segwit - 2);
  b.reject('segwit.too-early', 'unexpected-witness', { txs: [spending] });
  // Bitcoin Core holds witness programs to their rules from the first block on, and then they lack a witness.
  b.reject('segwit.too-early-without', failed('WITNESS_PROGRAM_WITNESS_EMPTY'), { txs: [spendAll([other])] });
  const wrong = payTo(concat(Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed), new Uint8Array(32)), 0n);
  const misleading: BlockPlan = { coinbase: (tx) => ({ ...tx, outputs: [...tx.outputs, wrong] }) };
  b.accept('segwit.last-before', { ...misleading, txs: [dummy(early)] });
  b.reject('segwit.dummy', failed('SIG_NULLDUMMY'), { txs: [dummy(late)] });
  b.rejectProposal('segwit.commitment-wrong', 'bad-witness-nonce-size', misleading);
  b.accept('segwit.first', { txs: [spending] });
}
