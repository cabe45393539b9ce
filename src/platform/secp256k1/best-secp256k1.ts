import { env } from 'node:process';

import { nobleSecp256k1 } from '../../crypto/noble-secp256k1.ts';
import { selfTest } from '../../crypto/secp256k1-self-test.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { openNpmSecp256k1, openWasmSecp256k1 } from './npm-packages.ts';
import { openSystemSecp256k1 } from './system-library.ts';

/** What can do the checks, fastest first. */
export const SECP256K1_PROVIDERS = ['libsecp256k1', 'npm', 'wasm', 'noble'] as const;

/** One of them by name. */
export type Secp256k1Provider = (typeof SECP256K1_PROVIDERS)[number];

/** A provider of curve arithmetic that was asked for, and is not to be had on this machine. */
export class Secp256k1Error extends Error {
  override readonly name = 'Secp256k1Error';
}

/**
 * Opens the fastest provider that loads on this machine and passes the self-test; or the one that was asked for. Threads
 * each open their own.
 *
 * @param choice `libsecp256k1`, `npm`, `wasm` or `noble`; `libsecp256k1:FILE` for a library of one's own; the environment's
 * `VIGIL_SECP256K1` if not given, which worker threads see too.
 * @throws {Secp256k1Error} When a choice is none of those, or does not work here.
 */
export function bestSecp256k1(choice: string | undefined = env['VIGIL_SECP256K1']): Secp256k1 {
  if (choice !== undefined && choice !== '') return chosen(choice);
  for (const provider of SECP256K1_PROVIDERS) {
    try {
      return openSecp256k1(provider);
    } catch {
      // Not here: the next one. What does the work in the end is said in words.
    }
  }
  throw new Secp256k1Error('no provider of secp256k1 works on this machine, not even the pure TypeScript');
}

/**
 * Opens one provider.
 *
 * @param path For `libsecp256k1`: the library's file.
 * @throws {Error} When it does not load here, or fails the self-test.
 */
export function openSecp256k1(provider: Secp256k1Provider, path?: string): Secp256k1 {
  const secp256k1 = OPENERS[provider](path);
  const failed = selfTest(secp256k1);
  if (failed !== undefined) throw new Secp256k1Error(`${secp256k1.words} fails the self-test: ${failed}`);
  return secp256k1;
}

const OPENERS: Readonly<Record<Secp256k1Provider, (path?: string) => Secp256k1>> = {
  libsecp256k1: openSystemSecp256k1,
  npm: openNpmSecp256k1,
  wasm: openWasmSecp256k1,
  noble: () => nobleSecp256k1,
};

function chosen(choice: string): Secp256k1 {
  const colon = choice.indexOf(':');
  const name = colon < 0 ? choice : choice.slice(0, colon);
  const provider = SECP256K1_PROVIDERS.find((each) => each === name);
  if (provider === undefined || (colon >= 0 && provider !== 'libsecp256k1')) {
    const known = SECP256K1_PROVIDERS.join(', ');
    throw new Secp256k1Error(`unknown provider of secp256k1 "${choice}": choose ${known}, or libsecp256k1:FILE`);
  }
  try {
    return openSecp256k1(provider, colon < 0 ? undefined : choice.slice(colon + 1));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Secp256k1Error(
      `secp256k1 by ${choice} does not work here (${reason}): choose another, or leave the choice to Vigil`,
      { cause: error },
    );
  }
}
