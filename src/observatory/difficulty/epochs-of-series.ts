import { difficultyFromBits, workFromBits } from '../../primitives/work.ts';
import type { BlockSeries } from '../series/block-series.ts';
import type { EpochEnds } from './history.ts';

/**
 * Finds the epochs whose first block is in a series, ascending; the last one may still last.
 *
 * Bits are those of the epoch's first block: on the testnets, minimum-difficulty blocks within the epoch differ.
 *
 * @param interval Blocks from one retarget to the next: 2016.
 * @returns None when the series carries no bits, or no first block of an epoch.
 */
export function epochsOfSeries(series: BlockSeries, interval: number): EpochEnds[] {
  const { bits: columns, givenTimesSec, firstHeight } = series;
  if (columns === undefined) return [];
  const epochs: EpochEnds[] = [];
  const first = (interval - (firstHeight % interval)) % interval;
  for (let i = first; i < columns.length; i += interval) {
    const bits = columns[i]!;
    epochs.push({
      firstHeight: firstHeight + i,
      firstTimeSec: givenTimesSec[i]!,
      lastTimeSec: givenTimesSec[i + interval - 1],
      bits,
      work: Number(workFromBits(bits)),
      difficulty: difficultyFromBits(bits),
    });
  }
  return epochs;
}
