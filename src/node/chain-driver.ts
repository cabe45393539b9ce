import type { Acceptance, ChainState, ChainStep } from '../chain/chain-state.ts';
import type { MempoolEntry } from '../mempool/mempool-entry.ts';
import type { RemovedEntry, TransactionPool } from '../mempool/transaction-pool.ts';
import type { FilePosition } from '../ports/block-files.ts';
import type { Block } from '../primitives/block.ts';

/** Blocks are connected up to this size before the node looks after its peers again; one block at the least. */
const MAX_CONNECT_BYTES = 1_000_000;

/** How long changes may wait to be committed once the node is up to date, and before that. Core: an hour, a day. */
const COMMIT_AFTER_MS = 60_000;
const COMMIT_AFTER_MS_IN_SYNC = 10 * 60_000;

/** What has changed. */
export type ChainChange =
  | {
      readonly change: 'connected';
      readonly step: ChainStep & { readonly did: 'connect' };
      /** What left the mempool: what is in the block, and what conflicts with it. */
      readonly removed: readonly RemovedEntry[];
    }
  | { readonly change: 'disconnected'; readonly step: ChainStep & { readonly did: 'disconnect' } }
  | { readonly change: 'failed'; readonly step: ChainStep & { readonly did: 'fail' } }
  /** A reorganization is done, and the mempool fits the new chain. */
  | {
      readonly change: 'reorganized';
      readonly added: readonly MempoolEntry[];
      readonly removed: readonly RemovedEntry[];
    };

/** What a `ChainDriver` works with. */
export interface ChainDriverParts {
  readonly chain: ChainState;
  readonly pool: TransactionPool;
}

/**
 * Moves the chain, and the mempool with it, to the best blocks that are there; says when it is time to commit.
 *
 * A long way is gone in stretches, so that peers are answered in between. A reorganization is not: between its first block and
 * its last the mempool would fit neither chain. Source: Bitcoin Core's `ActivateBestChain`.
 */
export class ChainDriver {
  readonly #chain: ChainState;
  readonly #pool: TransactionPool;
  readonly #pruneTargetBytes: number | undefined;
  /** Since when something waits to be committed. */
  #changedSinceMs: number | undefined;
  #hasMore = false;
  /** Whether the first sync is still under way: then commits are few. */
  isCatchingUp = true;

  /** @param options.pruneTargetBytes What block files may take; `undefined`: everything is kept. */
  constructor(options: { readonly pruneTargetBytes?: number | undefined }, parts: ChainDriverParts) {
    this.#chain = parts.chain;
    this.#pool = parts.pool;
    this.#pruneTargetBytes = options.pruneTargetBytes;
  }

  /** Whether `advance` stopped halfway, and is to be called again. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Takes a block in. `advance` then connects it, if it is on the best chain. */
  accept(block: Block, options: { readonly nowMs: number; readonly position?: FilePosition }): Acceptance {
    const { nowMs, position } = options;
    const nowSec = Math.floor(nowMs / 1000);
    this.#changedSinceMs ??= nowMs;
    return this.#chain.acceptBlock(block, position === undefined ? { nowSec } : { nowSec, position });
  }

  /** Goes a stretch towards the best chain. */
  advance(nowMs: number): ChainChange[] {
    return this.#advance(nowMs, { changes: [], disconnected: [] });
  }

  /** Marks a block as failed, and goes to the best chain without it. Source: Core's `invalidateblock`. */
  invalidate(row: number, nowMs: number): ChainChange[] {
    const changes: ChainChange[] = [];
    const disconnected: Block[] = [];
    for (const step of this.#chain.invalidate(row)) {
      if (step.did !== 'disconnect') continue;
      disconnected.push(step.block);
      changes.push({ change: 'disconnected', step });
    }
    return this.#advance(nowMs, { changes, disconnected });
  }

  /** Takes back that a block has failed. Source: Core's `reconsiderblock`. */
  reconsider(row: number, nowMs: number): ChainChange[] {
    this.#chain.reconsider(row);
    return this.advance(nowMs);
  }

  /** Prefers a block to others with as much work. Source: Core's `preciousblock`. */
  prefer(row: number, nowMs: number): ChainChange[] {
    this.#chain.prefer(row);
    return this.advance(nowMs);
  }

  /** When a commit is due: milliseconds since 1970; 0 for at once, `Infinity` when nothing waits. */
  get commitDueMs(): number {
    if (this.#changedSinceMs === undefined) return Infinity;
    if (this.#chain.isFlushDue) return 0;
    return this.#changedSinceMs + (this.isCatchingUp ? COMMIT_AFTER_MS_IN_SYNC : COMMIT_AFTER_MS);
  }

  /** Gives up old blocks, where that was asked for. To be called just before what has changed is committed. */
  prepareCommit(): void {
    this.#changedSinceMs = undefined;
    if (this.#pruneTargetBytes !== undefined) this.#chain.prune(this.#pruneTargetBytes);
  }

  #advance(nowMs: number, so: { readonly changes: ChainChange[]; readonly disconnected: Block[] }): ChainChange[] {
    const { changes, disconnected } = so;
    const nowSec = Math.floor(nowMs / 1000);
    let connectedBytes = 0;
    this.#hasMore = false;
    for (let step = this.#chain.step(); step !== undefined; step = this.#chain.step()) {
      this.#changedSinceMs ??= nowMs;
      switch (step.did) {
        case 'connect': {
          const { row, block } = step;
          const removed = this.#pool.blockConnected(block, this.#chain.tree.heightOf(row), nowSec);
          changes.push({ change: 'connected', step, removed });
          connectedBytes += block.totalSize;
          break;
        }
        case 'disconnect':
          disconnected.push(step.block);
          changes.push({ change: 'disconnected', step });
          break;
        case 'fail':
          changes.push({ change: 'failed', step });
      }
      const mayStop = disconnected.length === 0 && (connectedBytes >= MAX_CONNECT_BYTES || this.#chain.isFlushDue);
      if (!mayStop) continue;
      this.#hasMore = true;
      break;
    }
    if (disconnected.length > 0)
      changes.push({ change: 'reorganized', ...this.#pool.reorganized(disconnected, nowSec) });
    return changes;
  }
}
