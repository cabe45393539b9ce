import { isLowS, isStrictDer } from '../../crypto/der.ts';
import {
  SCRIPT_VERIFY_DERSIG,
  SCRIPT_VERIFY_LOW_S,
  SCRIPT_VERIFY_STRICTENC,
  SCRIPT_VERIFY_WITNESS_PUBKEYTYPE,
} from './flags.ts';
import type { ScriptError } from './script-error.ts';
import { SIGHASH_ALL, SIGHASH_ANYONECANPAY, SIGHASH_SINGLE } from './sighash-type.ts';

/**
 * Checks how an ECDSA signature is written, as far as flags ask for it. An empty one passes: it is how a script says "no".
 *
 * Source: Bitcoin Core's `CheckSignatureEncoding`.
 *
 * @param signature DER with the hash type as its last byte.
 */
export function checkSignatureEncoding(signature: Uint8Array, flags: number): ScriptError | undefined {
  if (signature.length === 0) return undefined;
  if ((flags & (SCRIPT_VERIFY_DERSIG | SCRIPT_VERIFY_LOW_S | SCRIPT_VERIFY_STRICTENC)) === 0) return undefined;
  if (!isStrictDer(signature)) return 'SIG_DER';
  if ((flags & SCRIPT_VERIFY_LOW_S) !== 0 && !isLowS(signature)) return 'SIG_HIGH_S';
  if ((flags & SCRIPT_VERIFY_STRICTENC) !== 0 && !hasDefinedHashType(signature)) return 'SIG_HASHTYPE';
  return undefined;
}

function hasDefinedHashType(signature: Uint8Array): boolean {
  const hashType = signature[signature.length - 1]! & ~SIGHASH_ANYONECANPAY;
  return hashType >= SIGHASH_ALL && hashType <= SIGHASH_SINGLE;
}

/** Checks how an ECDSA key is written, as far as flags ask for it. Source: Bitcoin Core's `CheckPubKeyEncoding`. */
export function checkPubkeyEncoding(
  publicKey: Uint8Array,
  flags: number,
  version: 'base' | 'witness-v0',
): ScriptError | undefined {
  const compressed = publicKey.length === 33 && (publicKey[0] === 0x02 || publicKey[0] === 0x03);
  if ((flags & SCRIPT_VERIFY_STRICTENC) !== 0 && !compressed && !(publicKey.length === 65 && publicKey[0] === 0x04)) {
    return 'PUBKEYTYPE';
  }
  if ((flags & SCRIPT_VERIFY_WITNESS_PUBKEYTYPE) !== 0 && version === 'witness-v0' && !compressed) {
    return 'WITNESS_PUBKEYTYPE';
  }
  return undefined;
}
