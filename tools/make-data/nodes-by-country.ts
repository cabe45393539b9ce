import { countryCodeOf } from '../../src/observatory/geography/countries.ts';
import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'mining/nodes/edi_countries_bitcoin.csv';
const DAY = '2026-07-07';

/** What stands in place of a country for nodes behind Tor. */
const TOR = 'Tor';

/** Makes `nodes-by-country-2026-07.csv`. */
export function makeNodesByCountry(read: (name: string) => string): string {
  const nodes = new Map<string, number>();
  for (const [name, count] of sourceRows(NAME, read(NAME), `Countries,${DAY}`)) {
    const code = name === TOR ? '' : countryCodeOf(name!.replace(/^The /, ''));
    expect(code !== undefined, NAME, `countries that are known, found "${name}"`);
    expect(/^[1-9]\d*$/.test(count ?? ''), NAME, `whole numbers of nodes, found "${count}"`);
    nodes.set(code, (nodes.get(code) ?? 0) + Number(count));
  }
  expect((nodes.get('') ?? 0) > 0, NAME, 'a row of nodes behind Tor');
  const rows = [...nodes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return tableText(
    {
      title: `Reachable nodes of Bitcoin mainnet by country, ${DAY}`,
      source:
        'github.com/Blockchain-Technology-Lab/edi-frontend at f0f1589b266e, its count of Bitcoin nodes by country (Edinburgh Decentralisation Index)',
      licence: 'none stated by the source; counts of a public network, taken as facts',
      checked: `${total} nodes, ${nodes.get('')} of them behind Tor, whose country nobody knows (row without a code); names replaced by ISO 3166-1 codes, and the Netherlands and Turkey, which the source has under two names each, joined; the source's other file, which spreads Tor's nodes over the countries in proportion, is left out: it measures nothing more`,
    },
    'country,nodes',
    rows.map(([code, count]) => `${code},${count}`),
  );
}
