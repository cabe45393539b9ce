import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { PeriodicWork } from './periodic-work.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 90_000 }));
afterEach(() => mock.timers.reset());

const clock = { nowMs: (): number => Date.now() };

/** Lets promises that are settled be noticed. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

test('work is done at whole multiples of its period, and not twice at once', async () => {
  const times: number[] = [];
  let finish = (): void => {};
  const work = async (nowMs: number): Promise<void> => {
    times.push(nowMs);
    await new Promise<void>((resolve) => (finish = resolve));
  };
  const periodic = new PeriodicWork({ name: 'w', periodMs: 60_000, clock, work });
  periodic.start();
  assert.equal(periodic.status.state, 'waiting');
  assert.equal(periodic.status.nextAtMs, 120_000);
  mock.timers.tick(29_999);
  assert.deepEqual(times, []);
  mock.timers.tick(1);
  assert.deepEqual(times, [120_000]);
  mock.timers.tick(130_000);
  assert.deepEqual(times, [120_000], 'the first is still under way');
  finish();
  await settle();
  assert.equal(periodic.status.nextAtMs, 300_000);
  mock.timers.tick(50_000);
  assert.deepEqual(times, [120_000, 300_000]);
  const stopped = periodic.stop();
  finish();
  await stopped;
  mock.timers.tick(600_000);
  assert.equal(times.length, 2);
});

test('a failure is told until it goes well again, and what is old is stale', async () => {
  let fails = true;
  const work = async (): Promise<void> => {
    if (fails) throw new Error('the disk is full');
  };
  const periodic = new PeriodicWork({ name: 'w', periodMs: 60_000, clock, work });
  periodic.start();
  mock.timers.tick(30_000);
  await settle();
  assert.equal(periodic.status.state, 'failing');
  assert.equal(periodic.status.failure, 'the disk is full');
  fails = false;
  mock.timers.tick(60_000);
  await settle();
  assert.equal(periodic.status.state, 'fresh');
  assert.equal(periodic.status.failure, null);
  await periodic.stop();
  mock.timers.setTime(180_000 + 180_000);
  assert.equal(periodic.status.state, 'fresh');
  mock.timers.setTime(180_000 + 180_001);
  assert.equal(periodic.status.state, 'stale');
});
