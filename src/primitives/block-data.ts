import { ByteWriter } from '../bytes/byte-writer.ts';
import { encodeHeader } from './header.ts';
import type { BlockHeader } from './header.ts';

/** Serializes a block from its header and its serialized transactions. */
export function encodeBlock(header: BlockHeader, transactions: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(transactions.reduce((sum, { length }) => sum + length, 100));
  writer.raw(encodeHeader(header)).compactSize(transactions.length);
  for (const transaction of transactions) writer.raw(transaction);
  return writer.finish();
}
