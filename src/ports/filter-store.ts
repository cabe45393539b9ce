/** What is kept of a block's filter beside the filter itself. */
export interface FilterEntry {
  /** Double SHA-256 of the filter: 32 bytes. */
  readonly hash: Uint8Array;
  /** The filter header, which commits to all filters up to the block (BIP157): 32 bytes. */
  readonly header: Uint8Array;
}

/**
 * Where basic filters of blocks are kept (BIP158), those of blocks that are not on the best chain any more too. Blocks are
 * named by their rows in the tree of headers.
 *
 * What was put is there at once. Whatever is damaged, or was let go to keep within memory, counts as not there: whoever asks
 * makes it again, and puts it again.
 */
export interface FilterStore {
  /** The last block that was taken in, on whose branch all before it were: a row, or -1. */
  readonly builtRow: number;
  setBuiltRow(row: number): void;
  /** Hash and header of a block's filter; `undefined` where they are not there. They are the caller's. */
  entry(row: number): FilterEntry | undefined;
  /** A block's filter as it is sent, and as its entry's hash says; `undefined` where it is not there. */
  filter(row: number): Uint8Array | undefined;
  /** Keeps a filter, in place of one of the same block. */
  put(row: number, filter: Uint8Array, entry: FilterEntry): void;
}
