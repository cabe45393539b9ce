import { momentText, shareText, spanText } from '../figures.ts';
import type { MarketBoard, MarketDocument } from '../../answers/market-document.ts';
import type { ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Bitcoin beside the other coins: how many fell with it, how far below its high it stood. */
export function coinsSection({ input }: ReportFacts): ReportSection {
  const head = { id: 'coins', title: 'The market' };
  const market = input.documents?.market;
  if (market === undefined) {
    return {
      ...head,
      sentence: 'Nothing can be told of the market as a whole.',
      parts: [],
      missing: `Daily prices of bitcoin and other coins up to ${momentText(input.toSec)} would be needed.`,
    };
  }
  const parts: ReportPart[] = [];
  const swings = market.volatility.at(-1);
  if (swings !== undefined) parts.push({ kind: 'text', text: swingsText(swings) });
  if (market.board !== null) parts.push(boardTable(market.board));
  if (market.notes.length > 0) parts.push({ kind: 'list', items: market.notes });
  return {
    ...head,
    sentence: market.sentence,
    parts,
    missing: market.board === null ? 'Prices of other coins for this span would be needed.' : null,
  };
}

function swingsText({ annualized, returns, from, to }: MarketDocument['volatility'][number]): string {
  const { low, median, high } = annualized;
  return `The price of bitcoin swung by ${shareText(median)} a year (${shareText(low)} to ${shareText(high)}), by the ${returns} returns of ${spanText(from, to)}.`;
}

function boardTable({ rows }: MarketBoard): ReportPart {
  return {
    kind: 'table',
    caption: 'Coins, the largest fall first; prices in US dollars',
    columns: [
      { key: 'asset', label: 'Coin', type: 'text' },
      { key: 'price', label: 'Price', type: 'price' },
      { key: 'at', label: 'On (UTC)', type: 'time' },
      { key: 'from', label: 'Against (UTC)', type: 'time' },
      { key: 'ratio', label: 'Change', type: 'change' },
    ],
    rows: rows.map(({ asset, price, at, from, ratio }) => ({ asset, price, at, from, ratio })),
  };
}
