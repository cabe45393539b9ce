import type { JSX } from 'preact';
import type { MarketDocument } from '../../api/documents.ts';
import { formatChange } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatDurationWords, formatUtcShort } from '../../format/time.ts';
import { formatMoney } from './money.ts';

/** Each coin with a bar from no change: to the left and red where it fell, to the right and blue where it rose. */
export function Board({
  board,
  quote,
}: {
  readonly board: NonNullable<MarketDocument['board']>;
  readonly quote: string;
}): JSX.Element {
  const { rows, from, to, before, fell, breadth, median } = board;
  const widest = Math.max(0.01, ...rows.map(({ ratio }) => Math.abs(ratio - 1)));
  const share = (ratio: number): number => (Math.abs(ratio - 1) / widest) * 50;
  const window = formatDurationWords(to - from);
  return (
    <section aria-labelledby="market-board">
      <h2 id="market-board">The board</h2>
      <p class="section-sentence">
        {breadth === 'mixed' ? '' : `A ${breadth}: `}
        {fell} of {rows.length} coins fell over {window}; the median moved by {formatChange(median, reader)}.
        {before.of > 0 &&
          ` As large a share of them fell in ${before.asRed} of the ${before.of} windows of ${window} before.`}
      </p>
      <table class="board">
        <caption class="visually-hidden">
          Coins, the largest fall first, from {formatUtcShort(from)} to {formatUtcShort(to)} UTC
        </caption>
        <thead>
          <tr>
            <th scope="col">Coin</th>
            <td aria-hidden="true" />
            <th scope="col" class="numeric">
              Change
            </th>
            <th scope="col" class="numeric">
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ asset, ratio, price, basis, at, exchanges }) => (
            <tr
              key={asset}
              title={`${formatUtcShort(at)} UTC, ${exchanges === 1 ? '1 source' : `${exchanges} exchanges`}`}
            >
              <th scope="row">{asset}</th>
              <td class="board-track" aria-hidden="true">
                <span
                  class={ratio < 1 ? 'board-fall' : 'board-rise'}
                  style={{
                    width: `${share(ratio)}%`,
                    [ratio < 1 ? 'right' : 'left']: '50%',
                  }}
                />
              </td>
              <td class="numeric">{formatChange(ratio, reader)}</td>
              <td class="numeric">
                {formatMoney(price, quote, reader)}
                {basis.kind === 'cross rate' && <abbr title={`cross rate: ${basis.through}`}>*</abbr>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
