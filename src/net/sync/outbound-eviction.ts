import { maybeSendGetHeaders } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import { CHAIN_SYNC_TIMEOUT_MS, HEADERS_RESPONSE_TIME_MS } from './sync-limits.ts';
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
