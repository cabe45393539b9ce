import { compactSizeBytes } from '../../bytes/compact-size.ts';
import { isUnspendable, witnessProgramOf } from '../../primitives/script/script-facts.ts';
import { WITNESS_SCALE_FACTOR } from '../../primitives/transaction.ts';
import { feeFromRate } from './fee-rate.ts';

/** Outpoint, length of a scriptSig, sequence. */
const INPUT_BYTES = 32 + 4 + 1 + 4;
/** A signature and a compressed key, with their lengths. */
const SIGNATURE_AND_KEY_BYTES = 107;
const VALUE_BYTES = 8;

/**
 * Returns the least value, in satoshis, of an output that is worth its spending: what its own bytes and those of an input
 * that spends it would pay. 546 for P2PKH at the default rate, 294 for P2WPKH; 0 for what can't be spent.
 *
 * Every witness program is taken to be spent by a signature and a key, as P2WPKH is.
 *
 * Source: Bitcoin Core's `GetDustThreshold`.
 *
 * @param dustRelayFeeSatsPerKvb Satoshis for 1,000 virtual bytes.
 */
export function dustThreshold(scriptPubKey: Uint8Array, dustRelayFeeSatsPerKvb: bigint): bigint {
  if (isUnspendable(scriptPubKey)) return 0n;
  const outputBytes = VALUE_BYTES + compactSizeBytes(scriptPubKey.length) + scriptPubKey.length;
  const isWitness = witnessProgramOf(scriptPubKey) !== undefined;
  const proofVsize = isWitness ? Math.floor(SIGNATURE_AND_KEY_BYTES / WITNESS_SCALE_FACTOR) : SIGNATURE_AND_KEY_BYTES;
  return feeFromRate(dustRelayFeeSatsPerKvb, outputBytes + INPUT_BYTES + proofVsize);
}
