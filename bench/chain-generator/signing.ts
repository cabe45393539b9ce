import { secp256k1, schnorr } from '@noble/curves/secp256k1.js';
import { TaggedHash } from '../../src/crypto/tagged-hash.ts';
import { sha256 } from '../../src/crypto/hashes.ts';

/** Order of the group. */
const N = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe_baae_dce6_af48_a03b_bfd2_5e8c_d036_4141n;

const challenge = new TaggedHash('BIP0340/challenge');

/**
 * Keys and nonces of a chain that is only there to be verified. Nonces are used again and again: whoever sees two signatures can
 * tell the keys, which are known anyway. In exchange a signature takes a few multiplications of integers in place of one
 * on the curve, so that a gigabyte of chain takes a minute or two. To verify one takes as long as any.
 */
export class SigningKeys {
  readonly keys: readonly SigningKey[];
  readonly #nonces: readonly Nonce[];
  #next = 0;

  constructor(count: number) {
    this.keys = Array.from({ length: count }, (_, i) => makeKey(i));
    this.#nonces = Array.from({ length: 64 }, (_, i) => makeNonce(i));
  }

  /** Signs with ECDSA; DER with SIGHASH_ALL behind it, s low. */
  signEcdsa(key: SigningKey, message: Uint8Array): Uint8Array {
    const nonce = this.#takeNonce();
    const r = nonce.ecdsaR;
    const s = modN(nonce.inverse * (bigFromBytes(message) + r * key.secret));
    return Uint8Array.of(...derSignature(r, s > N / 2n ? N - s : s), 0x01);
  }

  /** Signs with Schnorr (BIP340): 64 bytes. @param secret Of a key whose y is even. */
  signSchnorr(secret: bigint, publicKey: Uint8Array, message: Uint8Array): Uint8Array {
    const nonce = this.#takeNonce();
    const e = modN(bigFromBytes(challenge.digest(nonce.xOnly, publicKey, message)));
    const signature = new Uint8Array(64);
    signature.set(nonce.xOnly);
    signature.set(bytesFromBig(modN(nonce.evenSecret + e * secret)), 32);
    return signature;
  }

  #takeNonce(): Nonce {
    return this.#nonces[this.#next++ % this.#nonces.length]!;
  }
}

/** A key in all the forms that outputs have. */
export interface SigningKey {
  readonly secret: bigint;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** The secret of the x-only key, whose y is even. */
  readonly evenSecret: bigint;
  /** 32 bytes. */
  readonly xOnly: Uint8Array;
}

interface Nonce {
  readonly ecdsaR: bigint;
  readonly inverse: bigint;
  readonly evenSecret: bigint;
  readonly xOnly: Uint8Array;
}

/** Adds a tweak to an x-only key. @returns The output key, the secret of its even form, and whether its y is odd. */
export function tweakKey(
  key: SigningKey,
  tweak: Uint8Array,
): { readonly xOnly: Uint8Array; readonly evenSecret: bigint; readonly parity: 0 | 1 } {
  const secret = modN(key.evenSecret + bigFromBytes(tweak));
  const made = keyOfSecret(secret);
  return { xOnly: made.xOnly, evenSecret: made.evenSecret, parity: made.evenSecret === secret ? 0 : 1 };
}

function makeKey(index: number): SigningKey {
  return keyOfSecret(secretFrom(`key ${index}`));
}

function keyOfSecret(secret: bigint): SigningKey {
  const publicKey = secp256k1.getPublicKey(bytesFromBig(secret), true);
  const evenSecret = publicKey[0] === 2 ? secret : N - secret;
  return { secret, publicKey, evenSecret, xOnly: publicKey.slice(1) };
}

function makeNonce(index: number): Nonce {
  const key = keyOfSecret(secretFrom(`nonce ${index}`));
  return {
    ecdsaR: modN(bigFromBytes(key.xOnly)),
    inverse: power(key.secret, N - 2n),
    evenSecret: key.evenSecret,
    xOnly: schnorr.getPublicKey(bytesFromBig(key.secret)),
  };
}

function secretFrom(text: string): bigint {
  return modN(bigFromBytes(sha256(Uint8Array.from(text, (char) => char.charCodeAt(0)))));
}

/** DER of two integers, each as short as can be. */
function derSignature(r: bigint, s: bigint): number[] {
  const integer = (value: bigint): number[] => {
    const bytes = [...bytesFromBig(value)];
    while (bytes.length > 1 && bytes[0] === 0 && bytes[1]! < 0x80) bytes.shift();
    if (bytes[0]! >= 0x80) bytes.unshift(0);
    return [0x02, bytes.length, ...bytes];
  };
  const body = [...integer(r), ...integer(s)];
  return [0x30, body.length, ...body];
}

function modN(value: bigint): bigint {
  return value % N;
}

/** Inverts by Fermat's little theorem. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = modN(square * square)) {
    if ((left & 1n) === 1n) result = modN(result * square);
  }
  return result;
}

function bigFromBytes(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesFromBig(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}
