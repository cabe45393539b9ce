import { assert } from '../../bytes/assert.ts';
import { sha256 } from '../../crypto/hashes.ts';
import { TAP_SIGHASH_PREFIX } from './taproot.ts';
import type { PrecomputedTransaction } from './precomputed-transaction.ts';
import { preimage } from './preimage.ts';
import {
  SIGHASH_ALL,
  SIGHASH_ANYONECANPAY,
  SIGHASH_DEFAULT,
  SIGHASH_OUTPUT_MASK_SCHNORR,
  SIGHASH_SINGLE,
} from './sighash-type.ts';
import type { TaprootExecution } from './taproot-execution.ts';

const OUTPOINT_BYTES = 36;
/** Version of what is hashed (BIP341). */
const EPOCH = 0;
/** Version of keys of 32 bytes in a tapscript (BIP342). */
const KEY_VERSION = 0;

/** Which signature is asked about. */
export interface TaprootSighashOptions {
  readonly input: number;
  /** Hash type: one byte, `SIGHASH_DEFAULT` when none is written. */
  readonly hashType: number;
  readonly execution: Readonly<TaprootExecution>;
}

/** Whether BIP341 has that hash type: 0 to 3, and 1 to 3 with ANYONECANPAY. */
function isTaprootHashType(hashType: number): boolean {
  return hashType <= 0x03 || (hashType >= 0x81 && hashType <= 0x83);
}

/**
 * Computes what a Schnorr signature signs: 32 bytes; or `undefined` when there is no such hash type, or none of the
 * outputs that SIGHASH_SINGLE asks for.
 *
 * Source: BIP341 "Common signature message", BIP342; Bitcoin Core's `SignatureHashSchnorr`.
 */
export function taprootSighash(
  precomputed: PrecomputedTransaction,
  options: TaprootSighashOptions,
): Uint8Array | undefined {
  const { hashType, input } = options;
  if (!isTaprootHashType(hashType)) return undefined;
  const outputType = hashType & SIGHASH_OUTPUT_MASK_SCHNORR;
  if (outputType === SIGHASH_SINGLE && input >= precomputed.transaction.outputCount) return undefined;
  preimage.reset().raw(TAP_SIGHASH_PREFIX);
  writeTransactionParts(precomputed, options);
  writeInputParts(precomputed, options);
  return sha256(preimage.view());
}

function writeTransactionParts(precomputed: PrecomputedTransaction, { hashType }: TaprootSighashOptions): void {
  const { transaction } = precomputed;
  preimage.u8(EPOCH).u8(hashType).u32Le(transaction.version).u32Le(transaction.lockTime);
  if ((hashType & SIGHASH_ANYONECANPAY) === 0) {
    preimage
      .raw(precomputed.prevoutsHash)
      .raw(precomputed.spentAmountsHash)
      .raw(precomputed.spentScriptsHash)
      .raw(precomputed.sequencesHash);
  }
  if (hashType === SIGHASH_DEFAULT || (hashType & SIGHASH_OUTPUT_MASK_SCHNORR) === SIGHASH_ALL) {
    preimage.raw(precomputed.outputsHash);
  }
}

function writeInputParts(precomputed: PrecomputedTransaction, options: TaprootSighashOptions): void {
  const { hashType, input, execution } = options;
  const { transaction } = precomputed;
  const { annexHash, tapleafHash } = execution;
  const spendType = (tapleafHash === undefined ? 0 : 2) + (annexHash === undefined ? 0 : 1);
  preimage.u8(spendType);
  if ((hashType & SIGHASH_ANYONECANPAY) === 0) {
    preimage.u32Le(input);
  } else {
    const prevoutAt = transaction.prevoutOffset(input);
    const spent = precomputed.spentOutputs[input];
    assert(spent !== undefined, 'each input has its spent output');
    preimage
      .raw(transaction.bytes, prevoutAt, prevoutAt + OUTPOINT_BYTES)
      .u64Le(spent.value)
      .compactSize(spent.scriptPubKey.length)
      .raw(spent.scriptPubKey)
      .u32Le(transaction.sequence(input));
  }
  if (annexHash !== undefined) preimage.raw(annexHash);
  if ((hashType & SIGHASH_OUTPUT_MASK_SCHNORR) === SIGHASH_SINGLE) preimage.raw(precomputed.outputHash(input));
  if (tapleafHash !== undefined) {
    preimage.raw(tapleafHash).u8(KEY_VERSION).u32Le(execution.codeSeparatorPosition);
  }
}
