import { answerMap } from '../observatory/answers/map-answer.ts';
import type { MapHoldings } from '../observatory/answers/map-answer.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import { countryCodeOf } from '../observatory/geography/countries.ts';
import { monthSpan } from '../observatory/geography/share-table.ts';
import type { Route } from './route.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';

/** The API's question about where mining happens: the document that `vigil map --json` prints. */
export function mapRoutes(holdings: {
  readonly sources: () => ObservatorySources;
  readonly map: MapHoldings;
}): Route[] {
  return [
    {
      path: 'map',
      summary: 'Where mining is: share of the hashrate by country and month',
      params: ['month', 'before', 'after', 'country', 'level'],
      answer: (query) =>
        answerMap(holdings.map, holdings.sources(), {
          ...month(query, 'month'),
          ...month(query, 'before'),
          ...month(query, 'after'),
          ...country(query),
          level: query.level(),
        }),
    },
  ];
}

function month<Name extends 'month' | 'before' | 'after'>(
  query: Query,
  name: Name,
): { readonly [Key in Name]?: string } {
  const text = query.text(name);
  if (text === undefined) return {};
  if (monthSpan(text) === undefined) throw new BadQuery(`${name}: write a month as 2021-08`);
  return { [name]: text } as { readonly [Key in Name]?: string };
}

function country(query: Query): { readonly country?: string } {
  const text = query.text('country');
  if (text === undefined) return {};
  const code = countryCodeOf(text.slice(0, 60));
  if (code === undefined) throw new BadQuery('country: write an ISO code or an English name, such as KZ');
  return { country: code };
}
