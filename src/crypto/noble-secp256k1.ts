import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';

import type { Secp256k1 } from '../ports/secp256k1.ts';
import { isBelowOrder } from './scalar-bytes.ts';
import { assertField, assertSigned, hasKeyShape, plainKey } from './secp256k1-shapes.ts';

const Point = secp256k1.Point;

// The message is a hash already, and consensus has its own, lax, idea of which signatures are made low first.
const ECDSA_OPTIONS = { prehash: false, lowS: true } as const;

/**
 * The checks in pure TypeScript by @noble/curves: the oracle of the tests, and what is left where neither native code nor
 * WebAssembly runs. About 35 times slower than libsecp256k1.
 */
export const nobleSecp256k1: Secp256k1 = {
  words: '@noble/curves, pure TypeScript',
  verifyEcdsa,
  verifySchnorr,
  checkTweak,
};

function verifyEcdsa(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  assertSigned(message, signature);
  if (!hasKeyShape(publicKey)) return false;
  const key = plainKey(publicKey);
  if (key === undefined) return false;
  return !isRefused(() => secp256k1.verify(signature, message, key, ECDSA_OPTIONS));
}

function verifySchnorr(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  assertSigned(message, signature);
  assertField(publicKey);
  return schnorr.verify(signature, message, publicKey);
}

function checkTweak(internalKey: Uint8Array, tweak: Uint8Array, outputKey: Uint8Array, parity: 0 | 1): boolean {
  for (const field of [internalKey, tweak, outputKey]) assertField(field);
  if (!isBelowOrder(tweak, 0)) return false;
  return !isRefused(() => {
    const internal = schnorr.utils.lift_x(bytesToNumberBE(internalKey));
    const scalar = bytesToNumberBE(tweak);
    const output = scalar === 0n ? internal : internal.add(Point.BASE.multiply(scalar));
    // The point at infinity has no coordinates: it throws here.
    const { x, y } = output.toAffine();
    return !output.is0() && x === bytesToNumberBE(outputKey) && Number(y & 1n) === parity;
  });
}

/** Says whether a check is false, or throws: the library throws at a key or a number that is none. */
function isRefused(check: () => boolean): boolean {
  try {
    return !check();
  } catch {
    return true;
  }
}
