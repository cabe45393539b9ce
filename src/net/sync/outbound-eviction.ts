import type { PeerId } from '../peer.ts';
import { maybeSendGetHeaders } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import { CHAIN_SYNC_TIMEOUT_MS, HEADERS_RESPONSE_TIME_MS, MINIMUM_CONNECT_TIME_MS } from './sync-limits.ts';
import type { SyncPeer } from './sync-peer.ts';

/**
 * Gives up outbound peers whose chain stays behind ours: 20 minutes, then a question, then two minutes more.
 *
 * Source: Bitcoin Core's `ConsiderEviction`.
 */
export function watchChain(context: SyncContext, peer: SyncPeer, nowMs: number): void {
  const { view, out } = context;
  const { watch, bestKnown } = peer;
  if (watch.isProtected || !peer.isOutbound || !peer.isSyncStarted) return;
  if (bestKnown >= 0 && view.hasWorkOf(bestKnown, view.tip)) {
    watch.deadlineMs = undefined;
    watch.workRow = -1;
    watch.hasAsked = false;
    return;
  }
  const hasReached = watch.workRow >= 0 && bestKnown >= 0 && view.hasWorkOf(bestKnown, watch.workRow);
  if (watch.deadlineMs === undefined || hasReached) {
    // Behind for the first time; or it has caught up with our tip of then, and we have gone on since.
    watch.deadlineMs = nowMs + CHAIN_SYNC_TIMEOUT_MS;
    watch.workRow = view.tip;
    watch.hasAsked = false;
  } else if (nowMs > watch.deadlineMs) {
    if (watch.hasAsked) {
      out.disconnect(peer, 'chain-outdated');
      return;
    }
    const prev = context.chain.tree.prevOf(watch.workRow);
    maybeSendGetHeaders(context, peer, { locator: view.locator(prev), nowMs });
    watch.hasAsked = true;
    watch.deadlineMs = nowMs + HEADERS_RESPONSE_TIME_MS;
  }
}

/** How many connections there are beyond those wanted, as the connection plan counts them. */
export interface ExtraConnections {
  readonly fullRelay: number;
  readonly blockRelay: number;
  readonly nowMs: number;
  /** Whether a peer is the only outbound or manual one of its network, and so is kept. */
  readonly isOnlyOfNetwork: (peer: PeerId) => boolean;
}

/**
 * Chooses which of too many outbound peers are given up: of those for blocks only the youngest, unless the one before it gave a
 * block longer ago; of the others the one that was the last to tell of a new block.
 *
 * Source: Bitcoin Core's `EvictExtraOutboundPeers`.
 *
 * @returns The peers; none that a block is awaited from, or that came less than 30 s ago.
 */
export function chooseExtraOutbound(context: SyncContext, extra: ExtraConnections): SyncPeer[] {
  const peers = [...context.peers.values()].filter(({ isLeaving }) => !isLeaving);
  const chosen: SyncPeer[] = [];
  if (extra.blockRelay > 0) {
    const [youngest, next] = peers.filter(({ peer }) => peer.kind === 'block-relay-only').sort((a, b) => b.id - a.id);
    const candidate =
      next !== undefined && youngest !== undefined && youngest.lastBlockMs > next.lastBlockMs ? next : youngest;
    if (candidate !== undefined && extra.nowMs - candidate.peer.connectedAtMs >= MINIMUM_CONNECT_TIME_MS) {
      chosen.push(candidate);
    }
  }
  if (extra.fullRelay > 0) {
    const [worst] = peers
      .filter(({ peer }) => peer.kind === 'outbound-full-relay')
      .filter(({ watch, id }) => !watch.isProtected && !extra.isOnlyOfNetwork(id))
      .sort((a, b) => a.lastBlockAnnouncementMs - b.lastBlockAnnouncementMs || b.id - a.id);
    if (worst !== undefined && extra.nowMs - worst.peer.connectedAtMs > MINIMUM_CONNECT_TIME_MS) chosen.push(worst);
  }
  return chosen.filter(({ inFlight }) => inFlight.length === 0);
}
