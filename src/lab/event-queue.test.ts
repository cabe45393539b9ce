import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EventQueue } from './event-queue.ts';

describe('EventQueue', () => {
  test('an empty queue has nothing, and nothing to wait for', () => {
    const queue = new EventQueue<string>();
    assert.equal(queue.take(), undefined);
    assert.equal(queue.nextUs, Infinity);
    assert.equal(queue.size, 0);
  });

  test('events come by time, and in the order of planning where times are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }), (times) => {
        const queue = new EventQueue<readonly [number, number]>();
        times.forEach((atUs, i) => queue.plan(atUs, [atUs, i]));
        const taken: (readonly [number, number])[] = [];
        for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
        const sorted = times.map((atUs, i) => [atUs, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        assert.deepEqual(taken, sorted);
      }),
    );
  });

  test('what is planned while others are taken finds its place', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 1000 })), { maxLength: 300 }), (steps) => {
        const queue = new EventQueue<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step !== null) {
            queue.plan(step, step);
            model.push(step);
            continue;
          }
          model.sort((a, b) => a - b);
          assert.equal(queue.nextUs, model[0] ?? Infinity);
          assert.equal(queue.take(), model.shift());
        }
        assert.equal(queue.size, model.length);
      }),
    );
  });
});
