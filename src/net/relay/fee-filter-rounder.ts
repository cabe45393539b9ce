import type { Random } from '../../ports/random.ts';

/** Highest fee rate of a filter, before it is rounded: satoshis for 1,000 virtual bytes. Source: Bitcoin Core. */
const MAX_FILTER_FEE_RATE = 10_000_000;

/** How far apart fee rates are. Source: Bitcoin Core's `FEE_FILTER_SPACING`. */
const FEE_FILTER_SPACING = 1.1;

/**
 * Rounds fee rates to few values, at random up or down, so that a node's mempool can't be told by its filter. Source:
 * Bitcoin Core's `FeeFilterRounder`.
 */
export class FeeFilterRounder {
  /** Ascending. */
  readonly #rates: readonly number[];
  readonly #random: Random;

  /** @param minIncrementSatsPerKvb Half of this is the lowest one above 0. */
  constructor(minIncrementSatsPerKvb: bigint, random: Random) {
    const rates = [0];
    const first = Math.max(1, Math.floor(Number(minIncrementSatsPerKvb) / 2));
    for (let rate = first; rate <= MAX_FILTER_FEE_RATE; rate *= FEE_FILTER_SPACING) rates.push(rate);
    this.#rates = rates;
    this.#random = random;
  }

  /** The highest that `round` returns, and what it makes of all that is above. */
  get highest(): bigint {
    return BigInt(Math.floor(this.#rates.at(-1)!));
  }

  /** Rounds: twice out of three times down, else up. Both in satoshis for 1,000 virtual bytes. */
  round(feeRateSatsPerKvb: bigint): bigint {
    const rate = Number(feeRateSatsPerKvb);
    const above = this.#rates.findIndex((each) => each >= rate);
    if (above < 0) return this.highest;
    const down = above > 0 && this.#random.below(3) !== 0 ? 1 : 0;
    return BigInt(Math.floor(this.#rates[above - down]!));
  }
}
