import type { CloseSeries } from '../../src/observatory/market/close-series.ts';
import type { Random } from '../../src/ports/random.ts';
import { clusteredShocks } from './student-noise.ts';

/** As hourly returns of Bitcoin have it: shocks die out over two days. */
const CLUSTERING = { shock: 0.06, memory: 0.92 };

/** Usual size of an hour's return. */
const HOURLY_SD = 0.006;

/** How much more the busiest hour of a day moves than the quietest. */
const SEASON = 0.4;

/**
 * Hourly closes in which nothing ever happens: heavy tails, clustered volatility, and a season of the day. What a study
 * finds in them is a false alarm.
 */
export function simulatedCloses(random: Random, hours: number): CloseSeries {
  const shocks = clusteredShocks(random, CLUSTERING);
  const close = new Float64Array(hours);
  let log = Math.log(20_000);
  for (let hour = 0; hour < hours; hour++) {
    log += HOURLY_SD * (1 + SEASON * Math.sin((2 * Math.PI * (hour % 24)) / 24)) * shocks.next().value;
    close[hour] = Math.exp(log);
  }
  return { asset: 'BTC', fromSec: 1_514_764_800, stepSec: 3600, close };
}
