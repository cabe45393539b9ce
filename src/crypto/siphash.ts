import { assert } from '../bytes/assert.ts';
import { readU32Le } from '../bytes/u32-le.ts';

/**
 * SipHash-2-4 with a secret key, for tables that strangers fill, and for short transaction ids (BIP152) and block filters
 * (BIP158). It works on pairs of 32-bit halves, since 64-bit integers in TypeScript are 60 times slower.
 *
 * A digest is left in `low` and `high` until the next one: two numbers cannot be returned without allocating.
 */
export class SipHash {
  /** The digest's lower 32 bits, unsigned. */
  low = 0;
  /** The digest's upper 32 bits, unsigned. */
  high = 0;

  /** v0 to v3 after the key, each as its low and its high half. */
  readonly #start: Int32Array;

  /**
   * @param k0 The key's first eight bytes as a little-endian integer.
   * @param k1 The key's other eight bytes.
   */
  constructor(k0: bigint, k1: bigint) {
    this.#start = new Int32Array(
      new BigUint64Array([
        0x736f6d6570736575n ^ BigInt.asUintN(64, k0),
        0x646f72616e646f6dn ^ BigInt.asUintN(64, k1),
        0x6c7967656e657261n ^ BigInt.asUintN(64, k0),
        0x7465646279746573n ^ BigInt.asUintN(64, k1),
      ]).buffer,
    );
  }

  /** Hashes bytes; returns the digest as one integer, and leaves its halves in `low` and `high`. */
  hash(data: Uint8Array): bigint {
    this.hashHalves(data);
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** Hashes bytes into `low` and `high`. */
  hashHalves(data: Uint8Array): void {
    const words = data.length >>> 3;
    let tailLow = 0;
    let tailHigh = data.length << 24;
    for (let i = words * 8, shift = 0; i < data.length; i++, shift += 8) {
      if (shift < 32) tailLow |= data[i]! << shift;
      else tailHigh |= data[i]! << (shift - 32);
    }
    this.#run(data, 0, words, tailLow, tailHigh);
  }

  /** Hashes the 32 bytes at `offset` (Core's `SipHashUint256`) into `low` and `high`. */
  hashUint256(data: Uint8Array, offset: number): void {
    assert(offset >= 0 && offset + 32 <= data.length, 'there are 32 bytes');
    this.#run(data, offset, 4, 0, 32 << 24);
  }

  /** Hashes the 32 bytes at `offset`, then `extra` as four little-endian bytes (Core's `SipHashUint256Extra`). */
  hashUint256Extra(data: Uint8Array, offset: number, extra: number): void {
    assert(offset >= 0 && offset + 32 <= data.length, 'there are 32 bytes');
    this.#run(data, offset, 4, extra | 0, 36 << 24);
  }

  /**
   * Takes in `words` times eight bytes from `offset` on, then the tail's word, in which the length is; then finishes. One
   * loop over all rounds, so that the round stands here once. Positional, since this is what the time goes into.
   */
  #run(data: Uint8Array, offset: number, words: number, tailLow: number, tailHigh: number): void {
    const start = this.#start;
    let v0 = start[0]!,
      w0 = start[1]!,
      v1 = start[2]!,
      w1 = start[3]!;
    let v2 = start[4]!,
      w2 = start[5]!,
      v3 = start[6]!,
      w3 = start[7]!;
    for (let i = 0; i <= words + 1; i++) {
      let low = 0;
      let high = 0;
      if (i < words) {
        low = readU32Le(data, offset + 8 * i) | 0;
        high = readU32Le(data, offset + 8 * i + 4) | 0;
      } else if (i === words) {
        low = tailLow;
        high = tailHigh;
      } else v2 ^= 0xff;
      v3 ^= low;
      w3 ^= high;
      // v is a low half, w the high half of the same number; the sum of two low halves carries where it is below one.
      for (let rounds = i > words ? 4 : 2; rounds > 0; rounds--) {
        let t = (v0 + v1) | 0;
        w0 = (w0 + w1 + (t >>> 0 < v0 >>> 0 ? 1 : 0)) | 0;
        v0 = t;
        t = (v2 + v3) | 0;
        w2 = (w2 + w3 + (t >>> 0 < v2 >>> 0 ? 1 : 0)) | 0;
        v2 = t;
        t = (v1 << 13) | (w1 >>> 19);
        w1 = ((w1 << 13) | (v1 >>> 19)) ^ w0;
        v1 = t ^ v0;
        t = (v3 << 16) | (w3 >>> 16);
        w3 = ((w3 << 16) | (v3 >>> 16)) ^ w2;
        v3 = t ^ v2;
        t = v0;
        v0 = w0;
        w0 = t;
        t = (v2 + v1) | 0;
        w2 = (w2 + w1 + (t >>> 0 < v2 >>> 0 ? 1 : 0)) | 0;
        v2 = t;
        t = (v0 + v3) | 0;
        w0 = (w0 + w3 + (t >>> 0 < v0 >>> 0 ? 1 : 0)) | 0;
        v0 = t;
        t = (v1 << 17) | (w1 >>> 15);
        w1 = ((w1 << 17) | (v1 >>> 15)) ^ w2;
        v1 = t ^ v2;
        t = (v3 << 21) | (w3 >>> 11);
        w3 = ((w3 << 21) | (v3 >>> 11)) ^ w0;
        v3 = t ^ v0;
        t = v2;
        v2 = w2;
        w2 = t;
      }
      v0 ^= low;
      w0 ^= high;
    }
    this.low = (v0 ^ v1 ^ v2 ^ v3) >>> 0;
    this.high = (w0 ^ w1 ^ w2 ^ w3) >>> 0;
  }
}
