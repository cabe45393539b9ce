import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { NetworkName } from '../consensus/params.ts';
import { HEADER_BYTES } from '../primitives/header.ts';
import { syncFolder, writeFileAtomically } from './atomic-file.ts';
import { encodeStoreHead } from './header-store-head.ts';
import { HeaderStoreError } from './header-store-failure.ts';
import { headerStorePath, lockStore } from './header-store.ts';
import { loadHeaderStore } from './load-header-store.ts';
import type { StoreProgress } from './load-header-store.ts';
import { isSystemError, reasonOf } from './system-error.ts';

/** What a repair did. */
export interface StoreRepair {
  readonly headersKept: number;
  /** Headers left out because they break a rule, or build on one that does. */
  readonly headersLeftOut: number;
  readonly tipHeight: number;
  /** Copy of the file as it was; missing when there was nothing to repair, and nothing was changed. */
  readonly backupPath?: string;
}

/**
 * Rewrites a damaged store with the headers that still hold, after a copy of it was made beside it (`headers.dat.bad`, or
 * with a number after it where that exists). The store is replaced in one step.
 *
 * @returns `undefined` when there is no store.
 * @throws {HeaderStoreError} When its head is damaged, so that nobody knows what the headers build on; or it is locked.
 */
export async function repairHeaderStore(options: {
  readonly dataDir: string;
  readonly network: NetworkName;
  readonly onProgress?: (progress: StoreProgress) => void;
}): Promise<StoreRepair | undefined> {
  const { dataDir, network, ...rest } = options;
  const storePath = headerStorePath(dataDir, network);
  const lock = await lockStore(storePath);
  try {
    let headersLeftOut = 0;
    const loaded = await loadHeaderStore({ path: storePath, network, ...rest, onDamage: () => headersLeftOut++ });
    if (loaded === undefined) return undefined;
    const { tree } = loaded;
    const counts = { headersKept: tree.size, headersLeftOut, tipHeight: tree.heightOf(tree.tipIndex()) };
    if (headersLeftOut === 0 && loaded.goodBytes === loaded.sizeBytes) return counts;
    const backupPath = await backUp(storePath);
    await writeFileAtomically(storePath, {
      overwrite: true,
      write: async (file) => {
        await file.writeFile(encodeStoreHead(loaded.head));
        for (let index = 1; index < tree.size;) {
          const end = Math.min(index + 8192, tree.size);
          const chunk = new Uint8Array((end - index) * HEADER_BYTES);
          for (let at = 0; index < end; at += HEADER_BYTES) chunk.set(tree.headerBytes(index++), at);
          await file.writeFile(chunk);
        }
      },
    });
    return { ...counts, backupPath };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new HeaderStoreError({ code: 'store-not-accessible', path: storePath, reason: reasonOf(error) });
  } finally {
    await lock.release();
  }
}

/** Copies a file beside itself under a name that is free. */
async function backUp(storePath: string): Promise<string> {
  for (let number = 0; ; number++) {
    const backupPath = `${storePath}.bad${number === 0 ? '' : `.${number}`}`;
    try {
      await copyFile(storePath, backupPath, constants.COPYFILE_EXCL);
      await syncFolder(path.dirname(storePath));
      return backupPath;
    } catch (error) {
      if (isSystemError(error) && error.code === 'EEXIST') continue;
      await rm(backupPath, { force: true });
      throw error;
    }
  }
}
