/** What an inventory item names. Source: Bitcoin Core's `GetDataMsg`. */
export const INVENTORY_TYPES = {
  tx: 1,
  block: 2,
  filteredBlock: 3,
  compactBlock: 4,
  /** By wtxid (BIP339). */
  wtx: 5,
  witnessTx: 0x4000_0001,
  witnessBlock: 0x4000_0002,
} as const;

/** Names a transaction or a block. */
export interface InventoryItem {
  /** One of `INVENTORY_TYPES`, or what this node does not know: unsigned 32-bit integer. */
  readonly type: number;
  /** 32 bytes in wire order: a txid, wtxid or block hash. */
  readonly hash: Uint8Array;
}

/** Whether an item names a block, in whatever form. */
export function isBlockItem(item: InventoryItem): boolean {
  const { block, filteredBlock, compactBlock, witnessBlock } = INVENTORY_TYPES;
  return item.type === block || item.type === filteredBlock || item.type === compactBlock || item.type === witnessBlock;
}

/** Whether an item names a transaction, by txid or wtxid. */
export function isTransactionItem(item: InventoryItem): boolean {
  return isTransactionType(item.type);
}

/** Whether items of a type name transactions. */
export function isTransactionType(type: number): boolean {
  const { tx, wtx, witnessTx } = INVENTORY_TYPES;
  return type === tx || type === wtx || type === witnessTx;
}
