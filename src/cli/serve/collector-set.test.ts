import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collector } from '../../api/collectors/collector.ts';
import { CollectorSet } from './collector-set.ts';

function collector(name: string, told: string[], fails = false): Collector {
  return {
    start: () => void told.push(`start ${name}`),
    stop: async () => {
      told.push(`stop ${name}`);
      if (fails) throw new Error(`${name} hangs`);
    },
    statuses: [{ name, state: 'waiting', lastAtMs: null, failure: null, nextAtMs: null }],
  };
}

test('collectors start in order and stop the other way round, also when one of them fails', async () => {
  const told: string[] = [];
  const set = new CollectorSet([collector('a', told), collector('b', told, true), collector('c', told)]);
  set.start();
  assert.deepEqual(
    set.statuses.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(await set.stop(), ['b hangs']);
  assert.deepEqual(told, ['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  assert.deepEqual(await set.stop(), [], 'what is stopped is not stopped again');
  assert.equal(told.length, 6);
});
