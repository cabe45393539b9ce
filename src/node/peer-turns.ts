import type { PeerId } from '../net/peer.ts';
import type { TransactionRelay } from '../net/relay/transaction-relay.ts';
import type { InboxMessage } from '../net/session/inbox.ts';
import { SERVE_COST, TURN_COST, messageCost } from '../net/session/message-cost.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { BlockSync } from '../net/sync/block-sync.ts';
import type { BlockWork } from './block-work.ts';
import type { Outbox } from './outbox.ts';
import type { AnyNetEffect } from './peer-messages.ts';
import type { PeerTable } from './peer-table.ts';

/** What a peer is given at a time of what it has asked for. */
const SERVE_BYTES = 250_000;

/** What a `PeerTurns` works with. */
export interface PeerTurnsParts {
  readonly table: PeerTable;
  readonly sync: BlockSync;
  readonly relay: TransactionRelay;
  readonly work: BlockWork;
  readonly outbox: Outbox;
}

/** What the node does with what a turn brings out. */
export interface TurnDealings {
  /** Deals with one message; the peer may be gone after it. */
  read(session: PeerSession, message: InboxMessage, nowMs: number): void;
  doAll(effects: readonly AnyNetEffect[], nowMs: number): void;
}

/**
 * Gives each peer its turn: some of its messages are dealt with, or it is given some of what it has asked for. Those of whom more
 * waits have their next turn after everybody else's, so that no peer's flood holds up another.
 *
 * Source: the loop of Bitcoin Core's `ThreadMessageHandler` and `ProcessMessages`, where a turn is one message.
 */
export class PeerTurns {
  readonly #parts: PeerTurnsParts;
  readonly #dealings: TurnDealings;
  /** Peers of whose messages some can be dealt with at once: they had their turn, and wait for the next. */
  readonly #waiting = new Set<PeerId>();

  constructor(parts: PeerTurnsParts, dealings: TurnDealings) {
    this.#parts = parts;
    this.#dealings = dealings;
  }

  /** Whether somebody waits for a turn. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Deals with messages that wait, a turn's worth: none before the peer has been given, and has taken, what it has asked for (Core's
   * `m_getdata_requests`, `fPauseSend`), and none behind a block that is not connected yet.
   */
  take(session: PeerSession, nowMs: number): void {
    const { inbox, id } = session;
    const { table, work, outbox } = this.#parts;
    let canGoOn = true;
    for (let left = TURN_COST; canGoOn && left > 0;) {
      const cost = this.#isServing(id) ? this.#serve(session, nowMs) : this.#readOne(session, nowMs);
      if (table.get(id) === undefined) return;
      canGoOn = cost > 0 && session.takesMore && !work.isUnfinished;
      left -= cost;
    }
    const isUnread = canGoOn || work.isUnfinished;
    if (isUnread && (inbox.length > 0 || this.#isServing(id))) this.#waiting.add(id);
    else this.#waiting.delete(id);
    session.keepalive.listens(!inbox.isFull || session.takesMore, nowMs);
    if (inbox.isFull === session.isPaused) return;
    session.isPaused = inbox.isFull;
    outbox.push({ do: session.isPaused ? 'pause' : 'resume', connection: id });
  }

  /** Gives one of those who wait their turn: who waits longest. @returns Whose it was. */
  takeNext(nowMs: number): PeerSession | undefined {
    for (const id of this.#waiting) {
      this.#waiting.delete(id);
      const session = this.#parts.table.get(id);
      if (session === undefined) continue;
      this.take(session, nowMs);
      return session;
    }
    return undefined;
  }

  /** Something that was sent to a peer has left. @returns Whether it had its turn because of that. */
  left(session: PeerSession, nowMs: number): boolean {
    if (!session.takesMore || (session.inbox.length === 0 && !this.#isServing(session.id))) return false;
    this.take(session, nowMs);
    return true;
  }

  forget(peer: PeerId): void {
    this.#waiting.delete(peer);
  }

  /** Deals with a message, if there is one, or a part of a long one. @returns What that has cost; 0 where there is nothing to do. */
  #readOne(session: PeerSession, nowMs: number): number {
    const received = session.takesMore ? session.inbox.shift() : undefined;
    if (received === undefined) return 0;
    this.#dealings.read(session, received, nowMs);
    return messageCost(received.command, received.payload.length);
  }

  #isServing(peer: PeerId): boolean {
    return this.#parts.sync.hasQueued(peer) || this.#parts.relay.pendingRequests(peer) > 0;
  }

  /** Gives a peer some of what it has asked for. @returns What that has cost; 0 where nothing can be given now. */
  #serve(session: PeerSession, nowMs: number): number {
    const { sync, relay } = this.#parts;
    if (!session.takesMore) return 0;
    const { id, queuedBytes } = session;
    const isTransactions = relay.pendingRequests(id) > 0;
    const effects = isTransactions ? relay.serveNext(session, SERVE_BYTES) : sync.serveNext(id, nowMs, SERVE_BYTES);
    this.#dealings.doAll(effects, nowMs);
    const givenBytes = session.queuedBytes - queuedBytes;
    return givenBytes === 0 && this.#isServing(id) ? 0 : SERVE_COST + givenBytes;
  }
}
