import { assert } from '../bytes/assert.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import { assertField, assertSigned } from './secp256k1-shapes.ts';

// A row: kind, length of the key or parity of the tweak, then three parts. They fit every check.
const KIND = 0;
const DETAIL = 1;
const FIRST = 2;
const SECOND = FIRST + 32;
const THIRD = SECOND + 64;

/** Bytes that one check takes up in a `CheckBatch`. */
export const CHECK_BYTES: number = THIRD + 65;

const KINDS = { ecdsa: 1, schnorr: 2, tweak: 3 } as const;

/**
 * Checks on the curve that are written down now and done later, perhaps by another thread: rows of one length in one
 * buffer, which may be shared. Script code that goes on as if each holds runs once, and again without a batch if one fails.
 */
export class CheckBatch {
  readonly #bytes: Uint8Array;
  #size = 0;

  /**
   * @param buffer Room for `buffer.byteLength / CHECK_BYTES` checks, rounded down.
   * @param size The checks that are in it already, written by another thread.
   */
  constructor(buffer: ArrayBuffer | SharedArrayBuffer, size = 0) {
    this.#bytes = new Uint8Array(buffer);
    assert(size >= 0 && size <= this.capacity, 'the checks lie in the buffer');
    this.#size = size;
  }

  get capacity(): number {
    return Math.floor(this.#bytes.length / CHECK_BYTES);
  }

  get size(): number {
    return this.#size;
  }

  /** Writes down a check; arguments as of `Secp256k1.verifyEcdsa`, a key of up to 65 bytes. There has to be room. */
  addEcdsa(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): void {
    assertSigned(message, signature);
    assert(publicKey.length <= CHECK_BYTES - THIRD, 'no key is longer than 65 bytes');
    this.#add(KINDS.ecdsa, publicKey.length, message, signature, publicKey);
  }

  /** Writes down a check; arguments as of `Secp256k1.verifySchnorr`. There has to be room. */
  addSchnorr(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): void {
    assertSigned(message, signature);
    assertField(publicKey);
    this.#add(KINDS.schnorr, publicKey.length, message, signature, publicKey);
  }

  /** Writes down a check; arguments as of `Secp256k1.checkTweak`. There has to be room. */
  addTweak(internalKey: Uint8Array, tweak: Uint8Array, outputKey: Uint8Array, parity: 0 | 1): void {
    for (const field of [internalKey, tweak, outputKey]) assertField(field);
    this.#add(KINDS.tweak, parity, internalKey, tweak, outputKey);
  }

  /** Forgets all checks. */
  clear(): void {
    this.#size = 0;
  }

  /**
   * Does the checks from `from` up to `to`, in their order.
   *
   * @returns The number of the first that does not hold, or -1.
   */
  firstFailure(secp256k1: Secp256k1, from = 0, to: number = this.#size): number {
    assert(from >= 0 && from <= to && to <= this.#size, 'the checks are there');
    for (let i = from; i < to; i++) if (!this.#holds(secp256k1, i * CHECK_BYTES)) return i;
    return -1;
  }

  #add(kind: number, detail: number, first: Uint8Array, second: Uint8Array, third: Uint8Array): void {
    assert(this.#size < this.capacity, 'there is room for one more check');
    const at = this.#size * CHECK_BYTES;
    const bytes = this.#bytes;
    bytes[at + KIND] = kind;
    bytes[at + DETAIL] = detail;
    bytes.set(first, at + FIRST);
    bytes.set(second, at + SECOND);
    bytes.set(third, at + THIRD);
    this.#size++;
  }

  #holds(secp256k1: Secp256k1, at: number): boolean {
    const kind = this.#bytes[at + KIND]!;
    const detail = this.#bytes[at + DETAIL]!;
    const part = (offset: number, length: number): Uint8Array =>
      this.#bytes.subarray(at + offset, at + offset + length);
    const first = part(FIRST, 32);
    switch (kind) {
      case KINDS.ecdsa:
        return secp256k1.verifyEcdsa(first, part(SECOND, 64), part(THIRD, detail));
      case KINDS.schnorr:
        return secp256k1.verifySchnorr(first, part(SECOND, 64), part(THIRD, 32));
      default:
        assert(kind === KINDS.tweak && detail < 2, 'a row is one that was added');
        return secp256k1.checkTweak(first, part(SECOND, 32), part(THIRD, 32), detail === 1 ? 1 : 0);
    }
  }
}
