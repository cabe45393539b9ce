/**
 * How many blocks a span of time held, and how much chance it gave the network to find them.
 *
 * Every estimator of the observatory works on these two numbers. While a block takes `work` expected hashes, a network
 * of `H` hashes a second finds blocks as a Poisson process of rate `H / work`; over a span of time
 *
 *     blocks ~ Poisson(H * exposure),   exposure = sum over pieces of (seconds / work)
 *
 * so spans may cross retargets (exposures add), and spans may be joined (blocks and exposures add).
 */
export interface WindowCount {
  /** Start of the span, seconds since 1970 UTC, inclusive. */
  readonly fromSec: number;
  /** End of the span, seconds since 1970 UTC, exclusive. */
  readonly toSec: number;
  /** Blocks with `fromSec <= time < toSec`. */
  readonly blocks: number;
  /** Sum of (seconds / expected hashes a block), in seconds per hash: tiny (about 1e-18 for a day of 2022). */
  readonly exposure: number;
}

/** Joins spans that follow one another (or lie apart) into one count. `counts` must not be empty. */
export function joinCounts(counts: readonly WindowCount[]): WindowCount {
  let fromSec = Infinity;
  let toSec = -Infinity;
  let blocks = 0;
  let exposure = 0;
  for (const count of counts) {
    fromSec = Math.min(fromSec, count.fromSec);
    toSec = Math.max(toSec, count.toSec);
    blocks += count.blocks;
    exposure += count.exposure;
  }
  return { fromSec, toSec, blocks, exposure };
}
