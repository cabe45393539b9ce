import type { Block } from '../../primitives/block.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import { HEADER_BYTES } from '../../primitives/header.ts';
import type { CompactBlock } from '../../wire/compact-block.ts';
import { ShortIdHasher } from './short-ids.ts';

/**
 * Makes the compact form of a block, with the coinbase in full. Source: Bitcoin Core's `CBlockHeaderAndShortTxIDs`.
 *
 * @param nonce Random, 64 bits: keys the short ids.
 */
export function compactBlockOf(block: Block, nonce: bigint): CompactBlock {
  const header = block.bytes.subarray(block.start, block.start + HEADER_BYTES);
  const hasher = new ShortIdHasher(header, nonce);
  const { wtxids } = block;
  const shortIds: number[] = [];
  for (let i = 1; i < block.transactionCount; i++) shortIds.push(hasher.idOf(wtxids, i * HASH_BYTES));
  return { header, nonce, shortIds, prefilled: [{ index: 0, tx: block.transaction(0) }] };
}
