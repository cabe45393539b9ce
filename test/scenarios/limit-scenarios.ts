import { assert } from '../../src/bytes/assert.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import type { BlockPlan, ScenarioBuilder } from './scenario-builder.ts';
import {
  OP_TRUE_SCRIPT,
  coinsOf,
  concat,
  p2sh,
  p2wsh,
  payTo,
  repeated,
  script,
  spend,
  spendAll,
  withInput,
  witnessScriptPubKey,
} from './spending.ts';
import type { SpendableCoin } from './spending.ts';

const MAX_SIZE = 1_000_000;
const MAX_WEIGHT = 4_000_000;
const MAX_SIG_OPS = 20_000;
const MAX_SIG_OP_COST = 80_000;
/** What an OP_CHECKMULTISIG counts for whose keys are not told. */
const MULTISIG_SIG_OPS = 20;
/** Operations in a script may be 201: this many and those around them. */
const MULTISIGS_IN_SCRIPT = 190;

/** Sizes, weights and signature operations: at the limit, and one above. */
export function limitScenarios(b: ScenarioBuilder): void {
  sizes(b);
  weights(b);
  legacySigOps(b);
  scriptHashSigOps(b);
  witnessSigOps(b);
  mixedSigOps(b);
}

function sizes(b: ScenarioBuilder): void {
  const coin = b.coin();
  const padded = (size: number): BlockPlan => ({
    txs: [spend([coin], [payTo(OP_TRUE_SCRIPT, coin.value), payTo(padding(size), 0n)])],
  });
  const base = b.build('limit.measure', padded(MAX_SIZE / 2)).bytes.length - MAX_SIZE / 2;
  b.reject('limit.size-and-1', 'bad-blk-length', padded(MAX_SIZE + 1 - base));
  const full = b.accept('limit.size', padded(MAX_SIZE - base));
  assert(full.bytes.length === MAX_SIZE, 'the block has the size that it is named for');
}

/** A script that can't be spent, of a length. */
function padding(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes[0] = OP.OP_RETURN;
  return bytes;
}

function weights(b: ScenarioBuilder): void {
  // Nobody has a rule for witnesses of version 16: they may be of any length.
  const [coin] = b.fund('limit.fund-witness', [payTo(witnessScriptPubKey(16, Uint8Array.of(1, 2)), 1_000n)]) as [
    SpendableCoin,
  ];
  const weighing = (size: number): BlockPlan => ({
    txs: [withInput(spendAll([coin]), 0, { witness: [new Uint8Array(size)] })],
  });
  const base = weightOf(b, weighing(MAX_WEIGHT / 2)) - MAX_WEIGHT / 2;
  b.reject('limit.weight-and-1', 'bad-blk-weight', weighing(MAX_WEIGHT + 1 - base));
  const reserved = new Uint8Array(32);
  // The coinbase's witness could be made heavy by anybody: it is what is looked at first.
  b.reject('limit.weight-by-coinbase', 'bad-witness-nonce-size', {
    ...weighing(MAX_WEIGHT - base),
    finish: ([coinbase, ...others]) => [withInput(coinbase!, 0, { witness: [reserved, reserved] }), ...others],
  });
  b.accept('limit.weight', weighing(MAX_WEIGHT - base));
}

function weightOf(b: ScenarioBuilder, plan: BlockPlan): number {
  const block = parseBlock(b.build('limit.measure', plan).bytes);
  assert(!('code' in block), 'the block can be read');
  return block.weight;
}

/** Outputs that nobody has to spend count. */
function legacySigOps(b: ScenarioBuilder): void {
  const coin = b.coin();
  const having = (scriptPubKey: Uint8Array): BlockPlan => ({ txs: [spend([coin], [payTo(scriptPubKey, coin.value)])] });
  const rejected = (name: string, scriptPubKey: Uint8Array): void => {
    b.reject(`sigops.${name}`, 'bad-blk-sigops', having(scriptPubKey));
  };
  rejected('checksig-and-1', repeated(OP.OP_CHECKSIG, MAX_SIG_OPS + 1));
  rejected('checksigverify-and-1', repeated(OP.OP_CHECKSIGVERIFY, MAX_SIG_OPS + 1));
  const multisigs = MAX_SIG_OPS / MULTISIG_SIG_OPS;
  const one = Uint8Array.of(OP.OP_CHECKSIG);
  rejected('multisig-and-1', concat(repeated(OP.OP_CHECKMULTISIG, multisigs), one));
  rejected('multisigverify-and-1', concat(repeated(OP.OP_CHECKMULTISIGVERIFY, multisigs), one));
  // Outside of redeem scripts the number of keys before it is not looked at.
  rejected(
    'multisig-keys-told',
    concat(
      one,
      new Uint8Array(2 * multisigs).map((_, i) => (i % 2 === 0 ? OP.OP_1 : OP.OP_CHECKMULTISIG)),
    ),
  );
  // Counting ends where a push runs past the end, and not before a push that is too large.
  rejected('after-large-push', concat(script(new Uint8Array(521)), repeated(OP.OP_CHECKSIG, MAX_SIG_OPS + 1)));
  const broken = concat(
    repeated(OP.OP_CHECKSIG, MAX_SIG_OPS),
    Uint8Array.of(OP.OP_PUSHDATA4, 0xff, 0xff, 0xff, 0xff),
    one,
  );
  const inCoinbase = (count: number): BlockPlan => ({
    coinbase: (tx) => withInput(tx, 0, { scriptSig: concat(tx.inputs[0]!.scriptSig, repeated(OP.OP_CHECKSIG, count)) }),
    txs: having(repeated(OP.OP_CHECKSIG, MAX_SIG_OPS - 10)).txs!,
  });
  b.reject('sigops.coinbase-script-and-1', 'bad-blk-sigops', inCoinbase(11));
  b.accept('sigops.before-broken-push', having(broken));
  const next = b.coin();
  const rest = (count: number): TransactionData => spend([next], [payTo(repeated(OP.OP_CHECKSIG, count), next.value)]);
  b.accept('sigops.checksig', { txs: [rest(MAX_SIG_OPS)] });
}

/** A script of a number of signature operations, none of which runs. */
function idleSigOps(count: number): Uint8Array {
  const multisigs = Math.floor(count / MULTISIG_SIG_OPS);
  return concat(
    script(OP.OP_0, OP.OP_IF),
    repeated(OP.OP_CHECKMULTISIG, multisigs),
    repeated(OP.OP_CHECKSIG, count % MULTISIG_SIG_OPS),
    script(OP.OP_ENDIF, OP.OP_1),
  );
}

/** Splits signature operations into scripts as large as they may be, with three small ones at the end. */
function scriptsFor(sigOps: number): Uint8Array[] {
  const scripts: Uint8Array[] = [];
  const most = MULTISIGS_IN_SCRIPT * MULTISIG_SIG_OPS;
  let left = sigOps;
  for (; left > most; left -= most) scripts.push(idleSigOps(most));
  if (left > 0) scripts.push(idleSigOps(left));
  return scripts;
}

function scriptHashSigOps(b: ScenarioBuilder): void {
  const scripts = [...scriptsFor(MAX_SIG_OPS), idleSigOps(1)];
  const coins = b.fund(
    'sigops.fund-p2sh',
    scripts.map((each) => payTo(p2sh(each), 1_000n)),
  );
  const plan = (count: number): BlockPlan => ({ txs: [spendScriptHashes(coins, scripts, count)] });
  b.reject('sigops.p2sh-and-1', 'bad-blk-sigops', plan(scripts.length));
  b.accept('sigops.p2sh', plan(scripts.length - 1));
}

function spendScriptHashes(
  coins: readonly SpendableCoin[],
  scripts: readonly Uint8Array[],
  count: number,
): TransactionData {
  let tx = spendAll(coins.slice(0, count));
  for (let i = 0; i < count; i++) tx = withInput(tx, i, { scriptSig: script(scripts[i]!) });
  return tx;
}

/** Witness scripts count once, and not four times. */
function witnessSigOps(b: ScenarioBuilder): void {
  const scripts = [...scriptsFor(MAX_SIG_OP_COST), idleSigOps(1)];
  const coins = b.fund(
    'sigops.fund-p2wsh',
    scripts.map((each) => payTo(p2wsh(each), 1_000n)),
  );
  const plan = (count: number): BlockPlan => {
    let tx = spendAll(coins.slice(0, count));
    for (let i = 0; i < count; i++) tx = withInput(tx, i, { witness: [scripts[i]!] });
    return { txs: [tx] };
  };
  b.reject('sigops.p2wsh-and-1', 'bad-blk-sigops', plan(scripts.length));
  b.accept('sigops.p2wsh', plan(scripts.length - 1));
}

/** All three kinds in one block: 40,000 by outputs, 20,000 by redeem scripts, 20,000 by witnesses. */
function mixedSigOps(b: ScenarioBuilder): void {
  const redeems = scriptsFor(5_000);
  const witnesses = [...scriptsFor(19_999), idleSigOps(1), idleSigOps(1)];
  const outputs = [
    ...redeems.map((each) => payTo(p2sh(each), 1_000n)),
    ...witnesses.map((each) => payTo(p2wsh(each), 1_000n)),
  ];
  const coins = b.fund('sigops.fund-mixed', outputs);
  const coin = b.coin();
  const legacy = spend([coin], [payTo(repeated(OP.OP_CHECKSIG, 10_000), coin.value)]);
  const plan = (count: number): BlockPlan => {
    let tx = spendScriptHashes(coins, redeems, redeems.length);
    const rest = spendAll(coins.slice(redeems.length, redeems.length + count));
    tx = { ...tx, inputs: [...tx.inputs, ...rest.inputs.map((input, i) => ({ ...input, witness: [witnesses[i]!] }))] };
    return { txs: [legacy, tx, spendAll(coinsOf(tx))] };
  };
  b.reject('sigops.mixed-and-1', 'bad-blk-sigops', plan(witnesses.length));
  b.accept('sigops.mixed', plan(witnesses.length - 1));
}
