import { assert } from '../../bytes/assert.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { FilterRange, MessageOf } from '../../wire/message.ts';
import type { PeerId } from '../peer.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';
import type { FilterIndex } from './filter-index.ts';
import { CFCHECKPT_INTERVAL, MAX_GETCFHEADERS_SIZE, MAX_GETCFILTERS_SIZE } from '../../wire/message-limits.ts';
import { BASIC_FILTER_TYPE, FILTER_OVERHEAD_BYTES, MAX_QUEUED_FILTER_REQUESTS } from './serve-limits.ts';

/** Filters that a peer waits for: of the branch that ends in `stopRow`, from `height` on. */
interface FilterRun {
  height: number;
  readonly stopRow: number;
}

/** A range that is asked for. */
interface FilterQuestion extends FilterRange {
  readonly maxCount: number;
}

/**
 * Gives compact filters to light clients (BIP157). Filters wait in a queue and are sent as the peer takes them.
 *
 * Source: Bitcoin Core's `PrepareBlockFilterRequest`, `ProcessGetCFilters`, `ProcessGetCFHeaders`, `ProcessGetCFCheckPt`.
 */
export class FilterServer {
  readonly #context: SyncContext;
  /** None: filters are not served, and whoever asks is dropped. */
  readonly #index: FilterIndex | undefined;
  readonly #queues = new Map<PeerId, FilterRun[]>();

  constructor(context: SyncContext, index: FilterIndex | undefined) {
    this.#context = context;
    this.#index = index;
  }

  peerGone(peer: SyncPeer): void {
    this.#queues.delete(peer.id);
  }

  /** Whether a peer waits for filters. */
  hasQueued(peer: PeerId): boolean {
    return this.#queues.has(peer);
  }

  answerGetFilters(peer: SyncPeer, message: FilterRange): void {
    const stopRow = this.#stopRow(peer, { ...message, maxCount: MAX_GETCFILTERS_SIZE });
    if (stopRow < 0 || this.#index?.filterHashOf(stopRow) === undefined) return;
    const queue = this.#queues.get(peer.id) ?? [];
    if (queue.length >= MAX_QUEUED_FILTER_REQUESTS) {
      this.#context.out.disconnect(peer, 'filter-request-invalid');
      return;
    }
    queue.push({ height: message.startHeight, stopRow });
    this.#queues.set(peer.id, queue);
  }

  answerGetFilterHeaders(peer: SyncPeer, message: FilterRange): void {
    const stopRow = this.#stopRow(peer, { ...message, maxCount: MAX_GETCFHEADERS_SIZE });
    if (stopRow < 0) return;
    const { tree } = this.#context.chain;
    const { startHeight, stopHash, filterType } = message;
    const previousHeader =
      startHeight === 0
        ? new Uint8Array(HASH_BYTES)
        : this.#index?.filterHeaderOf(tree.ancestor(stopRow, startHeight - 1));
    if (previousHeader === undefined) return;
    const filterHashes: Uint8Array[] = [];
    for (let height = startHeight; height <= tree.heightOf(stopRow); height++) {
      const hash = this.#index?.filterHashOf(tree.ancestor(stopRow, height));
      // What is not built yet is not answered, as in Core.
      if (hash === undefined) return;
      filterHashes.push(hash);
    }
    this.#context.out.send(peer, { type: 'cfheaders', filterType, stopHash, previousHeader, filterHashes });
  }

  answerGetCheckpoints(peer: SyncPeer, message: MessageOf<'getcfcheckpt'>): void {
    const stopRow = this.#stopRow(peer, { ...message, startHeight: 0, maxCount: Infinity });
    if (stopRow < 0) return;
    const { tree } = this.#context.chain;
    const { stopHash, filterType } = message;
    const filterHeaders: Uint8Array[] = [];
    for (let height = CFCHECKPT_INTERVAL; height <= tree.heightOf(stopRow); height += CFCHECKPT_INTERVAL) {
      const header = this.#index?.filterHeaderOf(tree.ancestor(stopRow, height));
      if (header === undefined) return;
      filterHeaders.push(header);
    }
    this.#context.out.send(peer, { type: 'cfcheckpt', filterType, stopHash, filterHeaders });
  }

  /** Sends the next filter that a peer waits for. @returns Its size in bytes; `undefined` when there is none. */
  serveNext(peer: SyncPeer): number | undefined {
    const queue = this.#queues.get(peer.id);
    if (queue === undefined) return undefined;
    const [run] = queue;
    assert(run !== undefined, 'a queue that is kept is not empty');
    const { tree } = this.#context.chain;
    const row = tree.ancestor(run.stopRow, run.height);
    const filter = this.#index?.filterOf(row);
    if (filter !== undefined) {
      const message = { type: 'cfilter', filterType: BASIC_FILTER_TYPE, blockHash: tree.hashOf(row), filter } as const;
      this.#context.out.send(peer, message);
    }
    run.height++;
    // A filter that is not there ends the answer.
    if (filter === undefined || run.height > tree.heightOf(run.stopRow)) queue.shift();
    if (queue.length === 0) this.#queues.delete(peer.id);
    return FILTER_OVERHEAD_BYTES + (filter?.length ?? 0);
  }

  /** @returns The row that a range ends with; -1, and the peer is dropped, when it is not one to be served. */
  #stopRow(peer: SyncPeer, question: FilterQuestion): number {
    const { chain, view, out } = this.#context;
    const { filterType, startHeight, stopHash, maxCount } = question;
    const row = chain.tree.indexOf(stopHash);
    const isGood =
      this.#index !== undefined &&
      filterType === BASIC_FILTER_TYPE &&
      row >= 0 &&
      view.isServed(row) &&
      startHeight <= chain.tree.heightOf(row) &&
      chain.tree.heightOf(row) - startHeight < maxCount;
    if (isGood) return row;
    out.disconnect(peer, 'filter-request-invalid');
    return -1;
  }
}
