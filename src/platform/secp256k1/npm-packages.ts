import { createRequire } from 'node:module';

import { isBelowOrder } from '../../crypto/scalar-bytes.ts';
import { assertField, assertSigned, hasKeyShape, plainKey } from '../../crypto/secp256k1-shapes.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';

type Tiny = typeof import('tiny-secp256k1');

/** The one function taken from the npm package `secp256k1`, which has no types of its own. */
interface Addon {
  /** @throws {Error} With `KEY_IS_NONE` as message, at a public key off the curve. */
  ecdsaVerify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

const KEY_IS_NONE = 'Public Key could not be parsed';

const require = createRequire(import.meta.url);

/**
 * Opens the npm packages `secp256k1` (native code) for ECDSA and `tiny-secp256k1` (WebAssembly) for what came with taproot.
 *
 * @throws {Error} When one of them cannot be loaded here. The JavaScript that `secp256k1` falls back on by itself, the
 * package elliptic, is kept out: it has refused valid signatures before (CVE-2024-48948).
 */
export function openNpmSecp256k1(): Secp256k1 {
  const addon = require('secp256k1/bindings.js') as Addon;
  const wasm = openWasmSecp256k1();
  // The add-on reads arrays of ordinary memory only: what lies in shared memory is copied.
  const message32 = new Uint8Array(32);
  const signature64 = new Uint8Array(64);
  return {
    ...wasm,
    words: 'the npm packages secp256k1 (native) and tiny-secp256k1 (WebAssembly)',
    verifyEcdsa(message, signature, publicKey) {
      assertSigned(message, signature);
      if (!hasKeyShape(publicKey)) return false;
      if (!areBelowOrder(signature)) return false;
      message32.set(message);
      signature64.set(signature);
      try {
        return addon.ecdsaVerify(signature64, message32, unshared(publicKey));
      } catch (error) {
        if (error instanceof Error && error.message === KEY_IS_NONE) return false;
        throw error;
      }
    },
  };
}

/**
 * Opens the npm package `tiny-secp256k1`: libsecp256k1 as WebAssembly, wherever Node runs.
 *
 * Its functions throw out of the WebAssembly at a key or a number that is none, and each time some 300 bytes of that
 * code's stack are never given back: after 3,400 keys off the curve, which anybody can send, good signatures are refused
 * (seen with 2.2.4). So everything that it would throw at is asked before, by functions that do not throw; and an error
 * that comes all the same is not taken for an answer.
 *
 * @throws {Error} When it cannot be loaded here.
 */
export function openWasmSecp256k1(): Secp256k1 {
  const tiny = require('tiny-secp256k1') as Tiny;
  return {
    words: 'the npm package tiny-secp256k1 (WebAssembly)',
    verifyEcdsa(message, signature, publicKey) {
      assertSigned(message, signature);
      if (!hasKeyShape(publicKey)) return false;
      const key = plainKey(publicKey);
      if (key === undefined || !areBelowOrder(signature) || !tiny.isPoint(key)) return false;
      return tiny.verify(message, key, signature, true);
    },
    verifySchnorr(message, signature, publicKey) {
      assertSigned(message, signature);
      assertField(publicKey);
      // An x of R from the group's order up to the field's would be fine with BIP340, but not with this package. Nobody can
      // make such a signature: x of R is hashed, and hits those 2^128 of 2^256 numbers by chance alone.
      if (!areBelowOrder(signature) || !tiny.isXOnlyPoint(publicKey)) return false;
      return tiny.verifySchnorr(message, publicKey, signature);
    },
    checkTweak(internalKey, tweak, outputKey, parity) {
      for (const field of [internalKey, tweak, outputKey]) assertField(field);
      if (!isBelowOrder(tweak, 0) || !tiny.isXOnlyPoint(internalKey) || !tiny.isXOnlyPoint(outputKey)) return false;
      return tiny.xOnlyPointAddTweakCheck(internalKey, tweak, outputKey, parity);
    },
  };
}

/** Says whether both halves of a signature are numbers below the group's order. */
function areBelowOrder(signature: Uint8Array): boolean {
  return isBelowOrder(signature, 0) && isBelowOrder(signature, 32);
}

function unshared(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
}
