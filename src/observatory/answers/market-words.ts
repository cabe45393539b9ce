import { changeText, counted, momentText, thousands } from '../report/figures.ts';
import type { MarketBoard, MarketDocument } from './market-document.ts';
import { formatDuration, threeDigits } from './units.ts';

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '\u20ac', GBP: '\u00a3', JPY: '\u00a5' };

/** Writes an amount of money, thousands apart: `$46 827`, `\u20ac0.512`, `38 412 CHF`. */
export function moneyText(amount: number, quote: string): string {
  const symbol = SYMBOLS[quote];
  const digits = amount >= 1000 ? thousands(amount) : threeDigits(amount);
  return symbol === undefined ? `${digits}\u00a0${quote}` : `${symbol}${digits}`;
}

type Told = Pick<MarketDocument, 'at' | 'live' | 'base' | 'quote' | 'price' | 'changes' | 'allTimeHigh' | 'board'>;

/** The market in one or two plain sentences. */
export function marketSentence(document: Told): string {
  const { at, live, base, quote, price } = document;
  const value = moneyText(price.value, quote);
  const of =
    price.exchanges > 1
      ? ` (median of ${price.exchanges} exchanges, ${moneyText(price.low, quote)} to ${moneyText(price.high, quote)})`
      : '';
  const opening = live ? `${base} stands at ${value}${of}` : `On ${momentText(at)} ${base} stood at ${value}${of}`;
  return `${opening}: ${movesText(document)}.${document.board === null ? '' : ` ${boardSentence(document.board)}`}`;
}

function movesText({ changes, allTimeHigh, quote }: Told): string {
  const day = changes.find(({ seconds }) => seconds === 86_400)?.ratio ?? null;
  const parts: string[] = [];
  if (day !== null) parts.push(`${directionText(day)} than 24 h before`);
  const { drawdown, price, at } = allTimeHigh;
  const high = `its high of ${moneyText(price, quote)} of ${momentText(at - (at % 86_400))}`;
  parts.push(drawdown >= 1 ? 'at the highest price ever paid' : `${percentText(1 - drawdown)} under ${high}`);
  return parts.join(', and ');
}

function directionText(ratio: number): string {
  if (ratio === 1) return 'no other';
  return `${percentText(Math.abs(ratio - 1))} ${ratio < 1 ? 'lower' : 'higher'}`;
}

function percentText(share: number): string {
  return changeText(1 + share).replace(/^\+/, '');
}

/** The board in a sentence: `A sea of red: all 10 coins fell over the 24 h, by 5.2 % in the median.` */
export function boardSentence({ rows, fell, median, breadth, from, to, before }: MarketBoard): string {
  const window = formatDuration(to - from);
  const coins = counted(rows.length, 'coin');
  const which =
    fell === rows.length ? `all ${coins} fell` : fell === 0 ? `none of ${coins} fell` : `${fell} of ${coins} fell`;
  const word = breadth === 'mixed' ? '' : `A ${breadth}: `;
  const told = `${word}${word === '' ? which.charAt(0).toUpperCase() + which.slice(1) : which} over ${window}; the median moved by ${changeText(median)}`;
  const often =
    before.of === 0
      ? ''
      : `, and as large a share of them fell in ${before.asRed} of the ${before.of} windows of ${window} before`;
  return `${told}${often}.`;
}
