import type { InventoryItem } from '../../wire/inventory.ts';
import type { Message } from '../../wire/message.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { PeerId } from '../peer.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';
import { BlockServer } from './block-server.ts';
import type { BlockServerParts } from './block-server.ts';
import type { FilterIndex } from './filter-index.ts';
import { FilterServer } from './filter-server.ts';
import { answerGetBlocks, answerGetHeaders } from './header-server.ts';

/** What a `ChainServer` works with. */
export interface ChainServerParts extends BlockServerParts {
  readonly filters: FilterIndex | undefined;
  /** Old blocks are deleted. */
  readonly isPruned: boolean;
}

/** Answers what peers ask of the chain: headers at once, blocks and filters as the peer takes them. */
export class ChainServer {
  readonly #context: SyncContext;
  readonly #isPruned: boolean;
  readonly #blocks: BlockServer;
  readonly #filters: FilterServer;

  constructor(context: SyncContext, parts: ChainServerParts) {
    this.#context = context;
    this.#isPruned = parts.isPruned;
    this.#blocks = new BlockServer(context, parts);
    const servesFilters = (parts.services & SERVICE_FLAGS.compactFilters) !== 0n;
    this.#filters = new FilterServer(context, servesFilters ? parts.filters : undefined);
  }

  peerGone(peer: SyncPeer): void {
    this.#blocks.peerGone(peer);
    this.#filters.peerGone(peer);
  }

  /** Takes note of blocks that a peer asks for. */
  request(peer: SyncPeer, items: readonly InventoryItem[]): void {
    this.#blocks.request(peer, items);
  }

  /** Whether a peer waits for something. */
  hasQueued(peer: PeerId): boolean {
    return this.#blocks.queueLength(peer) > 0 || this.#filters.hasQueued(peer);
  }

  /** Gives a peer what it waits for, until it comes to `maxBytes`: one block more, at the most. */
  serveNext(peer: SyncPeer, nowMs: number, maxBytes: number): void {
    for (let sentBytes = 0; sentBytes < maxBytes;) {
      const sizeBytes = this.#blocks.serveNext(peer, nowMs) ?? this.#filters.serveNext(peer);
      if (sizeBytes === undefined) return;
      sentBytes += sizeBytes;
    }
  }

  /** Answers a question; what is none is nothing to it. */
  answer(peer: SyncPeer, message: Message): void {
    switch (message.type) {
      case 'getheaders':
        answerGetHeaders(this.#context, peer, message);
        return;
      case 'getblocks':
        answerGetBlocks(this.#context, peer, { ...message, isPruned: this.#isPruned });
        return;
      case 'getblocktxn':
        this.#blocks.answerGetBlockTransactions(peer, message);
        return;
      case 'getcfilters':
        this.#filters.answerGetFilters(peer, message);
        return;
      case 'getcfheaders':
        this.#filters.answerGetFilterHeaders(peer, message);
        return;
      case 'getcfcheckpt':
        this.#filters.answerGetCheckpoints(peer, message);
        return;
      default:
    }
  }
}
