import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnQueue } from './turn-queue.ts';

interface Item {
  readonly name: string;
  readonly isBulk: boolean;
}

const light = (name: string): Item => ({ name, isBulk: false });
const bulk = (name: string): Item => ({ name, isBulk: true });

function takeAll(queue: TurnQueue<Item>): string {
  let taken = '';
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken += item.name;
  return taken;
}

test('those who wait get their turn in the order in which they came, each once', () => {
  const queue = new TurnQueue<Item>();
  const [a, b, c] = [light('a'), light('b'), light('c')];
  for (const item of [a, b, a, c, b]) queue.add(item);
  assert.equal(queue.take(), a);
  queue.add(a);
  assert.equal(takeAll(queue), 'bca');
  assert.ok(queue.isEmpty);
  assert.equal(queue.take(), undefined);
});

test('those who brought much and those who did not take turns, however many there are of either', () => {
  const queue = new TurnQueue<Item>();
  for (let i = 0; i < 6; i++) queue.add(bulk('B'));
  queue.add(light('a'));
  queue.add(light('b'));
  assert.equal(takeAll(queue), 'BaBbBBBB');
  for (let i = 0; i < 4; i++) queue.add(light('a'));
  queue.add(bulk('B'));
  // The last turn was a large one.
  assert.equal(takeAll(queue), 'aBaaa');
});

test('all are taken out at once', () => {
  const queue = new TurnQueue<Item>();
  queue.add(bulk('B'));
  queue.add(light('a'));
  assert.deepEqual(
    queue.clear().map(({ name }) => name),
    ['a', 'B'],
  );
  assert.ok(queue.isEmpty);
});
