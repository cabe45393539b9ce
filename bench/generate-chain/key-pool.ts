import { createRequire } from 'node:module';

import { tapleafHash, taprootMerkleRoot, tapTweakHash } from '../../src/consensus/script/taproot.ts';
import { hash160, sha256 } from '../../src/crypto/hashes.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import type { SpendKind } from './mainnet-mix.ts';

type Tiny = typeof import('tiny-secp256k1');

const NOTHING: Uint8Array = new Uint8Array(0);
const SECRET_BYTES = 32;
const LEAF_VERSION = 0xc0;
const MULTISIG_KEYS = 3;

/** What is needed to spend a coin of one kind and key. */
export interface Lock {
  readonly kind: SpendKind;
  readonly scriptPubKey: Uint8Array;
  /** What goes into the scriptSig before signatures are known. */
  readonly scriptSig: Uint8Array;
  /** Rows of the secrets that sign, in the order of the signatures. */
  readonly secrets: readonly number[];
  /** The script that ECDSA signatures sign (BIP143's scriptCode). */
  readonly scriptCode: Uint8Array;
  readonly pubkey: Uint8Array;
  readonly tapleafHash: Uint8Array | undefined;
  readonly controlBlock: Uint8Array;
}

/**
 * Keys from a seed, with the locks they make: a few thousand serve for a chain of any length.
 *
 * Secrets are in two halves: rows 0 to `size` - 1 are the keys', the others are tweaked for spending by taproot's key path.
 */
export class KeyPool {
  readonly size: number;
  /** All secrets, 32 bytes each; shared memory, for the threads that sign. */
  readonly secrets: SharedArrayBuffer;
  readonly #locks: Readonly<Record<SpendKind, Lock>>[] = [];

  constructor(options: { readonly seed: number; readonly size: number }) {
    const { seed, size } = options;
    this.size = size;
    this.secrets = new SharedArrayBuffer(2 * size * SECRET_BYTES);
    const secrets = new Uint8Array(this.secrets);
    const tiny = createRequire(import.meta.url)('tiny-secp256k1') as Tiny;
    const pubkeys: Uint8Array[] = [];
    for (let key = 0; key < size; key++) {
      const secret = sha256(new TextEncoder().encode(`vigil bench ${seed} ${key}`));
      const pubkey = tiny.pointFromScalar(secret, true);
      if (pubkey === null) throw new Error('a secret is 0 or above the order: by chance once in 2^128');
      secrets.set(secret, key * SECRET_BYTES);
      secrets.set(keyPathSecret(tiny, secret, pubkey), (size + key) * SECRET_BYTES);
      pubkeys.push(Uint8Array.from(pubkey));
    }
    for (let key = 0; key < size; key++) this.#locks.push(locksOf(tiny, pubkeys, key));
  }

  lock(kind: SpendKind, key: number): Lock {
    return this.#locks[key]![kind];
  }
}

/** BIP341's `taproot_tweak_seckey`, without scripts. */
function keyPathSecret(tiny: Tiny, secret: Uint8Array, pubkey: Uint8Array): Uint8Array {
  const even = pubkey[0] === 2 ? secret : tiny.privateNegate(secret);
  const tweaked = tiny.privateAdd(even, tapTweakHash(pubkey.subarray(1), undefined));
  if (tweaked === null) throw new Error('a tweak takes a secret to 0: by chance once in 2^256');
  return tweaked;
}

function locksOf(tiny: Tiny, pubkeys: readonly Uint8Array[], key: number): Readonly<Record<SpendKind, Lock>> {
  const pubkey = pubkeys[key]!;
  const keyHash = hash160(pubkey);
  const p2pkh = new ScriptWriter()
    .op(OP.OP_DUP)
    .op(OP.OP_HASH160)
    .push(keyHash)
    .op(OP.OP_EQUALVERIFY)
    .op(OP.OP_CHECKSIG)
    .finish();
  const p2wpkh = new ScriptWriter().op(OP.OP_0).push(keyHash).finish();
  const p2sh = new ScriptWriter().op(OP.OP_HASH160).push(hash160(p2wpkh)).op(OP.OP_EQUAL).finish();
  const plain = {
    scriptSig: NOTHING,
    secrets: [key],
    scriptCode: p2pkh,
    pubkey,
    tapleafHash: undefined,
    controlBlock: NOTHING,
  };
  return {
    p2pkh: { ...plain, kind: 'p2pkh', scriptPubKey: p2pkh },
    p2wpkh: { ...plain, kind: 'p2wpkh', scriptPubKey: p2wpkh },
    'p2sh-p2wpkh': {
      ...plain,
      kind: 'p2sh-p2wpkh',
      scriptPubKey: p2sh,
      scriptSig: new ScriptWriter().push(p2wpkh).finish(),
    },
    'p2tr-key': {
      ...plain,
      kind: 'p2tr-key',
      scriptPubKey: taprootOutput(tiny, pubkey, undefined).scriptPubKey,
      secrets: [pubkeys.length + key],
    },
    'p2tr-script': { ...plain, kind: 'p2tr-script', ...tapscript(tiny, pubkey, key) },
    'p2wsh-multisig': { ...plain, kind: 'p2wsh-multisig', ...multisig(pubkeys, key) },
  };
}

function taprootOutput(
  tiny: Tiny,
  pubkey: Uint8Array,
  root: Uint8Array | undefined,
): { readonly scriptPubKey: Uint8Array; readonly parity: number } {
  const internal = pubkey.subarray(1);
  const output = tiny.xOnlyPointAddTweak(internal, tapTweakHash(internal, root));
  if (output === null) throw new Error('a tweak takes a key to infinity: by chance once in 2^256');
  return { scriptPubKey: new ScriptWriter().op(OP.OP_1).push(output.xOnlyPubkey).finish(), parity: output.parity };
}

/** A leaf of a tree that is none, one or two deep; every fourth carries data in a branch that is not run, as inscriptions do. */
function tapscript(
  tiny: Tiny,
  pubkey: Uint8Array,
  key: number,
): Pick<Lock, 'scriptPubKey' | 'scriptCode' | 'tapleafHash' | 'controlBlock'> {
  const writer = new ScriptWriter().push(pubkey.subarray(1)).op(OP.OP_CHECKSIG);
  if (key % 4 === 0) {
    const data = new Uint8Array(80 + ((key * 37) % 400)).fill(key & 0xff);
    writer
      .op(OP.OP_0)
      .op(OP.OP_IF)
      .push(Uint8Array.of(0x6f, 0x72, 0x64))
      .push(data)
      .op(OP.OP_ENDIF);
  }
  const scriptCode = writer.finish();
  const leaf = tapleafHash(LEAF_VERSION, scriptCode);
  const depth = key % 3;
  const controlBlock = new Uint8Array(33 + 32 * depth);
  controlBlock.set(pubkey.subarray(1), 1);
  for (let node = 0; node < depth; node++) controlBlock.set(sha256(Uint8Array.of(node, ...leaf)), 33 + 32 * node);
  const { scriptPubKey, parity } = taprootOutput(tiny, pubkey, taprootMerkleRoot(controlBlock, leaf));
  controlBlock[0] = LEAF_VERSION | parity;
  return { scriptPubKey, scriptCode, tapleafHash: leaf, controlBlock };
}

/** Two of three keys, of which another one stays silent from key to key. */
function multisig(pubkeys: readonly Uint8Array[], key: number): Pick<Lock, 'scriptPubKey' | 'scriptCode' | 'secrets'> {
  const rows = Array.from({ length: MULTISIG_KEYS }, (_, i) => (key + i) % pubkeys.length);
  const writer = new ScriptWriter().number(MULTISIG_KEYS - 1);
  for (const row of rows) writer.push(pubkeys[row]!);
  const scriptCode = writer.number(MULTISIG_KEYS).op(OP.OP_CHECKMULTISIG).finish();
  const scriptPubKey = new ScriptWriter().op(OP.OP_0).push(sha256(scriptCode)).finish();
  return { scriptPubKey, scriptCode, secrets: rows.filter((_, i) => i !== key % MULTISIG_KEYS) };
}
