import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { syncFolder } from '../atomic-file.ts';
import { FlatFile } from '../block-store/flat-file.ts';
import type { FilterPosition } from './filter-records.ts';

/** A file is closed before it grows beyond this. Source: Bitcoin Core's `MAX_FLTR_FILE_SIZE`. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** Files that are held open. */
const MAX_OPEN = 16;

/** What `FilterFiles` are opened with. */
export interface FilterFilesOptions {
  /** Is there. */
  readonly folder: string;
  /** The last file that was committed, and how far: what lies beyond is cut off. */
  readonly file: number;
  readonly fileBytes: number;
  readonly maxFileBytes?: number | undefined;
}

/**
 * Filters in `fltr?????.dat`, one after the other, that only grow. Each has the hash of its block before it, as Bitcoin Core
 * writes them; the filter itself begins with its own length.
 *
 * A file that is shorter than was committed is filled from where it ends: what it lacks is found out when it is read.
 */
export class FilterFiles {
  readonly #folder: string;
  readonly #maxFileBytes: number;
  readonly #open = new Map<number, FlatFile>();
  #file: number;
  #fileBytes: number;
  #hasNewNames = false;

  constructor(options: FilterFilesOptions) {
    this.#folder = options.folder;
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
    this.#file = options.file;
    for (const file of filterFilesIn(this.#folder)) if (file > this.#file) rmSync(this.#pathOf(file));
    const present = sizeOf(this.#pathOf(this.#file));
    this.#fileBytes = Math.min(options.fileBytes, present);
    if (present > this.#fileBytes) this.#flatFile(this.#file);
  }

  /** The file that is written to, and how far it is filled. */
  get end(): { readonly file: number; readonly fileBytes: number } {
    return { file: this.#file, fileBytes: this.#fileBytes };
  }

  /** Appends a filter behind the hash of its block. */
  append(blockHash: Uint8Array, filter: Uint8Array): FilterPosition {
    const sizeBytes = blockHash.length + filter.length;
    if (this.#fileBytes > 0 && this.#fileBytes + sizeBytes > this.#maxFileBytes) {
      this.#file++;
      this.#fileBytes = 0;
    }
    const offset = this.#flatFile(this.#file).append([blockHash, filter]) + blockHash.length;
    this.#fileBytes = offset + filter.length;
    return { file: this.#file, offset, sizeBytes: filter.length };
  }

  /** Reads a filter; `undefined` where the file is shorter, or not there. Whether it is the right one is the caller's to see. */
  read({ file, offset, sizeBytes }: FilterPosition): Uint8Array | undefined {
    if (file > this.#file || !existsSync(this.#pathOf(file))) return undefined;
    if (offset + sizeBytes > (file === this.#file ? this.#fileBytes : sizeOf(this.#pathOf(file)))) return undefined;
    return this.#flatFile(file).read(offset, sizeBytes);
  }

  /** Brings what was appended to the disk. */
  async sync(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (file) => file.sync()));
    if (!this.#hasNewNames) return;
    await syncFolder(this.#folder);
    this.#hasNewNames = false;
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }

  #pathOf(file: number): string {
    return pathOf(this.#folder, file);
  }

  #flatFile(file: number): FlatFile {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    this.#closeOne();
    const filePath = this.#pathOf(file);
    const kept = file === this.#file ? this.#fileBytes : sizeOf(filePath);
    const flat = FlatFile.open(filePath, kept).file;
    if (kept === 0) this.#hasNewNames = true;
    this.#open.set(file, flat);
    return flat;
  }

  /** Closes the file that was opened longest ago and has nothing to be synced. */
  #closeOne(): void {
    if (this.#open.size < MAX_OPEN) return;
    for (const [file, flat] of this.#open) {
      if (!flat.isSynced) continue;
      flat.close();
      this.#open.delete(file);
      return;
    }
  }
}

/** The last file in a folder, and how long it is, whatever was committed of it. */
export function lastFilterFile(folder: string): { readonly file: number; readonly fileBytes: number } {
  const file = Math.max(0, ...filterFilesIn(folder));
  return { file, fileBytes: sizeOf(pathOf(folder, file)) };
}

/** Numbers of the files in a folder. */
function filterFilesIn(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const digits = /^fltr(\d{5})\.dat$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
}

function pathOf(folder: string, file: number): string {
  return path.join(folder, `fltr${file.toString().padStart(5, '0')}.dat`);
}

function sizeOf(filePath: string): number {
  return statSync(filePath, { throwIfNoEntry: false })?.size ?? 0;
}
