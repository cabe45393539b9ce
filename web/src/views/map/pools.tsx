import type { JSX } from 'preact';
import type { PoolRow, PoolsDocument } from '../../api/documents.ts';
import { useDocument } from '../../api/use-document.ts';
import { Answer } from '../../components/answer.tsx';
import { HowComputed, Notes } from '../../components/view-head.tsx';
import { formatChangeInterval, formatCount, formatHashrateInterval, formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { typeset } from '../../format/typeset.ts';
import { ShareBand } from './share-band.tsx';

/** Most pools in the table before the others are left to the command line. */
const MAX_ROWS = 40;

/** Who found the last blocks. */
export function Pools({ known }: { readonly known: boolean }): JSX.Element {
  const asked = useDocument<PoolsDocument>(known ? 'pools' : undefined);
  return (
    <section aria-labelledby="map-pools" class="pools">
      <h2 id="map-pools">Pools</h2>
      <Answer asked={asked} height={240} what="the pools">
        {(document) =>
          document.window.blocks === 0 ? (
            <p class="missing">{typeset(document.sentence)}</p>
          ) : (
            <PoolTable document={document} />
          )
        }
      </Answer>
    </section>
  );
}

function PoolTable({ document }: { readonly document: PoolsDocument }): JSX.Element {
  const rows = document.pools.slice(0, MAX_ROWS);
  const most = Math.max(0.01, ...rows.map(({ share }) => share.high));
  const hasHashrate = rows.some(({ hashrate }) => hashrate !== null);
  const { baseline, window } = document;
  const hasBaseline = baseline !== null;
  const percent = Math.round(document.level * 1000) / 10;
  const caption = `Blocks by pool, shares with their ${percent} % intervals`;
  return (
    <>
      <p class="section-sentence">{typeset(document.sentence)}</p>
      <div class="table-block">
        <p class="table-caption" aria-hidden="true">
          {caption}
        </p>
        <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
          <table class="country-table">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
              <tr>
                <th scope="col">Pool</th>
                <th scope="col" class="numeric">
                  Blocks
                </th>
                <th scope="col" class="band-cell">
                  Share of {formatCount(window.blocks, reader)} blocks
                </th>
                {hasHashrate && (
                  <th scope="col" class="numeric">
                    Hashrate
                  </th>
                )}
                {baseline !== null && (
                  <th scope="col">Against the {formatCount(baseline.blocks, reader)} blocks before</th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <PoolTableRow key={row.pool ?? ''} row={row} most={most} columns={{ hasHashrate, hasBaseline }} />
              ))}
            </tbody>
          </table>
        </div>
        {document.pools.length > rows.length && (
          <p class="range">
            {document.pools.length - rows.length} smaller ones are left out; <code>vigil pools</code> prints all.
          </p>
        )}
      </div>
      <Notes notes={document.notes} />
      <HowComputed anchor="pools">
        A block’s pool is told by the tag in its coinbase, or the address that it pays to. Source:{' '}
        {document.source.description}.
      </HowComputed>
    </>
  );
}

function PoolTableRow({
  row,
  most,
  columns,
}: {
  readonly row: PoolRow;
  readonly most: number;
  readonly columns: { readonly hasHashrate: boolean; readonly hasBaseline: boolean };
}): JSX.Element {
  const { share, hashrate } = row;
  return (
    <tr>
      <th scope="row" class="short">
        {row.pool ?? 'No known pool'}
      </th>
      <td class="numeric">{formatCount(row.blocks, reader)}</td>
      <td class="band-cell">
        <ShareBand share={share.median} low={share.low} high={share.high} most={most} />
        <span class="range">
          {formatShare(share.low, reader)} to {formatShare(share.high, reader)}
        </span>
      </td>
      {columns.hasHashrate && (
        <td class="numeric">{hashrate === null ? '–' : formatHashrateInterval(hashrate, reader)}</td>
      )}
      {columns.hasBaseline && <td class="short">{changeWords(row)}</td>}
    </tr>
  );
}

function changeWords({ change }: PoolRow): string {
  if (change === null) return '–';
  if (change.finding === 'not distinguishable from luck') return 'not distinguishable from luck';
  return `${change.finding}: ${formatChangeInterval(change.ratio, reader)}`;
}
