import { assert } from '../bytes/assert.ts';
import { COMPACT_SIGNATURE_BYTES } from './der.ts';

const COMPRESSED_KEY_BYTES = 33;
const FULL_KEY_BYTES = 65;
const FIELD_BYTES = 32;

/** Holds a caller of `Secp256k1` to the lengths of what was signed and of the signature. */
export function assertSigned(message: Uint8Array, signature: Uint8Array): void {
  assert(message.length === FIELD_BYTES, 'what was signed is 32 bytes');
  assert(signature.length === COMPACT_SIGNATURE_BYTES, 'the signature is 64 bytes');
}

/** Holds a caller of `Secp256k1` to the 32 bytes of an x-only key, or of a tweak. */
export function assertField(bytes: Uint8Array): void {
  assert(bytes.length === FIELD_BYTES, 'an x-only key or a tweak is 32 bytes');
}

/**
 * Says whether a public key has the length that its first byte asks for (Core's `CPubKey::GetLen`): 33 bytes for 02 and
 * 03, 65 for 04, 06 and 07. Whether it is on the curve is another question.
 */
export function hasKeyShape(publicKey: Uint8Array): boolean {
  const kind = publicKey[0];
  if (kind === 2 || kind === 3) return publicKey.length === COMPRESSED_KEY_BYTES;
  return (kind === 4 || kind === 6 || kind === 7) && publicKey.length === FULL_KEY_BYTES;
}

/**
 * Turns a hybrid key (06, 07: both coordinates, and the parity of y) into the same key in the form 04, for libraries that
 * do not know hybrid keys; any other key is given back as it is. OpenSSL let hybrid keys into the chain, and consensus
 * keeps them valid.
 *
 * @returns `undefined` if a hybrid key's parity is not that of its y.
 */
export function plainKey(publicKey: Uint8Array): Uint8Array | undefined {
  const kind = publicKey[0];
  if (kind !== 6 && kind !== 7) return publicKey;
  if ((publicKey[FULL_KEY_BYTES - 1]! & 1) !== (kind & 1)) return undefined;
  const plain = publicKey.slice();
  plain[0] = 4;
  return plain;
}
