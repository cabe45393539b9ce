import { createHash } from 'node:crypto';
import { base32 } from '@scure/base';

const VERSION = 3;
const KEY_BYTES = 32;
const CHECKSUM_BYTES = 2;

/**
 * Writes a Tor v3 address: `base32(key | checksum | version).onion`, in small letters.
 *
 * Source: Tor's rend-spec-v3, section 6; Bitcoin Core's `OnionToString`.
 *
 * @param key The service's Ed25519 public key: 32 bytes.
 */
export function onionHostFromKey(key: Uint8Array): string {
  const whole = new Uint8Array([...key, ...checksumOf(key), VERSION]);
  return `${base32.encode(whole).toLowerCase()}.onion`;
}

/** Reads a Tor v3 address. @returns The service's public key, or `undefined` when it is none, or its checksum is wrong. */
export function onionKeyFromHost(host: string): Uint8Array | undefined {
  const match = /^([a-z2-7]{56})\.onion$/i.exec(host);
  if (match?.[1] === undefined) return undefined;
  // 56 letters of 5 bits are 35 bytes exactly: there is no padding that could be wrong.
  const whole = base32.decode(match[1].toUpperCase());
  const key = whole.slice(0, KEY_BYTES);
  const [first, second] = checksumOf(key);
  const isWhole = whole[KEY_BYTES] === first && whole[KEY_BYTES + 1] === second && whole[KEY_BYTES + 2] === VERSION;
  return isWhole ? key : undefined;
}

function checksumOf(key: Uint8Array): Uint8Array {
  return createHash('sha3-256')
    .update('.onion checksum')
    .update(key)
    .update(Uint8Array.of(VERSION))
    .digest()
    .subarray(0, CHECKSUM_BYTES);
}
