import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import type { FileEnds } from '../ports/block-files.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';

/**
 * What the store holds beside coins (`C`): a row of the block index by its number (`b`), how far a pair of files is filled
 * (`F`), the tip that the coins belong to (`T`), and whose store it is (`V`). All of it changes in one batch with the coins.
 */
export const ROW_PREFIX: Uint8Array = Uint8Array.of(0x62);
export const FILE_PREFIX: Uint8Array = Uint8Array.of(0x46);
export const TIP_KEY: Uint8Array = Uint8Array.of(0x54);
export const IDENTITY_KEY: Uint8Array = Uint8Array.of(0x56);

/** The tip: its hash and its row in the index. */
export interface TipRecord {
  readonly hash: BlockHash;
  readonly row: number;
}

/** Key of a numbered record: numbers are big-endian, so that their order is that of the keys. */
export function numberedKey(prefix: Uint8Array, number: number): Uint8Array {
  const key = new Uint8Array(5);
  key.set(prefix);
  new DataView(key.buffer).setUint32(1, number);
  return key;
}

/** Reads the number of a key; -1 when it is none. */
export function numberOfKey(key: Uint8Array): number {
  return key.length === 5 ? new DataView(key.buffer, key.byteOffset).getUint32(1) : -1;
}

export function encodeTip(tip: TipRecord): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES + 4);
  bytes.set(tip.hash);
  writeU32Le(bytes, HASH_BYTES, tip.row);
  return bytes;
}

/** @returns `undefined` when it makes no sense. */
export function decodeTip(bytes: Uint8Array): TipRecord | undefined {
  if (bytes.length !== HASH_BYTES + 4) return undefined;
  return { hash: bytes.slice(0, HASH_BYTES) as BlockHash, row: readU32Le(bytes, HASH_BYTES) };
}

export function encodeFileEnds(ends: FileEnds): Uint8Array {
  const bytes = new Uint8Array(8);
  writeU32Le(bytes, 0, ends.blockBytes);
  writeU32Le(bytes, 4, ends.undoBytes);
  return bytes;
}

/** @returns `undefined` when it makes no sense. */
export function decodeFileEnds(file: number, bytes: Uint8Array): FileEnds | undefined {
  if (bytes.length !== 8 || file < 0) return undefined;
  return { file, blockBytes: readU32Le(bytes, 0), undoBytes: readU32Le(bytes, 4) };
}
