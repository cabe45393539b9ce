import type { NetworkName } from '../../consensus/params.ts';
import { formatCount, formatDay, threeDigits } from '../answers/units.ts';
import { COUNTRY_BY_CODE } from '../geography/countries.ts';
import type { NodeCensus } from './blackout-document.ts';

/** A census with what a crawl knows besides. */
export interface CrawledCensus extends NodeCensus {
  /** Nodes by the number of their autonomous system, the largest ones; empty where nobody knows them. */
  readonly byAsn: ReadonlyMap<number, number>;
  /** The table of countries that it was made with, and its day; `null` for a census from elsewhere. */
  readonly database: { readonly name: string; readonly day: string } | null;
}

/** One country's nodes. */
export interface CountryNodes {
  readonly code: string;
  readonly name: string;
  readonly nodes: number;
  /** Of the nodes whose country is known. */
  readonly share: number;
}

/** Reachable nodes by country and network: `vigil nodes list --json`, `GET /api/v1/nodes`. */
export interface NodesDocument {
  readonly schema: 'vigil.nodes/1';
  readonly network: NetworkName;
  /** When they were counted, seconds since 1970; `null`: never. */
  readonly at: number | null;
  /** Whether this is the count that Vigil brings along, for want of one of its own. */
  readonly isExample: boolean;
  readonly total: number;
  /** Those whose country is known. */
  readonly located: number;
  /** Most nodes first. */
  readonly countries: readonly CountryNodes[];
  readonly asns: readonly { readonly asn: number; readonly nodes: number }[];
  /** Nodes of each crawl so far, the last year. */
  readonly history: readonly { readonly at: number; readonly nodes: number }[];
  readonly source: string | null;
  readonly database: { readonly name: string; readonly day: string } | null;
  readonly notes: readonly string[];
  readonly sentence: string;
}

/** What is known of nodes. */
export interface NodesKnowledge {
  readonly network: NetworkName;
  /** The last crawl's count. */
  readonly crawled: CrawledCensus | undefined;
  /** A count that Vigil brings along, only of mainnet. */
  readonly example: NodeCensus | undefined;
  readonly history: readonly { readonly at: number; readonly nodes: number }[];
}

/** Says where the reachable nodes stand. */
export function answerNodes({ network, crawled, example, history }: NodesKnowledge): NodesDocument {
  const census = crawled ?? example;
  const countries = census === undefined ? [] : countriesOf(census);
  const located = countries.reduce((sum, { nodes }) => sum + nodes, 0);
  const isExample = crawled === undefined && example !== undefined;
  const asns = [...(crawled?.byAsn ?? [])].map(([asn, nodes]) => ({ asn, nodes })).sort((a, b) => b.nodes - a.nodes);
  return {
    schema: 'vigil.nodes/1',
    network,
    at: census?.atSec ?? null,
    isExample,
    total: census?.total ?? 0,
    located,
    countries,
    asns,
    history,
    source: census?.source ?? null,
    database: crawled?.database ?? null,
    notes: notesOf(census, { located, isExample }),
    sentence: sentenceOf(census, { located, countries, isExample, network }),
  };
}

function countriesOf({ byCountry }: NodeCensus): CountryNodes[] {
  let located = 0;
  for (const nodes of byCountry.values()) located += nodes;
  return [...byCountry]
    .filter(([, nodes]) => nodes > 0)
    .map(([code, nodes]) => ({ code, name: COUNTRY_BY_CODE.get(code)?.name ?? code, nodes, share: nodes / located }))
    .sort((a, b) => b.nodes - a.nodes || (a.code < b.code ? -1 : 1));
}

function notesOf(
  census: NodeCensus | undefined,
  { located, isExample }: { readonly located: number; readonly isExample: boolean },
): string[] {
  if (census === undefined) return [];
  const notes = ['only nodes that take connections are counted; most nodes of the network take none'];
  if (census.total > located) {
    notes.push(
      `of ${formatCount(census.total - located)} nodes nobody knows the country: Tor, I2P, or an address that no table has`,
    );
  }
  if (isExample) notes.push(`this is no count of your own: run "vigil nodes crawl"`);
  return notes;
}

function sentenceOf(
  census: NodeCensus | undefined,
  facts: {
    readonly located: number;
    readonly countries: readonly CountryNodes[];
    readonly isExample: boolean;
    readonly network: NetworkName;
  },
): string {
  const { countries, isExample, network } = facts;
  if (census === undefined) return `The reachable nodes of ${network} have not been counted yet.`;
  const [first, second] = countries;
  const where =
    first === undefined
      ? ''
      : `; of those whose country is known, ${threeDigits(first.share * 100)} % stand in ${nameInText(first.name)}` +
        (second === undefined ? '' : ` and ${threeDigits(second.share * 100)} % in ${nameInText(second.name)}`);
  const whose = isExample ? 'in the count that Vigil brings along' : 'in the last crawl';
  return `${formatCount(census.total)} nodes of ${network} took a connection ${whose}, of ${formatDay(census.atSec)}${where}.`;
}

/** Some countries take an article. */
export function nameInText(name: string): string {
  return /^(?:United |Netherlands|Philippines|Bahamas|Maldives|Czech Republic)/.test(name) ? `the ${name}` : name;
}
