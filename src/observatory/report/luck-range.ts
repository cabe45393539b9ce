import { poissonRow } from '../hashrate/poisson-row.ts';

/**
 * The counts that luck allows at a known mean: all but the outermost ones that together come up with less than
 * `1 - level` of probability, half at each side.
 *
 * @param level Probability of the range; whole numbers make it a little more.
 */
export function luckRange(mean: number, level: number): { readonly low: number; readonly high: number } {
  const { first, probabilities } = poissonRow(mean);
  const tail = (1 - level) / 2;
  let low = 0;
  for (let sum = probabilities[0]!; sum < tail && low < probabilities.length - 1;) sum += probabilities[++low]!;
  let high = probabilities.length - 1;
  for (let sum = probabilities[high]!; sum < tail && high > 0;) sum += probabilities[--high]!;
  return { low: first + low, high: first + high };
}
