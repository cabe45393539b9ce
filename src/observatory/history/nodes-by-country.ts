import { malformed, parseFactTable } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** Reachable nodes by country as one table has them. */
export interface NodesByCountry {
  /** Nodes by ISO 3166-1 alpha-2 code. */
  readonly byCountry: ReadonlyMap<string, number>;
  /** Nodes whose country nobody knows: behind Tor. */
  readonly unlocated: number;
  readonly source: string;
}

const FORM = {
  columns: 'country,nodes',
  row: /^([A-Z]{2}|),([1-9]\d{0,6})$/,
  expected: 'country,nodes: a code of two capitals (or none), then a whole number above 0',
};

/** Parses `data/nodes-by-country-2026-07.csv`. */
export function parseNodesByCountry(text: string): NodesByCountry | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const nodes = new Map<string, number>();
  for (const { line, cells } of table.rows) {
    const [country = '', count = ''] = cells;
    if (nodes.has(country))
      return malformed(line, 'each country once', country === '' ? 'nodes without a country' : country);
    nodes.set(country, Number(count));
  }
  const unlocated = nodes.get('') ?? 0;
  nodes.delete('');
  return { byCountry: nodes, unlocated, source: table.facts.get('source')! };
}
