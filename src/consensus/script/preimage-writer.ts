import { assert } from '../../bytes/assert.ts';
import { compactSizeBytes, writeCompactSize } from '../../bytes/compact-size.ts';
import { writeU32Le } from '../../bytes/u32-le.ts';

/** Below this many bytes a loop is faster than making a view and calling `set`. */
const LOOP_BYTES = 64;

/**
 * Writes what a signature's hash is taken of, into one buffer that is used again and again: a transaction's inputs ask for
 * one such serialization each, of up to the transaction's own size.
 */
export class PreimageWriter {
  #bytes = new Uint8Array(512);
  #length = 0;

  /** Begins anew. What `view` gave before is overwritten from here on. */
  reset(): this {
    this.#length = 0;
    return this;
  }

  /** Writes one byte. */
  u8(value: number): this {
    const at = this.#claim(1);
    this.#bytes[at] = value;
    return this;
  }

  /** Writes the low 32 bits of `value`, little-endian. */
  u32Le(value: number): this {
    const at = this.#claim(4);
    writeU32Le(this.#bytes, at, value);
    return this;
  }

  /** Writes an amount as a signed 64-bit integer, little-endian. */
  i64Le(value: bigint): this {
    const low = Number(BigInt.asUintN(32, value));
    return this.u32Le(low).u32Le(Number(BigInt.asIntN(32, value >> 32n)));
  }

  /** Writes a count or length as a compact size. */
  compactSize(value: number): this {
    const at = this.#claim(compactSizeBytes(value));
    writeCompactSize(this.#bytes, at, value);
    return this;
  }

  /** Writes `bytes` from `start` up to, and not including, `end`. */
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

  /** Returns a view of what was written, good until the next `reset`. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #claim(count: number): number {
    const at = this.#length;
    this.#length = at + count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#length);
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    return at;
  }
}

/** The one writer of all signature hashes: a hash is done before the next begins, since nothing here waits. */
export const preimage: PreimageWriter = new PreimageWriter();
