import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openSecp256k1, SECP256K1_PROVIDERS } from '../../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1Provider } from '../../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1 } from '../../src/ports/secp256k1.ts';

/** The providers of secp256k1 that this machine has: each has to pass every test. Those it lacks are named as skipped. */
export const OPENED: readonly { readonly name: Secp256k1Provider; readonly secp256k1: Secp256k1 }[] =
  SECP256K1_PROVIDERS.flatMap((name) => {
    try {
      return [{ name, secp256k1: openSecp256k1(name) }];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // Native code is optional, the rest is not.
      assert.ok(name === 'libsecp256k1' || name === 'npm', `${name} has to open: ${reason}`);
      void test(`${name} on this machine`, { skip: `it does not open: ${reason}` });
      return [];
    }
  });
