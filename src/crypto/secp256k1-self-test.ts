import { assert } from '../bytes/assert.ts';
import { bytesFromHex } from '../bytes/hex.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';

/** An ECDSA signature by the key 0102...20 of the message 8081...9f, nonce by RFC 6979. */
const ECDSA = {
  message: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
  signature:
    'aac562162a6948f36b4f4a5211340cdb38b847a892b0b6ae3e66900ff93569fa' +
    '1012fdb81cb3f2f7aa0783ce8bad08409ac9fe41306d839a7632b5dd96608a04',
  key: '0284bf7562262bbd6940085748f3be6afa52ae317155181ece31b66351ccffa4b0',
} as const;

/** BIP340's test vector 1. */
const SCHNORR = {
  message: '243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89',
  signature:
    '6896bd60eeae296db48a229ff71dfe071bde413e6d43f917dc8dcf8c78de3341' +
    '8906d11ac976abccb20b091292bff4ea897efcb639ea871cfa95f6de339e4b0a',
  key: 'dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659',
} as const;

/** The second output of BIP341's wallet test vectors. */
const TWEAK = {
  internal: '187791b6f712a8ea41c8ecdd0ee77fab3e85263b37e1ec18a3651926b3a6cf27',
  tweak: 'cbd8679ba636c1110ea247542cfbd964131a6be84f873f7f3b62a777528ed001',
  output: '147c9c57132f6e7ecddba9800bb0c4449251c92a1e60371ee77557b6620f3ea3',
  parity: 1,
} as const;

/**
 * Tries each check once on what holds and once on what does not. A provider that fails is not to judge blocks: a library
 * built wrongly, or one whose binary interface is not the expected one.
 *
 * @returns What went wrong, in a few words; `undefined` if nothing did.
 */
export function selfTest(secp256k1: Secp256k1): string | undefined {
  const verifiers = [
    ['ECDSA', ECDSA, secp256k1.verifyEcdsa.bind(secp256k1)],
    ['Schnorr', SCHNORR, secp256k1.verifySchnorr.bind(secp256k1)],
  ] as const;
  for (const [name, vector, verify] of verifiers) {
    const [message, signature, key] = [vector.message, vector.signature, vector.key].map(bytes) as Triple;
    if (!verify(message, signature, key)) return `it refuses a good ${name} signature`;
    message[31]! ^= 1;
    if (verify(message, signature, key)) return `it accepts a ${name} signature of another message`;
  }
  const [internal, tweak, output] = [TWEAK.internal, TWEAK.tweak, TWEAK.output].map(bytes) as Triple;
  if (!secp256k1.checkTweak(internal, tweak, output, TWEAK.parity)) return 'it refuses a good tweak';
  if (secp256k1.checkTweak(internal, tweak, output, 0)) return 'it accepts a tweak of the wrong parity';
  return undefined;
}

type Triple = [Uint8Array, Uint8Array, Uint8Array];

function bytes(hex: string): Uint8Array {
  const read = bytesFromHex(hex);
  assert(read !== undefined, 'the vectors are hex');
  return read;
}
