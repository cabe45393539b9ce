import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryPlan } from './memory-plan.ts';

test('without a word all is as in Core', () => {
  assert.deepEqual(memoryPlan({}), { dbCacheMib: 450, maxMempoolMb: 300 });
});

test('what may be taken in all is divided, and what was named is as named', () => {
  assert.deepEqual(memoryPlan({ maxMemoryMib: 512 }), { dbCacheMib: 84, maxMempoolMb: 28 });
  assert.deepEqual(memoryPlan({ maxMemoryMib: 2000 }), { dbCacheMib: 1300, maxMempoolMb: 300 });
  assert.deepEqual(memoryPlan({ maxMemoryMib: 512, dbCacheMib: 64 }), { dbCacheMib: 64, maxMempoolMb: 28 });
  assert.deepEqual(memoryPlan({ maxMemoryMib: 512, maxMempoolMb: 300 }), { dbCacheMib: 4, maxMempoolMb: 300 });
  assert.deepEqual(memoryPlan({ maxMempoolMb: 5 }), { dbCacheMib: 450, maxMempoolMb: 5 });
});
