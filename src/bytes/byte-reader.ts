import { assert } from './assert.ts';
import { MAX_SIZE } from './compact-size.ts';
import { readU32Le } from './u32-le.ts';

/**
 * Why reading stopped, after the texts of the exceptions that Bitcoin Core's streams throw:
 *
 * - `end-of-data`: "DataStream::read(): end of data";
 * - `non-canonical-size`: "non-canonical ReadCompactSize()", a size written longer than it has to be;
 * - `size-too-large`: "ReadCompactSize(): size too large", a size above `MAX_SIZE`.
 */
export type ReadFailure = 'end-of-data' | 'non-canonical-size' | 'size-too-large';

/**
 * Reads bytes that may be anybody's, from a start to an end, and never past it.
 *
 * It does not throw: blocks are read by the million fields, and each may be hostile. The first failure sticks: it is kept
 * with its offset, every later read gives 0 or nothing, and `offset` stands at the end. So a parser may read a few fields
 * and ask for `failure` once; a loop over a stated count has to ask in each turn.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  #offset: number;
  #failure: ReadFailure | undefined;
  #failureOffset = -1;

  /** Reads `bytes` from `start` up to, and not including, `end`: the whole of them unless told. */
  constructor(bytes: Uint8Array, start: number = 0, end: number = bytes.length) {
    assert(start >= 0 && start <= end && end <= bytes.length, 'what is to be read lies within the bytes');
    this.bytes = bytes;
    this.end = end;
    this.#offset = start;
  }

  /** Where the next read begins. */
  get offset(): number {
    return this.#offset;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.end - this.#offset;
  }

  get failure(): ReadFailure | undefined {
    return this.#failure;
  }

  /** Where the read that failed began, or -1. */
  get failureOffset(): number {
    return this.#failureOffset;
  }

  /** Passes over `count` bytes. */
  skip(count: number): void {
    if (count > this.end - this.#offset) this.#fail('end-of-data', this.#offset);
    else this.#offset += count;
  }

  /** Reads a view of the next `count` bytes (not a copy); an empty one when they are not there. */
  view(count: number): Uint8Array {
    const start = this.#offset;
    this.skip(count);
    return this.#failure === undefined ? this.bytes.subarray(start, start + count) : this.bytes.subarray(0, 0);
  }

  /** Reads one byte. */
  u8(): number {
    if (this.#offset >= this.end) return this.#fail('end-of-data', this.#offset);
    return this.bytes[this.#offset++]!;
  }

  /** Reads an unsigned 16-bit integer, little-endian. */
  u16Le(): number {
    const at = this.#offset;
    if (at + 2 > this.end) return this.#fail('end-of-data', at);
    this.#offset = at + 2;
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  /** Reads an unsigned 32-bit integer, little-endian. */
  u32Le(): number {
    const at = this.#offset;
    if (at + 4 > this.end) return this.#fail('end-of-data', at);
    this.#offset = at + 4;
    return readU32Le(this.bytes, at);
  }

  /** Reads a signed 32-bit integer, little-endian. */
  i32Le(): number {
    return this.u32Le() | 0;
  }

  /** Reads an unsigned 64-bit integer, little-endian. */
  u64Le(): bigint {
    if (this.#offset + 8 > this.end) return BigInt(this.#fail('end-of-data', this.#offset));
    const low = this.u32Le();
    return (BigInt(this.u32Le()) << 32n) | BigInt(low);
  }

  /**
   * Reads a compact size: a count or length of at most `MAX_SIZE`, in its one canonical form.
   *
   * Source: Bitcoin Core's `ReadCompactSize` with its range check.
   */
  compactSize(): number {
    const at = this.#offset;
    const first = this.u8();
    if (first < 0xfd) return first;
    const value = first === 0xfd ? this.u16Le() : this.u32Le();
    const high = first === 0xff ? this.u32Le() : 0;
    if (this.#failure !== undefined) return 0;
    const isCanonical = first === 0xfd ? value >= 0xfd : first === 0xfe ? value >= 0x1_0000 : high > 0;
    if (!isCanonical) return this.#fail('non-canonical-size', at);
    return high > 0 || value > MAX_SIZE ? this.#fail('size-too-large', at) : value;
  }

  /** Reads a byte string: its length as a compact size, then a view of its bytes. */
  varBytes(): Uint8Array {
    return this.view(this.compactSize());
  }

  #fail(failure: ReadFailure, offset: number): 0 {
    if (this.#failure === undefined) {
      this.#failure = failure;
      this.#failureOffset = offset;
    }
    this.#offset = this.end;
    return 0;
  }
}
