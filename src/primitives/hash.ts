import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';

declare const kind: unique symbol;

/** Length of every hash in this file, in bytes. */
export const HASH_BYTES = 32;

/** Double SHA-256 of a block's header: 32 bytes in wire order. Text shows them reversed. */
export type BlockHash = Uint8Array & { readonly [kind]: 'BlockHash' };

/** Root of a block's tree of txids: 32 bytes in wire order. Text shows them reversed. */
export type MerkleRoot = Uint8Array & { readonly [kind]: 'MerkleRoot' };

/** Writes a block hash as people and RPC show it: 64 hex digits, last byte first. */
export function blockHashToHex(hash: BlockHash): string {
  return bytesToHex(hash.toReversed());
}

/**
 * Reads a block hash as people and RPC write it: 64 hex digits, last byte first.
 *
 * @returns The hash in wire order, or `undefined` when the text is not 64 hex digits.
 */
export function blockHashFromHex(text: string): BlockHash | undefined {
  return text.length === 2 * HASH_BYTES ? (bytesFromHex(text)?.reverse() as BlockHash | undefined) : undefined;
}

/** Writes a merkle root as people and RPC show it: 64 hex digits, last byte first. */
export function merkleRootToHex(root: MerkleRoot): string {
  return bytesToHex(root.toReversed());
}
