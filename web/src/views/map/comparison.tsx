import type { JSX } from 'preact';
import type { MapComparison, MapDocument } from '../../api/documents.ts';
import { DataTable } from '../../components/data-table.tsx';
import { formatCount, formatHashrateInterval } from '../../format/numbers.ts';
import { reader } from '../../format/reader.ts';
import { typeset } from '../../format/typeset.ts';
import { choose } from '../../state/route-state.ts';
import { monthName, shareText } from './months.ts';

/** Two months side by side: where hashrate went, and what of it can and can't be told. */
export function Comparison({
  document,
  comparison,
}: {
  readonly document: MapDocument;
  readonly comparison: MapComparison;
}): JSX.Element {
  return (
    <section aria-labelledby="map-changes">
      <h2 id="map-changes">Where it went</h2>
      <p class="section-sentence">{typeset(comparison.sentence)}</p>
      <div class="controls">
        <MonthChoice name="before" label="From" value={comparison.before} document={document} />
        <MonthChoice name="after" label="to" value={comparison.after} document={document} />
      </div>
      <DataTable table={movesTable(comparison)} />
      <div class="can-tell">
        <div>
          <h3>What this tells</h3>
          <ul>
            {comparison.canTell.map((words) => (
              <li key={words}>{sentence(words)}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>What it can’t tell</h3>
          <ul>
            {comparison.cannotTell.map((words) => (
              <li key={words}>{sentence(words)}</li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}

function MonthChoice({
  name,
  label,
  value,
  document,
}: {
  readonly name: 'before' | 'after';
  readonly label: string;
  readonly value: string;
  readonly document: MapDocument;
}): JSX.Element {
  const other = name === 'before' ? document.comparison?.after : document.comparison?.before;
  const offered = document.months.filter(
    ({ month }) => other === undefined || (name === 'before' ? month < other : month > other),
  );
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name} value={value} onChange={(event) => choose({ [name]: event.currentTarget.value })}>
        {offered.map(({ month }) => (
          <option key={month} value={month}>
            {monthName(month)}
          </option>
        ))}
      </select>
    </label>
  );
}

function movesTable(comparison: MapComparison): Parameters<typeof DataTable>[0]['table'] {
  const { moves, before, after } = comparison;
  const points = (share: number): string =>
    `${share < 0 ? '\u2212' : '+'}${formatCount(Math.abs(100 * share), reader, 1)}`;
  return {
    caption: 'Change of share, percent points, and of hashrate with its interval (luck of blocks alone)',
    columns: [
      { label: 'Country', numeric: false },
      { label: monthName(before), numeric: true },
      { label: monthName(after), numeric: true },
      { label: 'Points', numeric: true },
      { label: 'Hashrate before', numeric: true },
      { label: 'Hashrate after', numeric: true },
    ],
    length: moves.length,
    row(k) {
      const move = moves[k]!;
      const hashrate = (interval: typeof move.hashrateBefore): string =>
        interval === null ? '–' : interval.high === 0 ? '0' : formatHashrateInterval(interval, reader);
      return [
        move.country === 'rest' ? 'All others' : move.name,
        shareText(move.before),
        shareText(move.after),
        points(move.after - move.before),
        hashrate(move.hashrateBefore),
        hashrate(move.hashrateAfter),
      ];
    },
    csvColumns: [],
    csvRow: () => [],
  };
}

function sentence(words: string): string {
  return typeset(`${words.charAt(0).toUpperCase()}${words.slice(1)}.`);
}
