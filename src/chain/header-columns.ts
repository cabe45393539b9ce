import { assert } from '../bytes/assert.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';
import type { Work } from '../primitives/work.ts';

/** 32-bit words of a hash. */
export const HASH_WORDS = 8;

/** 32-bit words of a sum of work. */
const WORK_WORDS = 4;

/** Rows of a segment: growth adds one, so that nothing is ever copied and at most one segment is part empty. */
const SEGMENT_SHIFT = 12;
const SEGMENT_ROWS = 1 << SEGMENT_SHIFT;
const ROW_MASK = SEGMENT_ROWS - 1;

/** Words of one row over all columns: two hashes, work, and seven numbers. */
const ROW_WORDS = 2 * HASH_WORDS + WORK_WORDS + 7;

/**
 * The columns of 4,096 headers, all views of one buffer. Hashes are copied in and out as words of the machine's own byte
 * order, and never read as numbers; the other columns are numbers.
 */
interface Segment {
  readonly hash: Uint32Array;
  readonly merkleRoot: Uint32Array;
  /** Sum of work up to and with this row, least significant word first. */
  readonly chainwork: Uint32Array;
  readonly version: Int32Array;
  readonly timeSec: Uint32Array;
  readonly bits: Uint32Array;
  readonly nonce: Uint32Array;
  readonly prev: Uint32Array;
  /** Headers since the first row. */
  readonly depth: Uint32Array;
  readonly skip: Uint32Array;
}

/** A header on its way into the columns. */
export interface HeaderRow {
  readonly hashWords: Uint32Array;
  /** The 80 bytes of the header as 20 words of the machine's own byte order. */
  readonly headerWords: Uint32Array;
  readonly version: number;
  readonly timeSec: number;
  readonly bits: number;
  readonly nonce: number;
  /** Row of the header before, or -1 for the first. */
  readonly prev: number;
  /** Headers since the first row. */
  readonly depth: number;
  /** Row of the skip list's ancestor, or -1 for the first. */
  readonly skip: number;
}

/**
 * A growing table of headers, 108 bytes a row and no object a row. The previous block's hash is not kept: it is the hash of
 * row `prev`; only the first row's is.
 */
export class HeaderColumns {
  readonly #segments: Segment[] = [];
  readonly #rootPrevHashWords = new Uint32Array(HASH_WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a row whose chainwork is `prev`'s and `work` together. Returns its index. */
  append(row: HeaderRow, work: Uint32Array): number {
    const index = this.#size;
    const at = index & ROW_MASK;
    if (at === 0) this.#segments.push(newSegment());
    const segment = this.#segments[index >>> SEGMENT_SHIFT]!;
    const { headerWords, hashWords } = row;
    for (let i = 0; i < HASH_WORDS; i++) {
      segment.hash[at * HASH_WORDS + i] = hashWords[i]!;
      segment.merkleRoot[at * HASH_WORDS + i] = headerWords[HEADER_OFFSETS.merkleRoot / 4 + i]!;
    }
    segment.version[at] = row.version;
    segment.timeSec[at] = row.timeSec;
    segment.bits[at] = row.bits;
    segment.nonce[at] = row.nonce;
    segment.prev[at] = row.prev;
    segment.depth[at] = row.depth;
    segment.skip[at] = row.skip;
    if (row.prev < 0) this.#rootPrevHashWords.set(headerWords.subarray(1, 1 + HASH_WORDS));
    this.#sumWork(index, row.prev, work);
    this.#size = index + 1;
    return index;
  }

  /** Headers since the first row. */
  depthOf(index: number): number {
    return this.#segmentOf(index).depth[index & ROW_MASK]!;
  }

  /** Signed 32-bit integer. */
  versionOf(index: number): number {
    return this.#segmentOf(index).version[index & ROW_MASK]!;
  }

  timeOf(index: number): number {
    return this.#segmentOf(index).timeSec[index & ROW_MASK]!;
  }

  bitsOf(index: number): number {
    return this.#segmentOf(index).bits[index & ROW_MASK]!;
  }

  /** Row of the header before, or -1 for the first. */
  prevOf(index: number): number {
    return this.#segmentOf(index).prev[index & ROW_MASK]! | 0;
  }

  /** Row of the skip list's ancestor, or -1 for the first. */
  skipOf(index: number): number {
    return this.#segmentOf(index).skip[index & ROW_MASK]! | 0;
  }

  hashOf(index: number): BlockHash {
    const start = (index & ROW_MASK) * HASH_WORDS;
    const words = this.#segmentOf(index).hash.slice(start, start + HASH_WORDS);
    return new Uint8Array(words.buffer) as Uint8Array as BlockHash;
  }

  /** One of the eight words of a row's hash, in the machine's own byte order. */
  hashWord(index: number, word: number): number {
    return this.#segmentOf(index).hash[(index & ROW_MASK) * HASH_WORDS + word]!;
  }

  /** Tells whether a row's hash is the eight words from `from` on. */
  hashEquals(index: number, words: Uint32Array, from: number): boolean {
    const { hash } = this.#segmentOf(index);
    const start = (index & ROW_MASK) * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i++) if (hash[start + i] !== words[from + i]) return false;
    return true;
  }

  /** Puts the 80 bytes of a header together again. */
  headerBytes(index: number): Uint8Array {
    const segment = this.#segmentOf(index);
    const at = index & ROW_MASK;
    const words = new Uint32Array(HEADER_BYTES / 4);
    const prev = this.prevOf(index);
    for (let i = 0; i < HASH_WORDS; i++) {
      words[HEADER_OFFSETS.prevHash / 4 + i] = prev < 0 ? this.#rootPrevHashWords[i]! : this.hashWord(prev, i);
      words[HEADER_OFFSETS.merkleRoot / 4 + i] = segment.merkleRoot[at * HASH_WORDS + i]!;
    }
    const bytes = new Uint8Array(words.buffer);
    writeU32Le(bytes, HEADER_OFFSETS.version, segment.version[at]!);
    writeU32Le(bytes, HEADER_OFFSETS.timeSec, segment.timeSec[at]!);
    writeU32Le(bytes, HEADER_OFFSETS.bits, segment.bits[at]!);
    writeU32Le(bytes, HEADER_OFFSETS.nonce, segment.nonce[at]!);
    return bytes;
  }

  chainworkOf(index: number): Work {
    const { chainwork } = this.#segmentOf(index);
    const start = (index & ROW_MASK) * WORK_WORDS;
    let sum = 0n;
    for (let i = WORK_WORDS - 1; i >= 0; i--) sum = (sum << 32n) | BigInt(chainwork[start + i]!);
    return sum;
  }

  /** Tells whether row `a` has strictly more work behind it than row `b`. */
  hasMoreWork(a: number, b: number): boolean {
    const workA = this.#segmentOf(a).chainwork;
    const workB = this.#segmentOf(b).chainwork;
    const startA = (a & ROW_MASK) * WORK_WORDS;
    const startB = (b & ROW_MASK) * WORK_WORDS;
    for (let i = WORK_WORDS - 1; i >= 0; i--) {
      if (workA[startA + i] !== workB[startB + i]) return workA[startA + i]! > workB[startB + i]!;
    }
    return false;
  }

  #segmentOf(index: number): Segment {
    return this.#segments[index >>> SEGMENT_SHIFT]!;
  }

  #sumWork(index: number, prev: number, work: Uint32Array): void {
    const { chainwork } = this.#segmentOf(index);
    const start = (index & ROW_MASK) * WORK_WORDS;
    const before = prev < 0 ? undefined : this.#segmentOf(prev).chainwork;
    const startBefore = (prev & ROW_MASK) * WORK_WORDS;
    let carry = 0;
    for (let i = 0; i < WORK_WORDS; i++) {
      const sum = (before === undefined ? 0 : before[startBefore + i]!) + work[i]! + carry;
      chainwork[start + i] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
    assert(carry === 0, 'the work of a chain fits 128 bits');
  }
}

/**
 * Splits a block's work into the words that the columns sum.
 *
 * 128 bits are enough: to fill them takes 2^128 hashes, while all of Bitcoin's history until 2026 took fewer than 2^97; and
 * no header counts before its hash shows the work. Core keeps 256 bits.
 *
 * @returns Four words, least significant first, or `undefined` for work of more than 128 bits.
 */
export function workWords(work: Work): Uint32Array | undefined {
  if (work >> BigInt(32 * WORK_WORDS) !== 0n) return undefined;
  return Uint32Array.from({ length: WORK_WORDS }, (_, i) => Number((work >> BigInt(32 * i)) & 0xffffffffn));
}

function newSegment(): Segment {
  const buffer = new ArrayBuffer(SEGMENT_ROWS * ROW_WORDS * 4);
  let used = 0;
  const take = (words: number): number => {
    const start = used;
    used += words * SEGMENT_ROWS * 4;
    return start;
  };
  const column = (words: number): Uint32Array => new Uint32Array(buffer, take(words), words * SEGMENT_ROWS);
  const segment: Segment = {
    hash: column(HASH_WORDS),
    merkleRoot: column(HASH_WORDS),
    chainwork: column(WORK_WORDS),
    version: new Int32Array(buffer, take(1), SEGMENT_ROWS),
    timeSec: column(1),
    bits: column(1),
    nonce: column(1),
    prev: column(1),
    depth: column(1),
    skip: column(1),
  };
  assert(used === buffer.byteLength, 'the columns fill their segment');
  return segment;
}
