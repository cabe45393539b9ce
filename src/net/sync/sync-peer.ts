import type { BlockHash } from '../../primitives/hash.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { Peer, PeerId } from '../peer.ts';
import type { HeadersPresync } from './headers-presync.ts';
import { hasBlocks, hasLastBlocksOnly } from './sync-limits.ts';

/** How an outbound peer stands that has shown less work than our tip has. Source: Core's `ChainSyncTimeoutState`. */
export interface ChainSyncWatch {
  /** When it is asked, or dropped; `undefined` while it has as much work. */
  deadlineMs: number | undefined;
  /** Row of our tip when the watch began: what it has to reach; -1 for none. */
  workRow: number;
  hasAsked: boolean;
  /** Not dropped: one of the first with a good chain. */
  isProtected: boolean;
}

/** What synchronization knows of one peer. Rows are of the header tree; -1 is none. Source: Core's `CNodeState`, `Peer`. */
export interface SyncPeer {
  readonly id: PeerId;
  /** As it was told last. */
  peer: Peer;
  readonly isInbound: boolean;
  /** One of the outbound connections that we chose ourselves and may end: full relay or blocks only. */
  readonly isOutbound: boolean;
  /** Blocks are rather fetched from it than from others. Source: Core's `fPreferredDownload`. */
  readonly isPreferred: boolean;
  readonly canServeBlocks: boolean;
  readonly isLimited: boolean;
  readonly canServeWitnesses: boolean;
  /** It was told to be disconnected: nothing is sent to it any more. */
  isLeaving: boolean;
  /** It was said to have misbehaved, and it is not known yet whether it stays for all that. */
  isAccused: boolean;

  /** The block with the most work that it has told us of. */
  bestKnown: number;
  /** A block that it told us of and whose header we don't have. */
  lastUnknownHash: BlockHash | undefined;
  /** The last block that both have. */
  lastCommon: number;
  /** The best header that we told it of. */
  bestHeaderSent: number;

  /** We have begun to ask it for headers. */
  isSyncStarted: boolean;
  lastGetHeadersMs: number;
  /** When to begin, where the answer to another request is awaited first. */
  startAtMs: number;
  /** When it must have given us its headers; `undefined` once that does not matter. */
  headersDeadlineMs: number | undefined;
  presync: HeadersPresync | undefined;
  /** It was asked for headers for an `inv`, before its turn. */
  hasAskedForInv: boolean;
  hasSentSendHeaders: boolean;
  prefersHeaders: boolean;

  /** Rows of blocks that it was asked for, in order. */
  readonly inFlight: number[];
  /** When the first of them began to be waited for. */
  downloadingSinceMs: number;
  stallingSinceMs: number | undefined;

  /** It gives compact blocks when it is asked to. */
  providesCompactBlocks: boolean;
  /** It wants new blocks to be sent as compact blocks, unasked. */
  wantsHighBandwidth: boolean;
  /** The block of the last compact block that came unasked: the same one is not tried again. */
  lastCompactRow: number;

  readonly watch: ChainSyncWatch;
  /** When it last told us of a block that is better than our tip; 0 for never. */
  lastBlockAnnouncementMs: number;
  /** When it last gave us a block; 0 for never. */
  lastBlockMs: number;
  /** When it asks for this block, it is told of our tip so that it asks for more (`getblocks`). */
  continuationRow: number;
}

/** What is known of a peer whose handshake is done. */
export function newSyncPeer(peer: Peer): SyncPeer {
  const isInbound = peer.kind === 'inbound';
  const canServeBlocks = hasBlocks(peer.services);
  return {
    id: peer.id,
    peer,
    isInbound,
    isOutbound: peer.kind === 'outbound-full-relay' || peer.kind === 'block-relay-only',
    isPreferred: (!isInbound || peer.isProtected) && peer.kind !== 'addr-fetch' && canServeBlocks,
    canServeBlocks,
    isLimited: hasLastBlocksOnly(peer.services),
    canServeWitnesses: (peer.services & SERVICE_FLAGS.witness) !== 0n,
    isLeaving: false,
    isAccused: false,
    bestKnown: -1,
    lastUnknownHash: undefined,
    lastCommon: -1,
    bestHeaderSent: -1,
    isSyncStarted: false,
    lastGetHeadersMs: -Infinity,
    startAtMs: Infinity,
    headersDeadlineMs: undefined,
    presync: undefined,
    hasAskedForInv: false,
    hasSentSendHeaders: false,
    prefersHeaders: peer.prefersHeaders,
    inFlight: [],
    downloadingSinceMs: 0,
    stallingSinceMs: undefined,
    providesCompactBlocks: false,
    wantsHighBandwidth: false,
    lastCompactRow: -1,
    watch: { deadlineMs: undefined, workRow: -1, hasAsked: false, isProtected: false },
    lastBlockAnnouncementMs: 0,
    lastBlockMs: 0,
    continuationRow: -1,
  };
}
