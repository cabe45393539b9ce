import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseEpochTable } from '../history/epoch-table.ts';
import { difficultyHistory } from './history.ts';

const OPTIONS = { epochBlocks: 2016, level: 0.9 };

function mainnet(): ReturnType<typeof difficultyHistory> {
  const table = parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8'));
  assert.ok(!('code' in table));
  return difficultyHistory(table.epochs, OPTIONS);
}

test("the epoch of China's ban took 833 s a block, and the next difficulty was 27.94 % lower", () => {
  const epochs = mainnet();
  const ban = epochs.findIndex(({ firstHeight }) => firstHeight === 687_456);
  assert.equal(Math.round(epochs[ban]!.secondsPerBlock!), 833);
  assert.equal(epochs[ban + 1]!.change!.toFixed(4), '0.7206');
  const { low, median, high } = epochs[ban]!.hashrate!;
  // 19.93 T difficulty in 833 s a block: 103 EH/s, and 2015 intervals give 1.645 / sqrt(2015) = 3.7 % on each side.
  assert.ok(low < 103e18 && high > 103e18 && Math.abs(median / 102.8e18 - 1) < 0.01);
  assert.ok(Math.abs(high / low - 1 - 0.076) < 0.002);
});

test('the retargets after the blackout of January 2022 were +0.41 % and +9.32 %', () => {
  const epochs = mainnet();
  const change = (height: number): string => epochs.find((e) => e.firstHeight === height)!.change!.toFixed(4);
  assert.equal(change(717_696), '1.0041');
  assert.equal(change(719_712), '1.0932');
});

test('the first epoch has no change, and one that lasts or runs backwards has no hashrate', () => {
  const epochs = mainnet();
  assert.equal(epochs[0]!.change, null);
  const last = epochs[epochs.length - 1]!;
  assert.equal(last.secondsPerBlock, null);
  assert.equal(last.hashrate, null);
  const backwards = { firstHeight: 0, firstTimeSec: 1000, lastTimeSec: 999, bits: 1, difficulty: 1, work: 4e9 };
  assert.equal(difficultyHistory([backwards], OPTIONS)[0]!.hashrate, null);
  assert.equal(difficultyHistory([{ ...backwards, lastTimeSec: 1000 }], OPTIONS)[0]!.secondsPerBlock, null);
  assert.ok(difficultyHistory([{ ...backwards, lastTimeSec: 1001 }], OPTIONS)[0]!.hashrate !== null);
  assert.deepEqual(difficultyHistory([], OPTIONS), []);
});
