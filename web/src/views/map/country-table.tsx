import type { JSX } from 'preact';
import type { MapMonth } from '../../api/documents.ts';
import { formatCount, formatHashrateInterval, formatShare } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { monthName, shareText } from './months.ts';
import { ShareBand } from './share-band.tsx';

/** A month's countries: share, what is known if nothing is assumed, hashrate, and what their grids burn. */
export function CountryTable({
  month,
  country,
  flagged,
}: {
  readonly month: MapMonth;
  readonly country: string | undefined;
  /** Countries with a caveat of their own. */
  readonly flagged: ReadonlySet<string>;
}): JSX.Element {
  const caption = `Share of the hashrate by country, ${monthName(month.month)}`;
  const known = month.countries.reduce((sum, { share }) => sum + share, month.other ?? 0);
  const rest = month.other ?? Math.max(0, 1 - known);
  return (
    <div class="table-block">
      <p class="table-caption" aria-hidden="true">
        {caption}
      </p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
        <table class="country-table">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">Country</th>
              <th scope="col" class="numeric">
                Share
              </th>
              <th scope="col" class="band-cell">
                If nothing is assumed of pools that don’t report
              </th>
              <th scope="col" class="numeric">
                Hashrate, if the share is right
              </th>
              <th scope="col" class="numeric">
                Fossil share of the grid
              </th>
              <th scope="col" class="numeric">
                gCO₂/kWh
              </th>
            </tr>
          </thead>
          <tbody>
            {month.countries.map((row) => (
              <CountryRow
                key={row.country}
                row={row}
                isChosen={row.country === country}
                isFlagged={flagged.has(row.country)}
              />
            ))}
            {rest > 0.00005 && (
              <tr>
                <th scope="row" class="short">
                  {month.other === null ? 'Not published' : 'All others'}
                </th>
                <td class="numeric">{shareText(rest)}</td>
                <td class="band-cell" />
                <td />
                <td />
                <td />
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function CountryRow({
  row,
  isChosen,
  isFlagged,
}: {
  readonly row: MapMonth['countries'][number];
  readonly isChosen: boolean;
  readonly isFlagged: boolean;
}): JSX.Element {
  const { hashrate, fossil, carbonIntensity } = row;
  return (
    <tr data-country={row.country} aria-current={isChosen ? 'true' : undefined}>
      <th scope="row" class="short">
        {row.name}
        {isFlagged && <span class="flagged"> (see caveat)</span>}
      </th>
      <td class="numeric">{shareText(row.share)}</td>
      <td class="band-cell">
        <ShareBand {...row} />
        <span class="range">
          {formatShare(row.low, reader)} to {formatShare(row.high, reader)}
        </span>
      </td>
      <td class="numeric">
        {hashrate === null ? '–' : row.share === 0 ? '0' : formatHashrateInterval(hashrate, reader)}
      </td>
      <td class="numeric">{fossil === null ? '–' : formatShare(fossil, reader)}</td>
      <td class="numeric">{carbonIntensity === null ? '–' : formatCount(carbonIntensity, reader)}</td>
    </tr>
  );
}
