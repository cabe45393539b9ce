import { ByteWriter } from '../bytes/byte-writer.ts';
import { parseBlockPrefix } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import { HEADER_BYTES } from '../primitives/header.ts';
import type { WireReject } from './wire-reject.ts';

/** Reads the block that a payload begins with; a view of it. */
export function readBlock(payload: Uint8Array): Block | WireReject {
  // Of a prefix it is not said that bytes follow it.
  return parseBlockPrefix(payload) as Block | WireReject;
}

/** Serializes a block without witnesses, for peers that asked for `INVENTORY_TYPES.block`. */
export function strippedBlock(block: Block): Uint8Array {
  const writer = new ByteWriter(block.strippedSize);
  writer.raw(block.bytes.subarray(block.start, block.start + HEADER_BYTES)).compactSize(block.transactionCount);
  for (const tx of block.transactions) writer.raw(tx.stripped());
  return writer.finish();
}
