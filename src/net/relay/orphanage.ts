import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PeerId } from '../peer.ts';

/** How many orphans are kept. Source: Bitcoin Core's `DEFAULT_MAX_ORPHAN_TRANSACTIONS`. */
export const MAX_ORPHAN_TRANSACTIONS = 100;

/** Heavier transactions are not kept: they wouldn't be relayed either. Source: Bitcoin Core's `MAX_STANDARD_TX_WEIGHT`. */
export const MAX_ORPHAN_WEIGHT_WU = 400_000;

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

/** An outpoint as a key: a hash key, and two UTF-16 units of index. */
type OutPointKey = string;

/**
 * Transactions that came before what they spend: 100 at the most, the one to go drawn by lot, so that a flood pushes out no
 * one in particular (CVE-2012-3789). By wtxid: nobody can keep a transaction out with another witness for it.
 *
 * Measured at the worst: 68 MB for 100 orphans of 2,400 inputs each, most of it the index; 41 MB for 100 of 400 kB.
 *
 * Source: Bitcoin Core's `TxOrphanage`.
 */
export class Orphanage {
  readonly #random: Random;
  readonly #byWtxid = new Map<HashKey, StoredOrphan>();
  readonly #byOutPoint = new Map<OutPointKey, StoredOrphan[]>();
  readonly #list: StoredOrphan[] = [];
  /** Orphans of each peer one of whose parents has come. */
  readonly #toReconsider = new Map<PeerId, Set<HashKey>>();
  #nextSequence = 0;
  #nextSweepMs = Number.NEGATIVE_INFINITY;

  constructor(random: Random) {
    this.#random = random;
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
    for (let input = 0; input < tx.inputCount; input++) {
      const key = outPointKey(tx.bytes, tx.prevoutOffset(input));
      const spenders = this.#byOutPoint.get(key);
      if (spenders === undefined) this.#byOutPoint.set(key, [orphan]);
      // One that spends an outpoint twice is no valid transaction, but it may come.
      else if (spenders.at(-1) !== orphan) spenders.push(orphan);
    }
    return true;
  }

  /** Drops an orphan. @returns Whether it was there. */
  erase(wtxid: HashKey): boolean {
    const orphan = this.#byWtxid.get(wtxid);
    if (orphan === undefined) return false;
    const { tx, at } = orphan;
    this.#byWtxid.delete(wtxid);
    for (let input = 0; input < tx.inputCount; input++) {
      const key = outPointKey(tx.bytes, tx.prevoutOffset(input));
      const left = this.#byOutPoint.get(key)?.filter((spender) => spender !== orphan) ?? [];
      if (left.length === 0) this.#byOutPoint.delete(key);
      else this.#byOutPoint.set(key, left);
    }
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
        const spenders = this.#byOutPoint.get(outPointKey(tx.bytes, tx.prevoutOffset(input)));
        for (const orphan of spenders ?? []) this.erase(orphan.wtxid);
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
    const txid = hashKey(parent.txid);
    for (let output = 0; output < parent.outputCount; output++) {
      for (const orphan of this.#byOutPoint.get(txid + voutKey(output)) ?? []) children.add(orphan);
    }
    return [...children];
  }
}

function outPointKey(bytes: Uint8Array, offset: number): OutPointKey {
  const at = offset + HASH_BYTES;
  const low = bytes[at]! | (bytes[at + 1]! << 8);
  const high = bytes[at + 2]! | (bytes[at + 3]! << 8);
  return hashKey(bytes, offset) + String.fromCharCode(low, high);
}

function voutKey(vout: number): string {
  return String.fromCharCode(vout & 0xffff, vout >>> 16);
}

/** The same transaction, in bytes of its own where it lies in bigger ones, which would be kept with it. */
function ownBytes(tx: Transaction): Transaction {
  if (tx.bytes.buffer.byteLength <= 2 * tx.totalSize) return tx;
  const own = parseTransaction(tx.serialized().slice());
  return 'code' in own ? tx : own;
}
