import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeFolder, writeFileAtomically } from './atomic-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-atomic-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

test('a file is replaced whole, and only where that is allowed', async () => {
  const filePath = path.join(folder, 'a');
  await writeFileAtomically(filePath, { overwrite: false, write: async (file) => file.writeFile('one') });
  await writeFileAtomically(filePath, { overwrite: true, write: async (file) => file.writeFile('two') });
  await assert.rejects(
    writeFileAtomically(filePath, { overwrite: false, write: async (file) => file.writeFile('three') }),
    { code: 'EEXIST' },
  );
  assert.equal(readFileSync(filePath, 'latin1'), 'two');
  assert.deepEqual(readdirSync(folder), ['a']);
});

test('writing that fails leaves the old file and nothing beside it', async () => {
  const filePath = path.join(folder, 'a');
  writeFileSync(filePath, 'old');
  const write = async (): Promise<void> => {
    throw new Error('stopped');
  };
  await assert.rejects(writeFileAtomically(filePath, { overwrite: true, write }), /stopped/);
  assert.equal(readFileSync(filePath, 'latin1'), 'old');
  assert.deepEqual(readdirSync(folder), ['a']);
});

test('a folder is made with all above it, once or twice, and not through a file', async () => {
  const deep = path.join(folder, 'b', 'c', 'd');
  await Promise.all([makeFolder(deep), makeFolder(deep)]);
  await makeFolder(deep);
  assert.ok(statSync(deep).isDirectory());
  writeFileSync(path.join(folder, 'file'), '');
  await assert.rejects(makeFolder(path.join(folder, 'file', 'c')), { code: 'EEXIST' });
});

test('a folder that the system can not make is told, not tried for ever', async (t) => {
  if (!existsSync('/proc/self')) return t.skip('there is no /proc here');
  await assert.rejects(makeFolder('/proc/vigil-test/mainnet'), { code: 'ENOENT' });
});
