import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from './system-error.ts';

/**
 * Writes a file so that at every instant its name holds all of the old content or all of the new one: through a file
 * beside it that is synced and then renamed. Nothing is left behind when writing fails.
 *
 * @param options.write Writes the content to the open file.
 * @param options.mode Who may read and write it; everybody reads unless told.
 * @param options.overwrite Whether a file of that name may be there; when not, one that appears meanwhile is kept too.
 * @throws The system's error; with code EEXIST when the file is there and may not be.
 */
export async function writeFileAtomically(
  filePath: string,
  options: {
    readonly overwrite: boolean;
    readonly mode?: number;
    readonly write: (file: FileHandle) => Promise<void>;
  },
): Promise<void> {
  const partPath = `${filePath}.${process.pid}.part`;
  const file = await open(partPath, 'w', options.mode ?? 0o644);
  try {
    try {
      await options.write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    if (options.overwrite) await rename(partPath, filePath);
    else await linkOrRename(partPath, filePath);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(filePath));
}

/** A hard link fails when the name is taken, in one step with looking. */
async function linkOrRename(partPath: string, filePath: string): Promise<void> {
  try {
    await link(partPath, filePath);
    await rm(partPath);
  } catch (error) {
    // File systems without hard links (FAT, some network shares).
    const noLinks = isSystemError(error) && ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code);
    if (!noLinks) throw error;
    await rename(partPath, filePath);
  }
}

/**
 * Makes a folder with all above it.
 *
 * One after the other, as Node's own `recursive` never returns where a folder is there but can't hold another (ENOENT,
 * as under /proc): it goes up and down between the two for ever.
 *
 * @throws The system's error; with code EEXIST when a file is in the way.
 */
export async function makeFolder(folderPath: string): Promise<void> {
  if (await isFolder(folderPath)) return;
  const above = path.dirname(folderPath);
  if (above !== folderPath) await makeFolder(above);
  try {
    await mkdir(folderPath);
  } catch (error) {
    // Another process may have made it in between.
    if (!isSystemError(error) || error.code !== 'EEXIST' || !(await isFolder(folderPath))) throw error;
  }
}

async function isFolder(folderPath: string): Promise<boolean> {
  try {
    return (await stat(folderPath)).isDirectory();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

/** Brings a folder's names to the disk, where the system lets a folder be synced. */
export async function syncFolder(folderPath: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(folderPath, 'r');
    await folder.sync();
  } catch (error) {
    // Windows and some network file systems refuse; the rename itself has happened.
    if (!isSystemError(error)) throw error;
  } finally {
    await folder?.close();
  }
}
