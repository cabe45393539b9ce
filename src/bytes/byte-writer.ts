import { assert } from './assert.ts';
import { compactSizeBytes, writeCompactSize } from './compact-size.ts';
import { writeU32Le } from './u32-le.ts';

/** Below this many bytes a loop is faster than making a view and calling `set`. */
const LOOP_BYTES = 64;

/**
 * Writes a serialization of a length that is not known before, into a buffer that grows. With `reset` and `view` one writer
 * serves many, without an allocation for each.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** @param sizeBytes How much room to begin with. */
  constructor(sizeBytes: number = 256) {
    this.#bytes = new Uint8Array(sizeBytes);
  }

  /** How many bytes were written. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew. What `view` gave before is overwritten from here on. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  /** Writes one byte (the low 8 bits of `value`). */
  u8(value: number): this {
    const at = this.#claim(1);
    this.#bytes[at] = value;
    return this;
  }

  /** Writes the low 32 bits of `value`, little-endian; signed or unsigned alike. */
  u32Le(value: number): this {
    const at = this.#claim(4);
    writeU32Le(this.#bytes, at, value);
    return this;
  }

  /** Writes the low 64 bits of `value`, little-endian; signed or unsigned alike. */
  u64Le(value: bigint): this {
    const low = Number(BigInt.asUintN(32, value));
    const high = Number(BigInt.asUintN(32, value >> 32n));
    return this.u32Le(low).u32Le(high);
  }

  /** Writes a count or length as a compact size. */
  compactSize(value: number): this {
    const at = this.#claim(compactSizeBytes(value));
    writeCompactSize(this.#bytes, at, value);
    return this;
  }

  /** Writes bytes as they are, from `start` up to, and not including, `end`. */
  raw(bytes: Uint8Array, start: number = 0, end: number = bytes.length): this {
    const count = end - start;
    assert(start >= 0 && count >= 0 && end <= bytes.length, 'what is to be copied lies within the bytes');
    const at = this.#claim(count);
    const out = this.#bytes;
    if (count < LOOP_BYTES) for (let i = 0; i < count; i++) out[at + i] = bytes[start + i]!;
    else out.set(bytes.subarray(start, end), at);
    return this;
  }

  /** Writes `count` bytes of zero. */
  zeros(count: number): this {
    const at = this.#claim(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** Writes a byte string: its length as a compact size, then its bytes. */
  varBytes(bytes: Uint8Array): this {
    return this.compactSize(bytes.length).raw(bytes);
  }

  /** Returns a view of what was written, good until the next `reset` or write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Returns what was written, as a copy of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Makes room for `count` more bytes. @returns Where they begin. */
  #claim(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    return at;
  }
}
