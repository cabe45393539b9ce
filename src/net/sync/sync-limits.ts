import { SERVICE_FLAGS } from '../../wire/services.ts';

// Numbers of Bitcoin Core 28.1's `net_processing.cpp`, by the names that they have there. Times are in milliseconds.

/** Headers of one message at the most. A message with fewer tells that there are no more. */
export const MAX_HEADERS_RESULTS = 2000;

/** Hashes of one locator at the most (`MAX_LOCATOR_SZ`). */
export const MAX_LOCATOR_HASHES = 101;

/** Blocks that one peer is asked for at a time. */
export const MAX_BLOCKS_IN_TRANSIT_PER_PEER = 16;

/** How far after the last block that we share with a peer blocks are asked for. */
export const BLOCK_DOWNLOAD_WINDOW = 1024;

/** How long an answer to `getheaders` is waited for before another is sent. */
export const HEADERS_RESPONSE_TIME_MS: number = 2 * 60_000;

/** Time for a peer to give us its headers, and for each that we expect. */
export const HEADERS_DOWNLOAD_TIMEOUT_BASE_MS: number = 15 * 60_000;
export const HEADERS_DOWNLOAD_TIMEOUT_PER_HEADER_MS = 1;

/** How long a peer may hold up the window, at first and at the most. */
export const BLOCK_STALLING_TIMEOUT_DEFAULT_MS = 2_000;
export const BLOCK_STALLING_TIMEOUT_MAX_MS = 64_000;

/** Time to send a block: in block intervals, and for each other peer that sends some. */
export const BLOCK_DOWNLOAD_TIMEOUT_BASE = 1;
export const BLOCK_DOWNLOAD_TIMEOUT_PER_PEER = 0.5;

/** Blocks that one peer is told of at once; more are left to its own synchronization. */
export const MAX_BLOCKS_TO_ANNOUNCE = 8;

/** Peers of which one and the same block is being put together from a compact one. */
export const MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK = 3;

/** Outbound peers with a good chain that are not dropped for being slow. */
export const MAX_OUTBOUND_PEERS_TO_PROTECT_FROM_DISCONNECT = 4;

/** Time for an outbound peer to show as much work as our tip has. */
export const CHAIN_SYNC_TIMEOUT_MS: number = 20 * 60_000;

/** Blocks that a limited peer has at the least (BIP159). */
export const NODE_NETWORK_LIMITED_MIN_BLOCKS = 288;

/** How far the tip may be behind for limited peers to be of use. */
export const NODE_NETWORK_LIMITED_ALLOW_CONN_BLOCKS = 144;

/** A limited peer's oldest blocks are not asked for: it may be a block or two ahead. */
export const LIMITED_RACE_BLOCKS = 2;

/** An unrequested block further ahead than this is not stored (`fTooFarAhead`, `MIN_BLOCKS_TO_KEEP`). */
export const MAX_UNREQUESTED_BLOCKS_AHEAD = 288;

/** A tip that is older than so many block intervals may be stale. */
export const STALE_TIP_INTERVALS = 3;

/** The tip is near to now when it is not older than so many block intervals (`CanDirectFetch`). */
export const DIRECT_FETCH_INTERVALS = 20;

/** Forks that begin within so many blocks before the tip are let in without further proof (`GetAntiDoSWorkThreshold`). */
export const ANTI_DOS_BUFFER_BLOCKS = 144n;

/** Best header within this of now: headers are asked of all peers. */
export const RECENT_HEADER_MS: number = 24 * 60 * 60_000;

/** Tip older than this: the chain is still being downloaded (`DEFAULT_MAX_TIP_AGE`). */
export const DEFAULT_MAX_TIP_AGE_MS: number = 24 * 60 * 60_000;

/** A block that is on no active chain is served for so long (`STALE_RELAY_AGE_LIMIT`). */
export const STALE_RELAY_AGE_LIMIT_SEC: number = 30 * 24 * 60 * 60;

/** How deep a block may lie to be put together from a compact one: at most so many above our tip. */
export const MAX_COMPACT_HEIGHT_AHEAD = 2;

/** Blocks whose sender is remembered until they are connected. Ours: Core's `mapBlockSource` has none. */
export const MAX_BLOCK_SOURCES = 4096;

/** All peers are looked at so often at the most (Core's message loop sleeps as long). */
export const SWEEP_INTERVAL_MS = 100;

/** Whether services say that a node has blocks, all or the last ones. Source: Core's `CanServeBlocks`. */
export function hasBlocks(services: bigint): boolean {
  return (services & (SERVICE_FLAGS.network | SERVICE_FLAGS.networkLimited)) !== 0n;
}

/** Whether services say that a node has the last blocks only. Source: Core's `IsLimitedPeer`. */
export function hasLastBlocksOnly(services: bigint): boolean {
  return (services & SERVICE_FLAGS.network) === 0n && (services & SERVICE_FLAGS.networkLimited) !== 0n;
}
