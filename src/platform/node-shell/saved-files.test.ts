import assert from 'node:assert/strict';
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SavedFiles } from './saved-files.ts';

let folder = '';
let warnings: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-saved-'));
  warnings = [];
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

function savedFiles(): SavedFiles {
  return new SavedFiles(folder, (text) => warnings.push(text));
}

test('what was saved is there the next time, under the name that Core gives it', async () => {
  const files = savedFiles();
  files.save('addresses', Uint8Array.of(1, 2, 3));
  files.save('fee-estimates', new Uint8Array(0));
  await files.finish();
  assert.deepEqual(readdirSync(folder).toSorted(), ['fee_estimates.dat', 'peers.dat']);
  const later = savedFiles();
  assert.deepEqual(await later.load('addresses'), Uint8Array.of(1, 2, 3));
  assert.deepEqual(await later.load('fee-estimates'), new Uint8Array(0));
  assert.equal(await later.load('mempool'), undefined);
  assert.deepEqual([...(await later.loadAll()).keys()], ['addresses', 'fee-estimates']);
  assert.deepEqual(warnings, []);
});

test('of many contents in a row the last one stays, and those in between need not be written', async () => {
  const files = savedFiles();
  for (let i = 0; i < 1000; i++) files.save('bans', Uint8Array.of(i & 255, i >> 8));
  await files.finish();
  assert.deepEqual([...readFileSync(path.join(folder, 'banlist.json'))], [999 & 255, 999 >> 8]);
  // One more after it was done.
  files.save('bans', Uint8Array.of(7));
  await files.finish();
  assert.deepEqual([...readFileSync(path.join(folder, 'banlist.json'))], [7]);
});

test('a file that is too large is moved aside unread, with one line', async () => {
  const filePath = path.join(folder, 'anchors.dat');
  writeFileSync(filePath, '');
  truncateSync(filePath, 1024 * 1024);
  assert.equal((await savedFiles().load('anchors'))?.length, 1024 * 1024);
  truncateSync(filePath, 1024 * 1024 + 1);
  assert.equal(await savedFiles().load('anchors'), undefined);
  assert.deepEqual(readdirSync(folder), ['anchors.dat.damaged']);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /anchors\.dat is damaged \(larger than 1 MiB\); moved to .*anchors\.dat\.damaged/);
});

test('a file whose content makes no sense is moved aside with what is wrong with it', async () => {
  const files = savedFiles();
  writeFileSync(files.pathOf('mempool'), 'nonsense');
  await files.setAside('mempool', 'unknown version');
  assert.deepEqual(readdirSync(folder), ['mempool.dat.damaged']);
  assert.match(warnings[0]!, /mempool\.dat is damaged \(unknown version\)/);
  await files.setAside('mempool', 'again');
  assert.match(warnings[1]!, /can't be moved away: no such file/);
});

test('what can not be read or written is said in a line, and the node goes on', async () => {
  await mkdir(path.join(folder, 'peers.dat'));
  const files = savedFiles();
  assert.equal(await files.load('addresses'), undefined);
  files.save('addresses', Uint8Array.of(1));
  await files.finish();
  assert.equal(warnings.length, 2);
  assert.match(warnings[0]!, /can't read .*peers\.dat/);
  assert.match(warnings[1]!, /can't write .*peers\.dat/);
  assert.deepEqual(readdirSync(folder), ['peers.dat']);
});

test('what was being written when the process was killed is removed, and nothing else', async () => {
  const names = [
    'mempool.dat.123.part',
    'peers.dat.9.part',
    'notes.txt.123.part',
    'mempool.dat.part',
    'mempool.dat.damaged',
  ];
  for (const name of names) writeFileSync(path.join(folder, name), 'x');
  assert.equal((await savedFiles().loadAll()).size, 0);
  assert.deepEqual(readdirSync(folder).toSorted(), ['mempool.dat.damaged', 'mempool.dat.part', 'notes.txt.123.part']);
});
