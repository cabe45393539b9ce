import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { assert } from '../../bytes/assert.ts';
import { readU32Le, writeU32Le } from '../../bytes/u32-le.ts';
import type { BlockFiles, FileEnds, FilePosition } from '../../ports/block-files.ts';
import { syncFolder } from '../atomic-file.ts';
import { FlatFile } from './flat-file.ts';

/** A file is closed before it grows beyond this. Source: Bitcoin Core's `MAX_BLOCKFILE_SIZE`. */
const MAX_FILE_BYTES = 0x800_0000;

/** The network's magic and a length, before each record. */
const FRAME_BYTES = 8;

/** Files of each kind that are held open. */
const MAX_OPEN = 16;

type Kind = 'blk' | 'rev';

/** What a `BlockFileSet` is opened with. */
export interface BlockFileSetOptions {
  readonly folder: string;
  /** The network's four bytes. */
  readonly magic: Uint8Array;
  /** What was committed of each file, by the index. */
  readonly committed: readonly FileEnds[];
  /** Whether that is not committed yet, as when the index is made anew from the files. */
  readonly areNews?: boolean;
  readonly maxFileBytes?: number;
}

/** Blocks and undo data in `blk?????.dat` and `rev?????.dat`, as Bitcoin Core frames them; not obfuscated. */
export class BlockFileSet implements BlockFiles {
  readonly #folder: string;
  readonly #magic: Uint8Array;
  readonly #maxFileBytes: number;
  /** Bytes that were in files and not committed: what a killed process had written after its last flush. */
  droppedBytes = 0;
  readonly #ends = new Map<number, FileEnds>();
  readonly #open = new Map<string, FlatFile>();
  readonly #changed = new Set<number>();
  readonly #released: FlatFile[] = [];
  #hasNewNames = false;
  #current: number;

  /** Opens the files, and cuts off what was not committed. The folder is there. */
  constructor(options: BlockFileSetOptions) {
    this.#folder = options.folder;
    this.#magic = options.magic;
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
    for (const ends of options.committed) this.#ends.set(ends.file, ends);
    if (options.areNews === true) for (const { file } of options.committed) this.#changed.add(file);
    this.#current = Math.max(0, ...this.#ends.keys());
    for (const name of blockFileNames(this.#folder)) {
      // Beyond what the index knows nothing was committed.
      const { file, kind } = name;
      const committed = committedBytes(this.#endsOf(file), kind);
      if (statSync(path.join(this.#folder, blockFileName(kind, file))).size === committed) continue;
      this.#flatFile(kind, file);
    }
    for (const ends of options.committed) {
      if (ends.blockBytes > 0) this.#flatFile('blk', ends.file);
      if (ends.undoBytes > 0) this.#flatFile('rev', ends.file);
    }
  }

  appendBlock(block: Uint8Array): FilePosition {
    const filled = this.#endsOf(this.#current).blockBytes;
    if (filled > 0 && filled + FRAME_BYTES + block.length > this.#maxFileBytes) this.#current++;
    const position = this.#append('blk', this.#current, block);
    const ends = this.#endsOf(position.file);
    this.#setEnds({ ...ends, blockBytes: position.offset + position.sizeBytes });
    return position;
  }

  appendUndo(file: number, undo: Uint8Array): FilePosition {
    // The frame's length leaves the checksum of 32 bytes out.
    const position = this.#append('rev', file, undo, undo.length - 32);
    const ends = this.#endsOf(file);
    this.#setEnds({ ...ends, undoBytes: position.offset + position.sizeBytes });
    return position;
  }

  readBlock(position: FilePosition): Uint8Array | undefined {
    return this.#read('blk', position, position.sizeBytes);
  }

  readUndo(position: FilePosition): Uint8Array | undefined {
    return this.#read('rev', position, position.sizeBytes - 32);
  }

  takeChangedEnds(): FileEnds[] {
    const ends = [...this.#changed].sort((a, b) => a - b).map((file) => this.#endsOf(file));
    this.#changed.clear();
    return ends;
  }

  async sync(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (file) => file.sync()));
    if (!this.#hasNewNames) return;
    await syncFolder(this.#folder);
    this.#hasNewNames = false;
  }

  release(file: number): void {
    assert(file !== this.#current, 'the last file stays');
    for (const kind of ['blk', 'rev'] as const) {
      if (committedBytes(this.#endsOf(file), kind) > 0) this.#released.push(this.#flatFile(kind, file));
      this.#open.delete(blockFileName(kind, file));
    }
    this.#setEnds({ file, blockBytes: 0, undoBytes: 0 });
  }

  deleteReleased(): void {
    for (const flat of this.#released.splice(0)) flat.remove();
  }

  async close(): Promise<void> {
    for (const file of [...this.#open.values(), ...this.#released]) file.close();
    this.#open.clear();
  }

  #append(kind: Kind, file: number, record: Uint8Array, stated: number = record.length): FilePosition {
    const flat = this.#flatFile(kind, file);
    const frame = new Uint8Array(FRAME_BYTES);
    frame.set(this.#magic);
    writeU32Le(frame, 4, stated);
    const offset = flat.append([frame, record]) + FRAME_BYTES;
    return { file, offset, sizeBytes: record.length };
  }

  #read(kind: Kind, position: FilePosition, stated: number): Uint8Array | undefined {
    const { file, offset, sizeBytes } = position;
    if (offset < FRAME_BYTES || offset + sizeBytes > committedBytes(this.#endsOf(file), kind)) return undefined;
    const bytes = this.#flatFile(kind, file).read(offset - FRAME_BYTES, FRAME_BYTES + sizeBytes);
    if (bytes.length < FRAME_BYTES + sizeBytes || readU32Le(bytes, 4) !== stated) return undefined;
    return this.#magic.every((byte, i) => bytes[i] === byte) ? bytes.subarray(FRAME_BYTES) : undefined;
  }

  #flatFile(kind: Kind, file: number): FlatFile {
    const name = blockFileName(kind, file);
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    this.#closeOne();
    const committed = committedBytes(this.#endsOf(file), kind);
    const opened = FlatFile.open(path.join(this.#folder, name), committed);
    if (committed === 0) this.#hasNewNames = true;
    this.droppedBytes += opened.droppedBytes;
    this.#open.set(name, opened.file);
    return opened.file;
  }

  /** Closes the file that was opened longest ago and has nothing to be synced. */
  #closeOne(): void {
    if (this.#open.size < 2 * MAX_OPEN) return;
    for (const [name, file] of this.#open) {
      if (!file.isSynced) continue;
      file.close();
      this.#open.delete(name);
      return;
    }
  }

  #endsOf(file: number): FileEnds {
    return this.#ends.get(file) ?? { file, blockBytes: 0, undoBytes: 0 };
  }

  #setEnds(ends: FileEnds): void {
    this.#ends.set(ends.file, ends);
    this.#changed.add(ends.file);
  }
}

/** The block and undo files in a folder; none when it is not there. */
export function blockFileNames(folder: string): { readonly kind: Kind; readonly file: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => {
    const parts = /^(blk|rev)(\d{5})\.dat$/.exec(name);
    return parts === null ? [] : [{ kind: parts[1] as Kind, file: Number(parts[2]) }];
  });
}

/** Paths of a folder's block files, in order. */
export function blockFilePaths(folder: string): string[] {
  const blocks = blockFileNames(folder).filter(({ kind }) => kind === 'blk');
  return blocks.map(({ kind, file }) => path.join(folder, blockFileName(kind, file)));
}

function committedBytes(ends: FileEnds, kind: Kind): number {
  return kind === 'blk' ? ends.blockBytes : ends.undoBytes;
}

/** Name of a block or undo file. */
export function blockFileName(kind: Kind, file: number): string {
  return `${kind}${file.toString().padStart(5, '0')}.dat`;
}
