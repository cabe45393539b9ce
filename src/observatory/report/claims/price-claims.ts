import { formatDay } from '../../answers/units.ts';
import type { PriceBreadthClaim, PriceChangeClaim, PriceLevelClaim } from '../../events/claim.ts';
import { firstBelow, highest, lowest, priceAt } from '../../market/price-moves.ts';
import type { DailyCloses, PriceSeries } from '../../market/price-series.ts';
import { DAY_SEC } from '../../series/observations.ts';
import { changeText, formatDollars, momentText, shareText, sizeText, spanText } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';

/** The finest prices of an asset that cover a window. */
interface Prices {
  readonly series: PriceSeries;
  /** For a reader: `hourly prices`, `daily closes`. */
  readonly kind: 'hourly prices' | 'daily closes';
}

/** Compares a claimed price level with the lowest, or highest, price paid in the window. */
export function judgePriceLevel(input: ReportInput, claim: PriceLevelClaim): Judgement {
  const prices = pricesOf(input, claim.asset, claim);
  if (prices === undefined) return noPrices(claim.asset, claim);
  const { series, kind } = prices;
  const low = lowest(series, claim.fromSec, claim.toSec);
  const high = highest(series, claim.fromSec, claim.toSec);
  if (low === undefined || high === undefined) return noPrices(claim.asset, claim);
  const level = formatDollars(claim.level);
  const isBelow = claim.is === 'below';
  const first = isBelow ? firstBelow(series, claim.level, claim) : undefined;
  const isTrue = isBelow ? first !== undefined : high.price >= claim.level;
  const extreme = isBelow ? low : high;
  if (!isTrue && kind === 'daily closes') {
    return cannotBeTold(
      `Only daily closes of ${claim.asset} are at hand; within a day the price may have been there.`,
      closesFigure(isBelow, extreme),
    );
  }
  return {
    verdict: isTrue ? 'supported' : 'contradicted',
    figure: `${isBelow ? 'lowest' : 'highest'} price ${formatDollars(extreme.price)}, ${momentText(extreme.timeSec)} (${kind})`,
    reason: isBelow
      ? first === undefined
        ? `From ${spanText(claim.fromSec, claim.toSec)} no trade was below ${level}.`
        : `The first trade below ${level} came in the hour from ${momentText(first.timeSec)}, ${hoursAfter(claim.fromSec, first.timeSec)}.`
      : isTrue
        ? `The price reached ${level} between ${spanText(claim.fromSec, claim.toSec).replace(' to ', ' and ')}.`
        : `From ${spanText(claim.fromSec, claim.toSec)} the price did not reach ${level}.`,
    numbers: { claimed: claim.level, extreme: extreme.price, time: extreme.timeSec, first: first?.timeSec ?? null },
  };
}

function closesFigure(isBelow: boolean, extreme: { readonly price: number; readonly timeSec: number }): string {
  return `${isBelow ? 'lowest' : 'highest'} close ${formatDollars(extreme.price)}, ${formatDay(extreme.timeSec)}`;
}

function hoursAfter(fromSec: number, timeSec: number): string {
  const hours = Math.round((timeSec - fromSec) / 3600);
  return hours < 1 ? 'the first of the window' : `${hours} h into the window`;
}

/** Compares a claimed change with the path of the price: did it, on its way, stand where the claim says? */
export function judgePriceChange(input: ReportInput, claim: PriceChangeClaim): Judgement {
  const prices = pricesOf(input, claim.asset, claim);
  const start = prices === undefined ? undefined : priceAt(prices.series, claim.fromSec);
  const end = prices === undefined ? undefined : priceAt(prices.series, claim.toSec);
  if (prices === undefined || start === undefined || end === undefined) return noPrices(claim.asset, claim);
  const isFall = claim.size < 0;
  // A close belongs to the end of its day: the day that starts at `fromSec` is the first whose close may be the extreme.
  const find = isFall ? lowest : highest;
  const extreme = find(prices.series, claim.fromSec, claim.toSec)!;
  const rounding = 0.005;
  const reached = isFall
    ? extreme.price / start - 1 <= claim.size + rounding
    : extreme.price / start - 1 >= claim.size - rounding;
  const noun = isFall ? 'fall' : 'rise';
  const when = prices.kind === 'daily closes' ? formatDay(extreme.timeSec) : momentText(extreme.timeSec);
  return {
    verdict: reached ? 'supported' : 'contradicted',
    figure:
      `${changeText(end / start)} from ${formatDollars(start)} to ${formatDollars(end)}, ${spanText(claim.fromSec, claim.toSec)}; ` +
      `${isFall ? 'lowest' : 'highest'} ${formatDollars(extreme.price)} on ${when} (${changeText(extreme.price / start)}; ${prices.kind})`,
    reason: `${
      reached
        ? `At some moment of the window the price stood ${sizeText(claim.size)} ${isFall ? 'below' : 'above'} its start, so the figure can be right; a window was not published.`
        : `At no ${prices.kind === 'daily closes' ? 'close' : 'hour'} of the window was the ${noun} as large as ${sizeText(claim.size)}.`
    } ${closestDays(input, claim)}`.trim(),
    numbers: { claimed: 1 + claim.size, ratio: end / start, extreme: extreme.price / start },
  };
}

/** Names the pair of daily closes around the window whose change comes closest to the claimed one. */
function closestDays(input: ReportInput, claim: PriceChangeClaim): string {
  const { closes } = input;
  const column = closes?.closes.get(claim.asset);
  if (closes === undefined || column === undefined) return '';
  const first = Math.max(0, Math.floor((claim.fromSec - closes.firstDaySec) / DAY_SEC) - 1);
  const last = Math.min(column.length - 1, Math.ceil((claim.toSec - closes.firstDaySec) / DAY_SEC));
  let closest: { readonly from: number; readonly to: number; readonly ratio: number } | undefined;
  for (let from = first; from < last; from++) {
    for (let to = from + 1; to <= last; to++) {
      const ratio = column[to]! / column[from]!;
      if (closest !== undefined && Math.abs(closest.ratio - 1 - claim.size) <= Math.abs(ratio - 1 - claim.size))
        continue;
      closest = { from, to, ratio };
    }
  }
  if (closest === undefined) return '';
  const day = (i: number): string => formatDay(closes.firstDaySec + i * DAY_SEC);
  return `The daily closes that come closest are those of ${day(closest.from)} and ${day(closest.to)}: ${changeText(closest.ratio)}.`;
}

/** Counts how many assets' closes moved the claimed way, and how often as many do. */
export function judgePriceBreadth(input: ReportInput, claim: PriceBreadthClaim): Judgement {
  const { closes } = input;
  if (closes === undefined) return cannotBeTold('Daily closes are not at hand.');
  const from = Math.round((claim.fromSec - closes.firstDaySec) / DAY_SEC) - 1;
  const days = Math.round((claim.toSec - claim.fromSec) / DAY_SEC);
  const moved = countMoved(closes, { from, days, direction: claim.direction });
  if (moved === undefined || days < 1)
    return cannotBeTold(`The daily closes at hand do not cover ${spanText(claim.fromSec, claim.toSec)}.`);
  const all = closes.closes.size;
  let spans = 0;
  let asMany = 0;
  for (let start = 0; start + days <= from; start++) {
    const other = countMoved(closes, { from: start, days, direction: claim.direction });
    if (other === undefined) continue;
    spans++;
    if (other.length >= moved.length) asMany++;
  }
  const isTrue = moved.length > all * claim.moreThanShare;
  const verb = claim.direction === 'fall' ? 'fell' : 'rose';
  const often = spans === 0 ? '' : ` As many ${verb} in ${asMany} of the ${spans} spans of ${days} days before.`;
  return {
    verdict: isTrue ? 'supported' : 'contradicted',
    figure: `${moved.length} of ${all} large coins ${verb}, ${spanText(claim.fromSec, claim.toSec)} (daily closes)`,
    reason: `${isTrue ? 'More' : 'Not more'} than ${shareText(claim.moreThanShare)} of them ${verb}: ${describeMoves(moved)}.${often}`,
    numbers: { moved: moved.length, assets: all, asMany, spans },
  };
}

interface Move {
  readonly asset: string;
  readonly ratio: number;
}

function countMoved(
  closes: DailyCloses,
  window: { readonly from: number; readonly days: number; readonly direction: 'fall' | 'rise' },
): Move[] | undefined {
  const { from, days, direction } = window;
  const moves: Move[] = [];
  for (const [asset, column] of closes.closes) {
    const before = column[from];
    const after = column[from + days];
    if (before === undefined || after === undefined) return undefined;
    const ratio = after / before;
    if (direction === 'fall' ? ratio < 1 : ratio > 1) moves.push({ asset, ratio });
  }
  return moves;
}

function describeMoves(moves: readonly Move[]): string {
  if (moves.length === 0) return 'none';
  return moves.map(({ asset, ratio }) => `${asset} ${changeText(ratio)}`).join(', ');
}

/** Finds the finest prices that cover a window: hourly ones for their asset, else daily closes. */
export function pricesOf(
  input: ReportInput,
  asset: string,
  window: { readonly fromSec: number; readonly toSec: number },
): Prices | undefined {
  const { prices, closes } = input;
  if (prices !== undefined && prices.asset === asset && covers(prices, window))
    return { series: prices, kind: prices.stepSec < DAY_SEC ? 'hourly prices' : 'daily closes' };
  const column = closes?.closes.get(asset);
  if (closes === undefined || column === undefined) return undefined;
  const series = {
    asset,
    fromSec: closes.firstDaySec,
    stepSec: DAY_SEC,
    open: column,
    high: column,
    low: column,
    close: column,
  };
  return covers(series, window) ? { series, kind: 'daily closes' } : undefined;
}

function covers(series: PriceSeries, window: { readonly fromSec: number; readonly toSec: number }): boolean {
  const end = series.fromSec + series.stepSec * series.close.length;
  return series.fromSec <= window.fromSec && window.toSec <= end;
}

function noPrices(asset: string, window: { readonly fromSec: number; readonly toSec: number }): Judgement {
  return cannotBeTold(`Prices of ${asset} are not at hand for ${spanText(window.fromSec, window.toSec)}.`);
}
