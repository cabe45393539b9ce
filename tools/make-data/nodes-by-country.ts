import { expect, sourceRows } from './source-csv.ts';
import { tableText } from './table-text.ts';

const NAME = 'mining/nodes/edi_countries_bitcoin.csv';
const DAY = '2026-07-07';

/** The source's names of countries as codes of ISO 3166-1. Two countries stand there twice, under two names each. */
// prettier-ignore
const CODES: Readonly<Record<string, string>> = {
  'United States': 'US', Germany: 'DE', France: 'FR', Canada: 'CA', Finland: 'FI', 'United Kingdom': 'GB',
  'The Netherlands': 'NL', Netherlands: 'NL', Switzerland: 'CH', Australia: 'AU', Singapore: 'SG', Japan: 'JP',
  Russia: 'RU', 'South Korea': 'KR', Czechia: 'CZ', Spain: 'ES', Sweden: 'SE', Brazil: 'BR', Italy: 'IT', Austria: 'AT',
  'Hong Kong': 'HK', Poland: 'PL', Ireland: 'IE', Belgium: 'BE', India: 'IN', Norway: 'NO', Lithuania: 'LT', Taiwan: 'TW',
  Romania: 'RO', Portugal: 'PT', Bulgaria: 'BG', Ukraine: 'UA', China: 'CN', Denmark: 'DK', 'New Zealand': 'NZ',
  Hungary: 'HU', 'United Arab Emirates': 'AE', Malaysia: 'MY', Indonesia: 'ID', 'South Africa': 'ZA', Greece: 'GR',
  Slovenia: 'SI', Thailand: 'TH', Iceland: 'IS', Argentina: 'AR', Turkey: 'TR', Türkiye: 'TR', Mexico: 'MX', Moldova: 'MD',
  Qatar: 'QA', Colombia: 'CO', Chile: 'CL', Slovakia: 'SK', Israel: 'IL', Luxembourg: 'LU', 'Costa Rica': 'CR',
  'Saudi Arabia': 'SA', Venezuela: 'VE', Kazakhstan: 'KZ', Oman: 'OM', Andorra: 'AD', Philippines: 'PH', Georgia: 'GE',
  Panama: 'PA', Ecuador: 'EC', Serbia: 'RS', Peru: 'PE', Kuwait: 'KW', Malta: 'MT', Liechtenstein: 'LI', Kyrgyzstan: 'KG',
  'El Salvador': 'SV', Azerbaijan: 'AZ', Jersey: 'JE', 'Faroe Islands': 'FO', Estonia: 'EE', Bahrain: 'BH', Bolivia: 'BO',
  Pakistan: 'PK', Honduras: 'HN', Croatia: 'HR', Latvia: 'LV', Vietnam: 'VN', Cyprus: 'CY', Guadeloupe: 'GP',
};

/** What stands in place of a country for nodes behind Tor. */
const TOR = 'Tor';

/** Makes `nodes-by-country-2026-07.csv`. */
export function makeNodesByCountry(read: (name: string) => string): string {
  const nodes = new Map<string, number>();
  for (const [name, count] of sourceRows(NAME, read(NAME), `Countries,${DAY}`)) {
    const code = name === TOR ? '' : CODES[name!];
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
