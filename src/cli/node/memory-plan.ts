import { DEFAULT_DB_CACHE_MIB, MIN_DB_CACHE_MIB } from '../../platform/chain-folder/open-chain.ts';

/** What the program, the headers of mainnet and the connections take, in MiB: all but coins and mempool. */
const BASE_MIB = 400;

/** The least that a node runs with. */
export const MIN_MEMORY_MIB: number = 512;

/** As in Bitcoin Core: `DEFAULT_MAX_MEMPOOL_SIZE_MB`, and the least that it takes (5 MB). */
const DEFAULT_MAX_MEMPOOL_MB = 300;
export const MIN_MAX_MEMPOOL_MB: number = 5;

/** How much memory is for what. */
export interface MemoryPlan {
  /** Coins and store. */
  readonly dbCacheMib: number;
  readonly maxMempoolMb: number;
}

/**
 * Divides memory: of what the program itself does not need, a quarter is the mempool's, up to its usual size, and the rest is
 * for coins.
 *
 * @param asked What a person has said: in all, and of each part. A part that was named is as named.
 */
export function memoryPlan(asked: {
  readonly maxMemoryMib?: number | undefined;
  readonly dbCacheMib?: number | undefined;
  readonly maxMempoolMb?: number | undefined;
}): MemoryPlan {
  const { maxMemoryMib } = asked;
  const freeMib = maxMemoryMib === undefined ? Infinity : Math.max(0, maxMemoryMib - BASE_MIB);
  const quarter = Math.max(MIN_MAX_MEMPOOL_MB, Math.floor(freeMib / 4));
  const maxMempoolMb = asked.maxMempoolMb ?? Math.min(DEFAULT_MAX_MEMPOOL_MB, quarter);
  const rest = freeMib === Infinity ? DEFAULT_DB_CACHE_MIB : Math.floor(freeMib - maxMempoolMb);
  return { dbCacheMib: asked.dbCacheMib ?? Math.max(MIN_DB_CACHE_MIB, rest), maxMempoolMb };
}
