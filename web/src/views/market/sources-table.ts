import type { MarketDocument } from '../../api/documents.ts';
import type { Table } from '../../charts/plot.ts';
import { formatChange } from '../../format/numbers.ts';
import type { NumberStyle } from '../../format/numbers.ts';
import { formatIso, formatUtcShort } from '../../format/time.ts';
import { formatMoney } from './money.ts';

const STATES: Readonly<Record<MarketDocument['sources'][number]['state'], string>> = {
  used: 'used',
  outlier: 'left out: too far off',
  stale: 'left out: too old',
  failing: 'failing',
  waiting: 'not asked yet',
  off: 'off (--no-market)',
  silent: 'no price',
};

/** Who gave which price, and whether it was used. */
export function sourcesTable({ sources, quote }: MarketDocument, style: NumberStyle): Table {
  return {
    caption: 'Sources of the price',
    columns: [
      { label: 'Source', numeric: false },
      { label: 'State', numeric: false },
      { label: 'Price', numeric: true },
      { label: 'Off the median', numeric: true },
      { label: 'Of (UTC)', numeric: false },
      { label: 'What is wrong', numeric: false },
    ],
    length: sources.length,
    row(k) {
      const { title, state, price, at, ratio, failure, next } = sources[k]!;
      const again = next === null || failure === null ? '' : `; asked again at ${formatUtcShort(next)}`;
      return [
        title,
        STATES[state],
        price === null ? '–' : formatMoney(price, quote, style),
        ratio === null ? '–' : formatChange(ratio, style, 2),
        at === null ? '–' : formatUtcShort(at),
        failure === null ? '–' : `${failure}${again}`,
      ];
    },
    csvColumns: ['source', 'state', 'price', 'ratio', 'at_utc', 'failure'],
    csvRow(k) {
      const { title, state, price, at, ratio, failure } = sources[k]!;
      return [title, state, price, ratio, at === null ? null : formatIso(at), failure];
    },
  };
}
