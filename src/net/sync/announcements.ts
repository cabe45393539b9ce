import { assert } from '../../bytes/assert.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { RecentBlock } from '../serve/recent-block.ts';
import { hasHeader, updateAvailability } from './sync-context.ts';
import type { SyncContext } from './sync-context.ts';
import { MAX_BLOCKS_TO_ANNOUNCE } from './sync-limits.ts';
import { INVALID_CB_NO_BAN_VERSION } from '../../wire/protocol-version.ts';
import type { SyncPeer } from './sync-peer.ts';

/**
 * Tells peers of new blocks, each as it likes best: by a compact block, by headers, or by `inv`.
 *
 * Source: Bitcoin Core's `NewPoWValidBlock`, `UpdatedBlockTip`, and the part of `SendMessages` on announcements.
 */
export class Announcements {
  readonly #context: SyncContext;
  readonly #recent: RecentBlock;
  /** The highest block that was told of before it was validated: one for each height. */
  #highestFast = -1;

  constructor(context: SyncContext, recent: RecentBlock) {
    this.#context = context;
    this.#recent = recent;
  }

  /**
   * Sends a block on top of our tip, whose header and merkle roots are right, to the peers that want it at once; whether its
   * transactions are good is only seen then (BIP152).
   */
  announceUnvalidated(row: number): void {
    const { chain, peers, out, view } = this.#context;
    const height = chain.tree.heightOf(row);
    if (height <= this.#highestFast || !view.isSegwitActive(row)) return;
    this.#highestFast = height;
    const prev = chain.tree.prevOf(row);
    for (const peer of peers.values()) {
      if (peer.isLeaving || !peer.wantsHighBandwidth || peer.peer.version < INVALID_CB_NO_BAN_VERSION) continue;
      updateAvailability(this.#context, peer);
      if (hasHeader(this.#context, peer, row) || !hasHeader(this.#context, peer, prev)) continue;
      out.send(peer, { type: 'cmpctblock', compact: this.#recent.compactOf(row) });
      peer.bestHeaderSent = row;
    }
  }

  /**
   * Tells all peers of the blocks that are active now and were not before, the last eight at the most.
   *
   * @param fork The last block that was active before, and still is.
   */
  announce(fork: number): void {
    const { chain, peers } = this.#context;
    const rows: number[] = [];
    for (let row = chain.active.tip; row !== fork && row >= 0; row = chain.tree.prevOf(row)) {
      rows.push(row);
      if (rows.length === MAX_BLOCKS_TO_ANNOUNCE) break;
    }
    if (rows.length === 0) return;
    rows.reverse();
    for (const peer of peers.values()) if (!peer.isLeaving) this.#announceTo(peer, rows);
  }

  #announceTo(peer: SyncPeer, rows: readonly number[]): void {
    const { chain, out } = this.#context;
    updateAvailability(this.#context, peer);
    const last = rows[rows.length - 1];
    assert(last !== undefined, 'there is something to tell');
    const unknown = this.#unknownTo(peer, rows);
    if (unknown?.length === 0) return;
    if (unknown?.length === 1 && peer.wantsHighBandwidth) {
      out.send(peer, { type: 'cmpctblock', compact: this.#recent.compactOf(last) });
      peer.bestHeaderSent = last;
    } else if (unknown !== undefined && peer.prefersHeaders) {
      const headers = new Uint8Array(unknown.length * HEADER_BYTES);
      for (const [i, row] of unknown.entries()) headers.set(chain.tree.headerBytes(row), i * HEADER_BYTES);
      out.send(peer, { type: 'headers', headers });
      peer.bestHeaderSent = last;
    } else if (!hasHeader(this.#context, peer, last)) {
      const item = { type: INVENTORY_TYPES.block, hash: chain.tree.hashOf(last) };
      out.send(peer, { type: 'inv', inventory: [item] });
    }
  }

  /** The blocks that a peer does not have and can connect; `undefined` where it is better told by `inv`. */
  #unknownTo(peer: SyncPeer, rows: readonly number[]): readonly number[] | undefined {
    if (!peer.prefersHeaders && (!peer.wantsHighBandwidth || rows.length > 1)) return undefined;
    const first = rows.findIndex((row) => !hasHeader(this.#context, peer, row));
    if (first < 0) return [];
    const prev = this.#context.chain.tree.prevOf(rows[first]!);
    return prev < 0 || hasHeader(this.#context, peer, prev) ? rows.slice(first) : undefined;
  }
}
