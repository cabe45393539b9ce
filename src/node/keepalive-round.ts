import type { PeerId } from '../net/peer.ts';
import type { KeepaliveFailure } from '../net/session/keepalive.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { Random } from '../ports/random.ts';
import type { Outbox } from './outbox.ts';
import type { PeerTable } from './peer-table.ts';

/** Looks after all peers: pings those whose time has come, and finds those that keep silent, or do not listen. */
export class KeepaliveRound {
  readonly #parts: { readonly table: PeerTable; readonly random: Random; readonly outbox: Outbox };
  #dueMs = Infinity;

  constructor(parts: { readonly table: PeerTable; readonly random: Random; readonly outbox: Outbox }) {
    this.#parts = parts;
  }

  /** Nobody is pinged, or given up, before this. */
  get nextDueMs(): number {
    return this.#dueMs;
  }

  /** Takes note of when a peer is to be looked after: called after all that may bring it nearer. */
  watch({ keepalive }: PeerSession): void {
    this.#dueMs = Math.min(this.#dueMs, keepalive.nextDueMs);
  }

  /** Pings who is to be pinged. @returns Who is to be given up, and why. */
  tick(nowMs: number): readonly { readonly peer: PeerId; readonly reason: KeepaliveFailure }[] {
    if (nowMs < this.#dueMs) return [];
    const { table, random, outbox } = this.#parts;
    const silent: { peer: PeerId; reason: KeepaliveFailure }[] = [];
    this.#dueMs = Infinity;
    for (const session of table.sessions()) {
      const step = session.keepalive.tick(nowMs, () => random.u64() | 1n);
      if (step?.do === 'give-up') {
        silent.push({ peer: session.id, reason: step.reason });
        continue;
      }
      if (step !== undefined) outbox.send(session, { type: 'ping', nonce: step.nonce }, nowMs);
      this.watch(session);
    }
    return silent;
  }
}
