import type { Random } from '../../src/ports/random.ts';

/** Degrees of freedom of the noise: four moments barely exist. */
const FREEDOM = 4;

/** Shocks whose size clusters: GARCH(1,1). */
export interface Clustering {
  /** How much of a shock's square goes into the next variance, and how much of the variance stays. */
  readonly shock: number;
  readonly memory: number;
}

/**
 * Shocks of standard deviation 1 with heavy tails (Student's t of 4 degrees of freedom) and clustered volatility
 * (GARCH(1,1), Bollerslev 1986).
 */
export function* clusteredShocks(random: Random, { shock, memory }: Clustering): Generator<number, never> {
  for (let variance = 1; ;) {
    const value = Math.sqrt(variance) * studentT(random);
    variance = 1 - shock - memory + shock * value * value + memory * variance;
    yield value;
  }
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
