import type { DocumentHead } from '../answers/document.ts';
import type { SourceUsed } from '../answers/sources.ts';
import type { ClaimVerdict } from '../hashrate/claim.ts';
import type { Interval } from '../hashrate/interval.ts';
import type { Outage } from './outage.ts';

/** A country: ISO 3166-1 alpha-2 in upper case, and its short English name. */
export interface NamedCountry {
  readonly code: string;
  readonly name: string;
}

/** Where the reachable nodes of a network stood when they were counted: one census, as it is given to the model. */
export interface NodeCensus {
  /** When the count ended, seconds since 1970. */
  readonly atSec: number;
  /** Reachable nodes in all, with those whose country nobody knows (Tor, I2P). */
  readonly total: number;
  /** Nodes by ISO 3166-1 alpha-2 code. */
  readonly byCountry: ReadonlyMap<string, number>;
  readonly source: string;
}

/** A country's share of the hashrate as somebody published it. */
export interface PublishedShare {
  /** Above 0 and at most 1. */
  readonly share: number;
  /**
   * What holds for the whole network whatever those do who were not asked; 0 and 1 where nobody said who was. See
   * `geography/country-share.ts`.
   */
  readonly low: number;
  readonly high: number;
  /** The month it is about, `2021-08`; `null` for a share that the reader gave. */
  readonly month: string | null;
  /** End of that time, seconds since 1970: from then on it was known, or could have been. */
  readonly toSec: number;
  readonly source: string;
}

/** The same, with how long a fall by all of it has to last until the blocks show it. */
export interface ShareAtStake extends PublishedShare {
  /** Seconds; `null`: not within 60 days. */
  readonly secondsToShow: number | null;
}

/** Nodes in the country, of those whose country is known. */
export interface NodesAtStake {
  readonly nodes: number;
  /** Nodes whose country is known; the share is of these. */
  readonly located: number;
  /** All reachable nodes of the census. */
  readonly total: number;
  readonly share: number;
  /** When they were counted, seconds since 1970. */
  readonly at: number;
  readonly source: string;
}

/** What the blocks of one window can show, and what they show. */
export interface BlackoutWindow {
  readonly seconds: number;
  /** Blocks that the hashrate of the baseline finds in it on average. */
  readonly expectedBlocks: number;
  /** Blocks that were found; `null` where the blocks at hand don't cover the window. */
  readonly blocks: number | null;
  /** The smallest fall that such a window shows with probability `power`; `null` where not even a total outage would. */
  readonly detectable: number | null;
  /** Whether a fall by all of the share at stake would show; `null` where no share is known. */
  readonly wouldShow: boolean | null;
  /** Hashrate in the window over hashrate in the baseline; `null` without blocks. */
  readonly ratio: Interval | null;
  /** What the blocks say of a fall by the whole share; `cannot be told` without a share or without blocks. */
  readonly verdict: ClaimVerdict | 'cannot be told';
}

/** One signal of somebody who watches the country's network, with the outages in it around the moment asked for. */
export interface BlackoutSignal {
  readonly series: string;
  readonly outages: readonly Outage[];
  /** Why nothing can be told from it; `null` where it can. */
  readonly untold: string | null;
}

/** What a country's outage can do to the network, and how much of it could be seen: `vigil blackout --json`. */
export interface BlackoutDocument extends Omit<DocumentHead<'blackout'>, 'source'> {
  /** The blocks that were counted; `null` where none cover the moment, and ten minutes a block are assumed. */
  readonly source: SourceUsed | null;
  readonly country: NamedCountry;
  /** When it begins, seconds since 1970. */
  readonly at: number;
  readonly nodes: {
    /** Counted within a month of the moment; `null`: not measured then, so the share cannot be told. */
    readonly counted: NodesAtStake | null;
    /** The newest count there is, for an idea of the size; `null` when there is none. */
    readonly example: NodesAtStake | null;
  };
  readonly hashrate: {
    /** The share that the windows are judged by: of the last month that was over; `null`: none is known. */
    readonly atStake: ShareAtStake | null;
    /** Everything that was published of the year before the moment, and of its month, in order of time. */
    readonly published: readonly ShareAtStake[];
  };
  /** The test that says what could be seen: one-sided, conditional on the counts. */
  readonly test: {
    readonly alpha: number;
    readonly power: number;
    readonly baseline: {
      readonly from: number;
      readonly to: number;
      readonly blocks: number;
      readonly measured: boolean;
    };
  };
  readonly windows: readonly BlackoutWindow[];
  readonly signals: readonly BlackoutSignal[];
}
