import { assert } from '../bytes/assert.ts';
import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { BlockHash, MerkleRoot } from './hash.ts';

/** Length of a serialized block header. */
export const HEADER_BYTES = 80;

/** Where each field of a serialized header starts. Integers are little-endian, hashes in wire order. */
export const HEADER_OFFSETS = { version: 0, prevHash: 4, merkleRoot: 36, timeSec: 68, bits: 72, nonce: 76 } as const;

/** A block's header, decoded. */
export interface BlockHeader {
  /** Signed 32-bit integer. */
  readonly version: number;
  readonly prevHash: BlockHash;
  readonly merkleRoot: MerkleRoot;
  /** The miner's clock, in seconds since 1970: unsigned 32-bit integer. */
  readonly timeSec: number;
  /** The target in compact form: unsigned 32-bit integer. */
  readonly bits: number;
  /** Unsigned 32-bit integer. */
  readonly nonce: number;
}

/** Decodes the 80 bytes at `offset`. The hashes are copies. The caller has checked that 80 bytes are there. */
export function decodeHeader(bytes: Uint8Array, offset: number): BlockHeader {
  assertHeaderAt(bytes, offset);
  const { version, prevHash, merkleRoot, timeSec, bits, nonce } = HEADER_OFFSETS;
  return {
    version: readU32Le(bytes, offset + version) | 0,
    prevHash: bytes.slice(offset + prevHash, offset + merkleRoot) as BlockHash,
    merkleRoot: bytes.slice(offset + merkleRoot, offset + timeSec) as MerkleRoot,
    timeSec: readU32Le(bytes, offset + timeSec),
    bits: readU32Le(bytes, offset + bits),
    nonce: readU32Le(bytes, offset + nonce),
  };
}

/** Encodes a header to its 80 bytes. */
export function encodeHeader(header: BlockHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  writeU32Le(bytes, HEADER_OFFSETS.version, header.version);
  bytes.set(header.prevHash, HEADER_OFFSETS.prevHash);
  bytes.set(header.merkleRoot, HEADER_OFFSETS.merkleRoot);
  writeU32Le(bytes, HEADER_OFFSETS.timeSec, header.timeSec);
  writeU32Le(bytes, HEADER_OFFSETS.bits, header.bits);
  writeU32Le(bytes, HEADER_OFFSETS.nonce, header.nonce);
  return bytes;
}

/** Hashes the 80 bytes of a header at `offset`. The caller has checked that they are there. */
export function hashHeader(bytes: Uint8Array, offset: number): BlockHash {
  assertHeaderAt(bytes, offset);
  return sha256d(bytes.subarray(offset, offset + HEADER_BYTES)) as BlockHash;
}

function assertHeaderAt(bytes: Uint8Array, offset: number): void {
  assert(offset >= 0 && offset + HEADER_BYTES <= bytes.length, '80 bytes of a header are there');
}
