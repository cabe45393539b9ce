import { open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { HeaderAnchor } from '../chain/header-anchor.ts';
import { HeaderTree } from '../chain/header-tree.ts';
import { networkParams } from '../consensus/params.ts';
import type { NetworkName } from '../consensus/params.ts';
import { HEADER_BYTES } from '../primitives/header.ts';
import { makeFolder, writeFileAtomically } from './atomic-file.ts';
import { FileLock } from './file-lock.ts';
import { encodeStoreHead, STORE_HEAD_BYTES } from './header-store-head.ts';
import type { StoreHead } from './header-store-head.ts';
import { HeaderStoreError } from './header-store-failure.ts';
import type { HeaderKeeper } from './import-headers.ts';
import { loadHeaderStore } from './load-header-store.ts';
import type { LoadedHeaders, StoreProgress } from './load-header-store.ts';
import { isSystemError, reasonOf } from './system-error.ts';

/** Headers that are gathered before they are written. */
const WRITE_BYTES: number = 8192 * HEADER_BYTES;
/** Bytes that may be lost when the machine (not just the process) stops: then they are brought to the disk. */
const SYNC_BYTES: number = 16 * WRITE_BYTES;

/** Where the headers of a network are kept in a data directory. */
export function headerStorePath(dataDir: string, network: NetworkName): string {
  return path.join(dataDir, network, 'headers.dat');
}

/**
 * The one writer of a network's headers on disk: holds the lock from opening to closing.
 *
 * The file only grows; what was added can be read back after the process is killed at any instant. It is created with the
 * first header that is kept.
 */
export class HeaderStore implements HeaderKeeper {
  readonly path: string;
  readonly tree: HeaderTree;
  readonly #head: StoreHead;
  readonly #lock: FileLock;
  #file: FileHandle | undefined;
  #pending = new Uint8Array(WRITE_BYTES * 2);
  #pendingBytes = 0;
  /** Where the file ends: whole headers only. */
  #fileBytes: number;
  #unsyncedBytes = 0;

  /** @param loaded What is on disk; for a store that does not exist yet, a fresh tree and `goodBytes` 0. */
  private constructor(storePath: string, lock: FileLock, loaded: Omit<LoadedHeaders, 'sizeBytes'>) {
    this.path = storePath;
    this.#lock = lock;
    this.#head = loaded.head;
    this.tree = loaded.tree;
    this.#fileBytes = loaded.goodBytes;
  }

  /**
   * Takes the lock and reads the store.
   *
   * @returns The store with the bytes of a torn last write that were dropped; or, when there is none yet, how to begin it
   *   (`begin`) or to leave it (`release`).
   * @throws {HeaderStoreError} When it is locked, can't be read, or is damaged. Nothing was changed then.
   */
  static async open(options: {
    readonly dataDir: string;
    readonly network: NetworkName;
    readonly onProgress?: (progress: StoreProgress) => void;
    readonly signal?: AbortSignal;
  }): Promise<OpenedStore> {
    const { dataDir, network, ...rest } = options;
    const storePath = headerStorePath(dataDir, network);
    const lock = await lockStore(storePath);
    try {
      await removeParts(storePath);
      const loaded = await loadHeaderStore({ path: storePath, network, ...rest });
      if (loaded === undefined) {
        return { store: undefined, ...beginnings(storePath, network, lock) };
      }
      const store = new HeaderStore(storePath, lock, loaded);
      const droppedBytes = loaded.sizeBytes - loaded.goodBytes;
      await store.#continueFile(droppedBytes > 0);
      return { store, droppedBytes };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** A store that is yet to be created. */
  static begin(storePath: string, lock: FileLock, head: StoreHead): HeaderStore {
    const tree = new HeaderTree({ params: networkParams(head.network), ...(head.anchor && { anchor: head.anchor }) });
    return new HeaderStore(storePath, lock, { head, tree, goodBytes: 0 });
  }

  /** Headers on disk: the first one, which the head holds, and those after it. */
  get headersStored(): number {
    return this.#fileBytes === 0 ? 0 : 1 + (this.#fileBytes - STORE_HEAD_BYTES) / HEADER_BYTES;
  }

  keep(bytes: Uint8Array, offset: number): void {
    if (this.#pendingBytes + HEADER_BYTES > this.#pending.length) {
      // Headers that waited for a parent may come by the thousands at once; they are bounded (`MAX_HELD_BACK`).
      const larger = new Uint8Array(this.#pending.length * 2);
      larger.set(this.#pending);
      this.#pending = larger;
    }
    this.#pending.set(bytes.subarray(offset, offset + HEADER_BYTES), this.#pendingBytes);
    this.#pendingBytes += HEADER_BYTES;
  }

  async flush(): Promise<void> {
    if (this.#pendingBytes >= WRITE_BYTES) await this.#write();
    if (this.#unsyncedBytes >= SYNC_BYTES) await this.#sync();
  }

  /**
   * Writes and syncs what is left, and gives the lock back, whether or not that succeeds.
   *
   * @throws {HeaderStoreError} When the disk refuses; what was written before is valid.
   */
  async close(): Promise<void> {
    try {
      await this.#write();
      await this.#sync();
    } finally {
      await this.abandon();
    }
  }

  /** Gives up what is not written, and the lock, after a failure. Does nothing to a closed store. */
  async abandon(): Promise<void> {
    this.#pendingBytes = 0;
    await this.#file?.close();
    this.#file = undefined;
    await this.#lock.release();
  }

  /** Opens the file to write behind its last good header; cuts off what is after it. */
  async #continueFile(hasTornEnd: boolean): Promise<void> {
    await this.#tryWriting(async () => {
      this.#file = await open(this.path, 'r+');
      if (!hasTornEnd) return;
      await this.#file.truncate(this.#fileBytes);
      await this.#file.datasync();
    });
  }

  async #write(): Promise<void> {
    const isAnchoredAndNew = this.#fileBytes === 0 && this.#head.anchor !== undefined;
    if (this.#pendingBytes === 0 && !isAnchoredAndNew) return;
    await this.#tryWriting(async () => {
      this.#file ??= await this.#create();
      for (let done = 0; done < this.#pendingBytes;) {
        const left = this.#pendingBytes - done;
        done += (await this.#file.write(this.#pending, done, left, this.#fileBytes + done)).bytesWritten;
      }
      this.#fileBytes += this.#pendingBytes;
      this.#unsyncedBytes += this.#pendingBytes;
    });
    this.#pendingBytes = 0;
  }

  async #create(): Promise<FileHandle> {
    const head = encodeStoreHead(this.#head);
    await writeFileAtomically(this.path, { overwrite: true, write: async (file) => file.writeFile(head) });
    this.#fileBytes = STORE_HEAD_BYTES;
    return open(this.path, 'r+');
  }

  async #sync(): Promise<void> {
    if (this.#unsyncedBytes === 0) return;
    await this.#tryWriting(async () => this.#file?.datasync());
    this.#unsyncedBytes = 0;
  }

  /** Turns the system's refusal into an error, after cutting off what was written in part. */
  async #tryWriting(work: () => Promise<void>): Promise<void> {
    try {
      if (!(await this.#lock.isHeld())) {
        throw new HeaderStoreError({
          code: 'store-not-accessible',
          path: this.path,
          reason: 'its lock file was removed',
        });
      }
      await work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      // What a failed write left is cut off when the store is next opened, if not here.
      await this.#file?.truncate(this.#fileBytes).catch(() => {});
      this.#pendingBytes = 0;
      throw new HeaderStoreError({ code: 'store-not-accessible', path: this.path, reason: reasonOf(error) });
    }
  }
}

/** What opening a store gives. */
export type OpenedStore =
  | { readonly store: HeaderStore; readonly droppedBytes: number }
  | {
      readonly store: undefined;
      /** Begins a store that is created with its first header. */
      begin(anchor: HeaderAnchor | undefined): HeaderStore;
      /** Gives the lock back. */
      release(): Promise<void>;
    };

function beginnings(
  storePath: string,
  network: NetworkName,
  lock: FileLock,
): { begin(anchor: HeaderAnchor | undefined): HeaderStore; release(): Promise<void> } {
  return {
    begin: (anchor) => HeaderStore.begin(storePath, lock, { network, ...(anchor && { anchor }) }),
    release: async () => lock.release(),
  };
}

/**
 * Takes the one lock on a network's headers; makes their folder when it is not there.
 *
 * @throws {HeaderStoreError} When another process holds it, or the folder can't be written to.
 */
export async function lockStore(storePath: string): Promise<FileLock> {
  const lockPath = path.join(path.dirname(storePath), 'headers.lock');
  try {
    await makeFolder(path.dirname(storePath));
    const lock = await FileLock.take(lockPath);
    if (!(lock instanceof FileLock)) throw new HeaderStoreError({ code: 'store-locked', lockPath, pid: lock.heldBy });
    return lock;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new HeaderStoreError({ code: 'store-not-accessible', path: lockPath, reason: reasonOf(error) });
  }
}

/** Removes what a process that was killed while it created the store left beside it. Only under the lock. */
async function removeParts(storePath: string): Promise<void> {
  const folder = path.dirname(storePath);
  const isPart = (name: string): boolean => name.startsWith(`${path.basename(storePath)}.`) && name.endsWith('.part');
  for (const name of await readdir(folder)) if (isPart(name)) await rm(path.join(folder, name), { force: true });
}
