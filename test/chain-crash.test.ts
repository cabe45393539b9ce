import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { importAndKill, importApart, inspect, makeScene } from './chain-crash-scene.ts';
import type { CrashScene } from './chain-crash-scene.ts';

let scene: CrashScene;
before(async () => {
  scene = await makeScene();
});
after(async () => rm(scene.folder, { recursive: true, force: true }));

/** Kills ten imports into one folder, one after the other, and lets the last one end. */
async function killTenTimes(dataDir: string, firstLines: number): Promise<void> {
  const { file, expected } = scene;
  let height = 0;
  for (let round = 0; round < 10; round++) {
    await importAndKill(dataDir, file, firstLines + ((round * 13) % 40));
    const found = await inspect(dataDir);
    assert.ok(found.height >= height, `round ${round}: height ${found.height} after ${height}`);
    height = found.height;
  }
  assert.match(importApart(dataDir, file), /done/);
  assert.deepEqual(await inspect(dataDir), expected);
}

test('an import that is killed at any instant, twenty times in two folders, goes on to the same coins', async () => {
  await Promise.all([killTenTimes(path.join(scene.folder, 'a'), 3), killTenTimes(path.join(scene.folder, 'b'), 20)]);
});
