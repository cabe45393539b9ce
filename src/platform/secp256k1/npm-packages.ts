import { createRequire } from 'node:module';

import { assertField, assertSigned, hasKeyShape, plainKey } from '../../crypto/secp256k1-shapes.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';

type Tiny = typeof import('tiny-secp256k1');

/** The one function taken from the npm package `secp256k1`, which has no types of its own. Throws at a key off the curve. */
interface Addon {
  ecdsaVerify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

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
      message32.set(message);
      signature64.set(signature);
      return !isRefused(() => addon.ecdsaVerify(signature64, message32, unshared(publicKey)));
    },
  };
}

/**
 * Opens the npm package `tiny-secp256k1`: libsecp256k1 as WebAssembly, wherever Node runs.
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
      if (key === undefined) return false;
      return !isRefused(() => tiny.verify(message, key, signature, true));
    },
    verifySchnorr(message, signature, publicKey) {
      assertSigned(message, signature);
      assertField(publicKey);
      // It also refuses an x of R from the group's order up to the field's: nobody can make such a signature, since x of
      // R is hashed and hits those 2^128 of 2^256 numbers by chance alone.
      return !isRefused(() => tiny.verifySchnorr(message, publicKey, signature));
    },
    checkTweak(internalKey, tweak, outputKey, parity) {
      for (const field of [internalKey, tweak, outputKey]) assertField(field);
      return !isRefused(() => tiny.xOnlyPointAddTweakCheck(internalKey, tweak, outputKey, parity));
    },
  };
}

function unshared(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
}

/** Says whether a check is false, or throws: the packages throw at keys and numbers that are none. */
function isRefused(check: () => boolean): boolean {
  try {
    return !check();
  } catch {
    return true;
  }
}
