import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';

import { assert } from '../bytes/assert.ts';
import type { Random } from '../ports/random.ts';
import { isBelowOrder } from './scalar-bytes.ts';
import { TaggedHash } from './tagged-hash.ts';

const Point = secp256k1.Point;
const { Fp } = Point;

/** Length of a public key in ElligatorSwift's form: two field elements. */
export const ELLSWIFT_BYTES = 64;

const FIELD_BYTES = 32;

/** Each X coordinate has about as many encodings for a given first element; most attempts meet one that is not there. */
const CASES = 8;

const sharedSecretHash = new TaggedHash('bip324_ellswift_xonly_ecdh');

const B = 7n;
const TWO_INVERSE = Fp.inv(2n);
const MINUS_3_SQRT = Fp.sqrt(Fp.neg(3n));

/** The square root that is a square itself, or `undefined`. */
function squareRoot(value: bigint): bigint | undefined {
  try {
    return Fp.sqrt(value);
  } catch {
    // The library has no other way to say that there is none.
    return undefined;
  }
}

/** x^3 + 7: the square of Y. */
function curve(x: bigint): bigint {
  return Fp.add(Fp.mul(Fp.sqr(x), x), B);
}

/** Whether, and with which Y, an X coordinate is on the curve. */
function yOf(x: bigint): bigint | undefined {
  return squareRoot(curve(x));
}

/** Maps two field elements to a point with an X coordinate. Source: `xswiftec` of BIP324. */
function decodeToPoint(firstElement: bigint, secondElement: bigint): { readonly x: bigint; readonly y: bigint } {
  const u = firstElement === 0n ? 1n : firstElement;
  let t = secondElement === 0n ? 1n : secondElement;
  const g = curve(u);
  if (Fp.add(g, Fp.sqr(t)) === 0n) t = Fp.add(t, t);
  // X / Y and Y as in the paper, with one inversion for all quotients: of 2t, and of Y's denominator c u.
  const numeratorX = Fp.sub(g, Fp.sqr(t));
  const doubleT = Fp.add(t, t);
  const cu = Fp.mul(MINUS_3_SQRT, u);
  // Y = (X + t) / (c u), where X = numeratorX / 2t: so Y = (numeratorX + 2t^2) / (2t c u).
  const numeratorY = Fp.add(numeratorX, Fp.mul(doubleT, t));
  const y = Fp.div(numeratorY, Fp.mul(doubleT, cu));
  // X / Y = numeratorX c u / numeratorY.
  const ratio = Fp.div(Fp.mul(numeratorX, cu), numeratorY);
  const third = Fp.add(u, Fp.mul(4n, Fp.sqr(y)));
  const candidates = [third, Fp.mul(Fp.neg(Fp.add(ratio, u)), TWO_INVERSE), Fp.mul(Fp.sub(ratio, u), TWO_INVERSE)];
  for (const x of candidates) {
    const found = yOf(x);
    if (found !== undefined) return { x, y: found };
  }
  assert(false, 'one of three candidates is on the curve, whatever the two elements');
}

/**
 * Finds the second element with which `u` encodes `x`.
 *
 * @param which Which of the up to eight: from 0 to 7.
 * @returns It, or `undefined` when there is no such one. Source: `xswiftec_inv` of BIP324.
 */
export function ellswiftInverse(x: bigint, u: bigint, which: number): bigint | undefined {
  const g = curve(u);
  let v = x;
  let s: bigint;
  if ((which & 2) === 0) {
    if (yOf(Fp.neg(Fp.add(x, u))) !== undefined) return undefined;
    s = Fp.neg(Fp.div(g, Fp.add(Fp.add(Fp.sqr(u), Fp.mul(u, v)), Fp.sqr(v))));
  } else {
    s = Fp.sub(x, u);
    if (s === 0n) return undefined;
    const r = squareRoot(Fp.neg(Fp.mul(s, Fp.add(Fp.mul(4n, g), Fp.mul(3n, Fp.mul(s, Fp.sqr(u)))))));
    if (r === undefined || ((which & 1) === 1 && r === 0n)) return undefined;
    v = Fp.mul(Fp.sub(Fp.div(r, s), u), TWO_INVERSE);
  }
  const w = squareRoot(s);
  if (w === undefined) return undefined;
  const c = (which & 1) === 0 ? Fp.neg(MINUS_3_SQRT) : MINUS_3_SQRT;
  const t = Fp.mul(w, Fp.add(Fp.mul(Fp.mul(u, Fp.add(1n, c)), TWO_INVERSE), v));
  return (which & 5) === 0 || (which & 5) === 5 ? Fp.neg(t) : t;
}

/**
 * Decodes a public key from ElligatorSwift's form. Every 64 bytes are one.
 *
 * @returns The 32 bytes of its X coordinate.
 */
export function ellswiftDecode(encoded: Uint8Array): Uint8Array {
  return numberToBytesBE(pointOf(encoded).x, FIELD_BYTES);
}

/** A key for one connection, and its public half as it is sent. */
export interface EllswiftKeyPair {
  /** 32 bytes. */
  readonly secretKey: Uint8Array;
  /** `ELLSWIFT_BYTES` bytes that can't be told from random ones. */
  readonly publicKey: Uint8Array;
}

/** Makes a key pair. Source: Bitcoin Core's `EllSwiftCreate`. */
export function ellswiftCreate(random: Random): EllswiftKeyPair {
  let secretKey = random.bytes(FIELD_BYTES);
  while (!isBelowOrder(secretKey, 0) || secretKey.every((byte) => byte === 0)) secretKey = random.bytes(FIELD_BYTES);
  const { x } = Point.BASE.multiply(bytesToNumberBE(secretKey)).toAffine();
  // About one try in four finds an encoding.
  for (;;) {
    const u = Fp.create(bytesToNumberBE(random.bytes(FIELD_BYTES)));
    const t = u === 0n ? undefined : ellswiftInverse(x, u, random.below(CASES));
    if (t === undefined) continue;
    const publicKey = new Uint8Array(ELLSWIFT_BYTES);
    publicKey.set(numberToBytesBE(u, FIELD_BYTES));
    publicKey.set(numberToBytesBE(t, FIELD_BYTES), FIELD_BYTES);
    return { secretKey, publicKey };
  }
}

/**
 * Makes the secret that both sides of a connection come to (BIP324).
 *
 * Its time depends on the key, as that of all bigints does. It is meant for keys that are used once: one measurement of one
 * multiplication is all that a peer gets. The faster multiplication takes 1.4 ms, the one with a fixed order of steps 3.4.
 *
 * Source: Bitcoin Core's `ComputeBIP324ECDHSecret`.
 *
 * @param options.isInitiator Whether `ours` is the side that began the connection.
 * @returns 32 bytes.
 */
export function ellswiftSharedSecret(
  ours: EllswiftKeyPair,
  theirs: Uint8Array,
  options: { readonly isInitiator: boolean },
): Uint8Array {
  const { x } = Point.fromAffine(pointOf(theirs)).multiplyUnsafe(bytesToNumberBE(ours.secretKey)).toAffine();
  const [first, second] = options.isInitiator ? [ours.publicKey, theirs] : [theirs, ours.publicKey];
  return sharedSecretHash.digest(first, second, numberToBytesBE(x, FIELD_BYTES));
}

function pointOf(encoded: Uint8Array): { readonly x: bigint; readonly y: bigint } {
  assert(encoded.length === ELLSWIFT_BYTES, 'a public key has 64 bytes');
  const element = (at: number): bigint => Fp.create(bytesToNumberBE(encoded.subarray(at, at + FIELD_BYTES)));
  return decodeToPoint(element(0), element(FIELD_BYTES));
}
