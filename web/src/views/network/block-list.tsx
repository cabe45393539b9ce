import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { BlockArrival, BlockRejection } from '../../api/documents.ts';
import { UtcTime } from '../../components/utc-time.tsx';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { formatClock, formatUtcShort } from '../../format/time.ts';
import { reasonWords } from './words.ts';

const DAY_SEC = 86_400;

/** Blocks shown before the reader asks for all. */
const FIRST_BLOCKS = 8;

const COLUMNS = ['Block', 'Arrived (UTC)', 'Mined (UTC)', 'Transactions', 'Size', 'Weight', 'From'] as const;

/** The last blocks as they came, newest first. */
export function BlockList({
  blocks,
  rejections,
  isWaiting,
}: {
  readonly blocks: readonly BlockArrival[];
  readonly rejections: readonly BlockRejection[];
  /** Whether the chain is up to date, so that the next block is one that is yet to be found. */
  readonly isWaiting: boolean;
}): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? blocks : blocks.slice(0, FIRST_BLOCKS);
  return (
    <section class="network-section" aria-labelledby="blocks-title">
      <h2 id="blocks-title">Blocks as they arrive</h2>
      {blocks.length === 0 ? (
        <p class="network-lead">
          None has come since the start{isWaiting ? '; on average one is found every ten minutes' : ''}.
        </p>
      ) : (
        <div class="table-block">
          <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="blocks-title">
            <table class="rows arrivals" role="table">
              <caption class="visually-hidden">The last blocks, newest first</caption>
              <thead role="rowgroup">
                <tr role="row">
                  {COLUMNS.map((label) => (
                    <th
                      key={label}
                      scope="col"
                      role="columnheader"
                      class={['Transactions', 'Size', 'Weight'].includes(label) ? 'numeric' : ''}
                    >
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody role="rowgroup">
                {shown.map((block) => (
                  <BlockRow key={block.hash} block={block} />
                ))}
              </tbody>
            </table>
          </div>
          {(all || blocks.length > FIRST_BLOCKS) && (
            <button type="button" class="text-button" onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show the last ${blocks.length}`}
            </button>
          )}
        </div>
      )}
      {rejections.length > 0 && (
        <ul class="notes">
          {rejections.map(({ time, hash, code, from }) => (
            <li key={hash}>
              <UtcTime at={time} />: block {shortHash(hash)} was refused ({reasonWords(code)})
              {from !== null && `; it came from ${from}`}.
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function BlockRow({ block }: { readonly block: BlockArrival }): JSX.Element {
  const { height, hash, arrived, time, transactions, sizeBytes, weightWu, from, isStale } = block;
  return (
    <tr role="row" class="arrival" data-stale-block={isStale}>
      <th scope="row" role="rowheader">
        <span class="block-height">{formatCount(height, reader)}</span>
        <small>
          <code>{shortHash(hash)}</code>
          {isStale && ' – no longer in the chain'}
        </small>
      </th>
      <td role="cell" data-label="Arrived (UTC)" class="short">
        {formatClock(arrived)}
      </td>
      <td role="cell" data-label="Mined (UTC)" class="short">
        {Math.abs(arrived - time) < DAY_SEC ? formatClock(time) : formatUtcShort(time)}
      </td>
      <td role="cell" data-label="Transactions" class="numeric">
        {formatCount(transactions, reader)}
      </td>
      <td role="cell" data-label="Size" class="numeric">
        {formatBytes(sizeBytes, reader)}
      </td>
      <td role="cell" data-label="Weight" class="numeric">
        {formatCount(weightWu, reader)}&#8239;WU
      </td>
      <td role="cell" data-label="From" class="peer-address">
        {from ?? 'not as it came'}
      </td>
    </tr>
  );
}

/** The end of a hash: its beginning is zeros on mainnet. */
function shortHash(hash: string): string {
  return `…${hash.slice(-16)}`;
}
