/** How a crawl treats the network. Every number is a limit that is never passed. */
export interface CrawlSettings {
  /** Visits that are under way at once. */
  readonly maxOpen: number;
  /** Visits that are begun in a second. */
  readonly visitsPerSec: number;
  /** Visits to one part of the network (a /16 of IPv4, a /32 of IPv6) that are under way at once. */
  readonly maxOpenPerGroup: number;
  /** Time between two visits to one part of the network. */
  readonly groupGapMs: number;
  /** The same of one autonomous system, where it is known. */
  readonly maxOpenPerAsn: number;
  /** From the start of a round, in which each node is visited once, to that of the next. */
  readonly roundMs: number;
  /** Longest that a round may take: what was not visited by then is left out, and the count is not complete. */
  readonly maxRoundMs: number;
  /** A node is asked for addresses so seldom; Bitcoin Core gives the same answer for about a day. */
  readonly askMs: number;
  /** Rounds; then the crawl stops by itself. `Infinity`: until it is stopped. */
  readonly rounds: number;
}

export const CRAWL_DEFAULTS: CrawlSettings = {
  maxOpen: 64,
  visitsPerSec: 10,
  maxOpenPerGroup: 2,
  groupGapMs: 1000,
  maxOpenPerAsn: 16,
  roundMs: 3_600_000,
  maxRoundMs: 12 * 3_600_000,
  askMs: 24 * 3_600_000,
  rounds: 1,
};

/** Addresses that are known at most. */
export const MAX_KNOWN = 100_000;

/** Of one part of the network: a peer that makes addresses up fills no more. */
export const MAX_KNOWN_PER_GROUP = 1000;

/** Of one machine: a node has one port, or a few. */
export const MAX_PORTS_PER_HOST = 3;

/** Addresses that are taken from one visit: what Bitcoin Core gives at most. */
export const MAX_ADDRESSES_PER_VISIT = 1000;
