import type { CloseSeries } from '../../src/observatory/market/close-series.ts';
import type { Random } from '../../src/ports/random.ts';

/** GARCH(1,1) as hourly returns of Bitcoin have it: shocks die out over two days. */
const SHOCK = 0.06;
const MEMORY = 0.92;

/** Degrees of freedom of the noise: four moments barely exist. */
const FREEDOM = 4;

/** Usual size of an hour's return. */
const HOURLY_SD = 0.006;

/** How much more the busiest hour of a day moves than the quietest. */
const SEASON = 0.4;

/**
 * Hourly closes in which nothing ever happens: heavy tails (Student's t), clustered volatility (GARCH(1,1), Bollerslev
 * 1986), and a season of the day. What a study finds in them is a false alarm.
 */
export function simulatedCloses(random: Random, hours: number): CloseSeries {
  const close = new Float64Array(hours);
  let log = Math.log(20_000);
  let variance = 1;
  for (let hour = 0; hour < hours; hour++) {
    const shock = Math.sqrt(variance) * studentT(random);
    variance = 1 - SHOCK - MEMORY + SHOCK * shock * shock + MEMORY * variance;
    log += HOURLY_SD * (1 + SEASON * Math.sin((2 * Math.PI * (hour % 24)) / 24)) * shock;
    close[hour] = Math.exp(log);
  }
  return { asset: 'BTC', fromSec: 1_514_764_800, stepSec: 3600, close };
}

/** Student's t with variance 1: a normal over the root of a mean of squared normals. */
function studentT(random: Random): number {
  let squares = 0;
  for (let k = 0; k < FREEDOM; k++) squares += normal(random) ** 2;
  return (normal(random) / Math.sqrt(squares / FREEDOM)) * Math.sqrt((FREEDOM - 2) / FREEDOM);
}

/** Box and Muller, 1958. */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log((random.below(0x1_0000_0000) + 0.5) / 0x1_0000_0000));
  return radius * Math.cos((2 * Math.PI * random.below(0x1_0000_0000)) / 0x1_0000_0000);
}
