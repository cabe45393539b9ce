import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderTree } from '../src/chain/header-tree.ts';
import { LiveSources } from '../src/cli/observatory/live-sources.ts';
import { answerHashrate } from '../src/observatory/answers/hashrate-answer.ts';
import { isReject } from '../src/observatory/answers/sources.ts';
import type { ObservatorySources } from '../src/observatory/answers/sources.ts';
import { blockSeries } from '../src/observatory/series/block-series.ts';
import { networkParams } from '../src/consensus/params.ts';
import { NOW_SEC, regtestHeaders } from './headers-regtest-chain.ts';

const PARAMS = networkParams('regtest');
const HEADERS = regtestHeaders(40);

/** Two blocks that came along, up to a moment. */
function builtIn(toSec: number): ObservatorySources {
  const series = blockSeries({
    firstHeight: 0,
    timesSec: Float64Array.of(toSec - 600, toSec),
    work: Float64Array.of(2, 2),
    bits: Uint32Array.of(0x207f_ffff, 0x207f_ffff),
    timeSource: 'header',
  });
  return { network: 'regtest', observations: [{ series, description: 'what came along' }] };
}

function add(tree: HeaderTree, from: number, to: number): void {
  for (let k = from; k < to; k++) tree.accept(HEADERS, 80 * k, NOW_SEC);
}

function scene(toSec: number): {
  readonly tree: HeaderTree;
  readonly live: LiveSources;
  readonly pass: (ms: number) => void;
  readonly stop: () => void;
} {
  const tree = new HeaderTree({ params: PARAMS });
  let nowMs = NOW_SEC * 1000;
  let isRunning = true;
  const live = new LiveSources(builtIn(toSec), {
    tree: () => (isRunning ? tree : undefined),
    clock: { nowMs: () => nowMs },
  });
  return { tree, live, pass: (ms) => void (nowMs += ms), stop: () => void (isRunning = false) };
}

function firstOf(live: LiveSources): string {
  return live.now().observations[0]!.description;
}

test('what came along is answered from until the node’s headers go further', () => {
  const whole = new HeaderTree({ params: PARAMS });
  add(whole, 0, 40);
  const { tree, live, pass } = scene(whole.timeOf(20));
  assert.equal(firstOf(live), 'what came along');
  add(tree, 0, 20);
  pass(60_000);
  assert.equal(firstOf(live), 'what came along', 'the node is as far, not further');
  add(tree, 20, 40);
  pass(60_000);
  assert.equal(firstOf(live), "the node's own chain");
  assert.equal(live.now().observations[1]!.description, 'what came along', 'and that stays behind it');
  const answer = answerHashrate(live.now(), { level: 0.9 });
  assert.ok(!isReject(answer));
  assert.equal(answer.source.description, "the node's own chain");
});

test('the headers are read again ten seconds later at the earliest, and only when there are more', () => {
  const { tree, live, pass } = scene(0);
  add(tree, 0, 20);
  const before = live.now().observations[0];
  pass(60_000);
  assert.equal(live.now().observations[0], before, 'nothing new');
  add(tree, 20, 30);
  const after = live.now().observations[0];
  assert.notEqual(after, before);
  add(tree, 30, 40);
  pass(9_999);
  assert.equal(live.now().observations[0], after);
  pass(1);
  assert.notEqual(live.now().observations[0], after);
});

test('when the node has stopped, what it had is still answered from', () => {
  const { tree, live, stop } = scene(0);
  add(tree, 0, 20);
  live.now();
  stop();
  assert.equal(firstOf(live), "the node's own chain");
});
