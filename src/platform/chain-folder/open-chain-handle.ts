import type { BlockReader } from '../../chain/block-reader.ts';
import { IDENTITY_KEY } from '../../chain/chain-records.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import type { ScriptCache } from '../../chain/script-cache.ts';
import type { VerifyParts } from '../../chain/verify-chain.ts';
import type { KeyValueBatch } from '../../ports/key-value-store.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import type { BlockFileSet } from '../block-store/block-file-set.ts';
import type { LevelStore } from '../coin-store/level-store.ts';
import type { FileLock } from '../file-lock.ts';
import { StoredFilters } from '../filter-store/stored-filters.ts';
import type { ScriptPool } from '../script-pool/script-pool.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import type { ChainPaths } from './chain-paths.ts';
import { ChainStoreError } from './chain-store-failure.ts';

/** What an `OpenChain` holds. */
export interface OpenChainParts {
  readonly chain: ChainState;
  readonly reader: BlockReader;
  readonly scriptCache: ScriptCache;
  readonly secp256k1: Secp256k1;
  readonly store: LevelStore;
  readonly files: BlockFileSet;
  readonly lock: FileLock;
  readonly pool: ScriptPool | undefined;
  readonly paths: ChainPaths;
  /** Makes what a verification reads: with coins of its own over what is committed. */
  readonly verifyParts: () => VerifyParts;
  /** Who the store says that it is. */
  readonly identity: Uint8Array;
}

/** A network's chain on disk, with the lock on it. What is not flushed is lost when it is abandoned; nothing else. */
export class OpenChain {
  readonly chain: ChainState;
  /** Reads stored blocks, and what they spent. */
  readonly reader: BlockReader;
  /** Remembers which transactions' scripts were checked. */
  readonly scriptCache: ScriptCache;
  readonly secp256k1: Secp256k1;
  readonly store: LevelStore;
  readonly paths: ChainPaths;
  readonly #files: BlockFileSet;
  readonly #lock: FileLock;
  readonly #pool: ScriptPool | undefined;
  readonly #verifyParts: () => VerifyParts;
  readonly #identity: Uint8Array;
  #filters: StoredFilters | undefined;
  #isOpen = true;

  constructor(parts: OpenChainParts) {
    this.chain = parts.chain;
    this.reader = parts.reader;
    this.scriptCache = parts.scriptCache;
    this.secp256k1 = parts.secp256k1;
    this.store = parts.store;
    this.paths = parts.paths;
    this.#files = parts.files;
    this.#lock = parts.lock;
    this.#pool = parts.pool;
    this.#verifyParts = parts.verifyParts;
    this.#identity = parts.identity;
  }

  /** Makes what a verification reads. All was flushed before. */
  verifyParts(): VerifyParts {
    return this.#verifyParts();
  }

  /**
   * Opens the filters of blocks, which are committed with the chain from now on.
   *
   * @param warn Takes a line for a person.
   * @throws {ChainStoreError} When the system refuses.
   */
  async openFilters(warn: (line: string) => void): Promise<StoredFilters> {
    const { store, chain, paths } = this;
    this.#filters ??= await StoredFilters.open({ folder: paths.filters, store, tree: chain.tree, warn });
    return this.#filters;
  }

  /** Says that the index is whole again. Until then the store has no name, so that nobody takes a part for the whole. */
  async finishReindex(): Promise<void> {
    const batch = this.store.batch();
    batch.put(IDENTITY_KEY, this.#identity);
    await this.flushWith(batch);
  }

  /** Bytes at the ends of block files that were cut off on opening: written before a crash, and not committed. */
  get droppedBytes(): number {
    return this.#files.droppedBytes;
  }

  /** Commits all changes. After a failure the chain in memory is of no more use: `abandon` it. */
  async flush(): Promise<void> {
    if (this.chain.hasChanges || this.#filters?.hasChanges === true) await this.flushWith(this.store.batch());
  }

  /**
   * Commits all changes together with what is in the batch: block files first, then everything else in one step.
   *
   * @throws {ChainStoreError} When the disk refuses; what was committed before is as it was.
   */
  async flushWith(batch: KeyValueBatch): Promise<void> {
    this.chain.flushInto(batch);
    this.#filters?.flushInto(batch);
    await this.#files.sync();
    await this.#filters?.sync();
    if (!(await this.#lock.isHeld())) {
      const reason = 'its lock file was removed';
      throw new ChainStoreError({ code: 'chain-not-accessible', path: this.paths.lock, reason });
    }
    await writeBatch(batch, this.paths.store);
    // Now that nothing points to them any more.
    this.#files.deleteReleased();
  }

  /** Commits, and gives everything back. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.abandon();
    }
  }

  /** Gives everything back without committing. Does nothing when it is closed. */
  async abandon(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#pool?.close();
    await this.#files.close();
    this.#filters?.close();
    await this.store.close();
    await this.#lock.release();
  }
}

/**
 * Writes a batch to the store at `path`.
 *
 * @throws {ChainStoreError} When the disk refuses.
 */
export async function writeBatch(batch: KeyValueBatch, path: string): Promise<void> {
  try {
    await batch.write();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    const said = cause instanceof Error ? cause : (error as Error);
    const reason = isSystemError(said) ? reasonOf(said) : said.message;
    throw new ChainStoreError({ code: 'chain-not-accessible', path, reason });
  }
}
