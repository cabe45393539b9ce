import type { BlockSeries } from '../series/block-series.ts';
import { blocksBetween, coverage } from '../series/observations.ts';
import type { Coverage, DaySeries } from '../series/observations.ts';
import type { DocumentHead } from './document.ts';
import { describeSource } from './sources.ts';
import type { AnswerReject, ObservatorySources, Source } from './sources.ts';
import { formatUtc } from './units.ts';

/** Block times and work of a span: what the page's claim tester computes from. `GET /api/v1/blocks`. */
export interface BlocksDocument extends DocumentHead<'blocks'> {
  readonly firstHeight: number;
  /** Seconds since 1970, repaired where header times ran backwards. */
  readonly times: readonly number[];
  /** Expected hashes of each block. */
  readonly work: readonly number[];
  /** Indexes of the times that were replaced. */
  readonly repaired: readonly number[];
}

/** Counts a day with their exposure. `GET /api/v1/days`. */
export interface DaysDocument extends DocumentHead<'days'> {
  /** One row a UTC day: its start, its blocks, its exposure in seconds per hash. */
  readonly days: readonly {
    readonly from: number;
    readonly to: number;
    readonly blocks: number;
    readonly exposure: number;
  }[];
}

/** Most blocks in one answer: a year of them. */
const MAX_BLOCKS = 60_000;

/** Gives the blocks with `from <= time < to`, and one more on each side so that windows up to the edges can be cut. */
export function answerBlocks(
  sources: ObservatorySources,
  span: { readonly fromSec?: number; readonly toSec?: number },
): BlocksDocument | AnswerReject {
  const { fromSec = -Infinity, toSec = Infinity } = span;
  const source = sources.observations.find(
    (one): one is Source<BlockSeries> =>
      one.series.kind === 'blocks' && overlap(coverage(one.series), { fromSec, toSec }) > 0,
  );
  if (source === undefined) return { code: 'no-observations', message: 'there are no single blocks in this span' };
  const { series } = source;
  const inner = blocksBetween(series, fromSec, toSec);
  const first = Math.max(0, inner.first - 1);
  const end = Math.min(series.timesSec.length, inner.end + 1);
  if (end - first < 2) return { code: 'outside-coverage', message: 'there are no blocks in this span' };
  if (end - first > MAX_BLOCKS) {
    return {
      code: 'too-many-points',
      message: `this asks for ${end - first} blocks, over ${MAX_BLOCKS}; give from and to`,
    };
  }
  const times = Array.from(series.timesSec.subarray(first, end));
  const span0 = formatUtc(times[0]!);
  return {
    schema: 'vigil.blocks/1',
    network: sources.network,
    source: describeSource(source),
    level: 1,
    notes: [],
    sentence: `${end - first} blocks from ${span0} to ${formatUtc(times[times.length - 1]!)}.`,
    firstHeight: series.firstHeight + first,
    times,
    work: Array.from(series.work.subarray(first, end)),
    repaired: series.repaired.filter((i) => i >= first && i < end).map((i) => i - first),
  };
}

/** Gives the counts a day of a span. */
export function answerDays(
  sources: ObservatorySources,
  span: { readonly fromSec?: number; readonly toSec?: number },
): DaysDocument | AnswerReject {
  const source = sources.observations.find((one): one is Source<DaySeries> => one.series.kind === 'days');
  if (source === undefined) return { code: 'no-observations', message: 'there are no counts a day to give' };
  const { fromSec = -Infinity, toSec = Infinity } = span;
  const days = source.series.days.filter((day) => day.fromSec >= fromSec && day.toSec <= toSec);
  if (days.length === 0) return { code: 'outside-coverage', message: 'there are no days in this span' };
  return {
    schema: 'vigil.days/1',
    network: sources.network,
    source: describeSource(source),
    level: 1,
    notes: [],
    sentence: `${days.length} days from ${formatUtc(days[0]!.fromSec)} to ${formatUtc(days[days.length - 1]!.toSec)}.`,
    days: days.map((day) => {
      return { from: day.fromSec, to: day.toSec, blocks: day.blocks, exposure: day.exposure };
    }),
  };
}

/** Seconds that two spans share; 0 or less when they lie apart. */
function overlap(a: Coverage, b: Coverage): number {
  return Math.min(a.toSec, b.toSec) - Math.max(a.fromSec, b.fromSec);
}
