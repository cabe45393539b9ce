import { assert } from '../../bytes/assert.ts';
import type { WindowCount } from '../series/window-count.ts';

/**
 * The hashrates that the trend considers: a grid of equal steps in the logarithm, and for each bin the part of it (its
 * band) that the counts near the bin leave possible. Cells outside of the band have no probability.
 */
export interface LogGrid {
  /** Natural logarithm of the hashrate (H/s) at cell 0, and the step to the next cell. */
  readonly origin: number;
  readonly step: number;
  /** Number of cells. */
  readonly cells: number;
  /** First cell of each bin's band, and the one after its last. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Where each bin's band begins in a packed array of all bands; one more entry than bins. */
  readonly offset: Int32Array;
}

/** Cells that a grid has at most: bounds time and memory; a grid over a wider range has wider steps. */
const MAX_CELLS_PER_BAND = 600;

/** How many standard deviations of its own count a bin's hashrate may lie off. */
const REACH_SIGMAS = 5;

/** How far (in bins) the band of a bin follows its neighbours' counts. */
const NEIGHBOURS = 2;

/** Lays the grid over the counts. At least one bin must have an exposure. */
export function layLogGrid(bins: readonly WindowCount[]): LogGrid {
  const { low, high } = reachOfBins(bins);
  let blocks = 0;
  let widest = 0;
  for (let t = 0; t < bins.length; t++) {
    blocks += bins[t]!.blocks;
    widest = Math.max(widest, high[t]! - low[t]!);
  }
  // No posterior can be narrower than that of all blocks at one constant hashrate: half of that is fine enough.
  const step = Math.max(0.5 / Math.sqrt(blocks + 1), widest / MAX_CELLS_PER_BAND);
  const origin = low.reduce((a, b) => Math.min(a, b), Infinity);
  const top = high.reduce((a, b) => Math.max(a, b), -Infinity);
  const cells = Math.ceil((top - origin) / step) + 1;
  const first = new Int32Array(bins.length);
  const end = new Int32Array(bins.length);
  const offset = new Int32Array(bins.length + 1);
  for (let t = 0; t < bins.length; t++) {
    first[t] = Math.max(0, Math.floor((low[t]! - origin) / step));
    end[t] = Math.min(cells, Math.ceil((high[t]! - origin) / step) + 1);
    offset[t + 1] = offset[t]! + end[t]! - first[t]!;
  }
  return { origin, step, cells, first, end, offset };
}

/** For each bin the range of log hashrate that its own count and its neighbours' allow. */
function reachOfBins(bins: readonly WindowCount[]): { low: Float64Array; high: Float64Array } {
  const own = bins.map(reachOfBin);
  const known = own.filter((reach) => reach !== undefined);
  assert(known.length > 0, 'a trend has a bin with an exposure');
  let lowest = Infinity;
  let highest = -Infinity;
  for (const reach of known) {
    lowest = Math.min(lowest, reach.low);
    highest = Math.max(highest, reach.high);
  }
  const low = new Float64Array(bins.length);
  const high = new Float64Array(bins.length);
  for (let t = 0; t < bins.length; t++) {
    let from = Infinity;
    let to = -Infinity;
    for (let k = Math.max(0, t - NEIGHBOURS); k <= Math.min(bins.length - 1, t + NEIGHBOURS); k++) {
      from = Math.min(from, own[k]?.low ?? lowest);
      to = Math.max(to, own[k]?.high ?? highest);
    }
    low[t] = from;
    high[t] = to;
  }
  return { low, high };
}

/** The range that one bin's count allows; none without an exposure. */
function reachOfBin(bin: WindowCount): { low: number; high: number } | undefined {
  if (bin.exposure <= 0) return undefined;
  const center = Math.log((bin.blocks + 1) / bin.exposure);
  const sigma = 1 / Math.sqrt(bin.blocks + 1);
  return { low: center - REACH_SIGMAS * sigma - 0.1, high: center + REACH_SIGMAS * sigma + 0.1 };
}
