import { createRequire } from 'node:module';

import type { LibraryHandle } from 'koffi';

import { assertField, assertSigned, hasKeyShape } from '../../crypto/secp256k1-shapes.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';

/** `SECP256K1_CONTEXT_VERIFY`: nothing but the right to verify, which newer versions give without it. */
const CONTEXT_VERIFY = 0x0101;

/**
 * A function that stable releases have (from 0.2.0 of December 2022 on) and what distributions took from the repository
 * before does not: there, `schnorrsig_verify` takes other arguments, and a call would crash.
 */
const SINCE_STABLE = 'void secp256k1_selftest(void)';

/** The library's file names by platform, newest first. Their numbers are those of its binary interface. */
const NAMES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['6', '5', '2', '1'].map((abi) => `libsecp256k1.so.${abi}`),
  freebsd: ['libsecp256k1.so'],
  darwin: ['', '/opt/homebrew/lib/', '/usr/local/lib/'].map((folder) => `${folder}libsecp256k1.dylib`),
  win32: ['6', '5', '2', '1'].map((abi) => `libsecp256k1-${abi}.dll`),
};

// Memory that the library reads and writes, at fixed addresses: handing over an address costs a seventh of handing over
// an array (0.05 us against 0.35 us an argument list), and nobody's arrays have to stay where they are.
const KEY = 0;
const SIGNATURE = 64;
const PARSED_KEY = 128;
const PARSED_SIGNATURE = 192;
const MESSAGE = 256;
const FULL_KEY = 288;
const SCRATCH_BYTES = 384;

type Address = bigint;
type Int = number;

interface Functions {
  readonly parseKey: (context: Address, out: Address, key: Address, length: Int) => Int;
  readonly parseCompact: (context: Address, out: Address, compact: Address) => Int;
  readonly verifyEcdsa: (context: Address, signature: Address, message: Address, key: Address) => Int;
  readonly parseXOnly: (context: Address, out: Address, key: Address) => Int;
  readonly verifySchnorr: (c: Address, signature: Address, message: Address, length: Int, key: Address) => Int;
  readonly checkTweak: (c: Address, output: Address, parity: Int, internal: Address, tweak: Address) => Int;
}

/**
 * Opens libsecp256k1, the library that Bitcoin Core itself rests on, through koffi.
 *
 * @param path Its file; without it, the names are tried that the system's package gives it.
 * @throws {Error} When koffi or the library cannot be loaded, or is older than 0.2.0.
 */
export function openSystemSecp256k1(path?: string): Secp256k1 {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const { library, name } = loadFirst(koffi, path === undefined ? (NAMES[process.platform] ?? []) : [path]);
  // It ends the process if the machine computes wrongly.
  (library.func(SINCE_STABLE) as () => void)();
  const context = (library.func('void *secp256k1_context_create(unsigned int)') as (flags: Int) => Address)(
    CONTEXT_VERIFY,
  );
  const memory: unknown = koffi.alloc('uint8_t', SCRATCH_BYTES);
  const scratch = new Uint8Array(koffi.view(memory, SCRATCH_BYTES));
  return new SystemSecp256k1({
    words: `${name} through koffi`,
    functions: functionsOf(library),
    context,
    scratch,
    base: koffi.address(memory),
  });
}

function loadFirst(
  koffi: typeof import('koffi'),
  names: readonly string[],
): { readonly library: LibraryHandle; readonly name: string } {
  const reasons: string[] = [];
  for (const name of names) {
    try {
      const library = koffi.load(name);
      library.func(SINCE_STABLE);
      return { library, name };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message.trim() : String(error));
    }
  }
  throw new Error(reasons.join('; ') || `its file's name on ${process.platform} is not known`);
}

function functionsOf(library: LibraryHandle): Functions {
  const c = (name: string, rest: string): unknown => library.func(`int secp256k1_${name}(void *context, ${rest})`);
  return {
    parseKey: c('ec_pubkey_parse', 'void *out, void *key, size_t length'),
    parseCompact: c('ecdsa_signature_parse_compact', 'void *out, void *compact'),
    verifyEcdsa: c('ecdsa_verify', 'void *signature, void *message, void *key'),
    parseXOnly: c('xonly_pubkey_parse', 'void *out, void *key'),
    verifySchnorr: c('schnorrsig_verify', 'void *signature, void *message, size_t length, void *key'),
    checkTweak: c('xonly_pubkey_tweak_add_check', 'void *output, int parity, void *internal, void *tweak'),
  } as Functions;
}

interface SystemParts {
  readonly words: string;
  readonly functions: Functions;
  readonly context: Address;
  /** The memory at `base`. */
  readonly scratch: Uint8Array;
  readonly base: Address;
}

class SystemSecp256k1 implements Secp256k1 {
  readonly words: string;
  readonly #c: Functions;
  readonly #context: Address;
  readonly #scratch: Uint8Array;
  readonly #key: Address;
  readonly #signature: Address;
  readonly #parsedKey: Address;
  readonly #parsedSignature: Address;
  readonly #message: Address;
  readonly #fullKey: Address;

  constructor({ words, functions, context, scratch, base }: SystemParts) {
    this.words = words;
    this.#c = functions;
    this.#context = context;
    this.#scratch = scratch;
    this.#key = base + BigInt(KEY);
    this.#signature = base + BigInt(SIGNATURE);
    this.#parsedKey = base + BigInt(PARSED_KEY);
    this.#parsedSignature = base + BigInt(PARSED_SIGNATURE);
    this.#message = base + BigInt(MESSAGE);
    this.#fullKey = base + BigInt(FULL_KEY);
  }

  verifyEcdsa(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
    assertSigned(message, signature);
    if (!hasKeyShape(publicKey)) return false;
    const scratch = this.#scratch;
    scratch.set(publicKey, FULL_KEY);
    scratch.set(signature, SIGNATURE);
    scratch.set(message, MESSAGE);
    const c = this.#c;
    return (
      c.parseCompact(this.#context, this.#parsedSignature, this.#signature) === 1 &&
      c.parseKey(this.#context, this.#parsedKey, this.#fullKey, publicKey.length) === 1 &&
      c.verifyEcdsa(this.#context, this.#parsedSignature, this.#message, this.#parsedKey) === 1
    );
  }

  verifySchnorr(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
    assertSigned(message, signature);
    assertField(publicKey);
    const scratch = this.#scratch;
    scratch.set(publicKey, KEY);
    scratch.set(signature, SIGNATURE);
    scratch.set(message, MESSAGE);
    const c = this.#c;
    return (
      c.parseXOnly(this.#context, this.#parsedKey, this.#key) === 1 &&
      c.verifySchnorr(this.#context, this.#signature, this.#message, message.length, this.#parsedKey) === 1
    );
  }

  checkTweak(internalKey: Uint8Array, tweak: Uint8Array, outputKey: Uint8Array, parity: 0 | 1): boolean {
    assertField(internalKey);
    assertField(tweak);
    assertField(outputKey);
    const scratch = this.#scratch;
    scratch.set(internalKey, KEY);
    scratch.set(tweak, MESSAGE);
    scratch.set(outputKey, SIGNATURE);
    const c = this.#c;
    return (
      c.parseXOnly(this.#context, this.#parsedKey, this.#key) === 1 &&
      c.checkTweak(this.#context, this.#signature, parity, this.#parsedKey, this.#message) === 1
    );
  }
}
