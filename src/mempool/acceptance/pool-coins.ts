import type { CoinsCache } from '../../chain/coins/coins-cache.ts';
import type { Coin } from '../../consensus/coin.ts';
import { readU32Le } from '../../bytes/u32-le.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { TransactionGraph } from '../graph/transaction-graph.ts';

/** Height of outputs that no block has made yet. Source: Bitcoin Core's `MEMPOOL_HEIGHT`. */
export const MEMPOOL_HEIGHT = 0x7fff_ffff;

/**
 * The outputs that a transaction may spend: those of its package, of the mempool, and the chain's coins. Remembers which coins
 * it was that had to be fetched from the store.
 *
 * Source: Bitcoin Core's `CCoinsViewMemPool`, and `coins_to_uncache`.
 */
export class PoolCoins {
  readonly #graph: TransactionGraph;
  readonly #coins: CoinsCache;
  readonly #package = new Map<HashKey, Transaction>();
  /** Inputs whose coins were not in memory. */
  readonly #fetched: { readonly tx: Transaction; readonly input: number }[] = [];

  constructor(graph: TransactionGraph, coins: CoinsCache) {
    this.#graph = graph;
    this.#coins = coins;
  }

  /** Lets later transactions of a package spend this one's outputs. */
  addOutputsOf(tx: Transaction, txidKey: HashKey): void {
    this.#package.set(txidKey, tx);
  }

  /** Forgets the package's outputs. */
  forgetPackage(): void {
    this.#package.clear();
  }

  /** Returns what an input spends; `undefined` where there is nothing. Whether another spends it as well is not asked. */
  coin(tx: Transaction, input: number): Coin | undefined {
    const { bytes } = tx;
    const at = tx.prevoutOffset(input);
    const key = hashKey(bytes, at);
    const maker = this.#package.get(key) ?? this.#graph.byTxid(key)?.tx;
    return maker === undefined ? this.confirmedCoin(tx, input) : outputAsCoin(maker, readU32Le(bytes, at + HASH_BYTES));
  }

  /** The same of the chain's coins alone. */
  confirmedCoin(tx: Transaction, input: number): Coin | undefined {
    const { bytes } = tx;
    const at = tx.prevoutOffset(input);
    if (!this.#coins.isCached(bytes, at)) this.#fetched.push({ tx, input });
    const record = this.#coins.find(bytes, at);
    return record < 0 ? undefined : this.#coins.coin(record);
  }

  /** Drops from memory what was only fetched for this: the transaction was refused. */
  uncache(): void {
    for (const { tx, input } of this.#fetched) this.#coins.uncache(tx.bytes, tx.prevoutOffset(input));
    this.#fetched.length = 0;
  }
}

/** An output that is not in a block yet. */
function outputAsCoin(tx: Transaction, vout: number): Coin | undefined {
  if (vout >= tx.outputCount) return undefined;
  return { value: tx.value(vout), scriptPubKey: tx.scriptPubKey(vout), height: MEMPOOL_HEIGHT, isCoinbase: false };
}
