import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { anyCoin, scriptOfCoin } from '../../../test/random-coins.ts';
import { SCRIPT_ERRORS } from '../../consensus/script/script-error.ts';
import { CONTROL, SharedJobs, makeSharedMemory } from './shared-jobs.ts';

const coin = { value: 1n, scriptPubKey: Uint8Array.of(0x51) };

function coinsOf(count: number): { value: bigint; scriptPubKey: Uint8Array }[] {
  return Array.from({ length: count }, () => coin);
}

function begun(): SharedJobs {
  const jobs = new SharedJobs(makeSharedMemory());
  assert.ok(jobs.begin(new Uint8Array(100), 0));
  return jobs;
}

test('the largest block there can be is taken, a byte more is not', () => {
  const jobs = new SharedJobs(makeSharedMemory());
  assert.equal(jobs.begin(new Uint8Array(4_000_000), 0), true);
  assert.equal(jobs.begin(new Uint8Array(4_000_001), 0), false);
});

test('a transaction of more than 16 inputs is shared out in parts that cover each input once', () => {
  for (const [inputs, parts] of [
    [1, [[0, 0]]],
    [16, [[0, 15]]],
    [
      17,
      [
        [0, 15],
        [16, 16],
      ],
    ],
    [
      40,
      [
        [0, 15],
        [16, 31],
        [32, 39],
      ],
    ],
  ] as const) {
    const jobs = begun();
    assert.ok(jobs.add({ transaction: 3, start: 10, end: 90 }, coinsOf(inputs)));
    const taken = [...parts.keys()].map(() => jobs.read(jobs.take()));
    assert.deepEqual(
      taken.map(({ firstInput, lastInput }) => [firstInput, lastInput]),
      parts,
    );
    for (const { transaction, start, end, coinsAt } of taken) {
      assert.deepEqual([transaction, start, end], [3, 10, 90]);
      assert.equal(jobs.readCoins(coinsAt, inputs).length, inputs);
    }
    assert.equal(jobs.take(), -1);
  }
});

test('coins are read as they were written, scripts as copies', () => {
  const jobs = begun();
  fc.assert(
    fc.property(fc.array(anyCoin, { minLength: 1, maxLength: 20 }), (plain) => {
      const coins = plain.map((each) => ({ value: BigInt(each.value), scriptPubKey: scriptOfCoin(each) }));
      jobs.begin(new Uint8Array(1), 0);
      assert.ok(jobs.add({ transaction: 1, start: 0, end: 1 }, coins.slice(0, 1)));
      assert.ok(jobs.add({ transaction: 2, start: 0, end: 1 }, coins));
      jobs.take();
      const read = jobs.readCoins(jobs.read(jobs.take()).coinsAt, coins.length);
      assert.deepEqual(read, coins);
      read[0]!.scriptPubKey.fill(0xff);
      assert.deepEqual(jobs.readCoins(jobs.read(1).coinsAt, coins.length), coins);
    }),
  );
});

test('jobs are taken once each, in their order, and none after they were dropped', () => {
  const jobs = begun();
  for (let i = 1; i <= 5; i++) jobs.add({ transaction: i, start: 0, end: 1 }, coinsOf(1));
  assert.deepEqual([jobs.take(), jobs.take()], [0, 1]);
  jobs.close({ drop: true });
  assert.equal(jobs.take(), -1);
  assert.equal(jobs.waitForMore(), false);
  jobs.begin(new Uint8Array(1), 7);
  assert.equal(Atomics.load(jobs.memory.control, CONTROL.flags), 7);
  assert.equal(jobs.take(), -1, 'the next block begins with none');
  jobs.add({ transaction: 9, start: 0, end: 1 }, coinsOf(1));
  assert.equal(jobs.waitForMore(), true);
  assert.equal(jobs.read(jobs.take()).transaction, 9);
});

test('of the jobs that fail the first is told, in whatever order they fail, with every name of an error', () => {
  for (const error of SCRIPT_ERRORS) {
    const jobs = begun();
    for (let i = 0; i < 4; i++) jobs.add({ transaction: 10 + i, start: 0, end: 1 }, coinsOf(90_000 / 4));
    jobs.close({ drop: false });
    assert.equal(jobs.failure(), undefined);
    const perTransaction = Math.ceil(90_000 / 4 / 16);
    const [early, middle, late] = [perTransaction, 2 * perTransaction, 3 * perTransaction];
    jobs.fail(middle, 1, 'EVAL_FALSE');
    assert.deepEqual(
      [early, middle, late].map((job) => jobs.isBehindFailure(job)),
      [false, false, true],
    );
    jobs.fail(late, 2, 'OP_RETURN');
    assert.equal(jobs.failure()?.transaction, 12);
    jobs.fail(early, 22_499, error);
    assert.deepEqual(jobs.failure(), { transaction: 11, input: 22_499, error });
    jobs.begin(new Uint8Array(1), 0);
    assert.equal(jobs.failure(), undefined);
  }
});

test('what finds no room is refused whole: coins of more than 32 MiB, more jobs than there are places', () => {
  const jobs = begun();
  const large = { value: 1n, scriptPubKey: new Uint8Array(10_000) };
  assert.equal(
    jobs.add(
      { transaction: 1, start: 0, end: 1 },
      Array.from({ length: 3351 }, () => large),
    ),
    true,
  );
  assert.equal(jobs.add({ transaction: 2, start: 0, end: 1 }, [large]), false);
  assert.equal(jobs.add({ transaction: 3, start: 0, end: 1 }, coinsOf(1)), true, 'a small one still fits');
  const many = begun();
  assert.equal(many.add({ transaction: 1, start: 0, end: 1 }, coinsOf(65_535 * 16)), true);
  assert.equal(many.add({ transaction: 2, start: 0, end: 1 }, coinsOf(17)), false);
  assert.equal(many.add({ transaction: 3, start: 0, end: 1 }, coinsOf(16)), true);
  assert.equal(many.add({ transaction: 4, start: 0, end: 1 }, coinsOf(1)), false);
});
