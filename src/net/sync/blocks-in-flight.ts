import { assert } from '../../bytes/assert.ts';
import type { PartialBlock } from '../compact/partial-block.ts';
import type { PeerId } from '../peer.ts';
import { MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK } from './sync-limits.ts';
import type { SyncPeer } from './sync-peer.ts';

/** One block that one peer was asked for. */
export interface BlockRequest {
  readonly peer: SyncPeer;
  /** What is there of it already, when it came as a compact block. */
  partial: PartialBlock | undefined;
  /** It came as a compact block already: another one is not looked at. */
  hasCompact: boolean;
}

/**
 * Which blocks were asked for, and of whom: at most 16 of one peer, and one block of three peers at the most, while it is put
 * together from compact blocks. Rows are of the header tree.
 *
 * Source: Bitcoin Core's `mapBlocksInFlight`, `BlockRequested`, `RemoveBlockRequest`.
 */
export class BlocksInFlight {
  readonly #byRow = new Map<number, BlockRequest[]>();
  #peersDownloading = 0;

  /** How many requests there are, counted as Core counts them: a block that three peers were asked for is three. */
  get size(): number {
    let size = 0;
    for (const requests of this.#byRow.values()) size += requests.length;
    return size;
  }

  get isEmpty(): boolean {
    return this.#byRow.size === 0;
  }

  /** From how many peers blocks are awaited. */
  get peersDownloading(): number {
    return this.#peersDownloading;
  }

  has(row: number): boolean {
    return this.#byRow.has(row);
  }

  /** Who was asked for a block, first to last. */
  requestsOf(row: number): readonly BlockRequest[] {
    return this.#byRow.get(row) ?? [];
  }

  /** The request of one peer. */
  requestOf(row: number, peer: PeerId): BlockRequest | undefined {
    return this.#byRow.get(row)?.find((request) => request.peer.id === peer);
  }

  /** Whether nothing but this block, if anything, is awaited. */
  isOnly(row: number): boolean {
    return this.#byRow.size === 0 || (this.#byRow.size === 1 && this.#byRow.has(row));
  }

  isRequestedFromOutbound(row: number): boolean {
    return this.requestsOf(row).some(({ peer }) => !peer.isInbound);
  }

  /** Takes note that a peer is asked for a block. @returns The request, new or not. */
  add(row: number, peer: SyncPeer, nowMs: number): BlockRequest {
    const known = this.requestOf(row, peer.id);
    if (known !== undefined) return known;
    const request: BlockRequest = { peer, partial: undefined, hasCompact: false };
    const requests = this.#byRow.get(row);
    if (requests === undefined) this.#byRow.set(row, [request]);
    else requests.push(request);
    assert(this.requestsOf(row).length <= MAX_CMPCTBLOCKS_INFLIGHT_PER_BLOCK, 'one block is asked of few peers');
    peer.inFlight.push(row);
    if (peer.inFlight.length === 1) {
      peer.downloadingSinceMs = nowMs;
      this.#peersDownloading++;
    }
    return request;
  }

  /** Takes note that a block is not awaited any more, from one peer or from all. */
  remove(row: number, options: { readonly from?: SyncPeer; readonly nowMs: number }): void {
    const requests = this.#byRow.get(row);
    if (requests === undefined) return;
    const { from, nowMs } = options;
    const left = requests.filter((request) => {
      if (from !== undefined && request.peer !== from) return true;
      this.#takeOff(request.peer, row, nowMs);
      return false;
    });
    if (left.length === 0) this.#byRow.delete(row);
    else this.#byRow.set(row, left);
  }

  /** Forgets a peer that is gone. */
  removePeer(peer: SyncPeer, nowMs: number): void {
    for (let row = peer.inFlight[0]; row !== undefined; row = peer.inFlight[0]) this.remove(row, { from: peer, nowMs });
  }

  #takeOff(peer: SyncPeer, row: number, nowMs: number): void {
    const at = peer.inFlight.indexOf(row);
    assert(at >= 0, 'both sides know of a request');
    // The next one begins to be waited for.
    if (at === 0) peer.downloadingSinceMs = Math.max(peer.downloadingSinceMs, nowMs);
    peer.inFlight.splice(at, 1);
    if (peer.inFlight.length === 0) this.#peersDownloading--;
    peer.stallingSinceMs = undefined;
  }
}
