import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { InventoryItem } from './inventory.ts';
import { MAX_INV_SZ } from './message-limits.ts';
import type { WireReject } from './wire-reject.ts';

/** Bytes of a type and a hash. */
const ITEM_BYTES = 4 + HASH_BYTES;

/** Reads the items of an `inv`, `getdata` or `notfound`; the hashes are copies. */
export function readInventory(reader: ByteReader): InventoryItem[] | WireReject {
  const count = reader.compactSize();
  if (count > MAX_INV_SZ) return { code: 'too-many-items', count, limit: MAX_INV_SZ };
  const items: InventoryItem[] = [];
  while (items.length < count && reader.failure === undefined) {
    const type = reader.u32Le();
    items.push({ type, hash: reader.view(HASH_BYTES).slice() });
  }
  return items;
}

/** Writes the items of an `inv`, `getdata` or `notfound`. */
export function writeInventory(writer: ByteWriter, items: readonly InventoryItem[]): void {
  writer.compactSize(items.length);
  for (const { type, hash } of items) writer.u32Le(type).raw(hash);
}

/** Length of a serialized list of so many items, roughly: what a writer begins with. */
export function inventorySizeBytes(items: readonly InventoryItem[]): number {
  return 9 + items.length * ITEM_BYTES;
}
