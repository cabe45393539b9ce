import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  USELESS_WORK_BUDGET,
  USELESS_WORK_PER_SEC,
  UselessWork,
  uselessCost,
  uselessTransactionCost,
} from './useless-work.ts';

const START_MS = 1_700_000_000_000;

/** What Bitcoin Core announces at the most: a thousand each time, every two seconds on average. */
const CORE_ITEMS = 1000;
const CORE_INTERVAL_MS = 2000;

describe('UselessWork', () => {
  test('all of the budget may be spent at once, and not a unit more', () => {
    assert.equal(new UselessWork(START_MS).spend(USELESS_WORK_BUDGET, START_MS), true);
    assert.equal(new UselessWork(START_MS).spend(USELESS_WORK_BUDGET + 1, START_MS), false);
    const bit = new UselessWork(START_MS);
    for (let i = 0; i < 1000; i++) assert.equal(bit.spend(USELESS_WORK_BUDGET / 1000, START_MS), true);
    assert.equal(bit.spend(1, START_MS), false);
  });

  test('what is spent comes back with time, and no more than there was', () => {
    const work = new UselessWork(START_MS);
    work.spend(USELESS_WORK_BUDGET, START_MS);
    assert.equal(work.spend(USELESS_WORK_PER_SEC, START_MS + 1000), true);
    assert.equal(work.spend(1, START_MS + 1000), false);
    const rested = new UselessWork(START_MS);
    assert.equal(rested.spend(USELESS_WORK_BUDGET + 1, START_MS + 86_400_000), false);
  });

  test('a clock that is set back takes nothing, and gives nothing twice', () => {
    const work = new UselessWork(START_MS);
    work.spend(USELESS_WORK_BUDGET, START_MS);
    assert.equal(work.spend(0, START_MS - 60_000), true);
    assert.equal(work.spend(1, START_MS), false);
  });

  test('a peer that announces as much as Core can, each of it sent and asked for, goes on for ever', () => {
    const work = new UselessWork(START_MS);
    const inventory = Array.from({ length: CORE_ITEMS }, () => ({ type: 5, hash: new Uint8Array(32) }));
    for (let nowMs = START_MS; nowMs < START_MS + 7 * 86_400_000; nowMs += CORE_INTERVAL_MS) {
      // Besides, it pings each second, asks for headers each time, and tells of ten addresses.
      const messages = [
        { type: 'inv', inventory },
        { type: 'ping', nonce: 1n },
        { type: 'ping', nonce: 2n },
        { type: 'getaddr' },
      ] as const;
      for (const message of messages) assert.equal(work.spend(uselessCost(message), nowMs), true);
    }
  });

  test('a test that pings after each of a thousand messages goes on', () => {
    const work = new UselessWork(START_MS);
    for (let i = 0; i < 4000; i++) assert.equal(work.spend(uselessCost({ type: 'ping', nonce: 1n }), START_MS), true);
  });

  test('9,000 answers that come too late are nobody’s end', () => {
    const work = new UselessWork(START_MS);
    for (let i = 0; i < 9000; i++) assert.equal(work.spend(uselessTransactionCost(400, true), START_MS), true);
  });

  test('floods end within seconds of their work', () => {
    const untilDropped = (cost: number, everyMs: number): number => {
      const work = new UselessWork(START_MS);
      let nowMs = START_MS;
      while (work.spend(cost, nowMs)) nowMs += everyMs;
      return nowMs - START_MS;
    };
    // 50,000 names ten times a second; 400 pings a second; ten orphans of 98 kB a second.
    assert(untilDropped(50_000, 100) < 3000);
    assert(untilDropped(4 * uselessCost({ type: 'ping', nonce: 1n }), 10) < 15_000);
    assert(untilDropped(uselessTransactionCost(98_000, false), 100) < 11_000);
    assert.equal(uselessCost({ type: 'pong', nonce: 1n }), 0);
  });
});
