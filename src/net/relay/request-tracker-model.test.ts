import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testHash } from '../../../test/relay-scene.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { RequestTracker } from './request-tracker.ts';
import type { AnnouncementState } from './request-tracker.ts';

const PEERS = [0, 1, 2, 3];
const HASHES = [0, 1, 2].map((number) => hashKey(testHash(number)));

interface Modelled {
  readonly peer: number;
  readonly hash: number;
  readonly isPreferred: boolean;
  readonly sequence: number;
  timeMs: number;
  state: AnnouncementState;
}

/** The tracker as its rules read: a list, gone through each time. */
class SlowTracker {
  announcements: Modelled[] = [];
  readonly #isAskedBefore: (hash: number, first: number, second: number) => boolean;
  #nextSequence = 0;

  constructor(isAskedBefore: (hash: number, first: number, second: number) => boolean) {
    this.#isAskedBefore = isAskedBefore;
  }

  announced(peer: number, hash: number, options: { isPreferred: boolean; timeMs: number }): void {
    if (this.find(peer, hash) !== undefined) return;
    this.announcements.push({ peer, hash, ...options, sequence: this.#nextSequence++, state: 'delayed' });
  }

  advance(nowMs: number): void {
    for (const each of this.announcements) {
      if (each.timeMs > nowMs) continue;
      if (each.state === 'delayed') each.state = 'ready';
      else if (each.state === 'requested') each.state = 'completed';
    }
    this.#settle();
  }

  requested(peer: number, hash: number, untilMs: number): void {
    const chosen = this.find(peer, hash);
    if (chosen === undefined || chosen.state === 'requested' || chosen.state === 'completed') return;
    for (const each of this.#of(hash)) if (each.state === 'requested') each.state = 'completed';
    chosen.state = 'requested';
    chosen.timeMs = untilMs;
    this.#settle();
  }

  answered(peer: number, hash: number): void {
    const one = this.find(peer, hash);
    if (one !== undefined) one.state = 'completed';
    this.#settle();
  }

  forget(hash: number): void {
    this.announcements = this.announcements.filter((each) => each.hash !== hash);
  }

  peerGone(peer: number): void {
    this.announcements = this.announcements.filter((each) => each.peer !== peer);
    this.#settle();
  }

  find(peer: number, hash: number): Modelled | undefined {
    return this.announcements.find((each) => each.peer === peer && each.hash === hash);
  }

  requestable(peer: number): number[] {
    const best = this.announcements.filter((each) => each.peer === peer && each.state === 'best');
    return best.toSorted((a, b) => a.sequence - b.sequence).map(({ hash }) => hash);
  }

  #of(hash: number): Modelled[] {
    return this.announcements.filter((each) => each.hash === hash);
  }

  /** Forgets what is completed as a whole, and chooses the best of each hash anew. */
  #settle(): void {
    for (const hash of HASHES.keys()) {
      const group = this.#of(hash);
      if (group.every(({ state }) => state === 'completed')) this.forget(hash);
      for (const each of group) if (each.state === 'best') each.state = 'ready';
      if (group.some(({ state }) => state === 'requested')) continue;
      const ready = group.filter(({ state }) => state === 'ready');
      const [best] = ready.toSorted((a, b) => {
        if (a.isPreferred !== b.isPreferred) return a.isPreferred ? -1 : 1;
        return this.#isAskedBefore(hash, a.peer, b.peer) ? -1 : 1;
      });
      if (best !== undefined) best.state = 'best';
    }
  }
}

const peer = fc.constantFrom(...PEERS);
const hash = fc.nat(HASHES.length - 1);
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('announced' as const),
      peer,
      hash,
      isPreferred: fc.boolean(),
      delayMs: fc.nat(8),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('requestBest' as const), peer, delayMs: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('requested' as const), peer, hash, delayMs: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answered' as const), peer, hash }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), hash }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('peerGone' as const), peer }) },
);

function assertSame(tracker: RequestTracker, model: SlowTracker): void {
  assert.equal(tracker.size, model.announcements.length);
  for (const id of PEERS) {
    const own = model.announcements.filter((each) => each.peer === id);
    assert.equal(tracker.count(id), own.length);
    assert.equal(tracker.countInFlight(id), own.filter(({ state }) => state === 'requested').length);
    const candidates = own.filter(({ state }) => state !== 'requested' && state !== 'completed');
    assert.equal(tracker.countCandidates(id), candidates.length);
    for (const [i, key] of HASHES.entries()) assert.equal(tracker.stateOf(id, key), model.find(id, i)?.state);
    assert.deepEqual(
      tracker.requestable(id).map((each) => each.hash),
      model.requestable(id).map((i) => HASHES[i]),
    );
  }
  const asked = new Set(model.announcements.filter(({ state }) => state === 'best').map((each) => each.peer));
  assert.deepEqual(new Set(tracker.peersToAsk()), asked);
  const waiting = model.announcements.filter(({ state }) => state === 'delayed' || state === 'requested');
  const nextMs = Math.min(Number.POSITIVE_INFINITY, ...waiting.map(({ timeMs }) => timeMs));
  assert.equal(tracker.nextDueMs, asked.size > 0 ? Number.NEGATIVE_INFINITY : nextMs);
}

test('the tracker does what a list that is gone through each time does', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(action, { maxLength: 60 }), (seed, actions) => {
      const tracker = new RequestTracker(seededRandom(seed));
      const model = new SlowTracker((i, first, second) => tracker.isAskedBefore(HASHES[i]!, first, second));
      let nowMs = 0;
      const request = (id: number, i: number, untilMs: number): void => {
        tracker.requested(id, HASHES[i]!, untilMs);
        model.requested(id, i, untilMs);
      };
      for (const act of actions) {
        if (act.do === 'announced') {
          const timeMs = nowMs + act.delayMs;
          const { isPreferred } = act;
          tracker.announced(act.peer, HASHES[act.hash]!, { isWtxid: true, isPreferred, requestAtMs: timeMs });
          model.announced(act.peer, act.hash, { isPreferred, timeMs });
        } else if (act.do === 'advance') {
          nowMs += act.ms;
          tracker.advance(nowMs);
          model.advance(nowMs);
        } else if (act.do === 'requestBest') {
          for (const i of model.requestable(act.peer)) request(act.peer, i, nowMs + act.delayMs);
        } else if (act.do === 'requested') request(act.peer, act.hash, nowMs + act.delayMs);
        else if (act.do === 'answered') {
          tracker.answered(act.peer, HASHES[act.hash]!);
          model.answered(act.peer, act.hash);
        } else if (act.do === 'forget') {
          tracker.forget(HASHES[act.hash]!);
          model.forget(act.hash);
        } else {
          tracker.peerGone(act.peer);
          model.peerGone(act.peer);
        }
        assertSame(tracker, model);
      }
    }),
    { numRuns: 1500 },
  );
});
