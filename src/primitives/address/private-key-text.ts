import { bytesFromHex } from '../../bytes/hex.ts';
import { assert } from '../../bytes/assert.ts';
import type { AddressFormat } from './address-format.ts';
import { bytesFromBase58Check, bytesToBase58Check } from './base58-check.ts';

const KEY_BYTES = 32;

/** What follows a key whose public key is written in 33 bytes. */
const COMPRESSED_MARK = 1;

const CURVE_ORDER = curveOrder();

/** A private key, as the wallet import format (WIF) has it. */
export interface PrivateKeyText {
  /** 32 bytes, big-endian: from 1 to the curve's order - 1. */
  readonly key: Uint8Array;
  /** Whether its public key is written in 33 bytes, and not in 65. */
  readonly isCompressed: boolean;
}

/** Writes a private key in the wallet import format. Source: Bitcoin Core's `EncodeSecret`. */
export function privateKeyToText({ key, isCompressed }: PrivateKeyText, format: AddressFormat): string {
  assert(key.length === KEY_BYTES, 'a private key has 32 bytes');
  return bytesToBase58Check(Uint8Array.of(format.privateKey, ...key, ...(isCompressed ? [COMPRESSED_MARK] : [])));
}

/**
 * Reads a private key in the wallet import format. Source: Bitcoin Core's `DecodeSecret`.
 *
 * @returns The key, or `undefined` when the text is none of this network's.
 */
export function privateKeyFromText(text: string, format: AddressFormat): PrivateKeyText | undefined {
  const data = bytesFromBase58Check(text, KEY_BYTES + 2);
  if (data === undefined || data[0] !== format.privateKey) return undefined;
  const isCompressed = data.length === KEY_BYTES + 2;
  if (isCompressed ? data.at(-1) !== COMPRESSED_MARK : data.length !== KEY_BYTES + 1) return undefined;
  const key = data.slice(1, KEY_BYTES + 1);
  return isPrivateKey(key) ? { key, isCompressed } : undefined;
}

function isPrivateKey(key: Uint8Array): boolean {
  if (key.every((byte) => byte === 0)) return false;
  const differing = key.findIndex((byte, i) => byte !== CURVE_ORDER[i]);
  return differing >= 0 && key[differing]! < CURVE_ORDER[differing]!;
}

/** Order of secp256k1's group, big-endian (SEC 2). */
function curveOrder(): Uint8Array {
  const bytes = bytesFromHex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
  assert(bytes?.length === KEY_BYTES, 'the order of the curve is 32 bytes of hex');
  return bytes;
}
