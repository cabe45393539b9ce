import type { MarketBoard, MarketDocument } from '../../observatory/answers/market-document.ts';
import { moneyText } from '../../observatory/answers/market-words.ts';
import { formatChange, formatDuration, formatUtc, threeDigits } from '../../observatory/answers/units.ts';
import { textTable } from '../text-table.ts';

/** The market as text: the sentence, tables, sources, notes. */
export function marketText(document: MarketDocument): string {
  const parts = [
    `${document.sentence}\n`,
    changesTable(document),
    volatilityText(document),
    document.board === null ? '' : boardTable(document.board, document.quote),
    sourcesTable(document),
    document.notes.map((note) => `Note: ${note}.\n`).join(''),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function changesTable({ changes, quote, allTimeHigh }: MarketDocument): string {
  const rows = changes.map(({ seconds, from, fromPrice, ratio }) => [
    formatDuration(seconds),
    from === null ? '-' : formatUtc(from),
    fromPrice === null ? '-' : moneyText(fromPrice, quote),
    ratio === null ? '-' : formatChange(ratio),
  ]);
  const high = [
    'high',
    formatUtc(allTimeHigh.at),
    moneyText(allTimeHigh.price, quote),
    formatChange(allTimeHigh.drawdown),
  ];
  return textTable(
    [{ title: 'since' }, { title: 'at' }, { title: 'price then', align: 'right' }, { title: 'change', align: 'right' }],
    [...rows, high],
  );
}

function volatilityText({ volatility, level }: MarketDocument): string {
  return volatility
    .map(({ from, to, step, returns, annualized }) => {
      const percent = (value: number): string => `${threeDigits(value * 100)} %`;
      return (
        `Volatility over ${formatDuration(to - from)}: ${percent(annualized.median)} a year ` +
        `(${percent(annualized.low)} to ${percent(annualized.high)} with ${threeDigits(level * 100)} %), of ${returns} returns of ${formatDuration(step)}.\n`
      );
    })
    .join('');
}

function boardTable({ rows }: MarketBoard, quote: string): string {
  return textTable(
    [
      { title: 'coin' },
      { title: 'price', align: 'right' },
      { title: 'change', align: 'right' },
      { title: 'from' },
      { title: 'to' },
      { title: 'by' },
    ],
    rows.map(({ asset, price, ratio, from, at, basis }) => [
      asset,
      moneyText(price, quote),
      formatChange(ratio),
      formatUtc(from),
      formatUtc(at),
      basis.kind,
    ]),
  );
}

function sourcesTable({ sources, quote }: MarketDocument): string {
  return textTable(
    [
      { title: 'source' },
      { title: 'state' },
      { title: 'price', align: 'right' },
      { title: 'at' },
      { title: 'off by', align: 'right' },
      { title: 'wrong' },
    ],
    sources.map(({ title, state, price, at, ratio, failure }) => [
      title,
      state,
      price === null ? '-' : moneyText(price, quote),
      at === null ? '-' : formatUtc(at),
      ratio === null ? '-' : formatChange(ratio),
      failure ?? '',
    ]),
  );
}
