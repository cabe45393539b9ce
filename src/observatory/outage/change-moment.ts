import { assert } from '../../bytes/assert.ts';
import { tailOf } from '../hashrate/interval.ts';

/** Indexes of points: the change lies before `low` with half of what the level leaves out, and so on. */
export interface ChangeIndex {
  readonly low: number;
  readonly mode: number;
  readonly high: number;
}

/**
 * Where the mean of a row of deviations changed: the posterior of the first point with the later mean, each as likely before.
 *
 * Deviations are normal around either mean with standard deviation 1; correlated ones tell less, by
 * (1 - correlation) / (1 + correlation).
 *
 * @param deviations In standard deviations, finite; at least one.
 * @param change.from Mean before.
 * @param change.to Mean from the change on.
 * @returns Indexes of the first point after the change: 0 is the first one, the last one always has changed.
 */
export function changeIndex(
  deviations: readonly number[],
  change: { readonly from: number; readonly to: number; readonly correlation: number; readonly level: number },
): ChangeIndex {
  assert(deviations.length > 0, 'a change lies among points');
  const { from, to, correlation, level } = change;
  const worth = (1 - correlation) / (1 + correlation);
  // Of each possible first point the evidence of all that come after it, from the last to the first.
  const evidence = new Float64Array(deviations.length);
  let sum = 0;
  for (let i = deviations.length - 1; i >= 0; i--) {
    const z = deviations[i]!;
    sum += (worth * ((z - from) ** 2 - (z - to) ** 2)) / 2;
    evidence[i] = sum;
  }
  const most = evidence.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = evidence.map((value) => Math.exp(value - most));
  const whole = weights.reduce((a, b) => a + b, 0);
  const tail = tailOf(level);
  const quantile = (p: number): number => {
    let below = 0;
    for (let i = 0; i < weights.length; i++) {
      below += weights[i]! / whole;
      if (below > p) return i;
    }
    return weights.length - 1;
  };
  return { low: quantile(tail), mode: weights.indexOf(1), high: quantile(1 - tail) };
}
