import type { ScriptError } from './script-error.ts';
import type { TaprootExecution } from './taproot-execution.ts';

/**
 * What a script asks about the transaction that runs it. The interpreter knows no transaction: `TransactionChecker` does,
 * tests and the debugger bring their own, and a cache of signatures wraps another checker.
 *
 * Source: Bitcoin Core's `BaseSignatureChecker`.
 */
export interface SignatureChecker {
  /**
   * Verifies an ECDSA signature.
   *
   * @param signature DER, strict or not, with the hash type as its last byte; may be empty.
   * @param publicKey Anything that a script has for a key.
   * @param scriptCode What of the script is signed: from the last OP_CODESEPARATOR on; outside of witnesses, without
   * the signature itself.
   */
  checkEcdsaSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    scriptCode: Uint8Array,
    version: 'base' | 'witness-v0',
  ): boolean;

  /**
   * Verifies a Schnorr signature (BIP341, BIP342).
   *
   * @param signature 64 bytes, or 65 with the hash type as the last; other lengths fail.
   * @param publicKey 32 bytes.
   * @returns Why it fails (`SCHNORR_SIG_SIZE`, `SCHNORR_SIG_HASHTYPE`, `SCHNORR_SIG`), or `undefined`.
   */
  checkSchnorrSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    execution: Readonly<TaprootExecution>,
  ): ScriptError | undefined;

  /**
   * Checks BIP341's commitment: whether the output key is the internal key, tweaked with the script tree.
   *
   * @param merkleRoot 32 bytes: root of the tree that the control block proves.
   * @param parity 1 if the output key's y is odd.
   */
  checkTaprootCommitment(commitment: {
    readonly outputKey: Uint8Array;
    readonly internalKey: Uint8Array;
    readonly merkleRoot: Uint8Array;
    readonly parity: 0 | 1;
  }): boolean;

  /** Whether the transaction's lock time is of the same kind and at least `lockTime` (BIP65). @param lockTime From 0. */
  checkLockTime(lockTime: number): boolean;

  /** Whether the input's sequence is of the same kind and at least `sequence` (BIP112). @param sequence From 0 on. */
  checkSequence(sequence: number): boolean;
}
