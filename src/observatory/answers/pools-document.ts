import type { NetworkName } from '../../consensus/params.ts';
import type { Interval } from '../hashrate/interval.ts';

/** Blocks that are looked at as one. Heights and times are `null` where they are not known. */
export interface PoolsWindow {
  readonly blocks: number;
  readonly firstHeight: number | null;
  readonly lastHeight: number | null;
  /** Header times of the first and last block, seconds since 1970. */
  readonly from: number | null;
  readonly to: number | null;
}

/** How a pool's share in the window compares with that in the baseline. */
export interface PoolChange {
  readonly baselineBlocks: number;
  readonly baselineShare: Interval;
  /** Blocks in the window, had the share stayed. */
  readonly expected: number;
  /** Share in the window over share in the baseline; its level is raised so that all pools' intervals hold together. */
  readonly ratio: Interval;
  /** How often luck alone shows so few or so many blocks. */
  readonly pValue: number;
  /** A change counts only if it is beyond luck with all pools that are compared at once. */
  readonly finding: 'fell' | 'rose' | 'not distinguishable from luck';
}

/** What a pool found against the share that somebody states. */
export interface PoolStatement {
  readonly share: number;
  readonly expected: number;
  /** Found over expected. */
  readonly luck: number;
  readonly probability: number;
  readonly verdict: 'contradicted' | 'not distinguishable from luck';
}

/** One pool in the window. */
export interface PoolRow {
  /** `null`: blocks of no known pool, together. */
  readonly pool: string | null;
  readonly blocks: number;
  readonly share: Interval;
  /** H/s, by the pool's own blocks; `null` where times or difficulties are not known. */
  readonly hashrate: Interval | null;
  readonly change: PoolChange | null;
  readonly stated: PoolStatement | null;
}

/** Who mines: `vigil pools --json`, `GET /api/v1/pools`. */
export interface PoolsDocument {
  readonly schema: 'vigil.pools/1';
  readonly network: NetworkName;
  readonly source: {
    readonly kind: 'chain' | 'blocks' | 'csv';
    readonly description: string;
    /** Blocks at hand, and blocks between them that could not be read. */
    readonly blocks: number;
    readonly missing: number;
  };
  readonly level: number;
  readonly notes: readonly string[];
  readonly sentence: string;
  readonly window: PoolsWindow;
  readonly baseline: PoolsWindow | null;
  /** Most blocks first; what is of no known pool last. */
  readonly pools: readonly PoolRow[];
}
