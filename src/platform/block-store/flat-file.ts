import { closeSync, fdatasync, ftruncateSync, fstatSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs';
import { promisify } from 'node:util';
import { ChainStoreError, notAccessible } from '../chain-folder/chain-store-failure.ts';
import { isSystemError } from '../system-error.ts';

const datasync = promisify(fdatasync);

/** One file that grows at its end and is read anywhere. The system's refusals come out as `ChainStoreError`. */
export class FlatFile {
  readonly path: string;
  readonly #fd: number;
  /** Where the next record goes. */
  #end: number;
  /** How far what was appended is on disk: not beyond where it ended when a sync began. */
  #syncedEnd: number;

  private constructor(path: string, fd: number, end: number) {
    this.path = path;
    this.#fd = fd;
    this.#end = end;
    this.#syncedEnd = end;
  }

  /**
   * Opens a file, or creates it, and cuts off what lies beyond what was committed.
   *
   * @param committed Bytes that have to be there.
   */
  static open(path: string, committed: number): { readonly file: FlatFile; readonly droppedBytes: number } {
    return told(path, () => {
      const fd = openSync(path, committed === 0 ? 'a+' : 'r+');
      // 'a+' creates; but writes at given offsets need a file that is not in append mode.
      const usable = committed === 0 ? reopened(path, fd) : fd;
      const { size } = fstatSync(usable);
      if (size < committed) {
        closeSync(usable);
        throw new ChainStoreError({
          code: 'block-file-short',
          path,
          presentBytes: size,
          committedBytes: committed,
        });
      }
      if (size > committed) ftruncateSync(usable, committed);
      return { file: new FlatFile(path, usable, committed), droppedBytes: size - committed };
    });
  }

  /** Whether all that was appended is on disk. */
  get isSynced(): boolean {
    return this.#syncedEnd === this.#end;
  }

  /** Appends parts one after the other. @returns Where the first one begins. */
  append(parts: readonly Uint8Array[]): number {
    const start = this.#end;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    told(this.path, () => {
      let written = writevSync(this.#fd, parts as Uint8Array[], start);
      if (written === size) return;
      // The disk took a part: ask again for the rest, so that it says why.
      const joined = Buffer.concat(parts);
      while (written < size) written += writevSync(this.#fd, [joined.subarray(written)], start + written);
    });
    this.#end = start + size;
    return start;
  }

  /** Reads so many bytes from an offset on; fewer when the file ends. */
  read(offset: number, sizeBytes: number): Uint8Array {
    return told(this.path, () => {
      const bytes = new Uint8Array(sizeBytes);
      let done = 0;
      while (done < sizeBytes) {
        const count = readSync(this.#fd, bytes, done, sizeBytes - done, offset + done);
        if (count === 0) return bytes.subarray(0, done);
        done += count;
      }
      return bytes;
    });
  }

  /** Brings what was appended to the disk. */
  async sync(): Promise<void> {
    if (this.isSynced) return;
    const end = this.#end;
    try {
      await datasync(this.#fd);
    } catch (error) {
      throw isSystemError(error) ? notAccessible(this.path, error) : error;
    }
    this.#syncedEnd = Math.max(end, this.#syncedEnd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Closes and deletes the file. */
  remove(): void {
    told(this.path, () => {
      closeSync(this.#fd);
      unlinkSync(this.path);
    });
  }
}

function reopened(path: string, fd: number): number {
  closeSync(fd);
  return openSync(path, 'r+');
}

function told<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw isSystemError(error) ? notAccessible(path, error) : error;
  }
}
