import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { blockItemType, updateAvailability } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import {
  BLOCK_DOWNLOAD_TIMEOUT_BASE,
  BLOCK_DOWNLOAD_TIMEOUT_PER_PEER,
  BLOCK_DOWNLOAD_WINDOW,
  BLOCK_STALLING_TIMEOUT_DEFAULT_MS,
  BLOCK_STALLING_TIMEOUT_MAX_MS,
  LIMITED_RACE_BLOCKS,
  MAX_BLOCKS_IN_TRANSIT_PER_PEER,
  NODE_NETWORK_LIMITED_MIN_BLOCKS,
} from './sync-limits.ts';
import type { SyncPeer } from './sync-peer.ts';

/** Rows are looked up together, at least so many. Source: Core's `FindNextBlocks`. */
const ROWS_AT_ONCE = 128;

/** The stalling timeout falls by this with each block that is connected. */
const STALLING_DECAY = 0.85;

/** What to ask a peer for next, and who keeps the window from moving on. */
interface NextBlocks {
  readonly rows: number[];
  /** Who was asked for the first block that is under way. */
  waitingFor: SyncPeer | undefined;
  staller: SyncPeer | undefined;
}

/**
 * Decides which blocks are asked of which peer: the next 1,024 after the last block shared with it, sixteen at a time, each of
 * one peer only. Who holds up that window is dropped after 2 s (more, when that happens again and again).
 *
 * Source: Bitcoin Core's `FindNextBlocksToDownload`, `FindNextBlocks`, `HeadersDirectFetchBlocks`, and `SendMessages`.
 */
export class BlockDownload {
  readonly #context: SyncContext;
  #stallingTimeoutMs = BLOCK_STALLING_TIMEOUT_DEFAULT_MS;

  constructor(context: SyncContext) {
    this.#context = context;
  }

  /** How long a peer may hold up the window now. */
  get stallingTimeoutMs(): number {
    return this.#stallingTimeoutMs;
  }

  /** Whether a peer is one to fetch from while the chain is caught up with: outbound, or the only source there is. */
  mayFetchFrom(peer: SyncPeer): boolean {
    if (peer.isPreferred) return true;
    if (!peer.canServeBlocks || peer.peer.kind === 'addr-fetch') return false;
    return this.#context.inFlight.isEmpty || ![...this.#context.peers.values()].some((other) => other.isPreferred);
  }

  /** Asks a peer for the next blocks. */
  request(peer: SyncPeer, nowMs: number): void {
    const { view, inFlight, out, chain } = this.#context;
    if (peer.isLeaving || !peer.canServeBlocks || peer.inFlight.length >= MAX_BLOCKS_IN_TRANSIT_PER_PEER) return;
    const mayFetch = this.mayFetchFrom(peer) && !peer.isLimited;
    if (!mayFetch && view.isInitialBlockDownload(nowMs)) return;
    const next = this.#findNext(peer, MAX_BLOCKS_IN_TRANSIT_PER_PEER - peer.inFlight.length);
    const inventory: InventoryItem[] = next.rows.map((row) => {
      inFlight.add(row, peer, nowMs);
      return { type: blockItemType(peer), hash: chain.tree.hashOf(row) };
    });
    if (inventory.length > 0) out.send(peer, { type: 'getdata', inventory });
    // It holds up the others only if it has nothing to do itself.
    if (peer.inFlight.length === 0 && next.staller !== undefined) next.staller.stallingSinceMs ??= nowMs;
  }

  /** Drops a peer that holds up the window, or does not send what it was asked for. */
  checkTimeouts(peer: SyncPeer, nowMs: number): void {
    const { out } = this.#context;
    if (peer.stallingSinceMs !== undefined && nowMs > peer.stallingSinceMs + this.#stallingTimeoutMs) {
      out.disconnect(peer, 'block-stalling');
      // It may be our own line that is slow: the next one is given more time.
      this.#stallingTimeoutMs = Math.min(2 * this.#stallingTimeoutMs, BLOCK_STALLING_TIMEOUT_MAX_MS);
      return;
    }
    if (nowMs > this.#downloadDeadlineMs(peer)) out.disconnect(peer, 'block-timeout');
  }

  /** When a peer has to be looked at again for its blocks. */
  nextDueMs(peer: SyncPeer): number {
    const stallingMs =
      peer.stallingSinceMs === undefined ? Infinity : peer.stallingSinceMs + this.#stallingTimeoutMs + 1;
    return Math.min(stallingMs, this.#downloadDeadlineMs(peer) + 1);
  }

  /** Takes note that a block was connected: the stalling timeout falls again, in whole seconds. */
  blockConnected(): void {
    const loweredMs = Math.floor((this.#stallingTimeoutMs * STALLING_DECAY) / 1000) * 1000;
    this.#stallingTimeoutMs = Math.max(loweredMs, BLOCK_STALLING_TIMEOUT_DEFAULT_MS);
  }

  /**
   * Asks for the blocks up to a header that a peer has just told us of, without waiting for its turn; for one alone as a
   * compact block, where that can be put together. Source: Core's `HeadersDirectFetchBlocks`.
   */
  fetchAnnounced(peer: SyncPeer, last: number, nowMs: number): void {
    const { view, chain, inFlight, out } = this.#context;
    if (peer.isLeaving || !view.canDirectFetch(nowMs)) return;
    if (view.isOnFailedChain(last) || !view.hasWorkOf(last, view.tip)) return;
    const rows: number[] = [];
    let walk = last;
    while (walk >= 0 && !chain.active.has(walk) && rows.length <= MAX_BLOCKS_IN_TRANSIT_PER_PEER) {
      const isWanted = !view.isAtHand(walk) && !inFlight.has(walk);
      if (isWanted && (peer.canServeWitnesses || !view.isSegwitActive(walk))) rows.push(walk);
      walk = chain.tree.prevOf(walk);
    }
    // A large reorganization is left to the window.
    if (walk < 0 || !chain.active.has(walk)) return;
    const fetched: number[] = [];
    for (const row of rows.reverse()) {
      if (peer.inFlight.length >= MAX_BLOCKS_IN_TRANSIT_PER_PEER) break;
      inFlight.add(row, peer, nowMs);
      fetched.push(row);
    }
    if (fetched.length === 0) return;
    const isCompact =
      !this.#context.isBlocksOnly &&
      peer.providesCompactBlocks &&
      fetched.length === 1 &&
      inFlight.size === 1 &&
      view.wasConnected(chain.tree.prevOf(last));
    const type = isCompact ? INVENTORY_TYPES.compactBlock : blockItemType(peer);
    out.send(peer, { type: 'getdata', inventory: fetched.map((row) => ({ type, hash: chain.tree.hashOf(row) })) });
  }

  /** Asks a peer for one block, and takes back all other requests for it. Source: Core's `FetchBlock`. */
  fetch(peer: SyncPeer, row: number, nowMs: number): boolean {
    const { inFlight, out, chain } = this.#context;
    if (peer.isLeaving || !peer.canServeWitnesses) return false;
    inFlight.remove(row, { nowMs });
    inFlight.add(row, peer, nowMs);
    out.send(peer, { type: 'getdata', inventory: [{ type: blockItemType(peer), hash: chain.tree.hashOf(row) }] });
    return true;
  }

  #downloadDeadlineMs(peer: SyncPeer): number {
    if (peer.inFlight.length === 0) return Infinity;
    const others = this.#context.inFlight.peersDownloading - 1;
    const intervals = BLOCK_DOWNLOAD_TIMEOUT_BASE + BLOCK_DOWNLOAD_TIMEOUT_PER_PEER * others;
    return peer.downloadingSinceMs + this.#context.params.targetSpacingSec * 1000 * intervals;
  }

  #findNext(peer: SyncPeer, count: number): NextBlocks {
    let next: NextBlocks = { rows: [], waitingFor: undefined, staller: undefined };
    const { view, chain } = this.#context;
    updateAvailability(this.#context, peer);
    const { bestKnown } = peer;
    if (bestKnown < 0 || !view.hasWorkOf(bestKnown, view.tip) || !view.hasMinimumWork(bestKnown)) return next;
    const { tree, active } = chain;
    if (peer.lastCommon < 0) peer.lastCommon = active.at(Math.min(tree.heightOf(bestKnown), active.height));
    // The peer may have left the chain that it was on.
    peer.lastCommon = tree.forkPoint(peer.lastCommon, bestKnown);
    // Where the walk finds that more is shared, the window reaches further: nobody would look again before the next block.
    for (let before = -1; before !== peer.lastCommon && next.rows.length < count;) {
      before = peer.lastCommon;
      next = { rows: [], waitingFor: undefined, staller: undefined };
      if (before !== bestKnown) this.#walkWindow(peer, count, next);
    }
    return next;
  }

  #walkWindow(peer: SyncPeer, count: number, next: NextBlocks): void {
    const { tree } = this.#context.chain;
    const windowEnd = tree.heightOf(peer.lastCommon) + BLOCK_DOWNLOAD_WINDOW;
    // One more than the window, to see whether it is what keeps us from going on.
    const maxHeight = Math.min(tree.heightOf(peer.bestKnown), windowEnd + 1);
    for (let height = tree.heightOf(peer.lastCommon); height < maxHeight;) {
      const upTo = Math.min(maxHeight, height + Math.max(count - next.rows.length, ROWS_AT_ONCE));
      const rows = new Int32Array(upTo - height);
      for (let i = rows.length - 1, row = tree.ancestor(peer.bestKnown, upTo); i >= 0; i--, row = tree.prevOf(row)) {
        rows[i] = row;
      }
      for (const row of rows) if (this.#visit(peer, row, { count, windowEnd, next }) === 'stop') return;
      height = upTo;
    }
  }

  #visit(
    peer: SyncPeer,
    row: number,
    walk: { readonly count: number; readonly windowEnd: number; readonly next: NextBlocks },
  ): 'go-on' | 'stop' {
    const { chain, view, inFlight } = this.#context;
    const { tree, index, active } = chain;
    const { next } = walk;
    if (index.isFailed(row)) return 'stop';
    if (!peer.canServeWitnesses && view.isSegwitActive(row)) return 'stop';
    if (view.isAtHand(row) || active.has(row)) {
      if (index.chainTransactionsOf(row) > 0) peer.lastCommon = row;
      return 'go-on';
    }
    if (inFlight.has(row)) {
      next.waitingFor ??= inFlight.requestsOf(row)[0]?.peer;
      return 'go-on';
    }
    const height = tree.heightOf(row);
    if (height > walk.windowEnd) {
      // Nothing can be asked for, but could be if the window were one larger: whoever was asked first is to blame.
      if (next.rows.length === 0 && next.waitingFor !== peer) next.staller = next.waitingFor;
      return 'stop';
    }
    const depth = tree.heightOf(peer.bestKnown) - height;
    if (peer.isLimited && depth >= NODE_NETWORK_LIMITED_MIN_BLOCKS - LIMITED_RACE_BLOCKS) return 'go-on';
    next.rows.push(row);
    return next.rows.length === walk.count ? 'stop' : 'go-on';
  }
}
