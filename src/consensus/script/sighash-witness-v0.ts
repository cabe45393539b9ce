import { sha256 } from '../../crypto/hashes.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { Sats } from '../../primitives/amount.ts';
import type { PrecomputedTransaction } from './precomputed-transaction.ts';
import { preimage } from './preimage.ts';
import { SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_OUTPUT_MASK_ECDSA, SIGHASH_SINGLE } from './sighash-type.ts';

const OUTPOINT_BYTES = 36;
const NO_HASH: Uint8Array = new Uint8Array(32);

/** Which signature is asked about. */
export interface WitnessV0SighashOptions {
  readonly input: number;
  readonly scriptCode: Uint8Array;
  /** Hash type: one byte. */
  readonly hashType: number;
  /** Value of the output that the input spends, which BIP143 signs. */
  readonly amount: Sats;
}

/**
 * Computes what an ECDSA signature in a version 0 witness signs: 32 bytes.
 *
 * Source: BIP143; Bitcoin Core's `SignatureHash` for `SigVersion::WITNESS_V0`.
 */
export function witnessV0Sighash(precomputed: PrecomputedTransaction, options: WitnessV0SighashOptions): Uint8Array {
  const { transaction } = precomputed;
  const { input, scriptCode, hashType } = options;
  const outputType = hashType & SIGHASH_OUTPUT_MASK_ECDSA;
  const alone = (hashType & SIGHASH_ANYONECANPAY) !== 0;
  const everyOutput = outputType !== SIGHASH_SINGLE && outputType !== SIGHASH_NONE;
  const prevouts = alone ? NO_HASH : precomputed.prevoutsDoubleHash;
  const sequences = alone || !everyOutput ? NO_HASH : precomputed.sequencesDoubleHash;
  let outputs = NO_HASH;
  if (everyOutput) outputs = precomputed.outputsDoubleHash;
  else if (outputType === SIGHASH_SINGLE && input < transaction.outputCount) {
    outputs = sha256(precomputed.outputHash(input));
  }
  const prevoutAt = transaction.prevoutOffset(input);
  return sha256d(
    preimage
      .reset()
      .u32Le(transaction.version)
      .raw(prevouts)
      .raw(sequences)
      .raw(transaction.bytes, prevoutAt, prevoutAt + OUTPOINT_BYTES)
      .compactSize(scriptCode.length)
      .raw(scriptCode)
      .u64Le(options.amount)
      .u32Le(transaction.sequence(input))
      .raw(outputs)
      .u32Le(transaction.lockTime)
      .u32Le(hashType)
      .view(),
  );
}
