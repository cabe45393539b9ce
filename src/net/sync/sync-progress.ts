import type { PeerId } from '../peer.ts';
import type { Speed } from './speed-window.ts';
import type { SyncContext } from './sync-context.ts';
import type { SyncPeer } from './sync-peer.ts';

/** How far the synchronization has come: what a page or a terminal shows. */
export interface SyncProgress extends Speed {
  /** Height of the header with the most work, and its own time. */
  readonly headersHeight: number;
  readonly headersTimeSec: number;
  /** Height that headers have come to which have not shown enough work yet; `undefined` when there are none. */
  readonly presyncHeight: number | undefined;
  /** Height of the tip, and its own time. */
  readonly blocksHeight: number;
  readonly blocksTimeSec: number;
  readonly isInitialBlockDownload: boolean;
  readonly inFlight: readonly { readonly peer: PeerId; readonly heights: readonly number[] }[];
  /** Until the blocks are where the headers are, at this speed; `undefined` when there is no speed yet. */
  readonly secondsLeft: number | undefined;
}

/** What `getpeerinfo` tells of a peer's chain. */
export interface PeerSyncFacts {
  /** Heights; -1 for none. */
  readonly syncedHeaders: number;
  readonly syncedBlocks: number;
  readonly presyncedHeaders: number;
  readonly inFlight: readonly number[];
  /** It was asked to send us new blocks at once; it has asked us to. */
  readonly isHighBandwidthTo: boolean;
  readonly isHighBandwidthFrom: boolean;
  /** When it last gave us a new block; 0 for never. */
  readonly lastBlockMs: number;
}

/** Tells how far the synchronization has come. */
export function syncProgress(
  { chain, view, peers }: SyncContext,
  facts: { readonly presyncHeight: number | undefined; readonly speed: Speed; readonly nowMs: number },
): SyncProgress {
  const { tree, active } = chain;
  const { presyncHeight, speed, nowMs } = facts;
  const best = view.bestHeader;
  const missing = tree.heightOf(best) - active.height;
  return {
    headersHeight: tree.heightOf(best),
    headersTimeSec: tree.timeOf(best),
    presyncHeight,
    blocksHeight: active.height,
    blocksTimeSec: view.tip < 0 ? 0 : tree.timeOf(view.tip),
    isInitialBlockDownload: view.isInitialBlockDownload(nowMs),
    inFlight: [...peers.values()]
      .filter(({ inFlight }) => inFlight.length > 0)
      .map(({ id, inFlight }) => ({ peer: id, heights: inFlight.map((row) => tree.heightOf(row)) })),
    ...speed,
    secondsLeft: missing === 0 ? 0 : speed.blocksPerSec > 0 ? missing / speed.blocksPerSec : undefined,
  };
}

/** Tells what is known of one peer's chain. */
export function peerSyncFacts(
  { chain }: SyncContext,
  peer: SyncPeer,
  facts: { readonly isHighBandwidthTo: boolean },
): PeerSyncFacts {
  const { tree } = chain;
  return {
    syncedHeaders: peer.bestKnown < 0 ? -1 : tree.heightOf(peer.bestKnown),
    syncedBlocks: peer.lastCommon < 0 ? -1 : tree.heightOf(peer.lastCommon),
    presyncedHeaders: peer.presync?.phase === 'presync' ? peer.presync.height : -1,
    inFlight: peer.inFlight.map((row) => tree.heightOf(row)),
    isHighBandwidthTo: facts.isHighBandwidthTo,
    isHighBandwidthFrom: peer.wantsHighBandwidth,
    lastBlockMs: peer.lastBlockMs,
  };
}
