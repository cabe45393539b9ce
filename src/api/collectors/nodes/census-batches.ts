import type { CrawlRound } from '../../../net/crawl/crawler.ts';
import type { SeriesBatch } from '../../../ports/history-store.ts';
import type { NetAddress } from '../../../wire/net-address.ts';
import { point } from '../series-point.ts';

/** A round's nodes, counted. */
export interface RoundCount {
  readonly atSec: number;
  readonly byNetwork: Readonly<Record<'ipv4' | 'ipv6' | 'torv3' | 'other', number>>;
  /** By ISO 3166-1 alpha-2. */
  readonly byCountry: ReadonlyMap<string, number>;
  readonly byAsn: ReadonlyMap<number, number>;
}

/** Autonomous systems that are kept of each round: the largest ones. */
const TOP_ASNS = 50;

/** Series of countries and autonomous systems at most: there are 249 countries. */
const MAX_SERIES = 400;

/** Counts the nodes of a round. */
export function countRound(round: CrawlRound, countryOf: (address: NetAddress) => string | undefined): RoundCount {
  const byNetwork = { ipv4: 0, ipv6: 0, torv3: 0, other: 0 };
  const byCountry = new Map<string, number>();
  const byAsn = new Map<number, number>();
  for (const { address, asn } of round.reached) {
    const { network } = address;
    byNetwork[network === 'ipv4' || network === 'ipv6' || network === 'torv3' ? network : 'other']++;
    const country = countryOf(address);
    if (country !== undefined) byCountry.set(country, (byCountry.get(country) ?? 0) + 1);
    if (asn !== undefined) byAsn.set(asn, (byAsn.get(asn) ?? 0) + 1);
  }
  return { atSec: Math.floor(round.endedAtMs / 1000), byNetwork, byCountry, byAsn };
}

/**
 * The points that a round's count becomes: `nodes/reachable`, `nodes/country/CC`, `nodes/asn/N`.
 *
 * @param known Series of countries and autonomous systems that have points already: one that has no node any more gets a 0, as
 *   nothing is not the same as not counted.
 */
export function censusBatches(round: CrawlRound, count: RoundCount, known: readonly string[]): SeriesBatch[] {
  const { atSec, byNetwork, byCountry, byAsn } = count;
  const values = new Map<string, number>();
  for (const series of known) if (/^nodes\/(?:country|asn)\//.test(series)) values.set(series, 0);
  for (const [code, nodes] of byCountry) values.set(`nodes/country/${code.toLowerCase()}`, nodes);
  const largest = [...byAsn].sort((a, b) => b[1] - a[1]).slice(0, TOP_ASNS);
  // One that is not among the largest this time may still have nodes: its count goes on.
  for (const [asn, nodes] of byAsn) if (values.has(`nodes/asn/${asn}`)) values.set(`nodes/asn/${asn}`, nodes);
  for (const [asn, nodes] of largest) values.set(`nodes/asn/${asn}`, nodes);
  const located = [...byCountry.values()].reduce((sum, nodes) => sum + nodes, 0);
  return [
    point('nodes/reachable', atSec, {
      nodes: round.reached.length,
      ...byNetwork,
      located,
      visits: round.visits,
      known: round.known,
    }),
    ...[...values].slice(0, MAX_SERIES).map(([series, nodes]) => point(series, atSec, { nodes })),
  ];
}
