/** For a number of blocks: the threshold, and how often a steady hashrate exceeds it. */
interface Row {
  readonly blocks: number;
  /** Of the natural logarithm of the Bayes factor of "some change" against "none". */
  readonly threshold: number;
  /** Share of histories of constant hashrate that exceed it. */
  readonly rate: number;
}

/**
 * Made by `bench/calibration/changes-threshold.ts`, from 2,000 to 10,000 histories of each size (bins of one block, six
 * hours, a day: the bins' size does not matter beside the number of blocks). Short histories get the threshold that
 * 5 % of them exceed. From 1,000 blocks on it is 0: what is reported is more likely than not, and ever fewer of the steady
 * histories get there, since a Bayes factor that spreads a change over more moments is lower where there is none.
 */
const ROWS: readonly Row[] = [
  { blocks: 50, threshold: 0.59, rate: 0.05 },
  { blocks: 300, threshold: 0.52, rate: 0.05 },
  { blocks: 1_000, threshold: 0, rate: 0.022 },
  { blocks: 2_000, threshold: 0, rate: 0.0144 },
  { blocks: 4_320, threshold: 0, rate: 0.0087 },
  { blocks: 8_640, threshold: 0, rate: 0.0065 },
  { blocks: 17_280, threshold: 0, rate: 0.0055 },
];

/** Threshold of the logarithm of the Bayes factor for a history of so many blocks. */
export function changeThreshold(blocks: number): number {
  return interpolate(blocks, (row) => row.threshold);
}

/** Share of analyses of a steady hashrate over so many blocks that report a change all the same. */
export function falseAlarmRate(blocks: number): number {
  return Math.exp(interpolate(blocks, (row) => Math.log(row.rate)));
}

/** Linear in the logarithm of the blocks between the rows, constant beyond them. */
function interpolate(blocks: number, pick: (row: Row) => number): number {
  const above = ROWS.findIndex((row) => blocks <= row.blocks);
  if (above === 0) return pick(ROWS[0]!);
  if (above < 0) return pick(ROWS[ROWS.length - 1]!);
  const [low, high] = [ROWS[above - 1]!, ROWS[above]!];
  const share = Math.log(blocks / low.blocks) / Math.log(high.blocks / low.blocks);
  return pick(low) + share * (pick(high) - pick(low));
}
