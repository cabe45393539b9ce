import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { bytesToNumberBE } from '@noble/curves/utils.js';

/** A secret key, what it signs, its keys in both forms, and its ECDSA signature with a low s. */
export const SECRET: Uint8Array = new Uint8Array(32).fill(7);
export const SECRET_NUMBER: bigint = bytesToNumberBE(SECRET);
export const MESSAGE: Uint8Array = new Uint8Array(32).fill(9);
export const KEY: Uint8Array = curve.getPublicKey(SECRET);
export const FULL_KEY: Uint8Array = curve.getPublicKey(SECRET, false);
export const SIGNATURE: Uint8Array = curve.sign(MESSAGE, SECRET, { prehash: false });

/** The bytes with one of them set to another value. */
export function changed(bytes: Uint8Array, at: number, to: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = to;
  return copy;
}
