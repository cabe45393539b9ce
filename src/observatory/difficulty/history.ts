import { gammaInterval } from '../hashrate/interval.ts';
import type { Interval } from '../hashrate/interval.ts';

/** What is needed of an epoch: `Epoch` of the history's table has it, and so have the headers of any chain. */
export interface EpochEnds {
  readonly firstHeight: number;
  /** Header times of first and last block, seconds since 1970; the last is not known while the epoch lasts. */
  readonly firstTimeSec: number;
  readonly lastTimeSec: number | undefined;
  readonly bits: number;
  readonly difficulty: number;
  /** Expected hashes a block. */
  readonly work: number;
}

/** One epoch of the difficulty's history. */
export interface EpochRecord {
  readonly firstHeight: number;
  readonly timeSec: number;
  readonly difficulty: number;
  readonly bits: number;
  /** Difficulty through that of the epoch before; null for the first one given. */
  readonly change: number | null;
  /** Mean over the epoch, and the hashrate that follows (H/s); null while it lasts, or if its times do not ascend. */
  readonly secondsPerBlock: number | null;
  readonly hashrate: Interval | null;
}

/**
 * Tells the difficulty's history, epoch by epoch.
 *
 * Between the first and the last header of an epoch of n blocks lie n - 1 intervals. Their number is fixed and their time
 * random, so the hashrate's posterior (prior 1 / H) is Gamma(n - 1, seconds / work): intervals that hold a steady
 * hashrate exactly as often as they say. Within an epoch the hashrate moves by some percent: it is the mean over it.
 *
 * @param epochs Consecutive epochs, ascending.
 * @param options.epochBlocks Blocks from one retarget to the next, 2016.
 */
export function difficultyHistory(
  epochs: readonly EpochEnds[],
  options: { readonly epochBlocks: number; readonly level: number },
): EpochRecord[] {
  const intervals = options.epochBlocks - 1;
  return epochs.map((epoch, i) => {
    const { firstHeight, firstTimeSec, lastTimeSec, difficulty, bits, work } = epoch;
    const before = epochs[i - 1];
    const seconds = lastTimeSec === undefined ? 0 : lastTimeSec - firstTimeSec;
    const known = seconds > 0;
    return {
      firstHeight,
      timeSec: firstTimeSec,
      difficulty,
      bits,
      change: before === undefined ? null : difficulty / before.difficulty,
      secondsPerBlock: known ? seconds / intervals : null,
      hashrate: known ? gammaInterval({ shape: intervals, rate: seconds / work }, options.level) : null,
    };
  });
}
