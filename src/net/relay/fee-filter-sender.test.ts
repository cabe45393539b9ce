import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeTransactionPool } from '../../../test/fake-transaction-pool.ts';
import { START_MS, testPeer } from '../../../test/relay-scene.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { FeeFilterRounder } from './fee-filter-rounder.ts';
import { FeeFilterSender, MAX_FEEFILTER_CHANGE_DELAY_MS } from './fee-filter-sender.ts';

// After Bitcoin Core's p2p_feefilter.py and p2p_ibd_txrelay.py.

const SYNCED = { isInitialBlockDownload: false };
const SYNCING = { isInitialBlockDownload: true };

/** What Bitcoin Core makes of 21 million bitcoin. */
const HIGHEST = 9_170_997n;

function makeSender(): { sender: FeeFilterSender; pool: FakeTransactionPool } {
  const pool = new FakeTransactionPool();
  const modules = { pool, random: seededRandom(3) };
  return { sender: new FeeFilterSender({ minRelayFeeRateSatsPerKvb: 1000n }, modules), pool };
}

function filters(effects: ReturnType<FeeFilterSender['tick']>): bigint[] {
  return effects.map((effect) => {
    assert.ok(effect.do === 'send' && effect.message.type === 'feefilter');
    return effect.message.feeRateSatsPerKvb;
  });
}

test('a fee rate is rounded to one of its two neighbours, twice out of three times to the lower', () => {
  const rounder = new FeeFilterRounder(1000n, seededRandom(1));
  const counts = new Map<bigint, number>();
  for (let i = 0; i < 3000; i++) {
    const rounded = rounder.round(1000n);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  // 500 times 1.1 to the 7th and to the 8th.
  assert.deepEqual(new Set(counts.keys()), new Set([974n, 1071n]));
  assert.ok(Math.abs(counts.get(974n)! - 2000) < 150, `${counts.get(974n)} of 3,000 down`);
});

test('nothing stays nothing, and all the money in the world becomes the highest filter', () => {
  const rounder = new FeeFilterRounder(1000n, seededRandom(1));
  assert.equal(rounder.round(0n), 0n);
  assert.equal(rounder.round(2_100_000_000_000_000n), HIGHEST);
  assert.equal(rounder.highest, HIGHEST);
});

test('a peer is told a filter at once, and not again as long as it is the same', () => {
  const { sender } = makeSender();
  sender.peerReady(testPeer(1));
  assert.equal(filters(sender.tick(START_MS, SYNCED)).length, 1);
  assert.deepEqual(sender.tick(START_MS, SYNCED), []);
  assert.ok(sender.nextDueMs > START_MS);
});

test('the filter is never below what is relayed at all', () => {
  const { sender, pool } = makeSender();
  pool.minFeeRate = 0n;
  for (let id = 1; id < 50; id++) sender.peerReady(testPeer(id));
  assert.ok(filters(sender.tick(START_MS, SYNCED)).every((rate) => rate === 1000n));
});

test('block-relay-only peers and those of old versions are told nothing', () => {
  const { sender } = makeSender();
  sender.peerReady(testPeer(1, { kind: 'block-relay-only' }));
  sender.peerReady(testPeer(2, { version: 70_012 }));
  assert.deepEqual(sender.tick(START_MS, SYNCED), []);
  sender.peerReady(testPeer(3, { version: 70_013 }));
  assert.equal(filters(sender.tick(START_MS, SYNCED)).length, 1);
});

test('while the chain is far behind nothing is wanted; once it has caught up, peers hear at once', () => {
  const { sender } = makeSender();
  sender.peerReady(testPeer(1));
  assert.deepEqual(filters(sender.tick(START_MS, SYNCING)), [HIGHEST]);
  assert.ok(sender.nextDueMs > START_MS);
  sender.initialBlockDownloadEnded();
  assert.ok(sender.nextDueMs <= START_MS);
  const [rate] = filters(sender.tick(START_MS + 1, SYNCED));
  assert.ok(rate === 1000n || rate === 1071n, `${rate}`);
});

test('when the rate changes a lot, the next filter comes within five minutes; after a small change it does not', () => {
  // In hundredths of the filter that was sent: a quarter less, and a third more, are where it begins.
  for (const percent of [74n, 76n, 133n, 134n]) {
    const { sender, pool } = makeSender();
    let sent = 0n;
    for (let id = 1; sender.nextDueMs <= START_MS + MAX_FEEFILTER_CHANGE_DELAY_MS || sent === 0n; id++) {
      sender.peerGone(id - 1);
      sender.peerReady(testPeer(id));
      pool.minFeeRate = 1_000_000n;
      sent = filters(sender.tick(START_MS, SYNCED))[0]!;
    }
    const beforeMs = sender.nextDueMs;
    pool.minFeeRate = (sent * percent) / 100n;
    sender.tick(START_MS, SYNCED);
    const isFar = percent === 74n || percent === 134n;
    if (isFar) assert.ok(sender.nextDueMs < START_MS + MAX_FEEFILTER_CHANGE_DELAY_MS, `${percent} %`);
    else assert.equal(sender.nextDueMs, beforeMs, `${percent} %`);
  }
});

test('on average a filter is sent every ten minutes while the rate keeps changing', () => {
  const { sender, pool } = makeSender();
  sender.peerReady(testPeer(1));
  let count = 0;
  for (let minute = 0; minute < 60 * 100; minute++) {
    // Alternates within what is no big change.
    pool.minFeeRate = minute % 2 === 0 ? 10_000n : 12_000n;
    count += sender.tick(START_MS + minute * 60_000, SYNCED).length;
  }
  // 600 draws; what rounds to the same as before is not sent.
  assert.ok(count > 200 && count < 620, `${count} in 100 hours`);
});
