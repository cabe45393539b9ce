import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PeerId } from '../peer.ts';
import { SpenderIndex } from './spender-index.ts';

/** How many orphans are kept. Source: Bitcoin Core's `DEFAULT_MAX_ORPHAN_TRANSACTIONS`. */
export const MAX_ORPHAN_TRANSACTIONS = 100;

/** Heavier transactions are not kept: they wouldn't be relayed either. Source: Bitcoin Core's `MAX_STANDARD_TX_WEIGHT`. */
export const MAX_ORPHAN_WEIGHT_WU = 400_000;

/**
 * What the orphans of one peer may weigh together: whoever sends more loses the oldest of its own. Not in Bitcoin Core 28; from 30
 * on it is what each peer has for certain (`DEFAULT_RESERVED_ORPHAN_WEIGHT_PER_PEER`): one transaction of the largest size.
 */
export const MAX_PEER_ORPHAN_WEIGHT_WU = 404_000;

/** How long an orphan is kept. Source: Bitcoin Core's `ORPHAN_TX_EXPIRE_TIME`. */
export const ORPHAN_TX_EXPIRE_TIME_MS: number = 20 * 60 * 1000;

/** How often, at the most, old ones are looked for. Source: Bitcoin Core's `ORPHAN_TX_EXPIRE_INTERVAL`. */
export const ORPHAN_TX_EXPIRE_INTERVAL_MS: number = 5 * 60 * 1000;

/** A transaction whose inputs are not known yet, and who sent it. */
export interface Orphan {
  readonly tx: Transaction;
  readonly peer: PeerId;
}

interface StoredOrphan extends Orphan {
  readonly wtxid: HashKey;
  readonly expiresAtMs: number;
  /** Rises with each orphan. */
  readonly sequence: number;
  /** Where it stands in the list of all. */
  at: number;
}

/**
 * Transactions that came before what they spend: 100 at the most, the one to go drawn by lot, so that a flood pushes out no
 * one in particular (CVE-2012-3789). By wtxid: nobody can keep a transaction out with another witness for it.
 *
 * At the worst, 100 orphans of 400,000 weight units from as many peers: 10 MB of transactions without witnesses with as much for their
 * 2,400 inputs each, or 40 MB of witnesses.
 *
 * Source: Bitcoin Core's `TxOrphanage`.
 */
export class Orphanage {
  readonly #random: Random;
  readonly #byWtxid = new Map<HashKey, StoredOrphan>();
  readonly #spenders: SpenderIndex<StoredOrphan>;
  readonly #list: StoredOrphan[] = [];
  /** Orphans of each peer one of whose parents has come. */
  readonly #toReconsider = new Map<PeerId, Set<HashKey>>();
  /** What the orphans of each peer weigh. */
  readonly #weights = new Map<PeerId, number>();
  #nextSequence = 0;
  #nextSweepMs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
    this.#spenders = new SpenderIndex(random);
  }

  get size(): number {
    return this.#list.length;
  }

  has(wtxid: HashKey): boolean {
    return this.#byWtxid.has(wtxid);
  }

  /** Keeps an orphan; perhaps `limit` drops it, or another one, afterwards. @returns Whether it is new, and not too heavy. */
  add(tx: Transaction, peer: PeerId, nowMs: number): boolean {
    const wtxid = hashKey(tx.wtxid);
    if (this.#byWtxid.has(wtxid) || tx.weight > MAX_ORPHAN_WEIGHT_WU) return false;
    const orphan = {
      tx: ownBytes(tx),
      peer,
      wtxid,
      expiresAtMs: nowMs + ORPHAN_TX_EXPIRE_TIME_MS,
      sequence: this.#nextSequence++,
      at: this.#list.length,
    };
    this.#byWtxid.set(wtxid, orphan);
    this.#list.push(orphan);
    this.#spenders.add(orphan);
    this.#weights.set(peer, (this.#weights.get(peer) ?? 0) + tx.weight);
    this.#limitPeer(peer);
    return true;
  }

  /** Drops an orphan. @returns Whether it was there. */
  erase(wtxid: HashKey): boolean {
    const orphan = this.#byWtxid.get(wtxid);
    if (orphan === undefined) return false;
    const { tx, peer, at } = orphan;
    this.#byWtxid.delete(wtxid);
    this.#spenders.delete(orphan);
    const weight = this.#weights.get(peer)! - tx.weight;
    if (weight === 0) this.#weights.delete(peer);
    else this.#weights.set(peer, weight);
    const last = this.#list.pop()!;
    if (last !== orphan) {
      this.#list[at] = last;
      last.at = at;
    }
    return true;
  }

  /** Drops all orphans of a peer that is gone. */
  eraseForPeer(peer: PeerId): void {
    this.#toReconsider.delete(peer);
    for (const orphan of this.#list.filter((each) => each.peer === peer)) this.erase(orphan.wtxid);
  }

  /** Drops what is in a block that was connected, and what spends the same as something in it. */
  eraseForBlock(block: Block): void {
    if (this.size === 0) return;
    for (const tx of block.transactions) {
      for (let input = 0; input < tx.inputCount; input++) {
        const spenders = this.#spenders.spendersOf(tx.bytes, tx.prevoutOffset(input), tx.prevoutVout(input));
        for (const orphan of spenders) this.erase(orphan.wtxid);
      }
    }
  }

  /** Drops what is too old, then what is too many: by lot. */
  limit(nowMs: number, maxOrphans: number = MAX_ORPHAN_TRANSACTIONS): void {
    if (this.#nextSweepMs <= nowMs) {
      let firstExpiryMs = nowMs + ORPHAN_TX_EXPIRE_TIME_MS - ORPHAN_TX_EXPIRE_INTERVAL_MS;
      for (const orphan of this.#list.filter(({ expiresAtMs }) => expiresAtMs <= nowMs)) this.erase(orphan.wtxid);
      for (const { expiresAtMs } of this.#list) firstExpiryMs = Math.min(firstExpiryMs, expiresAtMs);
      // Five minutes after the next one that expires, so that several go in one pass over all.
      this.#nextSweepMs = firstExpiryMs + ORPHAN_TX_EXPIRE_INTERVAL_MS;
    }
    while (this.size > maxOrphans) this.erase(this.#list[this.#random.below(this.size)]!.wtxid);
  }

  /** A transaction has come into the mempool: its children here can be looked at again. */
  parentAccepted(parent: Transaction): void {
    for (const { peer, wtxid } of this.#childrenOf(parent)) {
      const wtxids = this.#toReconsider.get(peer);
      if (wtxids === undefined) this.#toReconsider.set(peer, new Set([wtxid]));
      else wtxids.add(wtxid);
    }
  }

  /** Those who sent orphans that can be looked at again. */
  peersToReconsider(): PeerId[] {
    return [...this.#toReconsider.keys()];
  }

  /** Whether any orphan can be looked at again. */
  get hasWork(): boolean {
    return this.#toReconsider.size > 0;
  }

  /** Takes one of a peer's orphans that can be looked at again. It stays in the orphanage. */
  takeToReconsider(peer: PeerId): Transaction | undefined {
    const wtxids = this.#toReconsider.get(peer);
    for (const wtxid of wtxids ?? []) {
      wtxids!.delete(wtxid);
      if (wtxids!.size === 0) this.#toReconsider.delete(peer);
      const orphan = this.#byWtxid.get(wtxid);
      if (orphan !== undefined) return orphan.tx;
    }
    return undefined;
  }

  /** Children of a transaction that a peer sent, the newest first: it most likely replaces the others. */
  childrenFromPeer(parent: Transaction, peer: PeerId): Transaction[] {
    const children = this.#childrenOf(parent).filter((orphan) => orphan.peer === peer);
    return children.toSorted((a, b) => b.sequence - a.sequence).map(({ tx }) => tx);
  }

  /** Children of a transaction that others than `peer` sent, in the order in which they came. */
  childrenFromOthers(parent: Transaction, peer: PeerId): Orphan[] {
    return this.#childrenOf(parent)
      .filter((orphan) => orphan.peer !== peer)
      .toSorted((a, b) => a.sequence - b.sequence);
  }

  /** Each once. */
  #childrenOf(parent: Transaction): StoredOrphan[] {
    if (this.size === 0) return [];
    const children = new Set<StoredOrphan>();
    for (let output = 0; output < parent.outputCount; output++) {
      for (const orphan of this.#spenders.spendersOf(parent.txid, 0, output)) children.add(orphan);
    }
    return [...children];
  }

  /** Drops the oldest orphans of a peer, down to what they may weigh. The last that came stays. */
  #limitPeer(peer: PeerId): void {
    if (this.#weights.get(peer)! <= MAX_PEER_ORPHAN_WEIGHT_WU) return;
    const own = this.#list.filter((each) => each.peer === peer).sort((a, b) => a.sequence - b.sequence);
    for (const { wtxid } of own) {
      if (this.#weights.get(peer)! <= MAX_PEER_ORPHAN_WEIGHT_WU) return;
      this.erase(wtxid);
    }
  }
}

/** The same transaction, in bytes of its own where it lies in bigger ones, which would be kept with it. */
function ownBytes(tx: Transaction): Transaction {
  if (tx.bytes.buffer.byteLength <= 2 * tx.totalSize) return tx;
  const own = parseTransaction(tx.serialized().slice());
  return 'code' in own ? tx : own;
}
