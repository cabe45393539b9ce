/**
 * For the number of blocks that a bin should hold, the evidence that a steady hashrate reaches once in a year (365 days at
 * 144 blocks a day, falls and rises together). Made by simulating the whole detector, baseline and all, with
 * `bench/calibration/online-threshold.ts`. Wider bins overshoot the threshold by more, so theirs is lower.
 *
 * Measured: 0.8 to 1.2 alarms a year for bins of an hour, six hours and a day, in the first month and over years, steady or
 * growing by 0.3 % a day. Two limits: bins of single blocks alarm 1.7 times as often in the first month; and a hashrate
 * that really wanders (a random walk of 1 % a day) is alarmed 2 to 3 times a year.
 */
const THRESHOLDS: readonly (readonly [blocksPerBin: number, threshold: number])[] = [
  [1, 7.2],
  [6, 6.32],
  [36, 5.4],
  [144, 4],
];

/** The average run length that the thresholds are made for: days of steady hashrate between false alarms. */
export const AVERAGE_RUN_LENGTH_DAYS = 365;

/** Threshold for a bin in which `expectedBlocks` are expected: linear in its logarithm, constant beyond the table. */
export function onlineThreshold(expectedBlocks: number): number {
  const first = THRESHOLDS[0]!;
  if (expectedBlocks <= first[0]) return first[1];
  for (let i = 1; i < THRESHOLDS.length; i++) {
    const [high, above] = THRESHOLDS[i]!;
    const [low, below] = THRESHOLDS[i - 1]!;
    if (expectedBlocks <= high)
      return below + ((above - below) * Math.log(expectedBlocks / low)) / Math.log(high / low);
  }
  return THRESHOLDS[THRESHOLDS.length - 1]![1];
}
