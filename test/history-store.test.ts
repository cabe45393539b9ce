import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { HISTORY_STORE_CONFORMANCE, HISTORY_STORE_RESTARTS } from './history-store-conformance.ts';

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'vigil-history-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

function freshFolder(): string {
  return path.join(folder, `${++count}`);
}

describe('a history store in memory', () => {
  for (const { sentence, check } of HISTORY_STORE_CONFORMANCE) {
    it(sentence, async () => check(new MemoryHistoryStore()));
  }
});

describe('a history store in a folder', () => {
  for (const { sentence, check } of HISTORY_STORE_CONFORMANCE) {
    it(sentence, async () => {
      const store = await LevelHistoryStore.open(freshFolder());
      await check(store);
      await store.close();
    });
  }
  for (const { sentence, check } of HISTORY_STORE_RESTARTS) {
    it(sentence, async () => {
      const at = freshFolder();
      await check(() => LevelHistoryStore.open(at));
    });
  }
});
