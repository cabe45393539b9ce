import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testHash } from '../../../test/relay-scene.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { RequestTracker } from './request-tracker.ts';

const HASH = hashKey(testHash(1));
const OTHER = hashKey(testHash(2));

function makeTracker(): RequestTracker {
  return new RequestTracker(seededRandom(1));
}

function announce(
  tracker: RequestTracker,
  peer: number,
  { hash = HASH, isPreferred = false, requestAtMs = 0, isWtxid = true } = {},
): void {
  tracker.announced(peer, hash, { isWtxid, isPreferred, requestAtMs });
}

/** The hashes that are to be requested from a peer at a time. */
function due(tracker: RequestTracker, peer: number, nowMs: number): string[] {
  tracker.advance(nowMs);
  return tracker.requestable(peer).map(({ hash }) => hash);
}

test('an announcement is requested once its time has come, and not before', () => {
  const tracker = makeTracker();
  announce(tracker, 1, { requestAtMs: 100 });
  assert.equal(tracker.nextDueMs, 100);
  assert.deepEqual(due(tracker, 1, 99), []);
  assert.deepEqual(tracker.peersToAsk(), []);
  assert.deepEqual(due(tracker, 1, 100), [HASH]);
  assert.deepEqual(tracker.peersToAsk(), [1]);
  assert.equal(tracker.nextDueMs, Number.NEGATIVE_INFINITY);
});

test('a request times out at its time, and the next peer is asked', () => {
  const tracker = makeTracker();
  announce(tracker, 1, { isPreferred: true });
  announce(tracker, 2);
  assert.deepEqual(due(tracker, 1, 0), [HASH]);
  tracker.requested(1, HASH, 60_000);
  assert.equal(tracker.countInFlight(1), 1);
  assert.equal(tracker.nextDueMs, 60_000);
  assert.deepEqual(due(tracker, 2, 59_999), []);
  assert.deepEqual(due(tracker, 2, 60_000), [HASH]);
  assert.equal(tracker.countInFlight(1), 0);
  assert.equal(tracker.stateOf(1, HASH), 'completed');
});

test('whoever has answered is not asked again, though it announces again', () => {
  const tracker = makeTracker();
  announce(tracker, 1, { isPreferred: true });
  announce(tracker, 2, { requestAtMs: 500 });
  assert.deepEqual(due(tracker, 1, 0), [HASH]);
  tracker.requested(1, HASH, 60_000);
  tracker.answered(1, HASH);
  announce(tracker, 1, { isPreferred: true });
  assert.deepEqual(due(tracker, 1, 499), []);
  assert.deepEqual(due(tracker, 2, 500), [HASH]);
});

test('a hash that all peers have answered is forgotten, so that it can be announced anew', () => {
  const tracker = makeTracker();
  announce(tracker, 1);
  announce(tracker, 2);
  tracker.answered(1, HASH);
  assert.equal(tracker.size, 2);
  tracker.answered(2, HASH);
  assert.equal(tracker.size, 0);
  assert.equal(tracker.count(1), 0);
  announce(tracker, 1);
  assert.deepEqual(due(tracker, 1, 0), [HASH]);
});

test('preferred peers come first, also where they announce later; a request is not taken back for them', () => {
  const tracker = makeTracker();
  announce(tracker, 1);
  assert.deepEqual(due(tracker, 1, 0), [HASH]);
  announce(tracker, 2, { isPreferred: true });
  assert.deepEqual(due(tracker, 1, 0), []);
  assert.deepEqual(due(tracker, 2, 0), [HASH]);
  tracker.requested(2, HASH, 10);
  announce(tracker, 3, { isPreferred: true });
  assert.deepEqual(due(tracker, 3, 9), []);
  assert.deepEqual(due(tracker, 3, 10), [HASH]);
});

test('among equals a salted hash decides, and not who was first', () => {
  let firstWins = 0;
  const tracker = makeTracker();
  for (let i = 0; i < 1000; i++) {
    const hash = hashKey(testHash(i));
    announce(tracker, 1, { hash });
    announce(tracker, 2, { hash });
    tracker.advance(0);
    const isFirst = tracker.stateOf(1, hash) === 'best';
    assert.equal(isFirst, tracker.isAskedBefore(hash, 1, 2));
    firstWins += isFirst ? 1 : 0;
  }
  // Binomial with 1,000 draws of one half: 5 sigma are 79.
  assert.ok(firstWins > 420 && firstWins < 580, `${firstWins} of 1,000`);
});

test('requests come in the order of the announcements', () => {
  const tracker = makeTracker();
  const hashes = [5, 3, 9, 1].map((number) => hashKey(testHash(number)));
  for (const [i, hash] of hashes.entries()) announce(tracker, 1, { hash, requestAtMs: 10 - i });
  assert.deepEqual(due(tracker, 1, 10), hashes);
});

test('when a peer goes, what it was asked for is asked from others at once', () => {
  const tracker = makeTracker();
  announce(tracker, 1, { isPreferred: true });
  announce(tracker, 2);
  announce(tracker, 1, { hash: OTHER });
  tracker.advance(0);
  tracker.requested(1, HASH, 60_000);
  tracker.peerGone(1);
  assert.deepEqual(due(tracker, 2, 0), [HASH]);
  assert.equal(tracker.count(1), 0);
  assert.equal(tracker.stateOf(1, OTHER), undefined);
  assert.equal(tracker.size, 1);
});

test('a hash that is forgotten is asked from nobody', () => {
  const tracker = makeTracker();
  announce(tracker, 1);
  announce(tracker, 2, { requestAtMs: 50 });
  tracker.advance(0);
  tracker.requested(1, HASH, 60_000);
  tracker.forget(HASH);
  assert.equal(tracker.size, 0);
  assert.equal(tracker.countInFlight(1), 0);
  assert.equal(tracker.nextDueMs, Number.POSITIVE_INFINITY);
});

test('a request that was not due takes the place of the one that was, and of one that is under way', () => {
  const tracker = makeTracker();
  announce(tracker, 1);
  announce(tracker, 2, { requestAtMs: 100 });
  announce(tracker, 3, { requestAtMs: 100 });
  tracker.advance(0);
  tracker.requested(2, HASH, 1000);
  assert.equal(tracker.stateOf(1, HASH), 'ready');
  assert.equal(tracker.stateOf(2, HASH), 'requested');
  tracker.requested(3, HASH, 2000);
  assert.equal(tracker.stateOf(2, HASH), 'completed');
  assert.deepEqual(due(tracker, 1, 1999), []);
  assert.deepEqual(due(tracker, 1, 2000), [HASH]);
});

test('one peer counts what is tracked, in flight, and still to be asked', () => {
  const tracker = makeTracker();
  for (let i = 0; i < 10; i++) announce(tracker, 1, { hash: hashKey(testHash(i)) });
  for (let i = 0; i < 10; i++) announce(tracker, 2, { hash: hashKey(testHash(i)), requestAtMs: 100 });
  tracker.advance(0);
  for (let i = 0; i < 4; i++) tracker.requested(1, hashKey(testHash(i)), 1000);
  for (let i = 0; i < 3; i++) tracker.answered(1, hashKey(testHash(i)));
  assert.equal(tracker.count(1), 10);
  assert.equal(tracker.countInFlight(1), 1);
  assert.equal(tracker.countCandidates(1), 6);
  assert.equal(tracker.countCandidates(3), 0);
});
