import { expect, sourceRows } from './source-csv.ts';
import { anchoredRows, tableText } from './table-text.ts';

const NAME = 'timestamps/mainnet_block_times_716112_718559.csv';

/** Blocks a row: about four hours. */
const ROW_BLOCKS = 24;

/** Makes `block-times-716112-718559.csv`: header times as differences. */
export function makeBlockTimes(read: (name: string) => string): string {
  const source = sourceRows(NAME, read(NAME), 'height,time').map((row) => row.map(Number));
  const [firstHeight, firstTimeSec] = source[0]!;
  expect(firstHeight !== undefined && firstTimeSec !== undefined, NAME, 'rows');
  expect(
    source.every(([height, timeSec], i) => height === firstHeight + i && Number.isInteger(timeSec)),
    NAME,
    'consecutive heights, each with a time',
  );
  return tableText(
    {
      title: 'Bitcoin mainnet, header times of blocks 716112 to 718559 (2021-12-28 to 2022-01-14)',
      source:
        'github.com/bitcoin-data/block-arrival-times at 572fce214c6d, qa/block-timestamps/block-timestamps.csv, these blocks re-typed from it',
      licence: 'CC0-1.0',
      checked:
        'blocks 717695 and 717696 equal mainnet-epochs.csv, and every whole UTC day has the count of blocks-per-day.csv (an independent source); no time breaks median-time-past; one runs back, 716867 by 9 s; a slip of one digit within a day is possible, not likely',
    },
    'height,time,seconds to each next block',
    anchoredRows({
      firstValue: firstTimeSec,
      differences: source.slice(1).map(([, timeSec], i) => timeSec! - source[i]![1]!),
      keyText: (index) => `${firstHeight + index}`,
      isRowStart: (index) => index % ROW_BLOCKS === 0,
    }),
  );
}
