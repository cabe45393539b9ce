import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { DataTableError, dataFolder, readDataTable } from './data-folder.ts';

test('the folder of tables is the one beside package.json', () => {
  assert.equal(dataFolder(), resolve('data'));
  assert.match(readDataTable('mainnet-epochs.csv'), /^# title: /);
});

test('a table that is not there is named, with what to do', () => {
  assert.throws(
    () => readDataTable('no-such-table.csv'),
    (error) =>
      error instanceof DataTableError &&
      error.code === 'data-table-missing' &&
      error.path === resolve('data', 'no-such-table.csv') &&
      /no-such-table\.csv.*ENOENT.*install it again/.test(error.message),
  );
});

test('an installed package finds its own tables, not those of the project that uses it', async (t) => {
  const project = mkdtempSync(join(tmpdir(), 'vigil-data-'));
  t.after(() => rmSync(project, { recursive: true }));
  const installed = join(project, 'node_modules', 'vigil');
  mkdirSync(join(installed, 'dist', 'src', 'platform'), { recursive: true });
  mkdirSync(join(installed, 'data'));
  mkdirSync(join(project, 'data'));
  writeFileSync(join(project, 'package.json'), '{}');
  writeFileSync(join(installed, 'package.json'), '{"type":"module"}');
  writeFileSync(join(installed, 'data', 'table.csv'), "the package's own");
  writeFileSync(join(project, 'data', 'table.csv'), "somebody else's");
  const emitted = join(installed, 'dist', 'src', 'platform', 'data-folder.js');
  cpSync(fileURLToPath(new URL('./data-folder.js', import.meta.url)), emitted);
  const copy = (await import(pathToFileURL(emitted).href)) as { readDataTable: typeof readDataTable };
  assert.equal(copy.readDataTable('table.csv'), "the package's own");
});
