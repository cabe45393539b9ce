import { assert } from '../bytes/assert.ts';
import type { BlockFiles, FileEnds, FilePosition } from '../ports/block-files.ts';

/** Blocks and undo data in memory, for the lab and for tests. Offsets count the frames that files would have. */
export class MemoryBlockFiles implements BlockFiles {
  readonly #maxFileBytes: number;
  readonly #blocks = new Map<string, Uint8Array>();
  readonly #undo = new Map<string, Uint8Array>();
  readonly #ends = new Map<number, FileEnds>();
  readonly #changed = new Set<number>();
  #current = 0;

  /** @param maxFileBytes A file is closed before it grows beyond this. */
  constructor(maxFileBytes: number = 0x800_0000) {
    this.#maxFileBytes = maxFileBytes;
  }

  appendBlock(block: Uint8Array): FilePosition {
    const end = this.#endsOf(this.#current).blockBytes;
    if (end > 0 && end + FRAME_BYTES + block.length > this.#maxFileBytes) this.#current++;
    const file = this.#current;
    const ends = this.#endsOf(file);
    const position = { file, offset: ends.blockBytes + FRAME_BYTES, sizeBytes: block.length };
    this.#blocks.set(nameOf(position), block.slice());
    this.#setEnds({ ...ends, blockBytes: position.offset + block.length });
    return position;
  }

  appendUndo(file: number, undo: Uint8Array): FilePosition {
    const ends = this.#endsOf(file);
    const position = { file, offset: ends.undoBytes + FRAME_BYTES, sizeBytes: undo.length };
    this.#undo.set(nameOf(position), undo.slice());
    this.#setEnds({ ...ends, undoBytes: position.offset + undo.length });
    return position;
  }

  readBlock(position: FilePosition): Uint8Array | undefined {
    return this.#blocks.get(nameOf(position))?.slice();
  }

  readUndo(position: FilePosition): Uint8Array | undefined {
    return this.#undo.get(nameOf(position))?.slice();
  }

  takeChangedEnds(): FileEnds[] {
    const ends = [...this.#changed].sort((a, b) => a - b).map((file) => this.#endsOf(file));
    this.#changed.clear();
    return ends;
  }

  async sync(): Promise<void> {
    // Memory is where it stays.
  }

  release(file: number): void {
    assert(file !== this.#current, 'the last file stays');
    for (const names of [this.#blocks, this.#undo]) {
      for (const name of names.keys()) if (name.startsWith(`${file}:`)) names.delete(name);
    }
    this.#setEnds({ file, blockBytes: 0, undoBytes: 0 });
  }

  deleteReleased(): void {
    // It was forgotten at once.
  }

  async close(): Promise<void> {
    // Nothing is held but memory.
  }

  #endsOf(file: number): FileEnds {
    return this.#ends.get(file) ?? { file, blockBytes: 0, undoBytes: 0 };
  }

  #setEnds(ends: FileEnds): void {
    this.#ends.set(ends.file, ends);
    this.#changed.add(ends.file);
  }
}

const FRAME_BYTES = 8;

function nameOf({ file, offset, sizeBytes }: FilePosition): string {
  return `${file}:${offset}:${sizeBytes}`;
}
