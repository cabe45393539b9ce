import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeriesColumns } from '../../ports/history-store.ts';
import { hashrateRatio } from '../hashrate/ratio.ts';
import { evaluateRule, needsOf } from './evaluate-rule.ts';
import { parseRule } from './parse-rule.ts';
import type { AlertCondition } from './rule.ts';
import type { Reading } from './reading.ts';

const NOW_SEC = 1_641_384_000;
const HOUR = 3600;

function conditionOf(text: string): AlertCondition {
  const rule = parseRule(text);
  assert.ok(!('code' in rule));
  return rule.condition;
}

function look(text: string, series: Readonly<Record<string, SeriesColumns>>, nowSec = NOW_SEC): Reading {
  return evaluateRule(conditionOf(text), new Map(Object.entries(series)), nowSec);
}

function columns(atSec: readonly number[], values: Readonly<Record<string, readonly number[]>>): SeriesColumns {
  return {
    names: Object.keys(values),
    atSec: Float64Array.from(atSec),
    columns: Object.values(values).map((column) => Float64Array.from(column)),
  };
}

/** So many blocks in each hour to `NOW_SEC`, of `hours` hours. */
function counts(hours: number, blocksOf: (hoursAgo: number) => number): SeriesColumns {
  const ago = Array.from({ length: hours }, (_, i) => hours - 1 - i);
  return columns(
    ago.map((hour) => NOW_SEC - hour * HOUR),
    { blocks: ago.map(blocksOf), exposureSecPerHash: ago.map(() => 1e-18), spanSec: ago.map(() => HOUR) },
  );
}

const FELL = 'hashrate fell by more than 10% with probability above 0.95 over 24h';

test('a fall of hashrate is a probability, not a figure below another', () => {
  const lucky = look(FELL, { 'hashrate/counts': counts(200, (ago) => (ago < 24 ? 5 : 6)) });
  assert.equal(lucky.holds, false, '17 % fewer blocks in a day may be luck');
  const probability = lucky.values.find(({ name }) => name === 'probability')!.value;
  assert.ok(probability > 0.5 && probability < 0.95, `${probability}`);
  const fallen = look(FELL, { 'hashrate/counts': counts(200, (ago) => (ago < 24 ? 4 : 6)) });
  assert.equal(fallen.holds, true);
  assert.match(fallen.sentence, /96 blocks.*in the 7 days before: -3\d(\.\d)? %.*has the probability/);
  const same = look(FELL, { 'hashrate/counts': counts(200, () => 6) });
  assert.deepEqual([same.holds, same.isClear], [false, true]);
  const rose = look('hashrate rose by 10%', { 'hashrate/counts': counts(200, (ago) => (ago < 24 ? 9 : 6)) });
  assert.equal(rose.holds, true);
});

test('its probability is that of the ratio’s own interval', () => {
  const series = { 'hashrate/counts': counts(200, (ago) => (ago < 24 ? 5 : 6)) };
  const window = { fromSec: 0, toSec: 0, blocks: 120, exposure: 24e-18 };
  const baseline = { fromSec: 0, toSec: 0, blocks: 1008, exposure: 168e-18 };
  const { low } = hashrateRatio({ baseline, window, level: 0.9 });
  const at = look(`hashrate fell by ${((1 - low) * 100).toFixed(6)}% with probability above 0.5`, series);
  assert.ok(Math.abs(at.values.find(({ name }) => name === 'probability')!.value - 0.05) < 1e-5);
});

test('hashrate is not told of from hours that are missing, old, or not counted by the hour', () => {
  const hole = counts(200, () => 6);
  hole.columns[2]![190] = 0;
  for (const series of [counts(24 + 134, () => 6), hole]) {
    assert.equal(look(FELL, { 'hashrate/counts': series }).holds, null);
  }
  const short = look(FELL, { 'hashrate/counts': counts(24 + 135, () => 6) });
  assert.equal(short.holds, false);
  assert.match(short.sentence, /in the 135 h before/, 'four fifths of the baseline are enough, and it is said');
  assert.equal(look(FELL, { 'hashrate/counts': counts(200, () => 6) }, NOW_SEC + 37 * HOUR).holds, null);
  assert.equal(look(FELL, {}).holds, null);
});

test('a price is compared with the high of its window, from the finest candles of now', () => {
  const minutes = Array.from({ length: 1441 }, (_, i) => NOW_SEC - 60 * (1441 - i));
  const candles = (last: number): SeriesColumns =>
    columns(minutes, {
      high: minutes.map((_, i) => (i === 700 ? 47_000 : 46_000)),
      low: minutes.map(() => 40_000),
      close: minutes.map((_, i) => (i === 1440 ? last : 45_900)),
    });
  const rule = 'btc-usd is 10% under its 24h high';
  const at = (last: number): Reading => look(rule, { 'market/median/btc-usd/1m': candles(last) });
  assert.equal(at(42_300).holds, true);
  assert.equal(at(42_301).holds, false);
  assert.equal(at(42_301).isClear, false, 'a margin is kept');
  assert.equal(at(43_300).isClear, true);
  assert.match(
    at(42_300).sentence,
    /^BTC\/USD is at 42\u2009300, 10(\.0)? % under its 24 h high of 47\u2009000 at 2022-01-0[45]/,
  );
  assert.equal(look('btc-usd is 14% over its 24h low', { 'market/median/btc-usd/1m': candles(45_900) }).holds, true);
});

test('a candle counts when it is over, and an old price is none', () => {
  const hours = Array.from({ length: 48 }, (_, i) => NOW_SEC - HOUR * (47 - i));
  const series = columns(hours, { closeUsd: hours.map((_, i) => (i === 47 ? 1 : 100)) });
  const rule = 'eth-usd is 50% under its 24h high';
  const data = { 'market/median/eth-usd/1h': series };
  assert.equal(look(rule, data).holds, false, 'the candle of this hour is not over');
  assert.equal(look(rule, data, NOW_SEC + HOUR).holds, true);
  assert.equal(look(rule, data, NOW_SEC + 7 * HOUR).holds, null);
  assert.match(look(rule, {}).sentence, /no price of eth-usd/);
});

test('nodes of a country are compared with the median of the week before yesterday', () => {
  const hours = Array.from({ length: 192 }, (_, i) => NOW_SEC - HOUR * (191 - i));
  const nodes = (now: number): SeriesColumns => columns(hours, { nodes: hours.map((_, i) => (i < 180 ? 40 : now)) });
  const at = (now: number): Reading => look('nodes in KZ below 50% of baseline', { 'nodes/country/kz': nodes(now) });
  assert.equal(at(19).holds, true);
  assert.equal(at(20).holds, false);
  assert.deepEqual([at(23).isClear, at(25).isClear], [false, true]);
  assert.match(at(19).sentence, /^19 nodes in KZ answer at .*: 47.5 % of their baseline of 40\.$/);
  assert.equal(look('nodes in KZ below 50% of baseline', {}).holds, null);
});

test('stale blocks, forecasts and any series are read as they were last', () => {
  const stale = columns([NOW_SEC - 3599], { staleBlocks: [1], lowestHeight: [717_000] });
  assert.equal(look('stale block', { 'chain/stale-blocks': stale }).holds, true);
  assert.match(look('stale block', { 'chain/stale-blocks': stale }).sentence, /^A block at height 717000 became stale/);
  assert.equal(look('stale block', { 'chain/stale-blocks': stale }, NOW_SEC + 1).holds, null, 'no node looks any more');
  const tip = columns([NOW_SEC - 60], { height: [717_001] });
  assert.equal(look('stale block', { 'chain/stale-blocks': stale, 'chain/tip': tip }, NOW_SEC + 1).holds, false);
  assert.equal(look('stale block', { 'chain/tip': tip }).holds, false);
  const next = columns([NOW_SEC - HOUR], {
    changeRatio: [1.0601],
    changeRatioLow: [1.02],
    changeRatioHigh: [1.1],
    height: [717_696],
    retargetSec: [NOW_SEC],
  });
  assert.equal(look('next retarget above +6%', { 'difficulty/next': next }).holds, true);
  assert.equal(look('next retarget above +6.1%', { 'difficulty/next': next }).holds, false);
  const pool = columns([NOW_SEC - 60, NOW_SEC, NOW_SEC + 60], { a: [1, 2, 3], b: [7, NaN, 9] });
  assert.equal(look('series x above 1.5', { x: pool }).holds, true);
  assert.equal(look('series x above 2', { x: pool }).holds, false, 'what comes later is not known yet');
  assert.equal(look('series x:b above 1', { x: pool }).holds, null);
  assert.match(look('series x:c above 1', { x: pool }).sentence, /has the columns a, b, not c/);
});

test('what a rule needs reaches back as far as it looks', () => {
  const needs = needsOf(conditionOf('btc-usd is 10% under its 7d high'), NOW_SEC);
  assert.ok(needs.every(({ fromSec }) => fromSec < NOW_SEC - 7 * 86_400));
  assert.deepEqual(
    needs.map(({ series }) => series),
    ['1m', '1h', '1d'].map((step) => `market/median/btc-usd/${step}`),
  );
});
