import type { BuiltBlock, ScenarioBuilder } from './scenario-builder.ts';
import { OP_TRUE_SCRIPT, coinsOf, payTo, spend, spendAll } from './spending.ts';
import type { SpendableCoin } from './spending.ts';

const MISSING = 'bad-txns-inputs-missingorspent';

/** Branches: which one wins, what is undone, and what becomes of those that break a rule on the way. */
export function reorgScenarios(b: ScenarioBuilder): void {
  const coins = b.fundOpen('reorg.fund', 30);
  const next = (): SpendableCoin => coins.shift()!;
  thereAndBack(b, next);
  doubleSpend(b, next);
  invalidInside(b, next);
  failedParents(b, next);
  immatureOnFork(b);
  deep(b, next);
}

type NextCoin = () => SpendableCoin;

function thereAndBack(b: ScenarioBuilder, next: NextCoin): void {
  const [x, y, z] = [next(), next(), next()];
  const root = b.tip;
  const spendX = spendAll([x]);
  const a1 = b.accept('reorg.a1', { txs: [spendX] });
  const b1 = b.side('reorg.b1', { on: root, txs: [spend([x], [payTo(OP_TRUE_SCRIPT, x.value - 1n)])] });
  b.give(b1, { is: 'known' });
  const b2 = b.accept('reorg.b2', { on: b1, txs: [spendAll([y])] });
  // What only the other branch made is not there.
  b.reject('reorg.b3-spends-a1', MISSING, { txs: [spendAll(coinsOf(spendX))] });
  const a2 = b.side('reorg.a2', { on: a1, txs: [spendAll([z])] });
  const a3 = b.accept('reorg.a3', { on: a2, txs: [spendAll(coinsOf(spendX)), spendAll([y])] });
  const b3 = b.side('reorg.b3', { on: b2 });
  b.accept('reorg.b4', { on: b3, txs: [spendAll([z])] });
  const a4 = b.side('reorg.a4', { on: a3 });
  b.accept('reorg.a5', { on: a4 });
}

/** A branch that is longer, and spends what it has spent itself. */
function doubleSpend(b: ScenarioBuilder, next: NextCoin): void {
  const root = b.tip;
  const [x, y] = [next(), next()];
  b.accept('double.a1', { txs: [spendAll([y])] });
  const b1 = b.side('double.b1', { on: root, txs: [spendAll([x])] });
  b.reject('double.b2', MISSING, { on: b1, txs: [spend([x], [payTo(OP_TRUE_SCRIPT, 1n)])] });
  const good = b.accept('double.b2-good', { on: b1, txs: [spendAll([y])] });
  b.give(good, { is: 'known' });
}

/** A branch that fails in its middle when it is tried: the tip stays, or goes as far as is good. */
function invalidInside(b: ScenarioBuilder, next: NextCoin): void {
  const root = b.tip;
  const a1 = b.accept('inside.a1', { txs: [spendAll([next()])] });
  const a2 = b.accept('inside.a2');
  const b1 = b.side('inside.b1', { on: root });
  const bad = b.side('inside.b2-takes-too-much', { on: b1, extra: 1n });
  const b3 = b.side('inside.b3', { on: bad }, { tipAfter: a2 });
  b.give(bad, { is: 'known-failed' });
  b.give(b3, { is: 'known-failed' });
  b.reject('inside.b4', 'bad-prevblk', { on: b3 });
  b.reject('inside.b3-again', 'bad-prevblk', { on: bad, header: { version: 5 } });
  // The good part of a branch wins when it alone has more work.
  const c1 = b.side('inside.c1', { on: a1 });
  const [x] = [next()];
  const d2 = b.build('inside.c2', { on: c1, txs: [spendAll([x])] });
  const d3 = b.build('inside.c3-double-spend', { on: d2, txs: [spend([x], [payTo(OP_TRUE_SCRIPT, 1n)])] });
  const d4 = b.build('inside.c4', { on: d3 });
  b.give(d4, { is: 'orphan' });
  b.give(d2, { is: 'tip' });
  b.give(d3, { is: 'rejected', reason: MISSING });
  b.give(d4, { is: 'rejected', reason: 'bad-prevblk' });
}

/** What builds on a block that failed, by when it failed. */
function failedParents(b: ScenarioBuilder, next: NextCoin): void {
  const [x] = [next()];
  // Failed by itself: nothing of it was kept, so it is not known.
  const byItself = b.reject('parent.no-outputs', 'bad-txns-vout-empty', { txs: [spend([x], [])] });
  b.give(b.build('parent.no-outputs-child', { on: byItself }), { is: 'orphan' });
  const atItsHeight = b.reject('parent.nonfinal', 'bad-txns-nonfinal', {
    txs: [spendAll([x], { lockTime: 0xffff_ffff, sequence: 0 })],
  });
  b.give(atItsHeight, { is: 'known-failed' });
  const child = b.reject('parent.nonfinal-child', 'bad-prevblk', { on: atItsHeight });
  // Not even the header of such a child is kept.
  b.give(child, { is: 'rejected', reason: 'bad-prevblk' });
  b.give(b.build('parent.nonfinal-grandchild', { on: child }), { is: 'orphan' });
  const connecting = b.reject('parent.amount', 'bad-cb-amount', { extra: 1n });
  b.give(connecting, { is: 'known-failed' });
  b.reject('parent.amount-child', 'bad-prevblk', { on: connecting });
  const header = b.reject('parent.old', 'time-too-old', { header: { timeSec: b.medianTimePast(b.tip) } });
  b.give(b.build('parent.old-child', { on: header }), { is: 'orphan' });
}

function immatureOnFork(b: ScenarioBuilder): void {
  const root = b.tip;
  b.accept('immature.a1');
  b.accept('immature.a2');
  const b1 = b.side('immature.b1', { on: root });
  const b2 = b.side('immature.b2', { on: b1, txs: [spendAll([b.coinbaseCoin(b1)])] });
  b.side('immature.b3', { on: b2 });
  b.reject('immature.b3-other', 'bad-prevblk', { on: b2, header: { version: 5 } });
}

/** Sixty blocks there and sixty-one back, with a chain of spends through them. */
function deep(b: ScenarioBuilder, next: NextCoin): void {
  const root = b.tip;
  const [x, y] = [next(), next()];
  const chain = (name: string, coin: SpendableCoin, count: number): BuiltBlock[] => {
    const blocks: BuiltBlock[] = [];
    let [at, on] = [coin, root];
    for (let i = 1; i <= count; i++) {
      const tx = spendAll([at]);
      [at] = coinsOf(tx) as [SpendableCoin];
      on = b.build(`deep.${name}${i}`, { on, txs: [tx] });
      blocks.push(on);
    }
    return blocks;
  };
  const [first, second] = [chain('a', x, 60), chain('b', y, 61)];
  for (const block of first) b.give(block, { is: 'tip' });
  for (const block of second.slice(0, -1)) b.give(block, { is: 'side' });
  b.give(second.at(-1)!, { is: 'tip' });
  b.reject('deep.spent-on-other-branch', MISSING, { txs: [spendAll([y])] });
  b.accept('deep.free-again', { txs: [spendAll([x])] });
}
