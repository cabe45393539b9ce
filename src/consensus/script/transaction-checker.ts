import { assert } from '../../bytes/assert.ts';
import { COMPACT_SIGNATURE_BYTES, parseLaxDerInto } from '../../crypto/der.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import type { Sats } from '../../primitives/amount.ts';
import type { PrecomputedTransaction } from './precomputed-transaction.ts';
import type { ScriptError } from './script-error.ts';
import { legacySighash } from './sighash-legacy.ts';
import { taprootSighash } from './sighash-taproot.ts';
import { SIGHASH_DEFAULT } from './sighash-type.ts';
import { witnessV0Sighash } from './sighash-witness-v0.ts';
import type { SignatureChecker } from './signature-checker.ts';
import type { TaprootExecution } from './taproot-execution.ts';
import { tapTweakHash } from './taproot.ts';

/** Lock times below are heights, from here on seconds since 1970. Source: Bitcoin Core's `LOCKTIME_THRESHOLD`. */
const LOCKTIME_THRESHOLD = 500_000_000;

/** Parts of an input's sequence (BIP68). Source: Bitcoin Core's `CTxIn`. */
const SEQUENCE_FINAL = 0xffff_ffff;
const SEQUENCE_DISABLE_FLAG = 0x8000_0000;
const SEQUENCE_TYPE_FLAG = 0x0040_0000;
const SEQUENCE_MASK = 0x0000_ffff;

const SCHNORR_SIGNATURE_BYTES = 64;

const compact = new Uint8Array(COMPACT_SIGNATURE_BYTES);

/** What `TransactionChecker` answers for. */
export interface CheckedInput {
  readonly precomputed: PrecomputedTransaction;
  readonly input: number;
  /** Value of the output that the input spends. */
  readonly amount: Sats;
}

/**
 * Answers a script's questions for one input of a transaction.
 *
 * Source: Bitcoin Core's `GenericTransactionSignatureChecker`.
 */
export class TransactionChecker implements SignatureChecker {
  readonly #precomputed: PrecomputedTransaction;
  readonly #input: number;
  readonly #amount: Sats;
  readonly #secp256k1: Secp256k1;

  constructor({ precomputed, input, amount }: CheckedInput, { secp256k1 }: { readonly secp256k1: Secp256k1 }) {
    assert(input >= 0 && input < precomputed.transaction.inputCount, 'the transaction has the input that is checked');
    this.#precomputed = precomputed;
    this.#input = input;
    this.#amount = amount;
    this.#secp256k1 = secp256k1;
  }

  checkEcdsaSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    scriptCode: Uint8Array,
    version: 'base' | 'witness-v0',
  ): boolean {
    const last = signature.length - 1;
    if (last < 0 || !parseLaxDerInto(signature.subarray(0, last), compact)) return false;
    const hashType = signature[last]!;
    const input = this.#input;
    const message =
      version === 'base'
        ? legacySighash(this.#precomputed, { input, scriptCode, hashType })
        : witnessV0Sighash(this.#precomputed, { input, scriptCode, hashType, amount: this.#amount });
    return this.#secp256k1.verifyEcdsa(message, compact, publicKey);
  }

  checkSchnorrSignature(
    signature: Uint8Array,
    publicKey: Uint8Array,
    execution: Readonly<TaprootExecution>,
  ): ScriptError | undefined {
    const size = signature.length;
    if (size !== SCHNORR_SIGNATURE_BYTES && size !== SCHNORR_SIGNATURE_BYTES + 1) return 'SCHNORR_SIG_SIZE';
    const written = size > SCHNORR_SIGNATURE_BYTES;
    const hashType = written ? signature[SCHNORR_SIGNATURE_BYTES]! : SIGHASH_DEFAULT;
    // The default has one way to be written: not at all.
    if (written && hashType === SIGHASH_DEFAULT) return 'SCHNORR_SIG_HASHTYPE';
    const message = taprootSighash(this.#precomputed, { input: this.#input, hashType, execution });
    if (message === undefined) return 'SCHNORR_SIG_HASHTYPE';
    const plain = written ? signature.subarray(0, SCHNORR_SIGNATURE_BYTES) : signature;
    return this.#secp256k1.verifySchnorr(message, plain, publicKey) ? undefined : 'SCHNORR_SIG';
  }

  checkTaprootCommitment(commitment: {
    readonly outputKey: Uint8Array;
    readonly internalKey: Uint8Array;
    readonly merkleRoot: Uint8Array;
    readonly parity: 0 | 1;
  }): boolean {
    const { outputKey, internalKey, merkleRoot, parity } = commitment;
    return this.#secp256k1.checkTweak(internalKey, tapTweakHash(internalKey, merkleRoot), outputKey, parity);
  }

  checkLockTime(lockTime: number): boolean {
    const { transaction } = this.#precomputed;
    const actual = transaction.lockTime;
    if (lockTime < LOCKTIME_THRESHOLD !== actual < LOCKTIME_THRESHOLD || lockTime > actual) return false;
    // A final input would switch the transaction's lock time off; one input that is not is enough (BIP65).
    return transaction.sequence(this.#input) !== SEQUENCE_FINAL;
  }

  checkSequence(sequence: number): boolean {
    const { transaction } = this.#precomputed;
    const actual = transaction.sequence(this.#input);
    // BIP68 holds from version 2 on, and for sequences without the highest bit.
    if (transaction.version < 2 || (actual & SEQUENCE_DISABLE_FLAG) !== 0) return false;
    // `&` looks at the lower 32 bits of what the script has, which may be five bytes.
    const asked = sequence & (SEQUENCE_TYPE_FLAG | SEQUENCE_MASK);
    const given = actual & (SEQUENCE_TYPE_FLAG | SEQUENCE_MASK);
    return asked < SEQUENCE_TYPE_FLAG === given < SEQUENCE_TYPE_FLAG && asked <= given;
  }
}
