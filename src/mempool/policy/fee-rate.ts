import { satsToBtcText } from '../../primitives/amount.ts';

/**
 * Returns what is due at a fee rate, in satoshis, rounded up; at least 1 for any size and rate above 0.
 *
 * Goes through a double, as Core does: so that both ask for the same satoshi.
 *
 * Source: Bitcoin Core's `CFeeRate::GetFee`.
 *
 * @param rateSatsPerKvb Satoshis for 1,000 virtual bytes.
 */
export function feeFromRate(rateSatsPerKvb: bigint, vsize: number): bigint {
  const fee = BigInt(Math.ceil(Number(rateSatsPerKvb * BigInt(vsize)) / 1000));
  if (fee !== 0n || vsize === 0) return fee;
  return rateSatsPerKvb > 0n ? 1n : rateSatsPerKvb < 0n ? -1n : 0n;
}

/**
 * Returns the satoshis that a fee makes for 1,000 virtual bytes, rounded toward 0; 0 for a size of 0.
 *
 * Source: Bitcoin Core's `CFeeRate(const CAmount& nFeePaid, uint32_t num_bytes)`.
 */
export function rateFromFee(feeSats: bigint, vsize: number): bigint {
  return vsize > 0 ? (feeSats * 1000n) / BigInt(vsize) : 0n;
}

/** Writes a fee rate as Core's messages do: `0.00001000 BTC/kvB`. Source: Core's `CFeeRate::ToString`. */
export function rateToText(rateSatsPerKvb: bigint): string {
  return `${satsToBtcText(rateSatsPerKvb)} BTC/kvB`;
}
