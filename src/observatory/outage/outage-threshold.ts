import { assert } from '../../bytes/assert.ts';

/** What each point has to be below the baseline, in standard deviations, before it counts against the signal. */
export const REFERENCE = 0.5;

/** Points count for this many standard deviations at most: a single one never raises an alarm. */
export const CLIP = 4;

/** Lowest threshold: two points at least, as one adds `CLIP - REFERENCE`. */
const LEAST_THRESHOLD = 4;

/** Overshoot of Brownian motion's boundary by a random walk. Source: Siegmund, "Sequential Analysis", 1985, section 10.2. */
const OVERSHOOT = 1.166;

/**
 * What Siegmund's threshold is multiplied with. It is exact for a known baseline and normal deviations; here the baseline is
 * estimated, deviations are heavy-tailed, correlated, and wander. Set by `bench/outage.ts`, so that in none of its six worlds
 * without an outage there are more false alarms than stated.
 */
const SAFETY = 1.25;

const YEAR_SEC = 365 * 86_400;

/**
 * The evidence at which the CUSUM raises an alarm, in standard deviations.
 *
 * Solves Siegmund's formula for the average run length, (exp(2k(h + 1.166)) - 1 - 2k(h + 1.166)) / (2 k^2), for h.
 *
 * @param falseAlarmsPerYear How often a signal without any outage raises one, at most; above 0.
 * @param stepSec Distance of the points.
 */
export function outageThreshold(falseAlarmsPerYear: number, stepSec: number): number {
  assert(falseAlarmsPerYear > 0 && stepSec > 0, 'a rate and a step are above 0');
  const runLength = YEAR_SEC / stepSec / falseAlarmsPerYear;
  const wanted = 2 * REFERENCE ** 2 * runLength;
  let y = Math.log(1 + wanted);
  for (let i = 0; i < 50; i++) y = Math.log(1 + y + wanted);
  return Math.max(LEAST_THRESHOLD, SAFETY * (y / (2 * REFERENCE) - OVERSHOOT));
}
