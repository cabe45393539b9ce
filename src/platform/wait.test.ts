import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wait } from './wait.ts';

test('a wait ends at once when it is broken off, before it begins or in the middle', async () => {
  const stop = new AbortController();
  const long = wait(3_600_000, stop.signal);
  stop.abort();
  await long;
  await wait(3_600_000, stop.signal);
});

test('a wait lasts as long as it is to', async () => {
  const timer = setInterval(() => {}, 1000);
  const before = performance.now();
  await wait(20, new AbortController().signal);
  assert.ok(performance.now() - before >= 19);
  clearInterval(timer);
});
