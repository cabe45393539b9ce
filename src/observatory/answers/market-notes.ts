import type { ChartPoint } from '../market/price-chart.ts';
import type { PairPrices } from '../market/pair-prices.ts';
import { momentText } from '../report/figures.ts';
import type { MarketDocument } from './market-document.ts';
import { formatCounted, formatDay, formatDuration, formatUtc } from './units.ts';

/** What a careful reader should know of how the market's figures were made. */
export function marketNotes(
  prices: PairPrices,
  told: Pick<MarketDocument, 'at' | 'live' | 'base' | 'quote' | 'price' | 'allTimeHigh' | 'board' | 'changes'>,
  about: {
    readonly fromSec: number;
    readonly toSec: number;
    readonly points: readonly ChartPoint[];
    /** Whether now was asked for, and exchanges are asked. */
    readonly isLiveAsked: boolean;
  },
): string[] {
  const { at, live, base, price, allTimeHigh, board } = told;
  const notes: string[] = [];
  if (about.isLiveAsked && !live) notes.push(noLiveText(prices, at));
  if (price.at < at && !live) notes.push(`the last price known at ${formatUtc(at)} is that of ${formatUtc(price.at)}`);
  if (price.exchanges === 1) {
    notes.push('the price is that of one source: nothing shows whether it is right, as others beside it would');
  }
  notes.push(
    `the high is the highest price paid since ${formatDay(allTimeHigh.since)}, where the prices at hand begin`,
  );
  const asked = told.changes.filter(({ ratio }) => ratio === null);
  if (asked.length > 0) {
    const lengths = asked.map(({ seconds }) => formatDuration(seconds)).join(' and ');
    notes.push(`no price is at hand near enough to tell the change over ${lengths}`);
  }
  const disagreed = prices.steps.reduce((sum, step) => sum + step.disagreed, 0);
  if (disagreed > 0) {
    notes.push(
      `in ${formatCounted(disagreed, 'span')} the exchanges disagree by more than 5 % and none has a majority with it: these are left out`,
    );
  }
  notes.push(...droppedNotes(prices));
  const first = about.points[0];
  const last = about.points.at(-1);
  if (first === undefined)
    notes.push(`no prices of ${base} are at hand from ${momentText(about.fromSec)} to ${momentText(about.toSec)}`);
  else if (last !== undefined && last.time < Math.min(about.toSec, at) - 2 * 86_400) {
    notes.push(`the prices at hand end on ${formatUtc(last.time)}`);
  }
  if (board === null)
    notes.push('prices of fewer than two coins are at hand for this moment, so how they moved together is not told');
  else notes.push(...boardNotes(board));
  return notes;
}

function noLiveText(prices: PairPrices, at: number): string {
  const count = prices.ticks.length;
  const why =
    count === 0
      ? 'no exchange has given a price in the last 3 minutes'
      : 'the exchanges disagree by more than 5 %, and none has a majority with it';
  return `${why}: the figures are those of ${formatUtc(at)}`;
}

function droppedNotes(prices: PairPrices): string[] {
  const dropped = new Map<string, number>();
  for (const step of prices.steps) {
    for (const [k, count] of step.dropped.entries()) {
      const { description } = step.sources[k]!;
      if (count > 0) dropped.set(description, (dropped.get(description) ?? 0) + count);
    }
  }
  return [...dropped].map(
    ([title, count]) => `${formatCounted(count, 'candle')} of ${title} lay too far from the others and were left out`,
  );
}

function boardNotes(board: NonNullable<MarketDocument['board']>): string[] {
  const crossed = board.rows.filter(({ basis }) => basis.kind === 'cross rate');
  const moments = new Set(board.rows.map(({ at }) => at));
  const notes: string[] = [];
  const [first] = crossed;
  if (first?.basis.kind === 'cross rate') {
    const which = crossed.length === board.rows.length ? 'all coins' : crossed.map(({ asset }) => asset).join(', ');
    notes.push(`prices of ${which} are in dollars, turned over by cross rate: ${first.basis.through}`);
  }
  if (moments.size > 1) {
    const earliest = Math.min(...moments);
    notes.push(`coins are compared at their last known prices, the oldest of ${formatUtc(earliest)}`);
  }
  return notes;
}
