import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { maybePunishForBlock } from './block-sources.ts';
import { HeaderBatch, hasProofOfWork, isContinuous, isSameHash } from './header-batch.ts';
import { HeadersPresync } from './headers-presync.ts';
import { maybeSendGetHeaders, noteAnnounced, updateAvailability } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import {
  HEADERS_DOWNLOAD_TIMEOUT_BASE_MS,
  HEADERS_DOWNLOAD_TIMEOUT_PER_HEADER_MS,
  HEADERS_RESPONSE_TIME_MS,
  MAX_HEADERS_RESULTS,
  MAX_OUTBOUND_PEERS_TO_PROTECT_FROM_DISCONNECT,
  RECENT_HEADER_MS,
} from './sync-limits.ts';
import { SENDHEADERS_VERSION } from '../../wire/protocol-version.ts';
import type { SyncPeer } from './sync-peer.ts';

/** How a `headers` message came, or a single header that is treated like one. */
export interface HeadersArrival {
  readonly nowMs: number;
  /** The header came in a compact block. */
  readonly isCompact?: boolean;
}

/**
 * Asks peers for headers, and takes in what they send: of one peer at first, of all once the best header is of the last 24
 * hours. What has too little work is not kept (`HeadersPresync`).
 *
 * Source: Bitcoin Core's `ProcessHeadersMessage` and what it calls, and the parts of `SendMessages` on headers.
 */
export class HeaderSync {
  readonly #context: SyncContext;
  /** Peers that we have begun to ask. Source: Core's `nSyncStarted`. */
  #startedCount = 0;
  /** The last block that let a peer be asked before its turn: one peer more for each block. */
  #lastInvHash: BlockHash | undefined;

  constructor(context: SyncContext) {
    this.#context = context;
  }

  peerGone(peer: SyncPeer): void {
    if (peer.isSyncStarted) this.#startedCount--;
    peer.isSyncStarted = false;
    peer.presync = undefined;
  }

  /** The peer whose presync has come furthest, for progress. */
  presyncHeight(): number | undefined {
    let best: number | undefined;
    for (const { presync } of this.#context.peers.values()) {
      if (presync?.phase === 'presync' && presync.height > (best ?? -1)) best = presync.height;
    }
    return best;
  }

  /**
   * Begins to ask a peer for headers, if it is its turn.
   *
   * @param options.mayFetch Whether this is a peer to fetch from while the chain is caught up with.
   */
  maybeStart(peer: SyncPeer, options: { readonly mayFetch: boolean; readonly nowMs: number }): void {
    const { view, chain, params } = this.#context;
    const { mayFetch, nowMs } = options;
    if (peer.isSyncStarted || !peer.canServeBlocks) return;
    const best = view.bestHeader;
    if (best < 0) return;
    const bestAgeMs = nowMs - chain.tree.timeOf(best) * 1000;
    if (!(this.#startedCount === 0 && mayFetch) && bestAgeMs >= RECENT_HEADER_MS) return;
    // From the one before on, so that a peer with no more than we have answers with one header: then we know what it has.
    const prev = chain.tree.prevOf(best);
    const locator = view.locator(prev < 0 ? best : prev);
    if (!maybeSendGetHeaders(this.#context, peer, { locator, nowMs })) {
      peer.startAtMs = peer.lastGetHeadersMs + HEADERS_RESPONSE_TIME_MS + 1;
      return;
    }
    peer.startAtMs = Infinity;
    peer.isSyncStarted = true;
    this.#startedCount++;
    const expected = Math.max(0, Math.floor(bestAgeMs / (params.targetSpacingSec * 1000)));
    peer.headersDeadlineMs =
      nowMs + HEADERS_DOWNLOAD_TIMEOUT_BASE_MS + HEADERS_DOWNLOAD_TIMEOUT_PER_HEADER_MS * expected;
  }

  /** Gives up on the one peer that is to give us headers and does not, if there are others to ask. */
  checkTimeout(peer: SyncPeer, nowMs: number): void {
    const { view, chain, out, peers } = this.#context;
    if (!peer.isSyncStarted || peer.headersDeadlineMs === undefined) return;
    if (chain.tree.timeOf(view.bestHeader) * 1000 > nowMs - RECENT_HEADER_MS) {
      peer.headersDeadlineMs = undefined;
      return;
    }
    if (nowMs <= peer.headersDeadlineMs || this.#startedCount !== 1) return;
    const hasOthers = [...peers.values()].some((other) => other !== peer && other.isPreferred && !other.isLeaving);
    if (!hasOthers) return;
    if (peer.peer.isProtected) {
      this.#startedCount--;
      peer.isSyncStarted = false;
      peer.headersDeadlineMs = undefined;
    } else out.disconnect(peer, 'headers-timeout');
  }

  /** Tells a peer that headers are better than `inv`, once it has shown a good chain. Source: Core's `MaybeSendSendHeaders`. */
  maybeSendSendHeaders(peer: SyncPeer): void {
    const { view, chain, out } = this.#context;
    if (peer.hasSentSendHeaders || peer.peer.version < SENDHEADERS_VERSION || peer.bestKnown < 0) return;
    if (chain.tree.chainworkOf(peer.bestKnown) <= view.minimumChainWork) return;
    out.send(peer, { type: 'sendheaders' });
    peer.hasSentSendHeaders = true;
  }

  /** Takes note of blocks that a peer announces, and asks for their headers. Source: Core's `INV`. */
  receiveInv(peer: SyncPeer, items: readonly InventoryItem[], nowMs: number): void {
    const { chain, view } = this.#context;
    updateAvailability(this.#context, peer);
    let best: BlockHash | undefined;
    for (const { type, hash } of items) {
      if (type !== INVENTORY_TYPES.block) continue;
      const row = chain.tree.indexOf(hash as BlockHash);
      if (row < 0) best = hash as BlockHash;
      else if (view.hasWorkOf(row, peer.bestKnown)) peer.bestKnown = row;
    }
    if (best === undefined) return;
    peer.lastUnknownHash = best.slice() as BlockHash;
    const isNew = this.#lastInvHash === undefined || !isSameHash(best, this.#lastInvHash);
    if (!peer.isSyncStarted && (peer.hasAskedForInv || !isNew)) return;
    maybeSendGetHeaders(this.#context, peer, { locator: view.locator(view.bestHeader), nowMs });
    if (peer.isSyncStarted) return;
    peer.hasAskedForInv = true;
    this.#lastInvHash = best.slice() as BlockHash;
  }

  /**
   * Takes in a `headers` message.
   *
   * @param headers 80 bytes each, one after the other.
   * @returns The row of the last header that is kept now; -1 when there is none, or nothing is to be done about it.
   */
  receive(peer: SyncPeer, headers: Uint8Array, arrival: HeadersArrival): number {
    const { out, params, chain, view } = this.#context;
    const { nowMs } = arrival;
    const count = Math.floor(headers.length / HEADER_BYTES);
    if (count > MAX_HEADERS_RESULTS) {
      out.misbehaved(peer, 'headers-oversized');
      return -1;
    }
    if (count === 0) {
      // Not an announcement: the answer of a peer that has no more. It may have gone over to our chain.
      peer.presync = undefined;
      peer.lastGetHeadersMs = -Infinity;
      return -1;
    }
    let batch = new HeaderBatch(headers);
    if (!hasProofOfWork(batch, params)) {
      out.misbehaved(peer, 'headers-without-work');
      return -1;
    }
    if (!isContinuous(batch)) {
      out.misbehaved(peer, 'headers-not-continuous');
      return -1;
    }
    const ready = this.#continuePresync(peer, batch, nowMs);
    if (ready?.length === 0) return -1;
    if (ready !== undefined) batch = new HeaderBatch(ready);
    const isPresyncOn = peer.presync !== undefined;
    const start = chain.tree.indexOf(batch.prevHash(0));
    if (start < 0) {
      this.#askForMissing(peer, batch, nowMs);
      return -1;
    }
    peer.lastGetHeadersMs = -Infinity;
    const known = chain.tree.indexOf(batch.hash(batch.count - 1));
    const isWorkShown = ready !== undefined || view.isAncestorOfBestHeaderOrTip(known) || peer.peer.isProtected;
    if (!isWorkShown && this.#hasLowWork(peer, { batch, start, nowMs })) return -1;
    const last = this.#acceptAll(peer, batch, arrival);
    if (last < 0) return -1;
    const isFull = count === MAX_HEADERS_RESULTS;
    if (isFull && !isPresyncOn) maybeSendGetHeaders(this.#context, peer, { locator: view.locator(last), nowMs });
    this.#updatePeer(peer, { last, isNew: known < 0, isFull, nowMs });
    return last;
  }

  /**
   * Gives headers to the presync that goes on with this peer. @returns What is ready of it; `undefined` when there is none, or the
   * headers do not go on from it. Source: Core's `IsContinuationOfLowWorkHeadersSync`.
   */
  #continuePresync(peer: SyncPeer, batch: HeaderBatch, nowMs: number): Uint8Array | undefined {
    const { presync } = peer;
    if (presync === undefined) return undefined;
    const step = presync.receive(batch, { isFull: batch.count === MAX_HEADERS_RESULTS });
    if (step.isGood) peer.lastGetHeadersMs = -Infinity;
    if (step.wantsMore) maybeSendGetHeaders(this.#context, peer, { locator: presync.locator(), nowMs });
    if (presync.phase === 'ended') peer.presync = undefined;
    return step.isGood ? step.ready : undefined;
  }

  /** Source: Core's `HandleUnconnectingHeaders`. */
  #askForMissing(peer: SyncPeer, batch: HeaderBatch, nowMs: number): void {
    const { view } = this.#context;
    maybeSendGetHeaders(this.#context, peer, { locator: view.locator(view.bestHeader), nowMs });
    noteAnnounced(this.#context, peer, batch.hash(batch.count - 1));
  }

  /** Whether the chain has too little work to be kept; begins a presync where there may be more. Core's `TryLowWorkHeadersSync`. */
  #hasLowWork(
    peer: SyncPeer,
    headers: { readonly batch: HeaderBatch; readonly start: number; readonly nowMs: number },
  ): boolean {
    const { view, chain, params, random } = this.#context;
    const { batch, start, nowMs } = headers;
    const requiredWork = view.antiDosWork();
    if (chain.tree.chainworkOf(start) + batch.claimedWork() >= requiredWork) return false;
    if (batch.count === MAX_HEADERS_RESULTS) {
      peer.presync = new HeadersPresync({ params, random, startRow: start, requiredWork, nowMs }, chain.tree);
      this.#continuePresync(peer, batch, nowMs);
    }
    return true;
  }

  /** Source: Core's `ProcessNewBlockHeaders`. @returns The last one's row; -1 when one is refused. */
  #acceptAll(peer: SyncPeer, batch: HeaderBatch, { nowMs, isCompact = false }: HeadersArrival): number {
    const { chain, out } = this.#context;
    const nowSec = Math.floor(nowMs / 1000);
    let last = -1;
    for (let i = 0; i < batch.count; i++) {
      const accepted = chain.acceptHeader(batch.bytes, i * HEADER_BYTES, nowSec);
      if (accepted.status === 'rejected') {
        maybePunishForBlock(out, peer, { reject: accepted.reject, isCompact, reason: 'headers-invalid' });
        return -1;
      }
      last = accepted.row;
    }
    return last;
  }

  /** Source: Core's `UpdatePeerStateForReceivedHeaders`. */
  #updatePeer(
    peer: SyncPeer,
    headers: { readonly last: number; readonly isNew: boolean; readonly isFull: boolean; readonly nowMs: number },
  ): void {
    const { view, chain, out, peers } = this.#context;
    const { last, isNew, isFull, nowMs } = headers;
    noteAnnounced(this.#context, peer, chain.tree.hashOf(last));
    if (isNew && !view.hasWorkOf(view.tip, last)) peer.lastBlockAnnouncementMs = nowMs;
    if (view.isInitialBlockDownload(nowMs) && !isFull && peer.isOutbound && !view.hasMinimumWork(peer.bestKnown)) {
      out.disconnect(peer, 'chain-insufficient-work');
      return;
    }
    if (peer.peer.kind !== 'outbound-full-relay' || peer.watch.isProtected) return;
    if (!view.hasWorkOf(peer.bestKnown, view.tip)) return;
    const protectedCount = [...peers.values()].filter(({ watch }) => watch.isProtected).length;
    if (protectedCount < MAX_OUTBOUND_PEERS_TO_PROTECT_FROM_DISCONNECT) peer.watch.isProtected = true;
  }
}
