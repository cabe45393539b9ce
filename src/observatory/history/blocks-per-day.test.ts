import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { checkBlocksPerDay, dayExposures, parseBlocksPerDay } from './blocks-per-day.ts';
import type { BlocksPerDay } from './blocks-per-day.ts';
import { epochAt, parseEpochTable } from './epoch-table.ts';
import type { EpochTable } from './epoch-table.ts';

const DAY_SEC = 86_400;
const EPOCHS = sound(parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8')));
const DAYS = sound(parseBlocksPerDay(readFileSync('data/blocks-per-day.csv', 'utf8')));

function sound<Answer extends object>(answer: Answer): Exclude<Answer, { readonly code: string }> {
  assert.ok(!('code' in answer), JSON.stringify(answer));
  return answer as Exclude<Answer, { readonly code: string }>;
}

function tableOf(rows: readonly string[]): string {
  const head = ['# title: t', '# source: s', '# licence: l', '# made by: hand', `# rows: ${rows.length}`];
  return `${[...head, 'day,height,blocks on it and on each next day', ...rows].join('\n')}\n`;
}

function withCount(days: BlocksPerDay, dayText: string, change: number): BlocksPerDay {
  const counts = days.counts.slice();
  counts[dayIndex(dayText)]! += change;
  const firstHeights = days.firstHeights.slice();
  counts.forEach((count, i) => (firstHeights[i + 1] = firstHeights[i]! + count));
  return { ...days, counts, firstHeights };
}

function dayIndex(dayText: string): number {
  return (Date.parse(dayText) / 1000 - DAYS.firstDaySec) / DAY_SEC;
}

test('a run of days is read with the height of each', () => {
  const days = sound(parseBlocksPerDay(tableOf(['2022-01-30,100,5 0', '2022-02-01,105,7', '2022-02-02,112,'])));
  assert.equal(days.firstDaySec, Date.UTC(2022, 0, 30) / 1000);
  assert.deepEqual([...days.counts], [5, 0, 7]);
  assert.deepEqual([...days.firstHeights], [100, 105, 105, 112]);
  assert.deepEqual([...days.lines], [7, 7, 8]);
});

test('rows that do not continue each other, or do not close, are refused with their line', () => {
  const codeAndLine = (rows: readonly string[]): unknown[] => {
    const days = parseBlocksPerDay(tableOf(rows));
    assert.ok('code' in days);
    return [days.code, days.line];
  };
  assert.deepEqual(codeAndLine(['2022-01-30,100,5 1', '2022-02-01,105,7', '2022-02-02,112,']), [
    'table-broken-chain',
    8,
  ]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,5 0', '2022-02-02,105,7', '2022-02-03,112,']), [
    'table-broken-chain',
    8,
  ]);
  assert.deepEqual(codeAndLine(['2022-02-30,100,5', '2022-03-03,105,']), ['table-malformed', 7]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,5 0']), ['table-malformed', 7]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,5', '2022-01-31,105,', '2022-01-31,105,']), ['table-malformed', 8]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,']), ['table-malformed', 7]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,5  1', '2022-02-01,106,']), ['table-malformed', 7]);
  assert.deepEqual(codeAndLine(['2022-01-30,100,-5', '2022-01-31,95,']), ['table-malformed', 7]);
  assert.deepEqual(codeAndLine([]), ['table-malformed', 1]);
});

test('every epoch header of 2009 to 2024 falls on the day that the counts give its height', () => {
  assert.equal(checkBlocksPerDay(DAYS, EPOCHS), undefined);
});

test('the fit is exact: one block more or less before the first day contradicts a header', () => {
  for (const shift of [-1, 1]) {
    const shifted = { ...DAYS, firstHeights: DAYS.firstHeights.map((height) => height + shift) };
    assert.equal(checkBlocksPerDay(shifted, EPOCHS)?.code, 'days-contradict-epochs');
  }
});

test('two hundred blocks too many on one day are found out by a header of the weeks after', () => {
  const reject = checkBlocksPerDay(withCount(DAYS, '2022-01-05', 200), EPOCHS);
  assert.ok(reject !== undefined && reject.code === 'days-contradict-epochs');
  assert.equal(reject.height, 717695);
  assert.ok(reject.height < reject.firstHeightOfDay);
  assert.ok('code' in dayExposures(withCount(DAYS, '2022-01-05', 200), EPOCHS));
});

test('a day without a retarget has the exposure of its one difficulty', () => {
  const { series } = sound(dayExposures(DAYS, EPOCHS));
  const day = series.days[dayIndex('2022-01-05')]!;
  assert.equal(day.fromSec, Date.UTC(2022, 0, 5) / 1000);
  assert.equal(day.toSec - day.fromSec, DAY_SEC);
  assert.equal(day.blocks, 150);
  assert.equal(day.exposure, DAY_SEC / epochAt(EPOCHS, 717000)!.work);
});

test('a day with a retarget is cut at the last block of the old difficulty', () => {
  const { series } = sound(dayExposures(DAYS, EPOCHS));
  const day = series.days[dayIndex('2022-01-08')]!;
  const [before, after] = [epochAt(EPOCHS, 717695)!, epochAt(EPOCHS, 717696)!];
  const expected = (before.lastTimeSec! - day.fromSec) / before.work + (day.toSec - before.lastTimeSec!) / after.work;
  assert.ok(Math.abs(day.exposure - expected) < 1e-12 * expected);
});

test('days on which a block of unknown difficulty may have been mined for are left out, with the reason', () => {
  const { series, excluded } = sound(dayExposures(DAYS, EPOCHS));
  assert.ok(excluded !== undefined);
  assert.equal(excluded.fromSec, Date.UTC(2024, 2, 14) / 1000);
  assert.equal(series.days.at(-1)!.toSec, excluded.fromSec);
  assert.equal(series.days.length + excluded.days, DAYS.counts.length);
  assert.match(excluded.reason, /834624/);
  assert.ok(DAYS.firstHeights[series.days.length]! < 834624 && DAYS.firstHeights[series.days.length + 1]! >= 834624);
  const known: EpochTable = { epochs: EPOCHS.epochs.slice(0, 400) };
  assert.equal(sound(dayExposures(DAYS, known)).excluded!.reason.includes(`${400 * 2016}`), true);
});

test('days of which no difficulty is known are refused', () => {
  const answer = dayExposures(DAYS, { epochs: EPOCHS.epochs.slice(0, 10) });
  assert.ok('code' in answer && answer.code === 'table-malformed');
});
