import { formatChange, formatUtc } from '../../answers/units.ts';
import { columnOf, indexAt, unknown } from '../reading.ts';
import type { AlertData, AlertNeed, Reading } from '../reading.ts';
import type { AlertCondition } from '../rule.ts';

type RetargetCondition = AlertCondition & { readonly kind: 'retarget' };
type SeriesCondition = AlertCondition & { readonly kind: 'series' };

const STALE_BLOCKS = 'chain/stale-blocks';
/** Written each minute while a node runs. */
const CHAIN_TIP = 'chain/tip';

const NEXT_RETARGET = 'difficulty/next';

/** A stale block is news for so long. */
const STALE_SEC = 3600;

/** Points that are older say nothing of now. */
const MAX_AGE_SEC = 26 * 3600;

/** Of a limit's size: as far on the other side a value counts as back. */
const CLEAR_MARGIN = 0.02;

/** Of a change of difficulty: a percent. */
const CLEAR_CHANGE = 0.01;

export function staleBlockNeeds(nowSec: number): readonly AlertNeed[] {
  return [STALE_BLOCKS, CHAIN_TIP].map((series) => ({ series, fromSec: nowSec - STALE_SEC }));
}

/** Whether a block became stale within the last hour. That none was written is an answer only while a node looks. */
export function readStaleBlock(data: AlertData, nowSec: number): Reading {
  const found = data.get(STALE_BLOCKS);
  const last = found === undefined ? -1 : indexAt(found.atSec, nowSec + 1) - 1;
  const atSec = last < 0 ? -Infinity : found!.atSec[last]!;
  if (atSec <= nowSec - STALE_SEC) {
    const tips = data.get(CHAIN_TIP)?.atSec ?? new Float64Array(0);
    const lastTip = tips[indexAt(tips, nowSec + 1) - 1] ?? -Infinity;
    if (lastTip <= nowSec - STALE_SEC) return unknown('no node has recorded the chain within the hour before', nowSec);
    const sentence = 'No block has become stale within the last hour.';
    return { holds: false, isClear: true, sentence, values: [], fromSec: nowSec - STALE_SEC, toSec: nowSec };
  }
  const blocks = columnOf(found!, 'staleBlocks')?.[last] ?? 1;
  const height = columnOf(found!, 'lowestHeight')?.[last] ?? NaN;
  const what = blocks === 1 ? `A block at height ${height}` : `${blocks} blocks from height ${height} on`;
  return {
    holds: true,
    isClear: false,
    sentence: `${what} became stale at ${formatUtc(atSec)}: a chain with more work took over.`,
    values: [
      { name: 'staleBlocks', value: blocks, unit: '' },
      { name: 'lowestHeight', value: height, unit: '' },
    ],
    fromSec: atSec,
    toSec: nowSec,
  };
}

export function retargetNeeds(nowSec: number): readonly AlertNeed[] {
  return [{ series: NEXT_RETARGET, fromSec: nowSec - MAX_AGE_SEC }];
}

/** The forecast of the next retarget against a change. */
export function readRetarget({ side, change }: RetargetCondition, data: AlertData, nowSec: number): Reading {
  const forecast = data.get(NEXT_RETARGET);
  const last = forecast === undefined ? -1 : indexAt(forecast.atSec, nowSec + 1) - 1;
  if (forecast === undefined || last < 0 || forecast.atSec[last]! < nowSec - MAX_AGE_SEC) {
    return unknown('no forecast of the next retarget is recorded up to now', nowSec);
  }
  const valueOf = (name: string): number => columnOf(forecast, name)?.[last] ?? NaN;
  const [ratio, low, high] = ['changeRatio', 'changeRatioLow', 'changeRatioHigh'].map(valueOf) as [
    number,
    number,
    number,
  ];
  const beyond = side === 'above' ? ratio - 1 - change : change - (ratio - 1);
  return {
    holds: beyond > 0,
    isClear: beyond < -CLEAR_CHANGE,
    sentence:
      `The next retarget, at height ${valueOf('height')} around ${formatUtc(valueOf('retargetSec'))}, is forecast at ${formatChange(ratio)} ` +
      `(${formatChange(low)} to ${formatChange(high)} with 90 %).`,
    values: [
      { name: 'ratioLow', value: low, unit: 'ratio' },
      { name: 'ratioMedian', value: ratio, unit: 'ratio' },
      { name: 'ratioHigh', value: high, unit: 'ratio' },
    ],
    fromSec: forecast.atSec[last]!,
    toSec: nowSec,
  };
}

export function seriesNeeds({ series }: SeriesCondition, nowSec: number): readonly AlertNeed[] {
  return [{ series, fromSec: nowSec - MAX_AGE_SEC }];
}

/** The newest value of a series against a limit. */
export function readSeries(condition: SeriesCondition, data: AlertData, nowSec: number): Reading {
  const { series, column, side, value: limit } = condition;
  const points = data.get(series);
  if (points === undefined) return unknown(`nothing is recorded as ${series}`, nowSec);
  const last = indexAt(points.atSec, nowSec + 1) - 1;
  if (last < 0 || points.atSec[last]! < nowSec - MAX_AGE_SEC)
    return unknown(`nothing is recorded as ${series} up to now`, nowSec);
  const name = column ?? points.names[0]!;
  const values = points.columns[points.names.indexOf(name)];
  if (values === undefined) return unknown(`${series} has the columns ${points.names.join(', ')}, not ${name}`, nowSec);
  const value = values[last]!;
  if (!Number.isFinite(value)) return unknown(`${series}:${name} is not known now`, nowSec);
  const beyond = side === 'above' ? value - limit : limit - value;
  return {
    holds: beyond > 0,
    isClear: beyond < -CLEAR_MARGIN * Math.abs(limit) || (limit === 0 && beyond <= 0),
    sentence: `${series}:${name} is ${value} at ${formatUtc(points.atSec[last]!)}; the limit is ${side} ${limit}.`,
    values: [
      { name, value, unit: '' },
      { name: 'limit', value: limit, unit: '' },
    ],
    fromSec: points.atSec[last]!,
    toSec: nowSec,
  };
}
