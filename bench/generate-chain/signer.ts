import { createRequire } from 'node:module';

/** Signs with secrets of a table. Signatures are those of RFC 6979, and of BIP340 with zeros for chance: always the same. */
export interface Signer {
  /** What does it. */
  readonly words: string;
  /** Writes 64 bytes, r and a low s. */
  signEcdsa(secret: number, digest: Uint8Array, out: Uint8Array, outOffset: number): void;
  /** Writes the 64 bytes of a signature of BIP340. */
  signSchnorr(secret: number, digest: Uint8Array, out: Uint8Array, outOffset: number): void;
}

const SECRET_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEYPAIR_BYTES = 96;
/** `SECP256K1_CONTEXT_VERIFY` and `_SIGN`. */
const CONTEXT_FLAGS = 0x0301;
const LIBRARY_NAMES = ['6', '5', '2', '1'].map((abi) => `libsecp256k1.so.${abi}`);

// Where things lie in the scratch memory.
const DIGEST = 0;
const SIGNATURE = 32;
const COMPACT = 96;
const ZEROS = 160;
const TABLE = 192;

/**
 * Opens the system's libsecp256k1; npm packages, ten times slower for Schnorr, where there is none.
 *
 * @param secrets 32 bytes each, one after the other.
 */
export function openSigner(secrets: Uint8Array, choice: 'best' | 'npm' = 'best'): Signer {
  if (choice === 'npm') return openNpmSigner(secrets);
  try {
    return openLibrarySigner(secrets);
  } catch {
    return openNpmSigner(secrets);
  }
}

function openLibrarySigner(secrets: Uint8Array): Signer {
  type Call = (...args: readonly (bigint | number)[]) => number;
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const { library, name } = loadLibrary(koffi);
  const c = (signature: string): Call => library.func(signature) as Call;
  const create = library.func('void *secp256k1_context_create(unsigned int)') as (flags: number) => bigint;
  const context = create(CONTEXT_FLAGS);
  const count = secrets.length / SECRET_BYTES;
  const pairsAt = TABLE + secrets.length;
  const sizeBytes = pairsAt + count * KEYPAIR_BYTES;
  const memory: unknown = koffi.alloc('uint8_t', sizeBytes);
  const view = new Uint8Array(koffi.view(memory, sizeBytes));
  const base = koffi.address(memory);
  const at = (offset: number): bigint => base + BigInt(offset);
  view.fill(0, 0, TABLE);
  view.set(secrets, TABLE);
  const createPair = c('int secp256k1_keypair_create(void *c, void *pair, void *secret)');
  for (let i = 0; i < count; i++) {
    if (createPair(context, at(pairsAt + i * KEYPAIR_BYTES), at(TABLE + i * SECRET_BYTES)) !== 1)
      throw new Error('a bad secret');
  }
  const ecdsa = c('int secp256k1_ecdsa_sign(void *c, void *out, void *digest, void *secret, void *nonce, void *data)');
  const compact = c('int secp256k1_ecdsa_signature_serialize_compact(void *c, void *out, void *signature)');
  const schnorr = c('int secp256k1_schnorrsig_sign32(void *c, void *out, void *digest, void *pair, void *aux)');
  const finish = (ok: boolean, from: number, out: Uint8Array, outOffset: number): void => {
    if (!ok) throw new Error(`${name} does not sign`);
    out.set(view.subarray(from, from + SIGNATURE_BYTES), outOffset);
  };
  return {
    words: `${name} through koffi`,
    signEcdsa(secret, digest, out, outOffset) {
      view.set(digest, DIGEST);
      const signed = ecdsa(context, at(SIGNATURE), at(DIGEST), at(TABLE + secret * SECRET_BYTES), 0n, 0n);
      finish(signed === 1 && compact(context, at(COMPACT), at(SIGNATURE)) === 1, COMPACT, out, outOffset);
    },
    signSchnorr(secret, digest, out, outOffset) {
      view.set(digest, DIGEST);
      const signed = schnorr(context, at(SIGNATURE), at(DIGEST), at(pairsAt + secret * KEYPAIR_BYTES), at(ZEROS));
      finish(signed === 1, SIGNATURE, out, outOffset);
    },
  };
}

function loadLibrary(koffi: typeof import('koffi')): {
  readonly library: import('koffi').LibraryHandle;
  readonly name: string;
} {
  for (const name of LIBRARY_NAMES) {
    try {
      return { library: koffi.load(name), name };
    } catch {
      // The next one.
    }
  }
  throw new Error('no libsecp256k1 here');
}

function openNpmSigner(secrets: Uint8Array): Signer {
  const require = createRequire(import.meta.url);
  const addon = require('secp256k1/bindings.js') as {
    ecdsaSign(digest: Uint8Array, secret: Uint8Array): { readonly signature: Uint8Array };
  };
  const tiny = require('tiny-secp256k1') as typeof import('tiny-secp256k1');
  const zeros = new Uint8Array(32);
  // Copies, as the add-on does not read shared memory.
  const secretAt = (i: number): Uint8Array =>
    Uint8Array.from(secrets.subarray(i * SECRET_BYTES, (i + 1) * SECRET_BYTES));
  return {
    words: 'the npm packages secp256k1 and tiny-secp256k1',
    signEcdsa(secret, digest, out, outOffset) {
      out.set(addon.ecdsaSign(Uint8Array.from(digest), secretAt(secret)).signature, outOffset);
    },
    signSchnorr(secret, digest, out, outOffset) {
      out.set(tiny.signSchnorr(Uint8Array.from(digest), secretAt(secret), zeros), outOffset);
    },
  };
}
