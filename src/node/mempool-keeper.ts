import { encodeMempoolFile } from '../mempool/mempool-file.ts';
import type { SavedMempool } from '../mempool/mempool-file.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { TransactionRelay } from '../net/relay/transaction-relay.ts';
import type { Random } from '../ports/random.ts';
import { hashKey } from '../primitives/hash-key.ts';
import type { NodeParts } from './node-parts.ts';

/** Transactions that are taken back at a time, so that peers are looked after in between. */
const LOADED_AT_ONCE = 50;

/** Length of the key that a `mempool.dat` is obfuscated with. */
const XOR_KEY_BYTES = 8;

/** Takes back the mempool of an earlier run, a few transactions at a time, and writes it down for the next. */
export class MempoolKeeper {
  readonly #pool: Mempool;
  readonly #relay: TransactionRelay;
  readonly #expirySec: number;
  #loading: SavedMempool | undefined;
  #loaded = 0;

  constructor(saved: SavedMempool | undefined, parts: Pick<NodeParts, 'pool' | 'relay' | 'policy'>) {
    this.#pool = parts.pool;
    this.#relay = parts.relay;
    this.#expirySec = parts.policy.expirySec;
    this.#loading = saved;
  }

  /** Whether there is more to take back. */
  get isLoading(): boolean {
    return this.#loading !== undefined;
  }

  /** Takes some back. What is too old, or no longer good, is dropped without a word. Source: Bitcoin Core's `LoadMempool`. */
  load(nowMs: number): void {
    const saved = this.#loading;
    if (saved === undefined) return;
    const nowSec = Math.floor(nowMs / 1000);
    if (this.#loaded === 0) for (const { txid, deltaSats } of saved.deltas) this.#pool.prioritise(txid, deltaSats);
    const end = Math.min(saved.transactions.length, this.#loaded + LOADED_AT_ONCE);
    for (; this.#loaded < end; this.#loaded++) {
      const { tx, timeSec, deltaSats } = saved.transactions[this.#loaded]!;
      if (deltaSats !== 0n) this.#pool.prioritise(tx.txid, deltaSats);
      if (timeSec > nowSec - this.#expirySec) this.#pool.accept(tx, { nowSec, timeSec });
    }
    if (this.#loaded < saved.transactions.length) return;
    this.#loading = undefined;
    const unbroadcast = saved.unbroadcast.filter((txid) => this.#pool.get(txid) !== undefined);
    this.#relay.mempoolLoaded(unbroadcast, nowMs);
  }

  /** Writes down what is there now, as `mempool.dat`; `undefined` while an earlier one is still being taken back. */
  save(random: Random): Uint8Array | undefined {
    if (this.#loading !== undefined) return undefined;
    const entries = this.#pool.entriesForRelay();
    const there = new Set(entries.map(({ txid }) => hashKey(txid)));
    const saved = {
      transactions: entries.map(({ tx, timeSec, modifiedFeeSats, feeSats }) => {
        return { tx, timeSec, deltaSats: modifiedFeeSats - feeSats };
      }),
      deltas: this.#pool.prioritised().filter(({ txid }) => !there.has(hashKey(txid))),
      unbroadcast: this.#relay.unbroadcastTxids(),
    };
    return encodeMempoolFile(saved, { xorKey: random.bytes(XOR_KEY_BYTES) });
  }
}
