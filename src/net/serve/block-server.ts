import { StorageDamageError } from '../../chain/storage-damage.ts';
import type { Block } from '../../primitives/block.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { INVENTORY_TYPES } from '../../wire/inventory.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { PeerId } from '../peer.ts';
import type { SyncContext } from '../sync/sync-context.ts';
import { LIMITED_RACE_BLOCKS, NODE_NETWORK_LIMITED_MIN_BLOCKS } from '../sync/sync-limits.ts';
import type { SyncPeer } from '../sync/sync-peer.ts';
import { BlockQueue } from './block-queue.ts';
import type { BlockForm, QueuedBlock } from './block-queue.ts';
import type { RecentBlock } from './recent-block.ts';
import { HISTORICAL_BLOCK_AGE_SEC, MAX_BLOCKTXN_DEPTH, MAX_CMPCTBLOCK_DEPTH } from './serve-limits.ts';
import type { UploadTarget } from './upload-target.ts';

/** What a `BlockServer` works with. */
export interface BlockServerParts {
  readonly recent: RecentBlock;
  readonly uploadTarget: UploadTarget;
  /** What we say that we offer. */
  readonly services: bigint;
}

/**
 * Gives blocks to peers: what they ask for waits in a queue, and is read one block at a time as they take it.
 *
 * Source: Bitcoin Core's `ProcessGetData`, `ProcessGetBlockData`, `GETBLOCKTXN`.
 */
export class BlockServer {
  readonly #context: SyncContext;
  readonly #parts: BlockServerParts;
  readonly #queues = new Map<PeerId, BlockQueue>();

  constructor(context: SyncContext, parts: BlockServerParts) {
    this.#context = context;
    this.#parts = parts;
  }

  peerGone(peer: SyncPeer): void {
    this.#queues.delete(peer.id);
  }

  /** How many blocks a peer waits for. */
  queueLength(peer: PeerId): number {
    return this.#queues.get(peer)?.length ?? 0;
  }

  /** Takes note of blocks that a peer asks for. Those that are not known are passed over in silence, as Core does. */
  request(peer: SyncPeer, items: readonly InventoryItem[]): void {
    const { chain, out } = this.#context;
    for (const { type, hash } of items) {
      const form = formOf(type);
      const row = chain.tree.indexOf(hash as BlockHash);
      if (form === undefined || row < 0) continue;
      if (this.#enqueue(peer, { row, form })) continue;
      out.disconnect(peer, 'getdata-oversized');
      return;
    }
  }

  /** Gives a peer the next block that it waits for. @returns Its size in bytes; `undefined` when the queue is empty. */
  serveNext(peer: SyncPeer, nowMs: number): number | undefined {
    const queue = this.#queues.get(peer.id);
    const next = queue?.shift();
    if (queue?.length === 0) this.#queues.delete(peer.id);
    return next === undefined || peer.isLeaving ? undefined : this.#serve(peer, next, nowMs);
  }

  /** Answers `getblocktxn`. */
  answerGetBlockTransactions(
    peer: SyncPeer,
    question: { readonly blockHash: BlockHash; readonly indexes: readonly number[] },
  ): void {
    const { chain, view, out } = this.#context;
    const { blockHash, indexes } = question;
    const row = chain.tree.indexOf(blockHash);
    if (row < 0 || !view.hasData(row)) return;
    const isRecent = this.#parts.recent.get(row) !== undefined;
    if (!isRecent && chain.tree.heightOf(row) < chain.active.height - MAX_BLOCKTXN_DEPTH) {
      // To read old blocks for single transactions is work: whoever wants that takes all of the block.
      if (!this.#enqueue(peer, { row, form: 'witness' })) out.disconnect(peer, 'getdata-oversized');
      return;
    }
    const block = this.#read(row);
    if (block === undefined) return;
    const transactions: Transaction[] = [];
    for (const index of indexes) {
      if (!(index >= 0 && index < block.transactionCount)) {
        out.misbehaved(peer, 'getblocktxn-out-of-bounds');
        return;
      }
      transactions.push(block.transaction(index));
    }
    out.send(peer, { type: 'blocktxn', blockHash, transactions });
  }

  #enqueue(peer: SyncPeer, block: QueuedBlock): boolean {
    let queue = this.#queues.get(peer.id);
    if (queue === undefined) this.#queues.set(peer.id, (queue = new BlockQueue()));
    return queue.push(block);
  }

  #serve(peer: SyncPeer, { row, form }: QueuedBlock, nowMs: number): number {
    const { view, out } = this.#context;
    if (!view.isServed(row)) return 0;
    if (this.#isHistory(row, form) && this.#parts.uploadTarget.isReachedForHistory(nowMs) && !peer.peer.isProtected) {
      out.disconnect(peer, 'upload-target-reached');
      return 0;
    }
    if (this.#isTooDeep(row) && !peer.peer.isProtected) {
      // How far we have pruned is nobody's business; nor is the peer to wait for what does not come.
      out.disconnect(peer, 'block-too-deep');
      return 0;
    }
    // Pruned. BIP37's filtered blocks are not served at all.
    if (!view.hasData(row) || form === 'filtered') return this.#continue(peer, row, 0);
    const block = this.#read(row);
    if (block === undefined) {
      out.disconnect(peer, 'block-unavailable');
      return 0;
    }
    if (form === 'compact' && this.#isCompactServed(row, nowMs)) {
      out.send(peer, { type: 'cmpctblock', compact: this.#parts.recent.compactOf(row, block) });
    } else if (form === 'stripped') out.send(peer, { type: 'block', block, withoutWitness: true });
    else out.send(peer, { type: 'block', block });
    return this.#continue(peer, row, block.totalSize);
  }

  /** Tells a peer that syncs by `getblocks` of our tip, once it has the last block that it was told of. */
  #continue(peer: SyncPeer, row: number, sizeBytes: number): number {
    if (row !== peer.continuationRow) return sizeBytes;
    const { out, chain, view } = this.#context;
    const item = { type: INVENTORY_TYPES.block, hash: chain.tree.hashOf(view.tip) };
    out.send(peer, { type: 'inv', inventory: [item] });
    peer.continuationRow = -1;
    return sizeBytes;
  }

  /** Reads a block that is stored; `undefined` when the disk does not give it. */
  #read(row: number): Block | undefined {
    const recent = this.#parts.recent.get(row);
    if (recent !== undefined) return recent;
    try {
      return this.#context.chain.readBlock(row);
    } catch (error) {
      if (error instanceof StorageDamageError) return undefined;
      throw error;
    }
  }

  #isHistory(row: number, form: BlockForm): boolean {
    const { chain, view } = this.#context;
    const ageSec = chain.tree.timeOf(view.bestHeader) - chain.tree.timeOf(row);
    return ageSec > HISTORICAL_BLOCK_AGE_SEC || form === 'filtered';
  }

  #isTooDeep(row: number): boolean {
    const { chain } = this.#context;
    const { network, networkLimited } = SERVICE_FLAGS;
    if ((this.#parts.services & (network | networkLimited)) !== networkLimited) return false;
    return chain.active.height - chain.tree.heightOf(row) > NODE_NETWORK_LIMITED_MIN_BLOCKS + LIMITED_RACE_BLOCKS;
  }

  #isCompactServed(row: number, nowMs: number): boolean {
    const { chain, view } = this.#context;
    return view.canDirectFetch(nowMs) && chain.tree.heightOf(row) >= chain.active.height - MAX_CMPCTBLOCK_DEPTH;
  }
}

function formOf(type: number): BlockForm | undefined {
  switch (type) {
    case INVENTORY_TYPES.block:
      return 'stripped';
    case INVENTORY_TYPES.witnessBlock:
      return 'witness';
    case INVENTORY_TYPES.compactBlock:
      return 'compact';
    case INVENTORY_TYPES.filteredBlock:
      return 'filtered';
    default:
      return undefined;
  }
}
