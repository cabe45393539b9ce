/** An amount in satoshis, as serialized: a signed 64-bit integer. Valid amounts are from 0 to `SATS_MAX`. */
export type Sats = bigint;

/** One bitcoin in satoshis. Source: Bitcoin Core's `COIN`. */
export const COIN: Sats = 100_000_000n;

/** No valid amount is above this: 21 million bitcoin. Source: Bitcoin Core's `MAX_MONEY`. */
export const SATS_MAX: Sats = 21_000_000n * COIN;

/** Whether an amount is from 0 to `SATS_MAX`. Source: Bitcoin Core's `MoneyRange`. */
export function isInMoneyRange(sats: Sats): boolean {
  return sats >= 0n && sats <= SATS_MAX;
}

/** Writes an amount in bitcoin with eight decimals, as Bitcoin Core's RPC does (`ValueFromAmount`): `-0.00000001`. */
export function satsToBtcText(sats: Sats): string {
  const magnitude = sats < 0n ? -sats : sats;
  return `${sats < 0n ? '-' : ''}${magnitude / COIN}.${(magnitude % COIN).toString().padStart(8, '0')}`;
}
