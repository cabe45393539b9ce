import { describe, it } from 'node:test';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { HISTORY_STORE_CONFORMANCE } from './history-store-conformance.ts';

describe('a history store in memory', () => {
  for (const { sentence, check } of HISTORY_STORE_CONFORMANCE) {
    it(sentence, async () => check(new MemoryHistoryStore()));
  }
});
