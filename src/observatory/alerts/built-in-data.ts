import type { NetworkName } from '../../consensus/params.ts';
import type { SeriesColumns } from '../../ports/history-store.ts';
import { answerDifficulty } from '../answers/difficulty-answer.ts';
import { isReject } from '../answers/sources.ts';
import type { EpochTable } from '../history/epoch-table.ts';
import type { DailyCloses, PriceSeries } from '../market/price-series.ts';
import { blockSeries, firstIndexAtOrAfter } from '../series/block-series.ts';
import type { BlockSeries } from '../series/block-series.ts';
import { countWindow, coverage, DAY_SEC } from '../series/observations.ts';
import type { DaySeries } from '../series/observations.ts';
import type { WindowCount } from '../series/window-count.ts';
import { COUNTS_SERIES } from './readings/hashrate-reading.ts';

const HOUR_SEC = 3600;

/** So often the next retarget is forecast in a replay. */
const FORECAST_SEC = 6 * HOUR_SEC;

/** Blocks that a forecast needs before it. */
const MIN_BLOCKS = 144;

/** The history that Vigil brings along. */
export interface BuiltInHoldings {
  readonly network: NetworkName;
  readonly blocks: BlockSeries;
  readonly days: DaySeries;
  readonly epochs: EpochTable;
  readonly prices: PriceSeries;
  readonly closes: DailyCloses;
}

/**
 * One series of the built-in history under the name that collectors give it, so that rules can be tried on it.
 *
 * @returns `undefined` for a series that the built-in history does not have.
 */
export function builtInSeries(holdings: BuiltInHoldings, series: string): SeriesColumns | undefined {
  if (series === COUNTS_SERIES) return builtInCounts(holdings);
  if (series === 'market/median/btc-usd/1h') return candles(holdings.prices);
  if (series === 'difficulty/next') return forecasts(holdings);
  const asset = /^market\/median\/([a-z0-9]+)-usd\/1d$/.exec(series)?.[1];
  const closes = asset === undefined ? undefined : holdings.closes.closes.get(asset.toUpperCase());
  if (closes === undefined) return undefined;
  const atSec = closes.map((_, i) => holdings.closes.firstDaySec + i * DAY_SEC);
  return { names: ['close'], atSec, columns: [closes] };
}

/** Counts of blocks in columns, by the time that each span ends. */
export function countColumns(atSec: Float64Array, counts: readonly WindowCount[]): SeriesColumns {
  return {
    names: ['blocks', 'exposureSecPerHash', 'spanSec'],
    atSec,
    columns: [
      Float64Array.from(counts, ({ blocks }) => blocks),
      Float64Array.from(counts, ({ exposure }) => exposure),
      Float64Array.from(counts, ({ fromSec, toSec }) => toSec - fromSec),
    ],
  };
}

/** Hours where single blocks are known, whole days before and after. */
function builtInCounts({ blocks, days }: BuiltInHoldings): SeriesColumns {
  const { fromSec, toSec } = coverage(blocks);
  const firstSec = Math.ceil(fromSec / DAY_SEC) * DAY_SEC;
  const endSec = Math.floor(toSec / DAY_SEC) * DAY_SEC;
  const hours: WindowCount[] = [];
  for (let sec = firstSec; sec < endSec; sec += HOUR_SEC) hours.push(countWindow(blocks, sec, sec + HOUR_SEC));
  const counts = [
    ...days.days.filter((day) => day.toSec <= firstSec),
    ...hours,
    ...days.days.filter((day) => day.fromSec >= endSec),
  ];
  return countColumns(
    Float64Array.from(counts, (count) => count.toSec),
    counts,
  );
}

function candles({ fromSec, stepSec, open, high, low, close }: PriceSeries): SeriesColumns {
  const atSec = close.map((_, i) => fromSec + i * stepSec);
  return { names: ['open', 'high', 'low', 'close'], atSec, columns: [open, high, low, close] };
}

/** What the forecast of the next retarget was, from the blocks until then. */
function forecasts({ network, blocks, epochs }: BuiltInHoldings): SeriesColumns {
  const rows: number[][] = [];
  const { toSec } = coverage(blocks);
  const firstSec = Math.ceil(blocks.timesSec[MIN_BLOCKS]! / FORECAST_SEC) * FORECAST_SEC;
  for (let sec = firstSec; sec <= toSec; sec += FORECAST_SEC) {
    const end = firstIndexAtOrAfter(blocks.timesSec, sec);
    const { firstHeight, timeSource, bits } = blocks;
    const known = blockSeries({
      firstHeight,
      timeSource,
      timesSec: blocks.timesSec.subarray(0, end),
      work: blocks.work.subarray(0, end),
      ...(bits === undefined ? {} : { bits: bits.slice(0, end) }),
    });
    const answer = answerDifficulty(
      { network, epochs, observations: [{ series: known, description: 'the built-in block times' }] },
      { level: 0.9 },
    );
    if (isReject(answer)) continue;
    const { change, probabilityUp, height, time } = answer.next;
    rows.push([sec, change.median, change.low, change.high, probabilityUp, height, time.median]);
  }
  const [atSec, ...columns] = [0, 1, 2, 3, 4, 5, 6].map((k) => Float64Array.from(rows, (row) => row[k]!));
  const names = ['changeRatio', 'changeRatioLow', 'changeRatioHigh', 'probabilityUp', 'height', 'retargetSec'];
  return { names, atSec: atSec!, columns };
}
