import type { TransactionPool } from '../../mempool/transaction-pool.ts';
import type { Random } from '../../ports/random.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Txid } from '../../primitives/hash.ts';
import type { MempoolEntry } from '../../mempool/mempool-entry.ts';

/** At the least, and then by chance half as long again: so that nobody is known by it. Source: Bitcoin Core. */
export const REBROADCAST_INTERVAL_MS: number = 10 * 60 * 1000;

/** What is added to that at the most. */
export const REBROADCAST_SPREAD_MS: number = 5 * 60 * 1000;

/**
 * One's own transactions that no peer has asked for yet. They are announced again every 10 to 15 minutes, as long as they are
 * in the mempool. Source: Bitcoin Core's `m_unbroadcast_txids` and `ReattemptInitialBroadcast`.
 */
export class Unbroadcast {
  readonly #pool: TransactionPool;
  readonly #random: Random;
  /** Not more than are, or lately were, in the mempool. */
  readonly #txids = new Map<HashKey, Txid>();
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(pool: TransactionPool, random: Random) {
    this.#pool = pool;
    this.#random = random;
  }

  /** When they are to be announced again; infinity when there are none. */
  get nextDueMs(): number {
    return this.#nextMs;
  }

  /** Those that are in the mempool. */
  txids(): Txid[] {
    return [...this.#txids.values()].filter((txid) => this.#pool.get(txid) !== undefined);
  }

  has(txid: Txid): boolean {
    return this.#txids.has(hashKey(txid)) && this.#pool.get(txid) !== undefined;
  }

  add(txid: Txid, nowMs: number): void {
    this.#txids.set(hashKey(txid), txid);
    if (this.#nextMs === Number.POSITIVE_INFINITY) this.#schedule(nowMs);
  }

  /** A peer has asked for it. */
  delete(txid: Txid): void {
    this.#txids.delete(hashKey(txid));
    if (this.#txids.size === 0) this.#nextMs = Number.POSITIVE_INFINITY;
  }

  /** Returns what is to be announced again, once it is time; forgets what isn't in the mempool any more. */
  tick(nowMs: number): MempoolEntry[] {
    if (nowMs < this.#nextMs) return [];
    const entries: MempoolEntry[] = [];
    for (const txid of this.#txids.values()) {
      const entry = this.#pool.get(txid);
      if (entry === undefined) this.delete(txid);
      else entries.push(entry);
    }
    if (entries.length > 0) this.#schedule(nowMs);
    return entries;
  }

  #schedule(nowMs: number): void {
    this.#nextMs = nowMs + REBROADCAST_INTERVAL_MS + this.#random.below(REBROADCAST_SPREAD_MS);
  }
}
