import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';

import { checkBlockTimes, parseBlockTimes, seriesFromBlockTimes } from './block-times.ts';
import { epochAt, parseEpochTable } from './epoch-table.ts';

const TEXT = readFileSync('data/block-times-716112-718559.csv', 'utf8');
const EPOCHS = sound(parseEpochTable(readFileSync('data/mainnet-epochs.csv', 'utf8')));
const TIMES = sound(parseBlockTimes(TEXT));

function sound<Answer extends object>(answer: Answer): Exclude<Answer, { readonly code: string }> {
  assert.ok(!('code' in answer), JSON.stringify(answer));
  return answer as Exclude<Answer, { readonly code: string }>;
}

test('times are read back from their differences, steps back included', () => {
  const head =
    '# title: t\n# source: s\n# licence: l\n# made by: hand\n# rows: 2\nheight,time,seconds to each next block\n';
  const times = sound(parseBlockTimes(`${head}100,5000,600 -9 0\n103,5591,\n`));
  assert.equal(times.firstHeight, 100);
  assert.deepEqual([...times.timesSec], [5000, 5600, 5591, 5591]);
  assert.deepEqual([...times.lines], [7, 7, 7, 7]);
});

test('one wrong digit anywhere in the rows is refused, on its line or the next', () => {
  const rowsStart = TEXT.indexOf('\n716112,') + 1;
  const digits = [...TEXT.slice(rowsStart).matchAll(/\d/g)].map((match) => rowsStart + match.index);
  fc.assert(
    fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const text = TEXT.slice(0, at) + ((Number(TEXT[at]) + by) % 10) + TEXT.slice(at + 1);
      const times = parseBlockTimes(text);
      const line = TEXT.slice(0, at).split('\n').length;
      assert.ok('code' in times, `digit ${at} on line ${line} may be changed`);
      assert.ok(times.line === line || times.line === line + 1, `line ${times.line}, not ${line}`);
    }),
    { numRuns: 200 },
  );
});

test('the times agree with the headers that proof of work vouches for', () => {
  assert.equal(checkBlockTimes(TIMES, EPOCHS), undefined);
  const at717696 = epochAt(EPOCHS, 717696)!.firstHeight - TIMES.firstHeight;
  for (const i of [at717696 - 1, at717696]) {
    const timesSec = TIMES.timesSec.with(i, TIMES.timesSec[i]! + 1);
    const reject = checkBlockTimes({ ...TIMES, timesSec }, EPOCHS);
    assert.ok(reject !== undefined && reject.code === 'times-contradict-epochs');
    assert.equal(reject.height, TIMES.firstHeight + i);
    assert.equal(reject.found - reject.expected, 1);
    assert.ok('code' in seriesFromBlockTimes({ ...TIMES, timesSec }, EPOCHS));
  }
});

test('a series takes its work from the epochs, and heights beyond them are refused', () => {
  const series = sound(seriesFromBlockTimes(TIMES, EPOCHS));
  assert.equal(series.firstHeight, 716112);
  assert.equal(series.work[0], epochAt(EPOCHS, 716112)!.work);
  assert.equal(series.work.at(-1), epochAt(EPOCHS, 718559)!.work);
  assert.deepEqual(series.repaired, [716866 - 716112]);
  const early = { epochs: EPOCHS.epochs.slice(0, 356) };
  const answer = seriesFromBlockTimes(TIMES, early);
  assert.ok('code' in answer && answer.code === 'table-malformed' && 'found' in answer && answer.found === '717696');
});
