/** Time in which the minimum halves, in seconds. Source: Bitcoin Core's `ROLLING_FEE_HALFLIFE`. */
const HALF_LIFE_SEC = 12 * 3600;

/** It is worked out anew after so many seconds at the soonest. */
const UPDATE_INTERVAL_SEC = 10;

/** From here on nothing is left of any rate. */
const MAX_HALVINGS = 128;

/** How full the mempool is. */
export interface Fullness {
  readonly usageBytes: number;
  readonly maxBytes: number;
}

/**
 * The fee rate that a full mempool asks for: it rises to what was evicted, stays there until the next block, and then halves
 * every 12 hours; every 6 where the mempool is less than half full, every 3 where less than a quarter.
 *
 * Source: Bitcoin Core's `CTxMemPool::GetMinFee`, `trackPackageRemoved`.
 */
export class RollingMinimumFee {
  readonly #incrementalSatsPerKvb: bigint;
  #rate = 0;
  #hadBlockSinceRise = false;
  #updatedSec = 0;

  /** @param incrementalSatsPerKvb What it is at least while it is not 0, in satoshis for 1,000 virtual bytes. */
  constructor(incrementalSatsPerKvb: bigint) {
    this.#incrementalSatsPerKvb = incrementalSatsPerKvb;
  }

  /** Returns satoshis for 1,000 virtual bytes. */
  at(nowSec: number, { usageBytes, maxBytes }: Fullness): bigint {
    if (!this.#hadBlockSinceRise || this.#rate === 0) return BigInt(Math.round(this.#rate));
    if (nowSec > this.#updatedSec + UPDATE_INTERVAL_SEC) {
      const part = usageBytes < Math.floor(maxBytes / 4) ? 4 : usageBytes < Math.floor(maxBytes / 2) ? 2 : 1;
      this.#rate /= powerOfTwo((nowSec - this.#updatedSec) / (HALF_LIFE_SEC / part));
      this.#updatedSec = nowSec;
      if (this.#rate < Number(this.#incrementalSatsPerKvb) / 2) {
        this.#rate = 0;
        return 0n;
      }
    }
    const rate = BigInt(Math.round(this.#rate));
    return rate > this.#incrementalSatsPerKvb ? rate : this.#incrementalSatsPerKvb;
  }

  /** Notes that transactions were evicted for which `rateSatsPerKvb` would have been more. */
  evicted(rateSatsPerKvb: bigint): void {
    if (Number(rateSatsPerKvb) <= this.#rate) return;
    this.#rate = Number(rateSatsPerKvb);
    this.#hadBlockSinceRise = false;
  }

  blockConnected(nowSec: number): void {
    this.#updatedSec = nowSec;
    this.#hadBlockSinceRise = true;
  }
}

/**
 * Returns 2^exponent with the same bits everywhere, which `Math.pow` does not: by halves and the series of e^(x ln 2), in
 * nothing but sums, products and quotients.
 *
 * @param exponent From 0 on.
 */
function powerOfTwo(exponent: number): number {
  const whole = Math.min(Math.floor(exponent), MAX_HALVINGS);
  const x = (exponent - Math.floor(exponent)) * Math.LN2;
  let sum = 1;
  // x is below 0.7: after 18 terms what is left is below the last bit.
  for (let term = 18; term > 0; term--) sum = 1 + (x * sum) / term;
  for (let i = 0; i < whole; i++) sum *= 2;
  return sum;
}
