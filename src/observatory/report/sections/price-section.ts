import type { CauseClaim } from '../../events/claim.ts';
import { highest, lowest, priceAt, priceRatio } from '../../market/price-moves.ts';
import type { PriceSeries } from '../../market/price-series.ts';
import { DAY_SEC } from '../../series/observations.ts';
import { oddsSentence } from '../../answers/event-study-words.ts';
import { oddsOfCauses, studyOfCause } from '../claims/cause.ts';
import { changeText, formatDollars, momentText, shareText, spanText } from '../figures.ts';
import type { PlaceboChart, PriceChart, ReportPart, ReportSection, ReportTable } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';
import { periodsWithin, within, words } from '../report-facts.ts';

/** Most hours drawn; longer spans are drawn by the day. */
const MAX_POINTS = 1000;
const HORIZONS_HOURS = [1, 3, 8, 24, 72] as const;

/** How closes of such spans are called. */
const STEP_WORDS: ReadonlyMap<number, string> = new Map([
  [3600, 'hourly '],
  [DAY_SEC, 'daily '],
]);

/** The price around the events, and how unusual the hours after each of them were. */
export function priceSection(facts: ReportFacts): ReportSection {
  const head = { id: 'price', title: 'The price' };
  const { prices } = facts.input;
  const span = prices === undefined ? undefined : shownSpan(prices, facts);
  if (prices === undefined || span === undefined) {
    const { fromSec, toSec } = facts.input;
    return {
      ...head,
      sentence: 'Nothing can be told of the price.',
      parts: [],
      missing: `Prices for ${spanText(fromSec, toSec)} would be needed.`,
    };
  }
  const parts: ReportPart[] = [priceChart(prices, facts, span)];
  const events = facts.events.filter(({ time }) => priceAt(prices, time) !== undefined);
  if (events.length > 0) parts.push(movesTable(prices, events));
  for (const claim of facts.input.claims) {
    if (claim.kind === 'cause') parts.push(...placeboParts(facts, claim));
  }
  parts.push(...oddsParts(facts));
  const isShort = span.fromSec > facts.input.fromSec || span.toSec < facts.input.toSec;
  return {
    ...head,
    sentence: sentenceOf(prices, facts, span),
    parts,
    missing: isShort ? `Prices cover only ${spanText(span.fromSec, span.toSec)} of the report's span.` : null,
  };
}

interface Span {
  readonly fromSec: number;
  readonly toSec: number;
}

function shownSpan(prices: PriceSeries, { input }: ReportFacts): Span | undefined {
  const fromSec = Math.max(prices.fromSec, input.fromSec);
  const toSec = Math.min(prices.fromSec + prices.stepSec * prices.close.length, input.toSec);
  return toSec - fromSec >= 2 * prices.stepSec ? { fromSec, toSec } : undefined;
}

function sentenceOf(prices: PriceSeries, { input }: ReportFacts, span: Span): string {
  const high = highest(prices, -Infinity, span.toSec)!;
  const low = lowest(prices, span.fromSec, span.toSec)!;
  const main = input.windows[1];
  const atStart = main === undefined ? undefined : priceAt(prices, main.fromSec);
  const { asset } = prices;
  const before =
    main !== undefined && atStart !== undefined
      ? `${asset} stood at ${formatDollars(atStart)} when \u201c${words(main.id)}\u201d began; its`
      : `The`;
  return (
    `${before} lowest price of the span was ${formatDollars(low.price)} on ${momentText(low.timeSec)}, ` +
    `${changeText(low.price / high.price)} from its high of ${formatDollars(high.price)} on ${momentText(high.timeSec)}` +
    `${high.timeSec <= prices.fromSec ? ' (the first price at hand)' : ''}.`
  );
}

function priceChart(prices: PriceSeries, facts: ReportFacts, span: Span): PriceChart {
  const rows = priceRows(prices, span);
  const closes = rows.map((row) => row.close);
  const lowClose = Math.min(...closes);
  const highClose = Math.max(...closes);
  const levels = facts.input.claims.flatMap((claim) =>
    claim.kind === 'price-level' &&
    claim.asset === prices.asset &&
    claim.level >= lowClose * 0.95 &&
    claim.level <= highClose * 1.05
      ? [{ price: claim.level, label: formatDollars(claim.level) }]
      : [],
  );
  return {
    kind: 'chart',
    chart: 'price',
    title: `Price of ${prices.asset}`,
    caption: `The line joins ${STEP_WORDS.get(prices.stepSec) ?? ''}closes; grey: lowest to highest.${levels.length === 0 ? '' : ' Dashed: price levels that were claimed.'}`,
    summary:
      `${prices.asset} went from ${formatDollars(closes[0]!)} on ${momentText(span.fromSec)} to ${formatDollars(closes.at(-1)!)} on ` +
      `${momentText(span.toSec)}; closes lay between ${formatDollars(lowClose)} and ${formatDollars(highClose)}.`,
    symbol: prices.asset,
    rows,
    events: within(facts.events, span.fromSec, span.toSec),
    periods: periodsWithin(facts.periods, span.fromSec, span.toSec),
    levels,
  };
}

/** Closes by the hour, or joined into longer spans when there are too many to draw. */
function priceRows(prices: PriceSeries, span: Span): PriceChart['rows'] {
  const first = Math.round((span.fromSec - prices.fromSec) / prices.stepSec);
  const end = Math.round((span.toSec - prices.fromSec) / prices.stepSec);
  const join = Math.ceil((end - first) / MAX_POINTS);
  const rows: { time: number; close: number; low: number; high: number }[] = [];
  for (let i = first; i < end; i += join) {
    const last = Math.min(end, i + join);
    rows.push({
      time: prices.fromSec + last * prices.stepSec,
      close: prices.close[last - 1]!,
      low: Math.min(...prices.low.subarray(i, last)),
      high: Math.max(...prices.high.subarray(i, last)),
    });
  }
  return rows;
}

function movesTable(prices: PriceSeries, events: ReportFacts['events']): ReportTable {
  // Prices of days say nothing of hours.
  const horizons = HORIZONS_HOURS.filter((hours) => hours * 3600 >= prices.stepSec);
  return {
    kind: 'table',
    caption: 'Price at each event, and its change over the hours before and after',
    columns: [
      { key: 'event', label: 'Event', type: 'text' },
      { key: 'time', label: 'Time (UTC)', type: 'time' },
      { key: 'price', label: 'Price', type: 'price' },
      { key: 'before', label: '24 h before', type: 'change' },
      ...horizons.map((hours) => ({ key: `after${hours}`, label: `${hours} h after`, type: 'change' as const })),
    ],
    rows: events.map(({ time, label }) => ({
      event: label,
      time,
      price: priceAt(prices, time) ?? null,
      before: priceRatio(prices, time - DAY_SEC, time) ?? null,
      ...Object.fromEntries(
        horizons.map((hours) => [`after${hours}`, priceRatio(prices, time, time + hours * 3600) ?? null]),
      ),
    })),
  };
}

/** Widths of a histogram's bars; the first that leaves no more bars than `MAX_BARS` is taken. */
const BAR_WIDTHS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const MAX_BARS = 40;

/** Counts values in bars of one round width, with an edge at zero. */
function histogram(values: readonly number[]): PlaceboChart['bins'] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const width = BAR_WIDTHS.find((candidate) => (high - low) / candidate <= MAX_BARS) ?? (high - low) / MAX_BARS;
  const first = Math.floor(low / width);
  const counts = Array.from({ length: Math.floor(high / width) - first + 1 }, () => 0);
  for (const value of values) counts[Math.floor(value / width) - first]! += 1;
  return counts.map((windows, i) => ({ low: (first + i) * width, high: (first + i + 1) * width, windows }));
}

function placeboParts(facts: ReportFacts, claim: CauseClaim): ReportPart[] {
  const study = studyOfCause(facts.input, claim);
  if (typeof study === 'string') return [];
  const { horizon, ratios, words: windowWords } = study;
  const hours = horizon.length / 3600;
  const luck = claim.direction === 'fall' ? horizon.pFall : horizon.pRise;
  const chart: PlaceboChart = {
    kind: 'chart',
    chart: 'placebo',
    title: `${words(claim.cause)}: the ${hours} h after it, beside ordinary ${hours}-hour windows`,
    caption: `Grey: how often ${claim.asset} moved how much over ${hours} h, at the volatility before the event. Orange: the ${hours} h after it.`,
    summary:
      `The price changed by ${changeText(horizon.ratio)} in the ${hours} h after ${momentText(claim.atSec)}. Held against ` +
      `${ratios.length} ${windowWords}, a move as large or larger the same way has a share of ${shareText(luck)}, the event's own counted in.`,
    bins: histogram(ratios.map((ratio) => ratio - 1)),
    marks: [{ change: horizon.ratio, label: changeText(horizon.ratio) }],
  };
  return [chart];
}

/** Which of two named causes the path fits better: for each pair that lies near enough. */
function oddsParts({ input }: ReportFacts): ReportPart[] {
  const causes = input.claims.filter((claim) => claim.kind === 'cause');
  return causes.flatMap((first, k) =>
    causes.slice(k + 1).flatMap((second): ReportPart[] => {
      const odds = oddsOfCauses(input, first, second);
      return odds === undefined ? [] : [{ kind: 'text', text: oddsSentence(odds) }];
    }),
  );
}
