import type { Random } from '../ports/random.ts';

/** 2^-53: what turns 53 random bits into a fraction from 0 up to, and not including, 1. */
const FRACTION_STEP = 1 / 9_007_199_254_740_992;

/**
 * Draws how long to wait for the next event of a Poisson process, so that nobody can tell from the time of one what was
 * known at the time of another.
 *
 * Rounded to whole milliseconds at once: what is computed from it is the same on every machine.
 *
 * @param meanMs The mean of the wait, in milliseconds.
 * @returns From 0 to 37 times the mean, in milliseconds. Source: Bitcoin Core's `rand_exp_duration`.
 */
export function exponentialDelayMs(random: Random, meanMs: number): number {
  const fraction = Number(random.u64() >> 11n) * FRACTION_STEP;
  return Math.round(Math.abs(Math.log(1 - fraction)) * meanMs);
}
