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

/** How many standard deviations of the counts about it a bin's hashrate may lie off, and how far beyond that. */
const REACH_SIGMAS = 5;
const REACH_BEYOND = 0.08;

/** How far (in bins) the counts about a bin reach, and how far its band follows those of its neighbours. */
const NEIGHBOURS = 2;

/** A bin whose own count is so many of its standard deviations off those about it widens the band: an outage of hours. */
const ODD_SIGMAS = 3;

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

/** For each bin the range of log hashrate that the counts about it allow, and those about its neighbours. */
function reachOfBins(bins: readonly WindowCount[]): { low: Float64Array; high: Float64Array } {
  const own = bins.map((_, t) => reachAbout(bins, t));
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

/** The range that the counts about one bin allow, wider if its own disagrees; none without an exposure of its own. */
function reachAbout(bins: readonly WindowCount[], t: number): { low: number; high: number } | undefined {
  const own = bins[t]!;
  if (own.exposure <= 0) return undefined;
  let blocks = 0;
  let exposure = 0;
  for (let k = Math.max(0, t - NEIGHBOURS); k <= Math.min(bins.length - 1, t + NEIGHBOURS); k++) {
    blocks += bins[k]!.blocks;
    exposure += bins[k]!.exposure;
  }
  const center = Math.log((blocks + 1) / exposure);
  const reach = REACH_SIGMAS / Math.sqrt(blocks + 1) + REACH_BEYOND;
  const ownCenter = Math.log((own.blocks + 1) / own.exposure);
  const sigma = 1 / Math.sqrt(own.blocks + 1);
  const isOdd = Math.abs(ownCenter - center) > ODD_SIGMAS * sigma;
  const ownReach = isOdd ? REACH_SIGMAS * sigma : 0;
  return {
    low: Math.min(center - reach, ownCenter - ownReach),
    high: Math.max(center + reach, ownCenter + ownReach),
  };
}
