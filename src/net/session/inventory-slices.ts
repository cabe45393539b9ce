import { ByteReader } from '../../bytes/byte-reader.ts';
import { compactSizeBytes } from '../../bytes/compact-size.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { MAX_INV_SZ } from '../../wire/message-limits.ts';

/** Items that are dealt with at a time: about 2 ms of work, and 36 kB of a message. */
export const SLICE_ITEMS = 1000;

/** A type and a hash. */
const ITEM_BYTES = 36;

/** Where the items of a message lie. */
interface ItemList {
  readonly count: number;
  readonly startsAt: number;
}

/**
 * In how many slices a message is dealt with, so that one that names 50,000 things holds up nobody: 1 for all but a long `inv` or
 * `getdata`. One that is not what it says is left in one piece, for the decoder to refuse.
 */
export function sliceCount(command: string, payload: Uint8Array): number {
  if (command !== 'inv' && command !== 'getdata') return 1;
  const list = itemsOf(payload);
  return list === undefined ? 1 : Math.max(1, Math.ceil(list.count / SLICE_ITEMS));
}

/** The payload of a slice: a message of its own. @param index From 0 on, below `sliceCount`, which is above 1. */
export function sliceOf(payload: Uint8Array, index: number): Uint8Array {
  const { count, startsAt } = itemsOf(payload)!;
  const first = index * SLICE_ITEMS;
  const length = Math.min(SLICE_ITEMS, count - first);
  const from = startsAt + first * ITEM_BYTES;
  const items = payload.subarray(from, from + length * ITEM_BYTES);
  return new ByteWriter(compactSizeBytes(length) + items.length).compactSize(length).raw(items).finish();
}

function itemsOf(payload: Uint8Array): ItemList | undefined {
  const reader = new ByteReader(payload);
  const count = reader.compactSize();
  const isWhole = reader.failure === undefined && count <= MAX_INV_SZ && reader.remaining >= count * ITEM_BYTES;
  return isWhole ? { count, startsAt: reader.offset } : undefined;
}
