import { assert } from '../../src/bytes/assert.ts';
import { legacySighash } from '../../src/consensus/script/sighash-legacy.ts';
import { taprootSighash } from '../../src/consensus/script/sighash-taproot.ts';
import { witnessV0Sighash } from '../../src/consensus/script/sighash-witness-v0.ts';
import type { PrecomputedTransaction } from '../../src/consensus/script/precomputed-transaction.ts';
import { NO_CODE_SEPARATOR } from '../../src/consensus/script/taproot-execution.ts';
import { tapTweakHash, tapleafHash } from '../../src/consensus/script/taproot.ts';
import { hash160, sha256 } from '../../src/crypto/hashes.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import { SigningKeys, tweakKey } from './signing.ts';
import type { SigningKey } from './signing.ts';

const SIGHASH_ALL = 1;
const LEAF_VERSION = 0xc0;
const EMPTY = new Uint8Array(0);

/** Shares of inputs by kind, in hundredths: about those of mainnet's blocks of 2024 and 2025. */
export const KIND_SHARES = {
  p2wpkh: 45,
  'p2tr-key': 25,
  'p2tr-script': 5,
  p2pkh: 10,
  'p2sh-p2wpkh': 10,
  'p2wsh-multisig': 5,
} as const;

export type OutputKind = keyof typeof KIND_SHARES;

/** The input that is to be signed. */
export interface InputToSign {
  readonly precomputed: PrecomputedTransaction;
  readonly input: number;
  readonly amount: bigint;
}

/** What an input shows to spend an output. */
export interface Unlocking {
  readonly scriptSig: Uint8Array;
  readonly witness: readonly Uint8Array[];
}

/** An output that can be made, and spent. */
export interface Lock {
  readonly scriptPubKey: Uint8Array;
  unlock(input: InputToSign): Unlocking;
}

/** Makes one lock of each kind for each key. */
export function makeLocks(signing: SigningKeys): Readonly<Record<OutputKind, readonly Lock[]>> {
  const { keys } = signing;
  const locks = (make: (key: SigningKey, index: number) => Lock): readonly Lock[] => keys.map(make);
  return {
    p2wpkh: locks((key) => p2wpkh(signing, key)),
    'p2tr-key': locks((key) => p2trKey(signing, key)),
    'p2tr-script': locks((key) => p2trScript(signing, key)),
    p2pkh: locks((key) => p2pkh(signing, key)),
    'p2sh-p2wpkh': locks((key) => p2shP2wpkh(signing, key)),
    'p2wsh-multisig': locks((_, i) => p2wshMultisig(signing, i)),
  };
}

function keyHashScript(key: SigningKey): Uint8Array {
  return new ScriptWriter()
    .op(OP.OP_DUP)
    .op(OP.OP_HASH160)
    .push(hash160(key.publicKey))
    .op(OP.OP_EQUALVERIFY)
    .op(OP.OP_CHECKSIG)
    .finish();
}

function p2pkh(signing: SigningKeys, key: SigningKey): Lock {
  const scriptPubKey = keyHashScript(key);
  return {
    scriptPubKey,
    unlock: ({ precomputed, input }) => {
      const message = legacySighash(precomputed, { input, scriptCode: scriptPubKey, hashType: SIGHASH_ALL });
      const signature = signing.signEcdsa(key, message);
      return { scriptSig: new ScriptWriter().push(signature).push(key.publicKey).finish(), witness: [] };
    },
  };
}

function p2wpkh(signing: SigningKeys, key: SigningKey): Lock {
  const scriptCode = keyHashScript(key);
  return {
    scriptPubKey: new ScriptWriter().op(OP.OP_0).push(hash160(key.publicKey)).finish(),
    unlock: ({ precomputed, input, amount }) => {
      const message = witnessV0Sighash(precomputed, { input, scriptCode, hashType: SIGHASH_ALL, amount });
      return { scriptSig: EMPTY, witness: [signing.signEcdsa(key, message), key.publicKey] };
    },
  };
}

function p2shP2wpkh(signing: SigningKeys, key: SigningKey): Lock {
  const inner = p2wpkh(signing, key);
  const redeem = inner.scriptPubKey;
  return {
    scriptPubKey: new ScriptWriter().op(OP.OP_HASH160).push(hash160(redeem)).op(OP.OP_EQUAL).finish(),
    unlock: (input) => ({
      scriptSig: new ScriptWriter().push(redeem).finish(),
      witness: inner.unlock(input).witness,
    }),
  };
}

/** Two of three. */
function p2wshMultisig(signing: SigningKeys, index: number): Lock {
  const keys = [0, 1, 2].map((step) => signing.keys[(index + step) % signing.keys.length]!);
  const writer = new ScriptWriter().number(2);
  for (const key of keys) writer.push(key.publicKey);
  const script = writer.number(3).op(OP.OP_CHECKMULTISIG).finish();
  return {
    scriptPubKey: new ScriptWriter().op(OP.OP_0).push(sha256(script)).finish(),
    unlock: ({ precomputed, input, amount }) => {
      const message = witnessV0Sighash(precomputed, { input, scriptCode: script, hashType: SIGHASH_ALL, amount });
      const signatures = keys.slice(0, 2).map((key) => signing.signEcdsa(key, message));
      return { scriptSig: EMPTY, witness: [EMPTY, ...signatures, script] };
    },
  };
}

function p2trKey(signing: SigningKeys, key: SigningKey): Lock {
  const output = tweakKey(key, tapTweakHash(key.xOnly, undefined));
  return {
    scriptPubKey: new ScriptWriter().op(OP.OP_1).push(output.xOnly).finish(),
    unlock: (input) => {
      const message = taprootMessage(input, undefined);
      return { scriptSig: EMPTY, witness: [signing.signSchnorr(output.evenSecret, output.xOnly, message)] };
    },
  };
}

/** A tree of one leaf, `<key> OP_CHECKSIG`. */
function p2trScript(signing: SigningKeys, key: SigningKey): Lock {
  const script = new ScriptWriter().push(key.xOnly).op(OP.OP_CHECKSIG).finish();
  const leaf = tapleafHash(LEAF_VERSION, script);
  const output = tweakKey(key, tapTweakHash(key.xOnly, leaf));
  const control = Uint8Array.of(LEAF_VERSION | output.parity, ...key.xOnly);
  return {
    scriptPubKey: new ScriptWriter().op(OP.OP_1).push(output.xOnly).finish(),
    unlock: (input) => {
      const signature = signing.signSchnorr(key.evenSecret, key.xOnly, taprootMessage(input, leaf));
      return { scriptSig: EMPTY, witness: [signature, script, control] };
    },
  };
}

function taprootMessage({ precomputed, input }: InputToSign, tapleaf: Uint8Array | undefined): Uint8Array {
  const message = taprootSighash(precomputed, {
    input,
    hashType: 0,
    execution: {
      annexHash: undefined,
      tapleafHash: tapleaf,
      codeSeparatorPosition: NO_CODE_SEPARATOR,
      validationWeightLeft: 0,
    },
  });
  assert(message !== undefined, 'the default hash type is one');
  return message;
}
