import { boardOf } from '../market/board.ts';
import type { MarketHoldings } from '../market/market-holdings.ts';
import { covered, priceBy, priceNow } from '../market/pair-prices.ts';
import type { PairPrices, Priced } from '../market/pair-prices.ts';
import { chartPoints, drawdownPoints } from '../market/price-chart.ts';
import { QuotePrices } from '../market/quote-prices.ts';
import { DAY_SEC } from '../series/observations.ts';
import type { MarketBoard, MarketDocument } from './market-document.ts';
import { changesOf, highOf, volatilitiesOf } from './market-figures.ts';
import { marketNotes } from './market-notes.ts';
import { marketSources } from './market-sources.ts';
import { marketSentence } from './market-words.ts';
import type { AnswerReject } from './sources.ts';
import { formatUtc } from './units.ts';

/** What is asked of the market. Times in seconds since 1970. */
export interface MarketQuestion {
  /** The moment to speak of; now, or where the prices end, when left out. What came later is not looked at. */
  readonly atSec?: number;
  /** The chart's span: 30 days up to the moment when left out. */
  readonly fromSec?: number;
  readonly toSec?: number;
  /** Tickers: `BTC`, `USD`. */
  readonly base: string;
  readonly quote: string;
  /** Probability that the intervals hold the truth. */
  readonly level: number;
}

const CHART_SEC = 30 * DAY_SEC;

/** The length of time that the board looks back over. */
const BOARD_SEC = DAY_SEC;

/** The market at a moment: price, changes, drawdown, volatility, the board, and who said so. */
export function answerMarket(holdings: MarketHoldings, question: MarketQuestion): MarketDocument | AnswerReject {
  const { base, quote, level } = question;
  const prices = new QuotePrices(holdings, quote);
  const own = prices.pair(base);
  const moment = momentOf(holdings, own, question);
  if ('code' in moment) return moment;
  const { live, priced, atSec } = moment;
  const toSec = question.toSec ?? atSec;
  const fromSec = question.fromSec ?? toSec - CHART_SEC;
  if (fromSec >= toSec) {
    return { code: 'bad-window', message: `the span ends at ${formatUtc(toSec)}, not after its start` };
  }
  const { stepSec, points } = chartPoints(own, { fromSec, toSec });
  const told = {
    at: atSec,
    live,
    base,
    quote,
    price: {
      value: priced.price,
      at: priced.timeSec,
      low: priced.low,
      high: priced.high,
      exchanges: priced.exchanges,
    },
    changes: changesOf(own, priced),
    allTimeHigh: highOf(own, priced, atSec),
    board: boardAt(prices, holdings, { toSec: live ? undefined : atSec, nowSec: atSec }),
  };
  return {
    schema: 'vigil.market/1',
    network: 'mainnet',
    sentence: marketSentence(told),
    notes: marketNotes(own, told, { fromSec, toSec, points, isLiveAsked: holdings.live.length > 0 && isNow(question) }),
    level,
    ...told,
    volatility: volatilitiesOf(own, priced, level),
    sources: marketSources(holdings, own, { live, isNow: isNow(question), priced }),
    from: fromSec,
    to: toSec,
    step: stepSec,
    points,
    drawdown: drawdownPoints(own, Math.max(toSec, atSec)),
    quotes: quotesOf(holdings, base),
  };
}

interface Moment {
  readonly atSec: number;
  readonly live: boolean;
  readonly priced: Priced;
}

function isNow({ atSec, toSec }: MarketQuestion): boolean {
  return atSec === undefined && toSec === undefined;
}

/** The moment to speak of, and the price then. */
function momentOf(holdings: MarketHoldings, own: PairPrices, question: MarketQuestion): Moment | AnswerReject {
  const span = covered(own);
  const now = isNow(question) ? priceNow(own) : undefined;
  if (now !== undefined) return { atSec: Math.floor(holdings.nowMs! / 1000), live: true, priced: now };
  if (span === undefined) return nothingOf(holdings, question);
  const atSec = question.atSec ?? Math.min(question.toSec ?? Infinity, span.toSec);
  const priced = priceBy(own, atSec);
  if (priced === undefined) {
    const pair = `${own.base} in ${own.quote}`;
    return {
      code: 'outside-coverage',
      message: `no price of ${pair} is known for ${formatUtc(atSec)} (at hand: ${formatUtc(span.fromSec)} to ${formatUtc(span.toSec)}); give a file of that time with --file`,
    };
  }
  return { atSec, live: false, priced };
}

function nothingOf(holdings: MarketHoldings, { base, quote }: MarketQuestion): AnswerReject {
  const quotes = quotesOf(holdings, base);
  const have = quotes.length === 0 ? 'none of any currency' : `${base} in ${quotes.join(', ')}`;
  return {
    code: 'no-observations',
    message: `no prices of ${base} in ${quote} are at hand (there are: ${have}); give a file with --file, or let "vigil serve" ask the exchanges`,
  };
}

/** Currencies that a coin has prices in, dollars first. */
function quotesOf({ candles, ticks }: MarketHoldings, base: string): string[] {
  const pairs = [...candles.map((source) => source.candles), ...ticks].filter((pair) => pair.base === base);
  const quotes = [...new Set(pairs.map(({ quote }) => quote))].sort();
  return [...quotes.filter((quote) => quote === 'USD'), ...quotes.filter((quote) => quote !== 'USD')];
}

function boardAt(
  prices: QuotePrices,
  holdings: MarketHoldings,
  moment: { readonly toSec: number | undefined; readonly nowSec: number },
): MarketBoard | null {
  const assets = [
    ...new Set([...holdings.candles.map(({ candles }) => candles.base), ...holdings.ticks.map(({ base }) => base)]),
  ];
  const board = boardOf(prices, assets, { ...moment, lengthSec: BOARD_SEC });
  if (board === undefined) return null;
  const rows = board.rows.map((row) => ({
    ...row,
    basis:
      row.basis === 'own pair'
        ? ({ kind: 'own pair' } as const)
        : ({ kind: 'cross rate', through: `BTC-${prices.quote} over BTC-USD` } as const),
  }));
  const to = Math.max(...rows.map(({ at }) => at));
  return { ...board, rows, from: to - BOARD_SEC, to };
}
