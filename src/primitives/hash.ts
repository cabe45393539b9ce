import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';

declare const kind: unique symbol;

/** Length of every hash in this file, in bytes. */
export const HASH_BYTES = 32;

/** Double SHA-256 of a block's header: 32 bytes in wire order. Text shows them reversed. */
export type BlockHash = Uint8Array & { readonly [kind]: 'BlockHash' };

/** Root of a block's tree of txids: 32 bytes in wire order. Text shows them reversed. */
export type MerkleRoot = Uint8Array & { readonly [kind]: 'MerkleRoot' };

/** Double SHA-256 of a transaction without its witnesses: 32 bytes in wire order. Text shows them reversed. */
export type Txid = Uint8Array & { readonly [kind]: 'Txid' };

/** Double SHA-256 of a transaction with its witnesses (BIP141): 32 bytes in wire order. Text shows them reversed. */
export type Wtxid = Uint8Array & { readonly [kind]: 'Wtxid' };

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

/** Writes a txid as people and RPC show it: 64 hex digits, last byte first. */
export function txidToHex(txid: Txid): string {
  return bytesToHex(txid.toReversed());
}

/**
 * Reads a txid as people and RPC write it: 64 hex digits, last byte first.
 *
 * @returns The txid in wire order, or `undefined` when the text is not 64 hex digits.
 */
export function txidFromHex(text: string): Txid | undefined {
  return text.length === 2 * HASH_BYTES ? (bytesFromHex(text)?.reverse() as Txid | undefined) : undefined;
}

/** Writes a wtxid as people and RPC show it: 64 hex digits, last byte first. */
export function wtxidToHex(wtxid: Wtxid): string {
  return bytesToHex(wtxid.toReversed());
}
