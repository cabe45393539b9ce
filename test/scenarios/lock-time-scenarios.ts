import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import { withInput } from './spending.ts';
import type { BlockPlan, BuiltBlock, ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, coinsOf, concat, payTo, script, spendAll } from './spending.ts';
import type { SpendOptions, SpendableCoin } from './spending.ts';

const NONFINAL = 'bad-txns-nonfinal';
const UNSATISFIED = 'mandatory-script-verify-flag-failed (Locktime requirement not satisfied)';
const NEGATIVE = 'mandatory-script-verify-flag-failed (Negative locktime)';

const THRESHOLD = 500_000_000;
const FINAL = 0xffff_ffff;
const DISABLE_FLAG = 0x8000_0000;
const TIME_FLAG = 0x0040_0000;
const GRANULARITY_SEC = 512;

/** Lock times (BIP65, BIP113) and relative ones (BIP68, BIP112), from both sides. */
export function lockTimeScenarios(b: ScenarioBuilder): void {
  const coins = b.fundOpen('lock.fund', 40);
  const next = (): SpendableCoin => coins.shift()!;
  absolute(b, next);
  coinbaseLock(b);
  relativeHeight(b, next);
  relativeTime(b, next);
  relativeExempt(b, next);
  checkLockTimeVerify(b);
  checkSequenceVerify(b);
}

type NextCoin = () => SpendableCoin;

function locked(coin: SpendableCoin, options: SpendOptions): BlockPlan {
  return { txs: [spendAll([coin], options)] };
}

function absolute(b: ScenarioBuilder, next: NextCoin): void {
  const coin = next();
  const height = b.tip.height + 1;
  b.reject('lock.height-is-block', NONFINAL, locked(coin, { lockTime: height, sequence: 0 }));
  b.reject('lock.height-not-all-final', NONFINAL, locked(coin, { lockTime: height, sequence: FINAL - 1 }));
  b.reject('lock.height-highest', NONFINAL, locked(coin, { lockTime: THRESHOLD - 1, sequence: 0 }));
  b.accept('lock.height-is-past', locked(coin, { lockTime: height - 1, sequence: 0 }));
  b.accept('lock.height-inputs-final', locked(next(), { lockTime: THRESHOLD - 1 }));
  const two = spendAll([next(), next()], { lockTime: THRESHOLD - 1 });
  b.reject('lock.one-of-two-final', NONFINAL, { txs: [withInput(two, 1, { sequence: FINAL - 1 })] });
  // BIP113: the median time past of the block before is what counts, and not the block's own time.
  const timed = next();
  const median = b.medianTimePast(b.tip);
  b.reject('lock.time-is-median', NONFINAL, locked(timed, { lockTime: median, sequence: 0 }));
  b.reject('lock.time-is-block', NONFINAL, locked(timed, { lockTime: b.timeAt(b.tip.height + 1) - 1, sequence: 0 }));
  b.accept('lock.time-before-median', locked(timed, { lockTime: median - 1, sequence: 0 }));
  b.accept('lock.time-threshold', locked(next(), { lockTime: THRESHOLD, sequence: 0 }));
}

function coinbaseLock(b: ScenarioBuilder): void {
  const lockTime = b.tip.height + 1;
  const withLock = (sequence: number, time: number): BlockPlan => ({
    coinbase: (tx) => withInput({ ...tx, lockTime: time }, 0, { sequence }),
  });
  b.reject('lock.coinbase', NONFINAL, withLock(0, lockTime));
  b.accept('lock.coinbase-past', withLock(0, lockTime - 1));
  b.accept('lock.coinbase-final', withLock(FINAL, THRESHOLD));
}

function relativeHeight(b: ScenarioBuilder, next: NextCoin): void {
  const coin = next();
  const made = b.tip.height - heightsSince(b, coin);
  const depth = b.tip.height + 1 - made;
  b.reject('relative.height-one-short', NONFINAL, locked(coin, { sequence: depth + 1 }));
  b.accept('relative.height-reached', locked(coin, { sequence: depth }));
  const parent = spendAll([next()]);
  const [fresh] = coinsOf(parent) as [SpendableCoin];
  b.reject('relative.same-block-1', NONFINAL, { txs: [parent, spendAll([fresh], { sequence: 1 })] });
  b.accept('relative.same-block-0', { txs: [parent, spendAll([fresh], { sequence: 0 })] });
  b.reject('relative.height-highest', NONFINAL, locked(next(), { sequence: 0xffff }));
}

/** How many blocks ago the block was mined that made the coins of this group. */
function heightsSince(b: ScenarioBuilder, coin: SpendableCoin): number {
  let count = 0;
  for (let at: BuiltBlock | undefined = b.tip; at !== undefined; at = at.prev, count++) {
    if (at.name === 'lock.fund') return count;
  }
  throw new Error(`no block made ${coin.value} satoshis`);
}

function relativeTime(b: ScenarioBuilder, next: NextCoin): void {
  const since = heightsSince(b, next());
  let beforeFund = b.tip;
  for (let i = 0; i <= since; i++) beforeFund = beforeFund.prev!;
  const elapsed = b.medianTimePast(b.tip) - b.medianTimePast(beforeFund);
  const units = Math.floor(elapsed / GRANULARITY_SEC);
  const coin = next();
  b.reject('relative.time-one-short', NONFINAL, locked(coin, { sequence: TIME_FLAG | (units + 1) }));
  b.accept('relative.time-reached', locked(coin, { sequence: TIME_FLAG | units }));
  const parent = spendAll([next()]);
  const [fresh] = coinsOf(parent) as [SpendableCoin];
  b.reject('relative.same-block-time-1', NONFINAL, { txs: [parent, spendAll([fresh], { sequence: TIME_FLAG | 1 })] });
  b.accept('relative.same-block-time-0', { txs: [parent, spendAll([fresh], { sequence: TIME_FLAG })] });
  exactSecond(b, next);
}

/** A unit of 512 s that ends in the very second of the median, and one second later. */
function exactSecond(b: ScenarioBuilder, next: NextCoin): void {
  const parent = spendAll([next()]);
  const before = b.medianTimePast(b.tip);
  const made = b.accept('relative.exact-made', { txs: [parent] });
  const [coin] = coinsOf(parent) as [SpendableCoin];
  // Eleven blocks whose median is the time that is wanted; on one branch one second less.
  for (const [name, early] of [
    ['one-second-short', 1],
    ['to-the-second', 0],
  ] as const) {
    let on = made;
    const units = Math.ceil((made.timeSec + 1 - before) / GRANULARITY_SEC) + 1;
    const timeSec = before + units * GRANULARITY_SEC - early;
    const names = Array.from({ length: 11 }, (_, i) => `relative.${name}-${i}`);
    for (const each of names)
      on = giveOnBranch(b, each, { on, header: { timeSec: Math.max(timeSec, b.medianTimePast(on) + 1) } });
    const plan: BlockPlan = { on, ...locked(coin, { sequence: TIME_FLAG | units }) };
    if (early === 0) b.accept(`relative.${name}`, plan);
    else b.reject(`relative.${name}`, NONFINAL, plan);
  }
}

/** Gives a block on a branch: the new tip when it is higher, else kept beside it. */
function giveOnBranch(b: ScenarioBuilder, name: string, plan: BlockPlan & { readonly on: BuiltBlock }): BuiltBlock {
  return plan.on.height + 1 > b.tip.height ? b.accept(name, plan) : b.side(name, plan);
}

function relativeExempt(b: ScenarioBuilder, next: NextCoin): void {
  b.accept('relative.version-1', locked(next(), { sequence: 0xffff, version: 1 }));
  b.accept('relative.version-0', locked(next(), { sequence: 0xffff, version: 0 }));
  b.reject('relative.version-highest', NONFINAL, locked(next(), { sequence: 0xffff, version: 0xffff_ffff }));
  b.accept('relative.disabled', locked(next(), { sequence: DISABLE_FLAG + 0xffff }));
  // Bits that BIP68 gives no meaning do nothing.
  b.accept('relative.other-bits', locked(next(), { sequence: 0x7fbf_0000 }));
  b.reject('relative.other-bits-and-height', NONFINAL, locked(next(), { sequence: 0x7fbf_ffff }));
}

function number(value: number): Uint8Array {
  return new ScriptWriter().number(value).finish();
}

interface LockCase {
  readonly name: string;
  readonly argument: Uint8Array;
  readonly options: SpendOptions;
  readonly reason?: string;
}

/** Spends an output for each case: refused ones in a block each, good ones together. */
function runCases(b: ScenarioBuilder, group: string, opcode: number, cases: readonly LockCase[]): void {
  const coins = b.fund(
    `${group}.fund`,
    cases.map(({ argument }) => payTo(concat(argument, script(opcode, OP.OP_DROP), OP_TRUE_SCRIPT), 10_000n)),
  );
  b.mineTo(b.tip.height + 20);
  const good = cases.flatMap(({ name, options, reason }, i) => {
    const tx = spendAll([coins[i]!], options);
    if (reason === undefined) return [tx];
    b.reject(`${group}.${name}`, reason, { txs: [tx] });
    return [];
  });
  b.accept(`${group}.good`, { txs: good });
}

function checkLockTimeVerify(b: ScenarioBuilder): void {
  const height = b.tip.height;
  const median = b.medianTimePast(b.tip);
  const at = (lockTime: number, sequence = 0): SpendOptions => ({ lockTime, sequence });
  runCases(b, 'cltv', OP.OP_CHECKLOCKTIMEVERIFY, [
    { name: 'height-equal', argument: number(height), options: at(height) },
    { name: 'height-one-above', argument: number(height + 1), options: at(height), reason: UNSATISFIED },
    { name: 'time-equal', argument: number(median), options: at(median) },
    { name: 'time-one-above', argument: number(median + 1), options: at(median), reason: UNSATISFIED },
    { name: 'height-for-time', argument: number(height), options: at(median), reason: UNSATISFIED },
    { name: 'time-for-height', argument: number(THRESHOLD), options: at(height), reason: UNSATISFIED },
    { name: 'input-final', argument: number(height), options: at(height, FINAL), reason: UNSATISFIED },
    { name: 'input-almost-final', argument: number(height), options: at(height, FINAL - 1) },
    { name: 'negative', argument: number(-1), options: at(height), reason: NEGATIVE },
    { name: 'zero', argument: number(0), options: at(0) },
    { name: 'padded', argument: script(Uint8Array.of(1, 0, 0, 0, 0)), options: at(1) },
    {
      name: 'six-bytes',
      argument: script(Uint8Array.of(1, 0, 0, 0, 0, 0)),
      options: at(1),
      reason: 'mandatory-script-verify-flag-failed (unknown error)',
    },
  ]);
}

function checkSequenceVerify(b: ScenarioBuilder): void {
  const at = (sequence: number, version = 2): SpendOptions => ({ sequence, version });
  runCases(b, 'csv', OP.OP_CHECKSEQUENCEVERIFY, [
    { name: 'height-equal', argument: number(10), options: at(10) },
    { name: 'height-one-above', argument: number(11), options: at(10), reason: UNSATISFIED },
    { name: 'time-equal', argument: number(TIME_FLAG | 5), options: at(TIME_FLAG | 5) },
    { name: 'time-one-above', argument: number(TIME_FLAG | 6), options: at(TIME_FLAG | 5), reason: UNSATISFIED },
    { name: 'height-for-time', argument: number(1), options: at(TIME_FLAG | 5), reason: UNSATISFIED },
    { name: 'time-for-height', argument: number(TIME_FLAG | 1), options: at(10), reason: UNSATISFIED },
    { name: 'version-1', argument: number(1), options: at(1, 1), reason: UNSATISFIED },
    { name: 'version-highest', argument: number(1), options: at(1, FINAL) },
    { name: 'input-disabled', argument: number(1), options: at(DISABLE_FLAG + 10), reason: UNSATISFIED },
    { name: 'argument-disabled', argument: number(0x8000_0000), options: at(FINAL) },
    { name: 'argument-disabled-version-1', argument: number(0x8000_0000), options: at(FINAL, 1) },
    { name: 'negative', argument: number(-1), options: at(10), reason: NEGATIVE },
    { name: 'other-bits', argument: number(0x0100_0005), options: at(5) },
  ]);
}
