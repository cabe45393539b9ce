import { writeU32Le } from '../bytes/u32-le.ts';
import { sha256Into } from '../crypto/hashes.ts';
import { HASH_BYTES } from '../primitives/hash.ts';

/** Places that an entry may be in: the one that was written longest ago is given up. */
const WAYS = 4;
const ENTRY_WORDS = 8;

/** What a `ScriptCache` is made from. */
export interface ScriptCacheOptions {
  /** 32 random bytes, kept from peers: so that nobody can make an entry, or push one out. */
  readonly salt: Uint8Array;
  /** Memory that it takes. */
  readonly sizeBytes: number;
  /** Whether transactions of connected blocks are remembered, for when a reorganization brings them back. */
  readonly remembersBlocks: boolean;
}

/**
 * Remembers transactions whose scripts were all checked, under which flags, so that no second check is needed: the txid and
 * witnesses fix what every signature is over, and what is spent is fixed by the txids of the prevouts.
 *
 * Entries are salted hashes. A forgotten one costs a check; a wrong one would take a collision of SHA-256.
 *
 * Source: Bitcoin Core's `m_script_execution_cache`.
 */
export class ScriptCache {
  readonly remembersBlocks: boolean;
  readonly #entries: Uint32Array;
  readonly #sets: number;
  /** Next place to be written, for each set. */
  readonly #next: Uint8Array;
  readonly #input = new Uint8Array(2 * HASH_BYTES + 4);
  readonly #digest = new Uint8Array(HASH_BYTES);
  readonly #words: Uint32Array;
  #isEmpty = true;

  constructor(options: ScriptCacheOptions) {
    this.remembersBlocks = options.remembersBlocks;
    this.#sets = Math.max(1, Math.floor(options.sizeBytes / (WAYS * ENTRY_WORDS * 4 + 1)));
    this.#entries = new Uint32Array(this.#sets * WAYS * ENTRY_WORDS);
    this.#next = new Uint8Array(this.#sets);
    this.#input.set(options.salt.subarray(0, HASH_BYTES));
    this.#words = new Uint32Array(this.#digest.buffer);
  }

  /** Whether the transaction with the wtxid at `offset` was checked under just these flags. */
  has(wtxids: Uint8Array, offset: number, flags: number): boolean {
    if (this.#isEmpty) return false;
    const first = this.#setOf(wtxids, offset, flags) * WAYS;
    for (let way = 0; way < WAYS; way++) if (this.#isAt(first + way)) return true;
    return false;
  }

  add(wtxids: Uint8Array, offset: number, flags: number): void {
    const set = this.#setOf(wtxids, offset, flags);
    for (let way = 0; way < WAYS; way++) if (this.#isAt(set * WAYS + way)) return;
    this.#entries.set(this.#words, (set * WAYS + this.#next[set]!) * ENTRY_WORDS);
    this.#next[set] = (this.#next[set]! + 1) % WAYS;
    this.#isEmpty = false;
  }

  /** Hashes salt, wtxid and flags. @returns The set that they belong to. */
  #setOf(wtxids: Uint8Array, offset: number, flags: number): number {
    for (let i = 0; i < HASH_BYTES; i++) this.#input[HASH_BYTES + i] = wtxids[offset + i]!;
    writeU32Le(this.#input, 2 * HASH_BYTES, flags);
    sha256Into(this.#input, this.#digest, 0);
    return this.#words[0]! % this.#sets;
  }

  #isAt(entry: number): boolean {
    const at = entry * ENTRY_WORDS;
    for (let i = 0; i < ENTRY_WORDS; i++) if (this.#entries[at + i] !== this.#words[i]) return false;
    return true;
  }
}
