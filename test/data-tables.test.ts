import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeTables } from '../tools/make-data/tables.ts';

const SOURCES = '../shared/data';
const WITHOUT_SOURCES = existsSync(SOURCES) ? false : `the sources are not here (${SOURCES})`;

test('every table is, byte for byte, what the program makes of the sources', { skip: WITHOUT_SOURCES }, () => {
  const tables = makeTables((name) => readFileSync(join(SOURCES, name), 'utf8'));
  for (const [name, text] of tables) {
    assert.ok(text === readFileSync(join('data', name), 'utf8'), `data/${name} differs: run tools/make-data.ts`);
  }
  const committed = readdirSync('data').filter((name) => name.endsWith('.csv'));
  assert.deepEqual(committed.sort(), [...tables.keys()].sort());
});

test('a source that is not what it should be stops the program, and is named', { skip: WITHOUT_SOURCES }, () => {
  const damaged = (target: string, damage: (text: string) => string): (() => unknown) => {
    return () =>
      makeTables((name) => {
        const text = readFileSync(join(SOURCES, name), 'utf8');
        return name.includes(target) ? damage(text) : text;
      });
  };
  const named = (name: string): { name: string; message: RegExp } => ({
    name: 'SourceError',
    message: new RegExp(name),
  });
  assert.throws(
    damaged('epochs', (text) => text.replace(/\n2016,.*/, '')),
    named('headers'),
  );
  assert.throws(
    damaged('epochs', (text) => text.replace('2bb6aa', '2bb6ab').replace('1dac2b7c', '1dac2b7d')),
    named('headers'),
  );
  assert.throws(
    damaged('daily_block', (text) => text.replace(/\n12\/8\/2009.*/, '')),
    named('daily_block_count'),
  );
  assert.throws(
    damaged('daily_block', (text) => text.replace('\n5/1/2022,150,', '\n5/1/2022,950,')),
    named('daily_block_count'),
  );
  assert.throws(
    damaged('block_times', (text) => text.replace(/\n716200,.*/, '')),
    named('block_times'),
  );
  assert.throws(
    damaged('yahoo_ETH', (text) => text.replace('Date,Open', 'Day,Open')),
    named('yahoo_ETH'),
  );
  assert.throws(
    damaged('Bitstamp', (text) => text.replace(/1641380400,.*/, '')),
    named('Bitstamp'),
  );
});

test('each table stands in the README of data/ with its source and licence', () => {
  const readme = readFileSync('data/README.md', 'utf8');
  for (const name of readdirSync('data').filter((file) => file !== 'README.md')) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
    assert.ok(row !== undefined, `data/README.md has no row for ${name}`);
    assert.ok(
      row
        .split('|')
        .slice(1, -1)
        .every((cell) => cell.trim().length > 5),
      `a cell is missing: ${row}`,
    );
    const text = readFileSync(join('data', name), 'utf8');
    const keys = name.endsWith('.json') ? ['"licence"', '"madeBy"'] : ['# source: ', '# licence: ', '# made by: '];
    for (const key of keys) assert.ok(text.includes(key), `${name} does not say ${key}`);
    assert.ok(statSync(join('data', name)).size < 120_000, `${name} is not small`);
  }
});

test('no file of the project is a copy of a source', { skip: WITHOUT_SOURCES }, () => {
  const own = new Map<number, string[]>();
  for (const path of filesBelow('.', /^(?:node_modules|dist.*|coverage|\..*)$/)) {
    const size = statSync(path).size;
    own.set(size, [...(own.get(size) ?? []), path]);
  }
  assert.ok([...own.values()].flat().includes('data/mainnet-epochs.csv'));
  for (const source of filesBelow(SOURCES, /^$/)) {
    for (const path of own.get(statSync(source).size) ?? []) {
      assert.ok(!readFileSync(path).equals(readFileSync(source)), `${path} is a copy of ${source}`);
    }
  }
});

/** Paths of all plain files below a folder, but for names that match `except`. */
function filesBelow(folder: string, except: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !except.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, except);
      return entry.isFile() && statSync(path).size > 0 ? [path] : [];
    });
}
