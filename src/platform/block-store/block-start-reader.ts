import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { FilePosition } from '../../ports/block-files.ts';
import { parseBlockStart } from '../../primitives/block-start.ts';
import type { BlockStart } from '../../primitives/block-start.ts';
import { isSystemError } from '../system-error.ts';
import { blockFileName } from './block-file-set.ts';

/** Bytes that are read of a block at first: nearly every coinbase ends before. */
const START_BYTES = 16 * 1024;

/** Files that are held open. */
const MAX_OPEN = 8;

/**
 * Reads how stored blocks begin (`blk?????.dat`, not obfuscated), without reading them whole and without holding up whoever else
 * reads or writes the files.
 */
export class BlockStartReader {
  readonly #folder: string;
  readonly #open = new Map<number, FileHandle>();

  /** @param folder The folder of the block files. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns `undefined` when there is no such block there (any more). @throws The system's other errors. */
  async read(position: FilePosition): Promise<BlockStart | undefined> {
    try {
      const start = await this.#parse(position, Math.min(START_BYTES, position.sizeBytes));
      return start ?? (position.sizeBytes <= START_BYTES ? undefined : await this.#parse(position, position.sizeBytes));
    } catch (error) {
      // Pruned meanwhile.
      if (isSystemError(error) && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Gives the files back. */
  async close(): Promise<void> {
    const handles = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(handles.map(async (handle) => handle.close()));
  }

  async #parse({ file, offset }: FilePosition, sizeBytes: number): Promise<BlockStart | undefined> {
    const handle = await this.#handle(file);
    const bytes = new Uint8Array(sizeBytes);
    const { bytesRead } = await handle.read(bytes, 0, sizeBytes, offset);
    const start = parseBlockStart(bytes.subarray(0, bytesRead));
    return 'code' in start ? undefined : start;
  }

  async #handle(file: number): Promise<FileHandle> {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    if (this.#open.size >= MAX_OPEN) {
      const [oldest] = this.#open;
      this.#open.delete(oldest![0]);
      await oldest![1].close();
    }
    const handle = await open(path.join(this.#folder, blockFileName('blk', file)), 'r');
    this.#open.set(file, handle);
    return handle;
  }
}
