import { assert } from '../../bytes/assert.ts';
import { readU32Le, writeU32Le } from '../../bytes/u32-le.ts';
import { outPointHash } from './out-point-hash.ts';
import type { PlainCoin } from './plain-coin.ts';

/** Words of one record, and where each field stands in it. */
const RECORD_WORDS = 22;
const RECORD_BYTES: number = RECORD_WORDS * 4;
const VOUT = 8;
const CODE = 9;
const VALUE_LOW = 10;
const VALUE_HIGH = 11;
/** Flags in the low 8 bits, the script's length above them. */
const FLAGS = 12;
const SCRIPT = 13;

/** Longest script that lies in the record itself: every usual kind but keys of 65 bytes and bare multisig. */
const INLINE_SCRIPT_BYTES: number = (RECORD_WORDS - SCRIPT) * 4;

const SEGMENT_SHIFT = 14;
const SEGMENT_RECORDS = 1 << SEGMENT_SHIFT;
const RECORD_MASK = SEGMENT_RECORDS - 1;

/** A slot holds a record + 1 in its low bits and a part of the key's hash above them; 0 is free, `GONE` was used. */
const GONE = 0x3ff_ffff;
const MAX_RECORDS: number = GONE - 1;
const TAG_MASK: number = ~GONE;

const LEAST_SLOTS = 1 << 12;

/** What a long script costs beside its bytes, in an object of its own and an entry of a map. */
const LONG_SCRIPT_BYTES = 200;

/** Marks a record that holds no coin; its first word is the next such record + 1. */
const FREE_FLAG = 0x80;

interface Segment {
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Loads an outpoint (32 bytes of txid, 4 of index) into the nine words of a key. */
export function loadKey(key: Uint32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < 9; i++) key[i] = readU32Le(bytes, offset + 4 * i);
}

/**
 * Coins by outpoint: open addressing over typed arrays, 88 bytes a record and 5 to 11 a slot; no object for a coin.
 *
 * A record stays where it is until it is removed. It keeps flags for whoever uses the table, from 0 to 127.
 */
export class CoinsTable {
  readonly #salt: readonly [number, number];
  readonly #segments: Segment[] = [];
  #slots = new Uint32Array(LEAST_SLOTS);
  /** Slots that are not free: in use, or gone. */
  #takenSlots = 0;
  #records = 0;
  #size = 0;
  #firstFree = 0;
  readonly #longScripts = new Map<number, Uint8Array>();
  #longScriptBytes = 0;

  /** @param salt Two 32-bit integers that peers do not know, so that nobody can aim coins at one slot. */
  constructor(salt: readonly [number, number]) {
    this.#salt = salt;
  }

  /** Coins that it holds. */
  get size(): number {
    return this.#size;
  }

  /** Records that were ever used: all are below this. */
  get recordsEnd(): number {
    return this.#records;
  }

  /** Memory that it takes. */
  get sizeBytes(): number {
    const records = this.#segments.length * SEGMENT_RECORDS * RECORD_BYTES;
    return records + this.#slots.byteLength + this.#longScriptBytes;
  }

  /** Memory for coins and slots, as if it gave back what its removed records take. */
  get usedBytes(): number {
    return this.#size * RECORD_BYTES + this.#slots.byteLength + this.#longScriptBytes;
  }

  /** Returns the record with this key, or -1. */
  find(key: Uint32Array): number {
    const hash = this.#hash(key[0]!, key[1]!, key[VOUT]!);
    const slots = this.#slots;
    const mask = slots.length - 1;
    const tag = (hash & TAG_MASK) >>> 0;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry === 0) return -1;
      if ((entry & TAG_MASK) >>> 0 !== tag) continue;
      const record = (entry & GONE) - 1;
      if (record !== GONE - 1 && this.#hasKey(record, key)) return record;
    }
  }

  /** Adds a coin whose key is not there. Returns its record. */
  insert(key: Uint32Array, coin: Readonly<PlainCoin>, flags: number): number {
    if ((this.#takenSlots + 1) * 4 > this.#slots.length * 3) this.#rebuildSlots();
    const record = this.#claimRecord();
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    for (let i = 0; i <= VOUT; i++) words[base + i] = key[i]!;
    words[base + FLAGS] = 0;
    this.replace(record, coin, flags);
    this.#place(record, this.#hash(key[0]!, key[1]!, key[VOUT]!));
    this.#size++;
    return record;
  }

  /** Gives a record another coin and other flags. */
  replace(record: number, coin: Readonly<PlainCoin>, flags: number): void {
    const { words, bytes } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    this.#dropLongScript(record, words[base + FLAGS]! >>> 8);
    const size = coin.scriptEnd - coin.scriptStart;
    words[base + CODE] = coin.code;
    words[base + VALUE_LOW] = coin.value;
    words[base + VALUE_HIGH] = coin.value / 0x1_0000_0000;
    words[base + FLAGS] = (size << 8) | flags;
    if (size <= INLINE_SCRIPT_BYTES) {
      const at = (base + SCRIPT) * 4;
      for (let i = 0; i < size; i++) bytes[at + i] = coin.bytes[coin.scriptStart + i]!;
    } else {
      this.#longScripts.set(record, coin.bytes.slice(coin.scriptStart, coin.scriptEnd));
      this.#longScriptBytes += size + LONG_SCRIPT_BYTES;
    }
  }

  /** Forgets what a record's coin was, and keeps its key. */
  empty(record: number, flags: number): void {
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    this.#dropLongScript(record, words[base + FLAGS]! >>> 8);
    words[base + FLAGS] = flags;
  }

  /** Removes a record. */
  remove(record: number): void {
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    this.#dropLongScript(record, words[base + FLAGS]! >>> 8);
    this.#slots[this.#slotOf(record)] = GONE;
    words[base] = this.#firstFree;
    words[base + FLAGS] = FREE_FLAG;
    this.#firstFree = record + 1;
    this.#size--;
  }

  /** Flags of a record, or -1 for one that holds no coin. */
  flagsOf(record: number): number {
    const flags = this.#word(record, FLAGS) & 0xff;
    return flags === FREE_FLAG ? -1 : flags;
  }

  setFlags(record: number, flags: number): void {
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const at = (record & RECORD_MASK) * RECORD_WORDS + FLAGS;
    words[at] = (words[at]! & ~0xff) | flags;
  }

  /** Height of the block that made the coin, times 2, plus 1 for a coinbase's. */
  codeOf(record: number): number {
    return this.#word(record, CODE);
  }

  /** Satoshis. */
  valueOf(record: number): number {
    return this.#word(record, VALUE_HIGH) * 0x1_0000_0000 + this.#word(record, VALUE_LOW);
  }

  /** View of the coin's script; good until the record is changed or removed. */
  scriptOf(record: number): Uint8Array {
    const size = this.#word(record, FLAGS) >>> 8;
    if (size > INLINE_SCRIPT_BYTES) return this.#longScripts.get(record)!;
    const { bytes } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const at = ((record & RECORD_MASK) * RECORD_WORDS + SCRIPT) * 4;
    return bytes.subarray(at, at + size);
  }

  /** Fills `coin` with the record's; the same lifetime as `scriptOf`. */
  readInto(record: number, coin: PlainCoin): void {
    const { words, bytes } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    const size = words[base + FLAGS]! >>> 8;
    const isLong = size > INLINE_SCRIPT_BYTES;
    coin.code = words[base + CODE]!;
    coin.value = words[base + VALUE_HIGH]! * 0x1_0000_0000 + words[base + VALUE_LOW]!;
    coin.bytes = isLong ? this.#longScripts.get(record)! : bytes;
    coin.scriptStart = isLong ? 0 : (base + SCRIPT) * 4;
    coin.scriptEnd = coin.scriptStart + size;
  }

  /** Writes the txid of a record's key to `out` at `offset`. @returns The output's index. */
  writeTxid(record: number, out: Uint8Array, offset: number): number {
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    for (let i = 0; i < VOUT; i++) writeU32Le(out, offset + 4 * i, words[base + i]!);
    return words[base + VOUT]!;
  }

  #word(record: number, word: number): number {
    return this.#segments[record >>> SEGMENT_SHIFT]!.words[(record & RECORD_MASK) * RECORD_WORDS + word]!;
  }

  #hash(word0: number, word1: number, vout: number): number {
    return outPointHash(this.#salt[0], this.#salt[1], word0, word1, vout);
  }

  #hashOf(record: number): number {
    return this.#hash(this.#word(record, 0), this.#word(record, 1), this.#word(record, VOUT));
  }

  #hasKey(record: number, key: Uint32Array): boolean {
    const { words } = this.#segments[record >>> SEGMENT_SHIFT]!;
    const base = (record & RECORD_MASK) * RECORD_WORDS;
    for (let i = 0; i <= VOUT; i++) if (words[base + i] !== key[i]) return false;
    return true;
  }

  #place(record: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== GONE) slot = (slot + 1) & mask;
    if (this.#slots[slot] === 0) this.#takenSlots++;
    this.#slots[slot] = (hash & TAG_MASK) | (record + 1);
  }

  #slotOf(record: number): number {
    const hash = this.#hashOf(record);
    const mask = this.#slots.length - 1;
    const entry = ((hash & TAG_MASK) | (record + 1)) >>> 0;
    let slot = hash & mask;
    while (this.#slots[slot] !== entry) slot = (slot + 1) & mask;
    return slot;
  }

  /** Doubles the slots when more than half of those in use hold coins, else only clears away those that are gone. */
  #rebuildSlots(): void {
    const isFull = this.#size * 2 > this.#slots.length;
    this.#slots = new Uint32Array(isFull ? 2 * this.#slots.length : this.#slots.length);
    this.#takenSlots = 0;
    for (let record = 0; record < this.#records; record++) {
      if (this.flagsOf(record) >= 0) this.#place(record, this.#hashOf(record));
    }
  }

  #claimRecord(): number {
    if (this.#firstFree > 0) {
      const record = this.#firstFree - 1;
      this.#firstFree = this.#word(record, 0);
      return record;
    }
    assert(this.#records < MAX_RECORDS, 'the cache is flushed before its table is full');
    if (this.#records === this.#segments.length * SEGMENT_RECORDS) {
      const buffer = new ArrayBuffer(SEGMENT_RECORDS * RECORD_BYTES);
      this.#segments.push({ words: new Uint32Array(buffer), bytes: new Uint8Array(buffer) });
    }
    return this.#records++;
  }

  #dropLongScript(record: number, size: number): void {
    if (size <= INLINE_SCRIPT_BYTES) return;
    this.#longScripts.delete(record);
    this.#longScriptBytes -= size + LONG_SCRIPT_BYTES;
  }
}
