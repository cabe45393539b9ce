import type { MempoolEntry } from '../../mempool/mempool-entry.ts';
import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { exponentialDelayMs } from '../exponential-delay.ts';
import type { NetEffect } from '../net-effect.ts';
import type { Peer, PeerId } from '../peer.ts';
import { RollingBloomFilter } from '../rolling-bloom-filter.ts';
import { firstOf } from './first-of.ts';

/** Mean delay of announcements to inbound peers, the same for all of them. Source: Bitcoin Core. */
export const INBOUND_INVENTORY_BROADCAST_INTERVAL_MS = 5000;

/** Mean delay to outbound peers, whom we chose: they are less likely to be spies. */
export const OUTBOUND_INVENTORY_BROADCAST_INTERVAL_MS = 2000;

/** How many transactions are announced at a time: 7 a second. Source: Bitcoin Core's `INVENTORY_BROADCAST_TARGET`. */
export const INVENTORY_BROADCAST_TARGET = 35;

/** How many at the most, where more have piled up. */
export const INVENTORY_BROADCAST_MAX = 1000;

/** Items in one message. Source: Bitcoin Core's `MAX_INV_SZ`. */
export const MAX_INV_SIZE = 50_000;

/** What is remembered of what a peer has: 0.55 MB a peer. Source: Bitcoin Core's `m_tx_inventory_known_filter`. */
const KNOWN_INVENTORY = { elements: 50_000, falsePositiveRate: 0.000_001 };

interface AnnouncedPeer {
  readonly peer: Peer;
  /** What it has announced, or we have announced to it. */
  readonly known: RollingBloomFilter;
  /**
   * Txids or wtxids that are still to be announced. Not more than the mempool holds, and what came into it since the last
   * time: what isn't there any more goes out each time.
   */
  readonly toSend: Map<HashKey, Uint8Array>;
  /** When it is announced to; infinity as long as there is nothing new. */
  nextInvMs: number;
  /** It may ask for what came before this. Source: Bitcoin Core's `m_last_inv_sequence`. */
  lastInvSequence: number;
  /** It has asked for everything (BIP35). */
  wantsMempool: boolean;
  /** It wants no transaction that pays less (BIP133). */
  feeFilterSatsPerKvb: bigint;
}

/**
 * Decides when which transaction is announced to whom: a while after it came, at a random time, the best ones first; so that
 * nobody who is connected to many nodes can tell where it came from, and a flood of cheap ones holds up no others.
 *
 * A Poisson process has no memory. So the next time is drawn only once there is something to announce: its distribution is
 * that of Bitcoin Core, which draws all the time, and a node with nothing to say isn't woken.
 */
export class Announcer {
  readonly #pool: TransactionPool;
  readonly #random: Random;
  readonly #peers = new Map<PeerId, AnnouncedPeer>();
  /** One timer for all inbound peers: with more connections one learns no more (Core's `NextInvToInbounds`). */
  #nextInboundMs = Number.NEGATIVE_INFINITY;
  /** The first of the times of all peers; a peer that is gone may have had it. */
  #dueMs = Number.POSITIVE_INFINITY;

  constructor(pool: TransactionPool, random: Random) {
    this.#pool = pool;
    this.#random = random;
  }

  /** When `tick` has something to do. */
  get nextDueMs(): number {
    return this.#dueMs;
  }

  /** Bytes of the filters of all peers, once they are used. */
  get filterBytes(): number {
    let bytes = 0;
    for (const { known } of this.#peers.values()) bytes += known.sizeBytes;
    return bytes;
  }

  /** A peer that wants announcements; it is told of what comes from now on. */
  peerReady(peer: Peer): void {
    this.#peers.set(peer.id, {
      peer,
      known: new RollingBloomFilter(KNOWN_INVENTORY, this.#random),
      toSend: new Map(),
      nextInvMs: Number.POSITIVE_INFINITY,
      // In Core too, what is in the mempool by now isn't announced to it, and it may ask for it.
      lastInvSequence: this.#pool.sequence,
      wantsMempool: false,
      feeFilterSatsPerKvb: 0n,
    });
  }

  peerGone(peer: PeerId): void {
    this.#peers.delete(peer);
  }

  /** The peer has a transaction. @param hash By the name that the peer uses: a wtxid, or a txid. */
  peerHas(peer: PeerId, hash: Uint8Array): void {
    this.#peers.get(peer)?.known.insert(hash);
  }

  /** The peer has told what it wants no transactions below. */
  feeFilterReceived(peer: PeerId, feeRateSatsPerKvb: bigint): void {
    const announced = this.#peers.get(peer);
    if (announced !== undefined) announced.feeFilterSatsPerKvb = feeRateSatsPerKvb;
  }

  /** The peer wants to be told of all that is in the mempool (BIP35), the next time that something is announced to it. */
  mempoolWanted(peer: PeerId, nowMs: number): void {
    const announced = this.#peers.get(peer);
    if (announced === undefined) return;
    announced.wantsMempool = true;
    this.#schedule(announced, nowMs);
  }

  /** A transaction in the mempool is to be announced to all who don't have it. Source: Bitcoin Core's `RelayTransaction`. */
  announce(entry: MempoolEntry, nowMs: number): void {
    const txidKey = hashKey(entry.txid);
    const wtxidKey = hashKey(entry.wtxid);
    for (const announced of this.#peers.values()) {
      const { usesWtxids } = announced.peer;
      const hash = usesWtxids ? entry.wtxid : entry.txid;
      if (!announced.known.contains(hash)) announced.toSend.set(usesWtxids ? wtxidKey : txidKey, hash);
      // Also where it is known: from the next time on, the peer may ask for it.
      this.#schedule(announced, nowMs);
    }
  }

  /** Transactions came into the mempool that are not announced, as from disk: peers may ask for them after a while. */
  cameUnannounced(nowMs: number): void {
    for (const announced of this.#peers.values()) this.#schedule(announced, nowMs);
  }

  /**
   * Whether a peer may have a transaction that it asks for: not one that it could not know of, or it would learn when we got
   * it. Source: Bitcoin Core's `info_for_relay`.
   */
  mayHave(peer: PeerId, entry: MempoolEntry): boolean {
    const announced = this.#peers.get(peer);
    return announced !== undefined && entry.sequence < announced.lastInvSequence;
  }

  /** Whether a peer is announced to at all. */
  has(peer: PeerId): boolean {
    return this.#peers.has(peer);
  }

  /** What a peer wants no transactions below, and how many are still to be announced to it. */
  peerFacts(peer: PeerId): { readonly feeFilterSatsPerKvb: bigint; readonly inventoryToSend: number } {
    const announced = this.#peers.get(peer);
    return {
      feeFilterSatsPerKvb: announced?.feeFilterSatsPerKvb ?? 0n,
      inventoryToSend: announced?.toSend.size ?? 0,
    };
  }

  /** Announces to those whose time has come. */
  tick(nowMs: number): NetEffect[] {
    const effects: NetEffect[] = [];
    if (nowMs < this.#dueMs) return effects;
    for (const announced of this.#peers.values()) {
      if (announced.nextInvMs > nowMs) continue;
      announced.nextInvMs = Number.POSITIVE_INFINITY;
      const inventory = [...this.#takeMempool(announced), ...this.#takeToSend(announced)];
      if (announced.toSend.size > 0) this.#schedule(announced, nowMs);
      // What was left out, it may ask for all the same.
      announced.lastInvSequence = this.#pool.sequence;
      for (let at = 0; at < inventory.length; at += MAX_INV_SIZE) {
        const message = { type: 'inv', inventory: inventory.slice(at, at + MAX_INV_SIZE) } as const;
        effects.push({ do: 'send', peer: announced.peer.id, message });
      }
    }
    this.#dueMs = Number.POSITIVE_INFINITY;
    for (const { nextInvMs } of this.#peers.values()) this.#dueMs = Math.min(this.#dueMs, nextInvMs);
    return effects;
  }

  #schedule(announced: AnnouncedPeer, nowMs: number): void {
    if (announced.nextInvMs !== Number.POSITIVE_INFINITY) return;
    announced.nextInvMs = this.#nextInvMs(announced.peer, nowMs);
    this.#dueMs = Math.min(this.#dueMs, announced.nextInvMs);
  }

  #nextInvMs(peer: Peer, nowMs: number): number {
    if (peer.isProtected) return nowMs;
    if (peer.kind !== 'inbound') {
      return nowMs + exponentialDelayMs(this.#random, OUTBOUND_INVENTORY_BROADCAST_INTERVAL_MS);
    }
    if (this.#nextInboundMs <= nowMs) {
      this.#nextInboundMs = nowMs + exponentialDelayMs(this.#random, INBOUND_INVENTORY_BROADCAST_INTERVAL_MS);
    }
    return this.#nextInboundMs;
  }

  /** All that is in the mempool, if the peer has asked for it. */
  #takeMempool(announced: AnnouncedPeer): InventoryItem[] {
    if (!announced.wantsMempool) return [];
    announced.wantsMempool = false;
    const items: InventoryItem[] = [];
    for (const entry of this.#pool.entries()) {
      const item = itemOf(announced, entry);
      announced.toSend.delete(hashKey(item.hash));
      if (!paysEnough(entry, announced.feeFilterSatsPerKvb)) continue;
      announced.known.insert(item.hash);
      items.push(item);
    }
    return items;
  }

  /** The best of what is to be sent. What the peer has, would not take, or is gone, is not to be sent any more. */
  #takeToSend(announced: AnnouncedPeer): InventoryItem[] {
    const { toSend, known, peer } = announced;
    const extra = Math.floor(toSend.size / 1000) * 5;
    const count = Math.min(INVENTORY_BROADCAST_MAX, INVENTORY_BROADCAST_TARGET + extra);
    const candidates: MempoolEntry[] = [];
    for (const [key, hash] of toSend) {
      const entry = peer.usesWtxids ? this.#pool.getByWtxid(hash) : this.#pool.get(hash);
      const isWanted = entry !== undefined && paysEnough(entry, announced.feeFilterSatsPerKvb) && !known.contains(hash);
      if (isWanted) candidates.push(entry);
      else toSend.delete(key);
    }
    const first = firstOf(candidates, count, (a, b) => this.#pool.compareForRelay(a, b));
    return first.map((entry) => {
      const item = itemOf(announced, entry);
      toSend.delete(hashKey(item.hash));
      known.insert(item.hash);
      return item;
    });
  }
}

/** A transaction by the name that the peer uses (BIP339). */
function itemOf({ peer }: AnnouncedPeer, entry: MempoolEntry): InventoryItem {
  const { wtx, tx } = INVENTORY_TYPES;
  return peer.usesWtxids ? { type: wtx, hash: entry.wtxid } : { type: tx, hash: entry.txid };
}

/** Whether a transaction's fee is at least that of a fee rate, rounded up. Source: Bitcoin Core's `CFeeRate::GetFee`. */
function paysEnough(entry: MempoolEntry, feeRateSatsPerKvb: bigint): boolean {
  return feeRateSatsPerKvb === 0n || entry.feeSats * 1000n >= feeRateSatsPerKvb * BigInt(entry.vsize);
}
