import { assert } from '../../bytes/assert.ts';
import type { BlockSeries } from '../series/block-series.ts';
import type { WindowCount } from '../series/window-count.ts';
import { gammaInterval } from './interval.ts';
import type { GammaLaw, Interval } from './interval.ts';

/** The hashrate of one window, H/s. */
export interface WindowEstimate extends Interval {
  /** Of a time window the posterior's mean, (blocks + 1/2) / exposure; of N blocks the unbiased (N - 1) / exposure. */
  readonly mean: number;
  /**
   * The classical figure and its standard error. Of a time window blocks / exposure ± sqrt(blocks) / exposure: what
   * "178.0 ± 5.5 EH/s" says. Of N blocks the unbiased (N - 1) / exposure ± the posterior's standard deviation,
   * sqrt(N) / exposure.
   */
  readonly sigma: { readonly hashrate: number; readonly error: number };
}

/**
 * Posterior of the hashrate after a window of fixed times: Gamma(blocks + 1/2, exposure).
 *
 * Blocks in fixed times are Poisson(H * exposure); the prior is Jeffreys', H^(-1/2). Its equal-tailed intervals hold
 * the truth about as often as they say, whatever the truth is (Brown, Cai, DasGupta, "Interval estimation in
 * exponential families", Statistica Sinica 13, 2003), and no blocks at all give an answer too.
 */
export function windowPosterior(count: WindowCount): GammaLaw {
  assert(count.blocks >= 0 && count.exposure > 0, 'a window has an exposure, and blocks or none');
  return { shape: count.blocks + 0.5, rate: count.exposure };
}

/** Estimates the mean hashrate of a window of fixed times, see `windowPosterior`. `level` e.g. 0.9. */
export function estimateWindow(count: WindowCount, level: number): WindowEstimate {
  const law = windowPosterior(count);
  return {
    ...gammaInterval(law, level),
    mean: law.shape / law.rate,
    sigma: { hashrate: count.blocks / count.exposure, error: Math.sqrt(count.blocks) / count.exposure },
  };
}

/** The hashrate over so many blocks, H/s. */
export interface BlockCountEstimate extends WindowEstimate {
  /** From the time of the block before the window to that of its last block: `blocks` intervals. */
  readonly fromSec: number;
  readonly toSec: number;
  readonly blocks: number;
}

/**
 * Estimates the hashrate over N blocks: the count is fixed, and the time they took is random.
 *
 * The exposure of N intervals is Gamma(N, H) distributed, so N / exposure is N / (N - 1) times too large on average:
 * `mean` and `sigma.hashrate` are (N - 1) / exposure, which is unbiased. The posterior with the prior 1 / H is Gamma(N, exposure); its
 * intervals hold the truth exactly as often as they say, when the window is chosen by its height. (A window that ends
 * with the last block before a given moment leaves out the wait since: it is high by about 1 / N.)
 *
 * @param window.end Index (in the series) of the window's last block; at least `blocks`.
 * @param window.blocks N, at least 1. With N = 1 there is no unbiased figure: both are 0.
 * @returns `undefined` when all the blocks carry one time: no exposure, no estimate.
 */
export function estimateBlockCount(
  series: BlockSeries,
  window: { readonly end: number; readonly blocks: number; readonly level: number },
): BlockCountEstimate | undefined {
  const { end, blocks, level } = window;
  const start = end - blocks;
  assert(blocks >= 1 && start >= 0 && end < series.timesSec.length, 'a block-count window lies within the series');
  const exposure = series.cumulativeExposure[end]! - series.cumulativeExposure[start]!;
  if (exposure <= 0) return undefined;
  return {
    ...gammaInterval({ shape: blocks, rate: exposure }, level),
    mean: (blocks - 1) / exposure,
    sigma: { hashrate: (blocks - 1) / exposure, error: Math.sqrt(blocks) / exposure },
    fromSec: series.timesSec[start]!,
    toSec: series.timesSec[end]!,
    blocks,
  };
}

/**
 * Bitcoin Core's figure, as `getnetworkhashps` gives it: the work of the last N blocks over the span between the
 * earliest and the latest of their N + 1 header times. Biased high by N / (N - 1), for comparison only.
 *
 * Source: `GetNetworkHashPS` in Bitcoin Core's src/rpc/mining.cpp. Core takes header times as written, so pass those,
 * not repaired ones; it counts back to the genesis block at most, and here the N + 1 headers must be in the columns.
 *
 * @param headers Times (seconds since 1970) and work (expected hashes) of consecutive headers.
 * @param window.end Index of the last block.
 * @param window.blocks N, at least 1 and at most `end`.
 * @returns H/s; 0 when all times are equal, as Core does.
 */
export function coreNetworkHashrate(
  headers: { readonly timesSec: ArrayLike<number>; readonly work: ArrayLike<number> },
  window: { readonly end: number; readonly blocks: number },
): number {
  const { end, blocks } = window;
  assert(blocks >= 1 && blocks <= end && end < headers.timesSec.length, 'the headers of the window are at hand');
  let work = 0;
  let earliest = headers.timesSec[end]!;
  let latest = earliest;
  for (let i = end; i > end - blocks; i--) {
    work += headers.work[i]!;
    const timeSec = headers.timesSec[i - 1]!;
    earliest = Math.min(earliest, timeSec);
    latest = Math.max(latest, timeSec);
  }
  return latest === earliest ? 0 : work / (latest - earliest);
}
