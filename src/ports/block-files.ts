/** Where one block, or the undo data of one, lies. */
export interface FilePosition {
  /** Number of the file, from 0: that of `blk00000.dat`. */
  readonly file: number;
  /** Offset of the first byte of the data itself, after its frame. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** How far one pair of files is filled. What lies beyond was not committed. */
export interface FileEnds {
  readonly file: number;
  readonly blockBytes: number;
  readonly undoBytes: number;
}

/**
 * Blocks and undo data in files that only grow, in the framing of Bitcoin Core's `blk?????.dat` and `rev?????.dat`.
 *
 * What is appended can be read at once, and is on disk after `sync`. The system's refusals are thrown.
 */
export interface BlockFiles {
  /** Appends a serialized block, in its frame. */
  appendBlock(block: Uint8Array): FilePosition;
  /** Appends undo data with their checksum to the file that goes with the block's. */
  appendUndo(file: number, undo: Uint8Array): FilePosition;
  /** Reads a block; the bytes are the caller's. `undefined` when the file is shorter, or has no such frame there. */
  readBlock(position: FilePosition): Uint8Array | undefined;
  /** Reads undo data with their checksum; the bytes are the caller's. */
  readUndo(position: FilePosition): Uint8Array | undefined;
  /** How far the files are filled that were appended to since the last call. */
  takeChangedEnds(): FileEnds[];
  /** Brings all that was appended to the disk. */
  sync(): Promise<void>;
  /**
   * Says that a pair of files is not needed any more, though never the last one: it ends at 0 from now on. It is there until
   * that was committed: until `deleteReleased`.
   */
  release(file: number): void;
  /** Deletes what was released. */
  deleteReleased(): void;
  close(): Promise<void>;
}
