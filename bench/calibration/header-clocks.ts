import type { Random } from './random.ts';

/** Blocks whose times the median-time-past is taken of (Bitcoin Core: `CBlockIndex::nMedianTimeSpan`). */
const MEDIAN_SPAN = 11;

/** How far ahead of its own clock a node lets a header be (Bitcoin Core: `MAX_FUTURE_BLOCK_TIME`), seconds. */
const FUTURE_LIMIT_SEC = 7200;

/**
 * The time that miners write into a header for a block found at a known moment.
 *
 * - The time is that of the template the miner works on: up to half a minute old, but younger than the parent. Seen:
 *   the twelve first and last headers of the epochs from October to December 2021 are 5 to 32 s (median 21 s) older
 *   than their arrival at a listening node.
 * - The clocks of pools differ by seconds (taken: 2 s, 1 sigma).
 * - A few clocks are far off: 3 blocks in 1000 ahead by 20 min on average and at most 2 h, 3 in 1000 behind by 5 min
 *   on average. That gives about 3 steps back in 1000 blocks. Seen: 1 in 2447 in January 2022 (-9 s), 49 in 10,236
 *   in the first blocks of 2009 (down to -58 min).
 * - Consensus: later than the median of the 11 headers before, at most 2 h ahead.
 */
export class HeaderClocks {
  readonly #random: Random;
  readonly #last: number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** The header time of the next block. `parentFoundSec` and `foundSec` are true times; the answer is whole seconds. */
  stamp(parentFoundSec: number, foundSec: number): number {
    const random = this.#random;
    let timeSec = Math.max(parentFoundSec, foundSec - random.between(0, 30)) + 2 * random.normal();
    const chance = random.uniform();
    if (chance < 0.003) timeSec += 1200 * random.exponential();
    else if (chance < 0.006) timeSec -= 300 * random.exponential();
    timeSec = Math.min(timeSec, foundSec + FUTURE_LIMIT_SEC);
    timeSec = Math.max(Math.floor(timeSec), this.#medianTimePast() + 1);
    this.#last.push(timeSec);
    if (this.#last.length > MEDIAN_SPAN) this.#last.shift();
    return timeSec;
  }

  #medianTimePast(): number {
    const sorted = this.#last.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? -Infinity;
  }
}
