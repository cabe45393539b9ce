import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadQuery, Query } from './query.ts';

const KNOWN = ['from', 'window', 'drop', 'level', 'baseline'];

function query(text: string): Query {
  return new Query(new URLSearchParams(text), KNOWN);
}

test('parameters are read in the forms of the command line', () => {
  const asked = query('from=2022-01-05T10:30Z&window=144b&drop=12%25&baseline=7d&level=0.95');
  assert.equal(asked.time('from'), 1641378600);
  assert.deepEqual(asked.window('window'), { kind: 'blocks', blocks: 144 });
  assert.equal(asked.share('drop', 1), 0.12);
  assert.equal(asked.duration('baseline'), 604_800);
  assert.equal(asked.level(), 0.95);
});

test('what is missing is undefined, and the level is 0.9', () => {
  assert.equal(query('').time('from'), undefined);
  assert.equal(query('').level(), 0.9);
});

test('unknown, repeated and wrong parameters are refused by name', () => {
  assert.throws(() => query('form=2022-01-05'), /unknown parameter "form"; this takes from, window/);
  assert.throws(() => query('from=1&from=2'), /"from" is given twice/);
  assert.throws(
    () => query('from=yesterday').time('from'),
    (error) => {
      return error instanceof BadQuery && error.message.startsWith('from: "yesterday" is not a time');
    },
  );
});
