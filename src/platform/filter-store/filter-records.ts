import { readU32Le, writeU32Le } from '../../bytes/u32-le.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { FilterEntry } from '../../ports/filter-store.ts';

/**
 * What the chain's store holds of filters: a block's by its row (`f`), and how far all of them have come (`g`). Both change in
 * one batch with the chain itself, so that neither can be ahead of the other.
 */
export const FILTER_PREFIX: Uint8Array = Uint8Array.of(0x66);
export const FILTER_STATE_KEY: Uint8Array = Uint8Array.of(0x67);

/** Where a filter lies. */
export interface FilterPosition {
  /** Number of the file, from 0: that of `fltr00000.dat`. */
  readonly file: number;
  /** Offset of the filter's first byte. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** One block's filter: what it is, and where. */
export interface FilterRecord extends FilterEntry, FilterPosition {}

/** How far filters have come. */
export interface FilterState {
  /** The last block that was taken in: a row, or -1. */
  readonly builtRow: number;
  /** The last file, and how far it is filled. */
  readonly file: number;
  readonly fileBytes: number;
}

const RECORD_BYTES = 2 * HASH_BYTES + 12;
const STATE_BYTES = 12;

export function encodeFilterRecord(record: FilterRecord): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  bytes.set(record.hash);
  bytes.set(record.header, HASH_BYTES);
  writeU32Le(bytes, 2 * HASH_BYTES, record.file);
  writeU32Le(bytes, 2 * HASH_BYTES + 4, record.offset);
  writeU32Le(bytes, 2 * HASH_BYTES + 8, record.sizeBytes);
  return bytes;
}

/** @returns `undefined` when it makes no sense. */
export function decodeFilterRecord(bytes: Uint8Array): FilterRecord | undefined {
  if (bytes.length !== RECORD_BYTES) return undefined;
  return {
    // Copies, and no Buffers: `slice` of one would be a view.
    hash: new Uint8Array(bytes.subarray(0, HASH_BYTES)),
    header: new Uint8Array(bytes.subarray(HASH_BYTES, 2 * HASH_BYTES)),
    file: readU32Le(bytes, 2 * HASH_BYTES),
    offset: readU32Le(bytes, 2 * HASH_BYTES + 4),
    sizeBytes: readU32Le(bytes, 2 * HASH_BYTES + 8),
  };
}

export function encodeFilterState(state: FilterState): Uint8Array {
  const bytes = new Uint8Array(STATE_BYTES);
  writeU32Le(bytes, 0, state.builtRow);
  writeU32Le(bytes, 4, state.file);
  writeU32Le(bytes, 8, state.fileBytes);
  return bytes;
}

/** @returns `undefined` when it makes no sense. */
export function decodeFilterState(bytes: Uint8Array): FilterState | undefined {
  if (bytes.length !== STATE_BYTES) return undefined;
  return { builtRow: readU32Le(bytes, 0) | 0, file: readU32Le(bytes, 4), fileBytes: readU32Le(bytes, 8) };
}
