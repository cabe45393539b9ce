// Numbers of Bitcoin Core 28.1's `net_processing.cpp` and `net.cpp`, by the names that they have there.

/** Hashes that one `getblocks` is answered with. */
export const MAX_GETBLOCKS_RESULTS = 500;

/** How deep a block may lie to be given as a compact one, and to give single transactions of. */
export const MAX_CMPCTBLOCK_DEPTH = 5;
export const MAX_BLOCKTXN_DEPTH = 10;

/** A block that is so much older than the best header is history: it is not given once the upload target is reached. */
export const HISTORICAL_BLOCK_AGE_SEC: number = 7 * 24 * 60 * 60;

/** The one type of filter that there is (BIP158). */
export const BASIC_FILTER_TYPE = 0;

/** Blocks that one peer may wait for: as many as one `getdata` can name (`MAX_INV_SZ`). */
export const MAX_QUEUED_BLOCKS = 50_000;

/** Ours: requests for filters that one peer may wait for. */
export const MAX_QUEUED_FILTER_REQUESTS = 16;

/** Bytes of a filter message beside the filter. */
export const FILTER_OVERHEAD_BYTES = 60;
