import { assert } from '../../bytes/assert.ts';
import { isUnspendable } from '../../primitives/script/script-facts.ts';
import type { Coin } from '../../consensus/coin.ts';
import type { KeyValueBatch } from '../../ports/key-value-store.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import { StorageDamageError } from '../storage-damage.ts';
import { CoinReader } from './coin-reader.ts';
import { CoinWriter } from './coin-writer.ts';
import { COIN_PREFIX, MAX_COIN_KEY_BYTES, writeCoinKeyIndex } from './coin-key.ts';
import { CoinsTable, loadKey } from './coins-table.ts';
import { emptyPlainCoin } from './plain-coin.ts';
import type { PlainCoin } from './plain-coin.ts';

/** The store may have another coin here, or none: a flush has to write it. */
const DIRTY = 1;
/** The store has no coin here: one that is spent before a flush need not be written at all. */
const FRESH = 2;
/** There is no coin here any more; only kept while dirty. */
const SPENT = 4;
/** Spent by the block that is being checked. */
const CLAIMED = 8;

/** Records that are looked at to choose which coins are dropped. */
const HEIGHT_SAMPLES = 1024;

/** Where coins are that the cache does not have. */
export interface CoinSource {
  get(key: Uint8Array): Uint8Array | undefined;
}

/** What a `CoinsCache` is made from. */
export interface CoinsCacheOptions {
  readonly source: CoinSource;
  /** Two random 32-bit integers, kept from peers. */
  readonly salt: readonly [number, number];
  /** Memory that it may take before it asks for a flush. */
  readonly maxBytes: number;
}

/**
 * The coins as they stand after the last block: those that were read or changed lie in memory, the others in the store. Changes
 * stay in memory until `flushInto`.
 *
 * Coins are named by their record, a number that is good until the next change.
 *
 * Source: Bitcoin Core's `CCoinsViewCache`, with its DIRTY and FRESH flags.
 */
export class CoinsCache {
  readonly #source: CoinSource;
  readonly #maxBytes: number;
  readonly #table: CoinsTable;
  readonly #key = new Uint32Array(9);
  readonly #storeKey = new Uint8Array(MAX_COIN_KEY_BYTES);
  readonly #coin: PlainCoin = emptyPlainCoin();
  readonly #reader = new CoinReader();
  readonly #writer = new CoinWriter();
  /** Records that became dirty since the last flush; some of them may be clean, or gone, or twice in it. */
  #dirty = new Int32Array(4096);
  #dirtyCount = 0;
  /** Lookups that had to ask the store. */
  #misses = 0;

  constructor(options: CoinsCacheOptions) {
    this.#source = options.source;
    this.#maxBytes = options.maxBytes;
    this.#table = new CoinsTable(options.salt);
  }

  /** Coins in memory, with those that are spent and not flushed. */
  get size(): number {
    return this.#table.size;
  }

  /** Memory that it takes. */
  get sizeBytes(): number {
    return this.#table.sizeBytes + this.#dirty.byteLength;
  }

  /** Changes that a flush has to write, at most. */
  get dirtyCount(): number {
    return this.#dirtyCount;
  }

  get misses(): number {
    return this.#misses;
  }

  /** Whether the memory it may take is used up: time to flush, and to `evict`. */
  get isFull(): boolean {
    return this.#table.usedBytes + this.#dirty.byteLength > this.#maxBytes;
  }

  /** Returns the record of an unspent coin, or -1. @param offset Where 36 bytes of an outpoint begin. */
  find(outPoint: Uint8Array, offset: number): number {
    loadKey(this.#key, outPoint, offset);
    const record = this.#findOrFetch();
    return record >= 0 && (this.#table.flagsOf(record) & SPENT) === 0 ? record : -1;
  }

  /** Whether an unspent coin is in memory. Source: Bitcoin Core's `HaveCoinInCache`. */
  isCached(outPoint: Uint8Array, offset: number): boolean {
    loadKey(this.#key, outPoint, offset);
    const record = this.#table.find(this.#key);
    return record >= 0 && (this.#table.flagsOf(record) & SPENT) === 0;
  }

  /**
   * Drops a coin that is as the store has it: so that what was only looked at for a transaction that is refused takes no memory.
   *
   * Source: Bitcoin Core's `CCoinsViewCache::Uncache`.
   */
  uncache(outPoint: Uint8Array, offset: number): void {
    loadKey(this.#key, outPoint, offset);
    const record = this.#table.find(this.#key);
    if (record >= 0 && this.#table.flagsOf(record) === 0) this.#table.remove(record);
  }

  /** The coin of a record; its script is a view that is good until the next change. */
  coin(record: number): Coin {
    const table = this.#table;
    const code = table.codeOf(record);
    return {
      value: BigInt(table.valueOf(record)),
      scriptPubKey: table.scriptOf(record),
      height: code >>> 1,
      isCoinbase: (code & 1) === 1,
    };
  }

  /** The same without an object of its own. */
  readCoin(record: number, coin: PlainCoin): void {
    this.#table.readInto(record, coin);
  }

  /** Marks a coin as spent by a block that is not yet good. @returns False when it was marked before. */
  claim(record: number): boolean {
    const flags = this.#table.flagsOf(record);
    if ((flags & CLAIMED) !== 0) return false;
    this.#table.setFlags(record, flags | CLAIMED);
    return true;
  }

  /** Takes the mark of `claim` back. */
  unclaim(record: number): void {
    this.#table.setFlags(record, this.#table.flagsOf(record) & ~CLAIMED);
  }

  /** Spends a coin. Source: Bitcoin Core's `CCoinsViewCache::SpendCoin`. */
  spend(record: number): void {
    const flags = this.#table.flagsOf(record) & ~CLAIMED;
    assert((flags & SPENT) === 0, 'a coin is spent once');
    if ((flags & FRESH) !== 0) {
      this.#table.remove(record);
      return;
    }
    this.#table.empty(record, SPENT | DIRTY);
    if ((flags & DIRTY) === 0) this.#noteDirty(record);
  }

  /**
   * Adds a coin, unless its script says that it can't ever be spent. Source: Bitcoin Core's `CCoinsViewCache::AddCoin`.
   *
   * @param outPoint Holds 36 bytes of an outpoint from `offset` on.
   * @param options.mayOverwrite Whether there may be an unspent coin already: that of a coinbase before BIP34, or when a
   * block is disconnected.
   */
  add(
    outPoint: Uint8Array,
    offset: number,
    coin: Readonly<PlainCoin>,
    options: { readonly mayOverwrite: boolean },
  ): void {
    if (isUnspendable(coin.bytes.subarray(coin.scriptStart, coin.scriptEnd))) return;
    loadKey(this.#key, outPoint, offset);
    const record = this.#table.find(this.#key);
    if (record < 0) {
      // The store is not asked: what may overwrite is never fresh, all else is known not to be there.
      this.#noteDirty(this.#table.insert(this.#key, coin, options.mayOverwrite ? DIRTY : DIRTY | FRESH));
      return;
    }
    const flags = this.#table.flagsOf(record);
    assert(options.mayOverwrite || (flags & SPENT) !== 0, 'no coin is overwritten');
    // A spent one that is dirty is still in the store; one that is not dirty is not kept.
    this.#table.replace(record, coin, DIRTY | (flags & FRESH));
    if ((flags & DIRTY) === 0) this.#noteDirty(record);
  }

  /** Writes all changes to a batch, and takes them as done: if the batch fails, the cache is of no more use. */
  flushInto(batch: KeyValueBatch): void {
    const table = this.#table;
    const key = this.#storeKey;
    for (let i = 0; i < this.#dirtyCount; i++) {
      const record = this.#dirty[i]!;
      const flags = table.flagsOf(record);
      if (flags < 0 || (flags & DIRTY) === 0) continue;
      key[0] = COIN_PREFIX;
      const keyBytes = key.subarray(0, writeCoinKeyIndex(key, table.writeTxid(record, key, 1)));
      if ((flags & SPENT) !== 0) {
        batch.del(keyBytes);
        table.remove(record);
      } else {
        batch.put(keyBytes, this.#encode(record));
        table.setFlags(record, 0);
      }
    }
    this.#dirtyCount = 0;
    if (this.#dirty.length > 1 << 20) this.#dirty = new Int32Array(4096);
  }

  /** Drops coins that need not be written, those of the oldest blocks first, until about half of its memory is free. */
  evict(): void {
    assert(this.#dirtyCount === 0, 'only what was flushed is dropped');
    while (this.#table.size > 0 && this.#table.usedBytes * 2 > this.#maxBytes) {
      const limit = this.#middleHeight();
      for (let record = 0; record < this.#table.recordsEnd; record++) {
        if (this.#table.flagsOf(record) >= 0 && this.#table.codeOf(record) >>> 1 <= limit) this.#table.remove(record);
      }
    }
  }

  /** Whether every change in memory is what the store has: so after blocks were disconnected and connected again. */
  findDifference(): { readonly txid: Uint8Array; readonly vout: number } | undefined {
    const key = this.#storeKey;
    for (let i = 0; i < this.#dirtyCount; i++) {
      const record = this.#dirty[i]!;
      const flags = this.#table.flagsOf(record);
      if (flags < 0 || (flags & DIRTY) === 0) continue;
      const vout = this.#table.writeTxid(record, key, 1);
      key[0] = COIN_PREFIX;
      const stored = this.#source.get(key.subarray(0, writeCoinKeyIndex(key, vout)));
      const expected = (flags & SPENT) !== 0 ? undefined : this.#encode(record);
      const isSame =
        stored === undefined || expected === undefined
          ? stored === expected
          : stored.length === expected.length && stored.every((byte, at) => byte === expected[at]);
      if (!isSame) return { txid: key.slice(1, 1 + HASH_BYTES), vout };
    }
    return undefined;
  }

  #findOrFetch(): number {
    const record = this.#table.find(this.#key);
    return record >= 0 ? record : this.#fetch();
  }

  #fetch(): number {
    this.#misses++;
    const key = this.#storeKey;
    const words = this.#key;
    const coin = this.#coin;
    const reader = this.#reader;
    key[0] = COIN_PREFIX;
    for (let i = 0; i < HASH_BYTES; i++) key[1 + i] = words[i >>> 2]! >>> (8 * (i & 3));
    const stored = this.#source.get(key.subarray(0, writeCoinKeyIndex(key, words[8]!)));
    if (stored === undefined) return -1;
    reader.begin(stored, 0, stored.length);
    coin.code = reader.varInt();
    reader.compressedOutput(coin);
    if (reader.failed || !reader.isAtEnd || coin.code > 0xffff_ffff) {
      throw new StorageDamageError({ code: 'coin-damaged', txid: key.slice(1, 1 + HASH_BYTES), vout: words[8]! });
    }
    return this.#table.insert(words, coin, 0);
  }

  /** The value under which a coin is kept. Source: Bitcoin Core's `Coin::Serialize`. */
  #encode(record: number): Uint8Array {
    this.#table.readInto(record, this.#coin);
    const writer = this.#writer.reset();
    writer.varInt(this.#coin.code);
    writer.compressedOutput(this.#coin);
    return writer.view();
  }

  #noteDirty(record: number): void {
    if (this.#dirtyCount === this.#dirty.length) {
      const grown = new Int32Array(2 * this.#dirty.length);
      grown.set(this.#dirty);
      this.#dirty = grown;
    }
    this.#dirty[this.#dirtyCount++] = record;
  }

  /** About the middle of the heights of the coins' blocks. */
  #middleHeight(): number {
    const { recordsEnd } = this.#table;
    const step = Math.max(1, Math.floor(recordsEnd / HEIGHT_SAMPLES));
    const heights: number[] = [];
    for (let record = 0; record < recordsEnd; record += step) {
      if (this.#table.flagsOf(record) >= 0) heights.push(this.#table.codeOf(record) >>> 1);
    }
    if (heights.length === 0) return Infinity;
    heights.sort((a, b) => a - b);
    return heights[heights.length >>> 1]!;
  }
}
