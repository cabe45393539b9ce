import type { MapComparison, MapDocument, MapMonth } from '../../answers/map-document.ts';
import { shareText, spanText } from '../figures.ts';
import type { ReportPart, ReportSection } from '../report-document.ts';
import type { ReportFacts } from '../report-facts.ts';

/** Most countries of the table. */
const MAX_COUNTRIES = 12;

/** Where the hashrate was, where it had been before, and how much of that rests on what. */
export function mapSection({ input }: ReportFacts): ReportSection {
  const head = { id: 'map', title: 'Where the hashrate was' };
  const map = input.documents?.map;
  const month = map?.months.find((one) => one.month === map.month);
  if (map === undefined || month === undefined) {
    return {
      ...head,
      sentence: 'Nothing can be told of where the hashrate was.',
      parts: [],
      missing: `Shares of hashrate by country around ${spanText(input.fromSec, input.toSec)} would be needed: nobody publishes them for every month.`,
    };
  }
  const parts: ReportPart[] = [countriesTable(month)];
  if (map.comparison !== null) parts.push(...comparisonParts(map.comparison));
  parts.push({ kind: 'list', items: caveatLines(map, month) });
  return { ...head, sentence: map.sentence, parts, missing: null };
}

function countriesTable({ month, countries, other, energy }: MapMonth): ReportPart {
  const fossil =
    energy === null
      ? ''
      : `; ${shareText(energy.fossil.value)} of the electricity at these countries' means was coal, gas and oil (${shareText(energy.fossil.low)} to ${shareText(energy.fossil.high)} for what is placed nowhere)`;
  const rows = countries.slice(0, MAX_COUNTRIES).map(({ name, share, low, high, hashrate, fossil: burnt }) => ({
    country: name,
    share,
    bounds: `${shareText(low)} to ${shareText(high)}`,
    hashrate,
    fossil: burnt,
  }));
  const rest = other === null ? [] : [{ country: 'elsewhere', share: other, bounds: '', hashrate: null, fossil: null }];
  return {
    kind: 'table',
    caption: `Shares of hashrate in ${month} as published; bounds: what they can be if nothing is assumed of the pools that do not report${fossil}`,
    columns: [
      { key: 'country', label: 'Country', type: 'text' },
      { key: 'share', label: 'Share', type: 'probability' },
      { key: 'bounds', label: 'At least, at most', type: 'text' },
      { key: 'hashrate', label: 'Hashrate', type: 'hashrate-interval' },
      { key: 'fossil', label: 'Coal, gas, oil', type: 'probability' },
    ],
    rows: [...rows, ...rest],
  };
}

function comparisonParts({ before, after, moves, sentence, canTell, cannotTell }: MapComparison): ReportPart[] {
  return [
    { kind: 'text', text: sentence },
    {
      kind: 'table',
      caption: `From ${before} to ${after}`,
      columns: [
        { key: 'country', label: 'Country', type: 'text' },
        { key: 'before', label: `Share in ${before}`, type: 'probability' },
        { key: 'after', label: `in ${after}`, type: 'probability' },
        { key: 'hashrateBefore', label: `Hashrate in ${before}`, type: 'hashrate-interval' },
        { key: 'hashrateAfter', label: `in ${after}`, type: 'hashrate-interval' },
      ],
      rows: moves.map(({ name, before: was, after: is, hashrateBefore, hashrateAfter }) => ({
        country: name,
        before: was,
        after: is,
        hashrateBefore,
        hashrateAfter,
      })),
    },
    { kind: 'list', items: [...canTell, ...cannotTell] },
  ];
}

/** Caveats of the whole map, and of the countries that are shown. */
function caveatLines({ caveats, notes }: MapDocument, { countries }: MapMonth): string[] {
  const shown = new Set(countries.map(({ country }) => country));
  return [
    ...caveats
      .filter(({ about }) => about === 'all' || shown.has(about))
      .map(({ text, source }) => `${text} (${source}).`),
    ...notes,
  ];
}
