import { chacha20 } from '@noble/ciphers/chacha.js';

import { assert } from '../bytes/assert.ts';
import { sha256 } from './hashes.ts';

const ELEMENT_BYTES = 384;
const ELEMENT_BITS = 8 * ELEMENT_BYTES;

/** What the largest safe prime of 3072 bits lacks to 2^3072 (Core's `MAX_PRIME_DIFF`). */
const PRIME_GAP = 1103717n;
const BITS = BigInt(ELEMENT_BITS);
const PRIME = (1n << BITS) - PRIME_GAP;

const ZEROS = new Uint8Array(ELEMENT_BYTES);
const NONCE = new Uint8Array(12);

/**
 * A hash of a set, whatever the order in which its elements came and went (MuHash3072; Core's `MuHash3072`): the product
 * of the elements, each turned into a number modulo a prime of 3072 bits. Removed ones are gathered in a denominator, so
 * that only the end costs an inverse (0.7 ms).
 *
 * An element's own hash is not checked against the set: one that was never inserted can be removed, and counts as -1.
 */
export class MuHash3072 {
  #numerator = 1n;
  #denominator = 1n;

  /** Puts one element, any bytes, into the set. */
  insert(element: Uint8Array): this {
    this.#numerator = product(this.#numerator, numberOf(element));
    return this;
  }

  /** Takes one element out of the set. */
  remove(element: Uint8Array): this {
    this.#denominator = product(this.#denominator, numberOf(element));
    return this;
  }

  /** Adds all elements of another set, which is not changed: the work on one set can be shared out. */
  add(other: MuHash3072): this {
    this.#numerator = product(this.#numerator, other.#numerator);
    this.#denominator = product(this.#denominator, other.#denominator);
    return this;
  }

  /** Takes out all elements of another set, which is not changed. */
  subtract(other: MuHash3072): this {
    this.#numerator = product(this.#numerator, other.#denominator);
    this.#denominator = product(this.#denominator, other.#numerator);
    return this;
  }

  /** The hash of the set as it is now, 32 bytes in wire order (Core's `Finalize`). The set can be changed further. */
  digest(): Uint8Array {
    this.#numerator = product(this.#numerator, inverse(this.#denominator)) % PRIME;
    this.#denominator = 1n;
    const bytes = new Uint8Array(ELEMENT_BYTES);
    writeNumber(this.#numerator, bytes);
    return sha256(bytes);
  }

  /** The state as Core serializes it: numerator and denominator, 384 little-endian bytes each. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(2 * ELEMENT_BYTES);
    writeNumber(this.#numerator, bytes.subarray(0, ELEMENT_BYTES));
    writeNumber(this.#denominator, bytes.subarray(ELEMENT_BYTES));
    return bytes;
  }

  /** The set whose state `toBytes` gave: 768 bytes. */
  static fromBytes(bytes: Uint8Array): MuHash3072 {
    assert(bytes.length === 2 * ELEMENT_BYTES, 'a state has 768 bytes');
    const set = new MuHash3072();
    set.#numerator = readNumber(bytes.subarray(0, ELEMENT_BYTES));
    set.#denominator = readNumber(bytes.subarray(ELEMENT_BYTES));
    return set;
  }
}

/** The number of an element: its SHA-256, stretched to 384 bytes by ChaCha20 (Core's `ToNum3072`). */
function numberOf(element: Uint8Array): bigint {
  return readNumber(chacha20(sha256(element), NONCE, ZEROS));
}

/** Reads 384 little-endian bytes. Not reduced: it may be up to 2^3072 - 1. */
function readNumber(bytes: Uint8Array): bigint {
  return readWords(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length / 8);
}

/** Reads words of eight bytes. By halves: half the time of going through hex, a quarter of one word after the other. */
function readWords(view: DataView, offset: number, words: number): bigint {
  if (words === 1) return view.getBigUint64(offset, true);
  const half = words >> 1;
  const high = readWords(view, offset + 8 * half, words - half);
  return readWords(view, offset, half) | (high << BigInt(64 * half));
}

function writeNumber(number: bigint, out: Uint8Array): void {
  const hex = number.toString(16).padStart(2 * ELEMENT_BYTES, '0');
  for (let i = 0; i < ELEMENT_BYTES; i++) {
    const at = 2 * (ELEMENT_BYTES - 1 - i);
    out[i] = Number.parseInt(hex.slice(at, at + 2), 16);
  }
}

/** The product modulo the prime, below 2^3072 and perhaps not below the prime: that is for the end. */
function product(a: bigint, b: bigint): bigint {
  // 2^3072 is the gap modulo the prime, so that the upper half comes back down times the gap: twice, and a last time for
  // the one bit that may be left.
  let value = a * b;
  for (let high = value >> BITS; high !== 0n; high = value >> BITS)
    value = BigInt.asUintN(ELEMENT_BITS, value) + high * PRIME_GAP;
  return value;
}

/** The inverse modulo the prime, by Euclid's algorithm; 0 for 0, as a power would give it in Core. */
function inverse(number: bigint): bigint {
  let [a, b] = [number % PRIME, PRIME];
  let [x, y] = [1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [b, a] = [a, b - quotient * a];
    [y, x] = [x, y - quotient * x];
  }
  return b === 1n ? ((y % PRIME) + PRIME) % PRIME : 0n;
}
