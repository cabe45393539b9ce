import type { BlockHash } from '../../primitives/hash.ts';
import { decodeHeader, hashHeader } from '../../primitives/header.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { workFromBits } from '../../primitives/work.ts';
import type { CompactBlock } from '../../wire/compact-block.ts';
import type { BlockRequest } from '../sync/blocks-in-flight.ts';
import { maybePunishForBlock } from '../sync/block-sources.ts';
import { handOn, maybeSendGetHeaders, noteAnnounced, sendGetBlock } from '../sync/sync-context.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import {
  MAX_BLOCKS_IN_TRANSIT_PER_PEER,
  MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK,
  MAX_COMPACT_HEIGHT_AHEAD,
} from '../sync/sync-limits.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';
import type { HighBandwidthPeers } from './high-bandwidth-peers.ts';
import { PartialBlock } from './partial-block.ts';
import type { TransactionSource } from './partial-block.ts';

/** Transactions of the mempool that are looked at for a block before others have their turn: about 10 ms of work. */
export const SEARCHED_AT_ONCE = 10_000;

/** Blocks that are being looked for at a time; what comes on top of that is fetched whole, or left to who was asked before. */
const MAX_SEARCHES = 16;

/** A block that is being looked for in the mempool. */
interface Searching {
  readonly partial: PartialBlock;
  /** Whether it is still of use: the peer is there, and the block is not. */
  readonly isWanted: () => boolean;
  readonly found: (nowMs: number) => void;
}

/** A compact block whose header is in the tree. */
interface Arrival {
  readonly row: number;
  readonly compact: CompactBlock;
  readonly nowMs: number;
}

/**
 * Puts blocks together from compact ones, by the low and the high bandwidth way of BIP152. One block may be put together with
 * up to three peers at a time, so that one that keeps silent does not hold it up.
 *
 * Source: Bitcoin Core's `CMPCTBLOCK`, `ProcessCompactBlockTxns`.
 */
export class CompactSync {
  readonly #context: SyncContext;
  readonly #highBandwidth: HighBandwidthPeers;
  readonly #source: () => TransactionSource;
  readonly #searches: Searching[] = [];

  /** @param parts.source Where transactions are looked for: asked for anew with each block. */
  constructor(
    context: SyncContext,
    parts: { readonly highBandwidth: HighBandwidthPeers; readonly source: () => TransactionSource },
  ) {
    this.#context = context;
    this.#highBandwidth = parts.highBandwidth;
    this.#source = parts.source;
  }

  /** Whether `goOn` has something to do. */
  get isSearching(): boolean {
    return this.#searches.length > 0;
  }

  /** Looks on in the mempool for the block that waits longest. */
  goOn(nowMs: number): void {
    const searching = this.#searches[0];
    if (searching === undefined) return;
    const isWanted = searching.isWanted();
    if (isWanted && !searching.partial.search(SEARCHED_AT_ONCE)) return;
    this.#searches.shift();
    if (isWanted) searching.found(nowMs);
  }

  /** Takes in a `cmpctblock`. @returns Its header's 80 bytes, if they are to be treated as a `headers` message. */
  receive(peer: SyncPeer, compact: CompactBlock, nowMs: number): Uint8Array | undefined {
    const row = this.#acceptHeader(peer, compact, nowMs);
    if (row < 0) return undefined;
    const { view, chain, inFlight } = this.#context;
    if (view.isAtHand(row)) return undefined;
    const isRequested = inFlight.requestOf(row, peer.id) !== undefined;
    const isBetter = !view.hasWorkOf(view.tip, row);
    if (!isBetter || chain.index.transactionsOf(row) !== 0) {
      // Our mempool is of no use for a block that is not the next.
      if (isRequested) sendGetBlock(this.#context, peer, row);
      return undefined;
    }
    if (!inFlight.has(row) && !view.canDirectFetch(nowMs)) return undefined;
    if (chain.tree.heightOf(row) > chain.active.height + MAX_COMPACT_HEIGHT_AHEAD) {
      if (!isRequested) return compact.header;
      sendGetBlock(this.#context, peer, row);
      return undefined;
    }
    // Ours: each try looks at the whole mempool, so that a peer gets one for a block that it was not asked for.
    if (!isRequested && peer.lastCompactRow === row) return undefined;
    peer.lastCompactRow = row;
    const hasRoom =
      inFlight.requestsOf(row).length < MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK &&
      peer.inFlight.length < MAX_BLOCKS_IN_TRANSIT_PER_PEER;
    if (hasRoom || isRequested) this.#begin(peer, { row, compact, nowMs });
    else this.#tryAtOnce(peer, { row, compact, nowMs });
    return undefined;
  }

  /** Takes in a `blocktxn`. */
  receiveTransactions(
    peer: SyncPeer,
    message: { readonly blockHash: BlockHash; readonly transactions: readonly Transaction[]; readonly nowMs: number },
  ): void {
    const { chain, inFlight } = this.#context;
    const { blockHash, transactions, nowMs } = message;
    const row = chain.tree.indexOf(blockHash);
    const request = row < 0 ? undefined : inFlight.requestOf(row, peer.id);
    if (request?.partial !== undefined) this.#finish(request, { row, transactions, nowMs });
  }

  /** @returns The row of a header that is worth going on with; -1 where it is not. */
  #acceptHeader(peer: SyncPeer, compact: CompactBlock, nowMs: number): number {
    const { chain, view, out } = this.#context;
    const { prevHash, bits } = decodeHeader(compact.header, 0);
    const prev = chain.tree.indexOf(prevHash);
    if (prev < 0) {
      if (!view.isInitialBlockDownload(nowMs)) {
        maybeSendGetHeaders(this.#context, peer, { locator: view.locator(view.bestHeader), nowMs });
      }
      return -1;
    }
    if (chain.tree.chainworkOf(prev) + workFromBits(bits) < view.antiDosWork()) return -1;
    const isNew = chain.tree.indexOf(hashHeader(compact.header, 0)) < 0;
    const accepted = chain.acceptHeader(compact.header, 0, Math.floor(nowMs / 1000));
    if (accepted.status === 'rejected') {
      maybePunishForBlock(out, peer, { reject: accepted.reject, isCompact: true, reason: 'headers-invalid' });
      return -1;
    }
    const { row } = accepted;
    noteAnnounced(this.#context, peer, chain.tree.hashOf(row));
    if (isNew && !view.hasWorkOf(view.tip, row)) peer.lastBlockAnnouncementMs = nowMs;
    return row;
  }

  #begin(peer: SyncPeer, arrival: Arrival): void {
    const { inFlight, out, chain } = this.#context;
    const { row, compact, nowMs } = arrival;
    const isFirst = !inFlight.has(row) || inFlight.requestsOf(row)[0]?.peer === peer;
    const othersBefore = inFlight.requestsOf(row).length;
    const fromOutbound = inFlight.isRequestedFromOutbound(row);
    const request = inFlight.add(row, peer, nowMs);
    // The same peer has sent one already.
    if (request.hasCompact) return;
    request.hasCompact = true;
    const partial = this.#searches.length < MAX_SEARCHES ? PartialBlock.begin(compact, this.#source()) : 'failed';
    if (partial === 'invalid') {
      inFlight.remove(row, { from: peer, nowMs });
      out.misbehaved(peer, 'compact-block-invalid');
      return;
    }
    if (partial === 'failed') {
      if (isFirst) sendGetBlock(this.#context, peer, row);
      else inFlight.remove(row, { from: peer, nowMs });
      return;
    }
    const mayAsk = (): boolean =>
      isFirst ||
      (this.#highBandwidth.has(peer) &&
        // The last place is kept for an outbound peer, unless one was asked already.
        (!peer.isInbound || fromOutbound || othersBefore < MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK - 1));
    const isWanted = (): boolean => !peer.isLeaving && inFlight.requestOf(row, peer.id) === request;
    const found = (foundMs: number): void => {
      request.partial = partial;
      const missing = partial.missing();
      if (missing.length === 0) this.#finish(request, { row, transactions: [], nowMs: foundMs });
      else if (mayAsk()) out.send(peer, { type: 'getblocktxn', blockHash: chain.tree.hashOf(row), indexes: missing });
      else inFlight.remove(row, { from: peer, nowMs: foundMs });
    };
    this.#search({ partial, isWanted, found }, nowMs);
  }

  /** Looks in the mempool: all of it now, unless it is large. */
  #search(searching: Searching, nowMs: number): void {
    if (searching.partial.search(SEARCHED_AT_ONCE)) searching.found(nowMs);
    else this.#searches.push(searching);
  }

  /** Tries whether a block that is under way from others can be put together without asking. */
  #tryAtOnce(peer: SyncPeer, { row, compact, nowMs }: Arrival): void {
    const { peers, view } = this.#context;
    if (this.#searches.length >= MAX_SEARCHES) return;
    const partial = PartialBlock.begin(compact, this.#source());
    if (typeof partial === 'string') return;
    const isWanted = (): boolean => peers.get(peer.id) === peer && !peer.isLeaving && !view.isAtHand(row);
    const found = (): void => {
      const block = partial.fill([]);
      if (typeof block !== 'string') handOn(this.#context, { peer, row, block, isCompact: true });
    };
    this.#search({ partial, isWanted, found }, nowMs);
  }

  /** Source: Core's `ProcessCompactBlockTxns`. */
  #finish(
    request: BlockRequest,
    {
      row,
      transactions,
      nowMs,
    }: { readonly row: number; readonly transactions: readonly Transaction[]; nowMs: number },
  ): void {
    const { inFlight, out } = this.#context;
    const { peer, partial } = request;
    if (partial === undefined) return;
    const isFirst = inFlight.requestsOf(row)[0] === request;
    const block = partial.fill(transactions);
    if (block === 'invalid') {
      inFlight.remove(row, { from: peer, nowMs });
      out.misbehaved(peer, 'compact-block-invalid');
      return;
    }
    if (block === 'failed') {
      if (isFirst) sendGetBlock(this.#context, peer, row);
      else inFlight.remove(row, { from: peer, nowMs });
      return;
    }
    inFlight.remove(row, { from: peer, nowMs });
    handOn(this.#context, { peer, row, block, isCompact: true });
  }
}
