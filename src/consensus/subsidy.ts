import { COIN } from '../primitives/amount.ts';
import type { Sats } from '../primitives/amount.ts';

/** Halvings after which Core's shift would be undefined, and there is nothing left anyway. */
const MAX_HALVINGS = 64;

/**
 * Returns the satoshis that the block at `height` makes: 50 BTC, halved every interval.
 *
 * Source: Bitcoin Core's `GetBlockSubsidy`.
 */
export function blockSubsidy(params: { readonly subsidyHalvingInterval: number }, height: number): Sats {
  const halvings = Math.floor(height / params.subsidyHalvingInterval);
  return halvings >= MAX_HALVINGS ? 0n : (50n * COIN) >> BigInt(halvings);
}
