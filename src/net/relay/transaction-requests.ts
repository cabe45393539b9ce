import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { hashOfKey } from '../../primitives/hash-of-key.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { NetEffect } from '../net-effect.ts';
import type { Peer, PeerId } from '../peer.ts';
import type { Orphanage } from './orphanage.ts';
import type { RecentTransactions } from './recent-transactions.ts';
import { RequestTracker } from './request-tracker.ts';
import type { Requestable } from './request-tracker.ts';

/** From this many requests without an answer on, a peer's announcements wait longer. Source: Bitcoin Core. */
export const MAX_PEER_TX_REQUEST_IN_FLIGHT = 100;

/** How many announcements of one peer are tracked; further ones are ignored. Source: Bitcoin Core. */
export const MAX_PEER_TX_ANNOUNCEMENTS = 5000;

/** How much later what is named by txid is requested, where there are peers who use wtxids. Source: Bitcoin Core. */
export const TXID_RELAY_DELAY_MS = 2000;

/** How much later it is requested from peers that chose us. Source: Bitcoin Core. */
export const NONPREF_PEER_TX_DELAY_MS = 2000;

/** How much later from peers that owe us many. Source: Bitcoin Core. */
export const OVERLOADED_PEER_TX_DELAY_MS = 2000;

/** How long a peer has to answer, before another one is asked. Source: Bitcoin Core. */
export const GETDATA_TX_INTERVAL_MS = 60_000;

/** Items in one `getdata` of ours. Source: Bitcoin Core's `MAX_GETDATA_SZ`. */
export const MAX_GETDATA_SIZE = 1000;

/**
 * How many requests are sent at a time, before other things get their turn: about 25 ms of work. It only matters where
 * hundreds of peers announce thousands each.
 */
export const MAX_REQUESTS_AT_A_TIME = 5000;

/** How many announcements become ready, or time out, at a time. */
const MAX_ADVANCES_AT_A_TIME = 20_000;

/** A transaction's name, as bytes and as a key. */
export interface TransactionName {
  readonly hash: Uint8Array;
  readonly key: HashKey;
  readonly isWtxid: boolean;
}

/** Requests what is announced and not here, from one peer at a time. */
export class TransactionRequests {
  readonly #pool: TransactionPool;
  readonly #orphanage: Orphanage;
  readonly #recent: RecentTransactions;
  readonly #tracker: RequestTracker;
  readonly #peers = new Map<PeerId, Peer>();
  #peersWithWtxids = 0;

  constructor(modules: {
    readonly pool: TransactionPool;
    readonly orphanage: Orphanage;
    readonly recent: RecentTransactions;
    readonly random: Random;
  }) {
    this.#pool = modules.pool;
    this.#orphanage = modules.orphanage;
    this.#recent = modules.recent;
    this.#tracker = new RequestTracker(modules.random);
  }

  /** When `tick` has something to do. */
  get nextDueMs(): number {
    return this.#tracker.nextDueMs;
  }

  /** How many announcements are tracked, of all peers. */
  get size(): number {
    return this.#tracker.size;
  }

  /** How many requests to a peer have no answer yet. */
  countInFlight(peer: PeerId): number {
    return this.#tracker.countInFlight(peer);
  }

  /** How many announcements of a peer are tracked. */
  count(peer: PeerId): number {
    return this.#tracker.count(peer);
  }

  peerReady(peer: Peer): void {
    this.#peers.set(peer.id, peer);
    if (peer.usesWtxids) this.#peersWithWtxids += 1;
  }

  peerGone(id: PeerId): void {
    if (this.#peers.get(id)?.usesWtxids === true) this.#peersWithWtxids -= 1;
    this.#peers.delete(id);
    this.#tracker.peerGone(id);
  }

  /**
   * Whether a transaction need not be requested: it is here, was refused, or is in a block.
   *
   * Orphans are found by wtxid only, which is the txid where there is no witness: one with the same txid and another witness
   * would keep the real one out. Source: Bitcoin Core's `AlreadyHaveTx`.
   *
   * @param options.withReconsiderable Whether those count that were refused alone, and may do with a child.
   */
  alreadyHas(
    { hash, key, isWtxid }: TransactionName,
    { withReconsiderable }: { readonly withReconsiderable: boolean },
  ): boolean {
    if (this.#orphanage.has(key)) return true;
    if ((isWtxid ? this.#pool.getByWtxid(hash) : this.#pool.get(hash)) !== undefined) return true;
    if (withReconsiderable && this.#recent.isReconsiderable(hash)) return true;
    return this.#recent.isConfirmed(hash) || this.#recent.isRejected(hash);
  }

  /** Whether as many announcements of a peer are tracked as may be: further ones are ignored. */
  isFull(peer: PeerId): boolean {
    return this.#tracker.count(peer) >= MAX_PEER_TX_ANNOUNCEMENTS;
  }

  /** A peer has a transaction that is wanted. Source: Bitcoin Core's `AddTxAnnouncement`. */
  wanted(peer: Peer, { key, isWtxid }: TransactionName, nowMs: number): void {
    const tracker = this.#tracker;
    if (this.isFull(peer.id)) return;
    const isPreferred = isPreferredForDownload(peer);
    let requestAtMs = nowMs;
    if (!isPreferred) requestAtMs += NONPREF_PEER_TX_DELAY_MS;
    if (!isWtxid && this.#peersWithWtxids > 0) requestAtMs += TXID_RELAY_DELAY_MS;
    const isOverloaded = tracker.countInFlight(peer.id) >= MAX_PEER_TX_REQUEST_IN_FLIGHT;
    if (isOverloaded) requestAtMs += OVERLOADED_PEER_TX_DELAY_MS;
    tracker.announced(peer.id, key, { isWtxid, isPreferred, requestAtMs });
  }

  /** A peer has answered a request, with the transaction or without. @returns Whether it had announced it. */
  answered(peer: PeerId, key: HashKey): boolean {
    return this.#tracker.answered(peer, key);
  }

  /** A transaction is here, or isn't wanted any more. */
  forget(key: HashKey): void {
    this.#tracker.forget(key);
  }

  /** Requests what is due, from each peer a `getdata` in turn, as much as is done at a time. */
  tick(nowMs: number): NetEffect[] {
    const effects: NetEffect[] = [];
    const tracker = this.#tracker;
    tracker.advance(nowMs, MAX_ADVANCES_AT_A_TIME);
    let left = MAX_REQUESTS_AT_A_TIME;
    for (let peers = tracker.peersToAsk(); left > 0 && peers.length > 0; peers = tracker.peersToAsk()) {
      for (const id of peers) {
        // Who has not had its turn keeps its place.
        if (left === 0) break;
        const requestable = tracker.requestable(id).slice(0, Math.min(left, MAX_GETDATA_SIZE));
        left -= requestable.length;
        effects.push(...this.#request(id, requestable, nowMs));
        tracker.putOff(id);
      }
    }
    return effects;
  }

  #request(id: PeerId, requestable: readonly Requestable[], nowMs: number): NetEffect[] {
    const peer = this.#peers.get(id);
    const inventory: InventoryItem[] = [];
    for (const each of requestable) {
      const { hash: key, isWtxid } = each;
      const hash = hashOfKey(key);
      // A parent that was refused alone is requested: with the orphan it may do.
      if (peer === undefined || this.alreadyHas({ hash, key, isWtxid }, { withReconsiderable: false })) {
        this.#tracker.forget(key);
        continue;
      }
      inventory.push(itemFor(peer, each, hash));
      this.#tracker.requested(id, key, nowMs + GETDATA_TX_INTERVAL_MS);
    }
    return inventory.length === 0 ? [] : [{ do: 'send', peer: id, message: { type: 'getdata', inventory } }];
  }
}

/** Peers that we chose, and that have blocks, or that a person trusts. Source: Bitcoin Core's `fPreferredDownload`. */
function isPreferredForDownload({ kind, isProtected, services }: Peer): boolean {
  const servesBlocks = (services & (SERVICE_FLAGS.network | SERVICE_FLAGS.networkLimited)) !== 0n;
  return (kind !== 'inbound' || isProtected) && kind !== 'addr-fetch' && servesBlocks;
}

function itemFor(peer: Peer, { isWtxid }: Requestable, hash: Uint8Array): InventoryItem {
  if (isWtxid) return { type: INVENTORY_TYPES.wtx, hash };
  const servesWitnesses = (peer.services & SERVICE_FLAGS.witness) !== 0n;
  return { type: servesWitnesses ? INVENTORY_TYPES.witnessTx : INVENTORY_TYPES.tx, hash };
}
