import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { assert } from '../bytes/assert.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { HEADER_BYTES } from '../primitives/header.ts';
import { MAX_HEADERS_RESULTS, MAX_LOCATOR_SZ } from './message-limits.ts';
import type { MessageOf } from './message.ts';
import type { WireReject } from './wire-reject.ts';

/** Reads a block hash; a copy. */
export function readBlockHash(reader: ByteReader): BlockHash {
  return reader.view(HASH_BYTES).slice() as BlockHash;
}

/**
 * Reads the fields of a `getheaders` or `getblocks`: a version that nobody reads, the locator, the hash to stop at.
 *
 * Source: Bitcoin Core's `CBlockLocator`.
 */
export function readLocator(reader: ByteReader): Omit<MessageOf<'getheaders' | 'getblocks'>, 'type'> | WireReject {
  const version = reader.u32Le();
  const count = reader.compactSize();
  if (count > MAX_LOCATOR_SZ) return { code: 'too-many-items', count, limit: MAX_LOCATOR_SZ };
  const locator: BlockHash[] = [];
  while (locator.length < count && reader.failure === undefined) locator.push(readBlockHash(reader));
  return { version, locator, stopHash: readBlockHash(reader) };
}

/** Writes the fields of a `getheaders` or `getblocks`. */
export function writeLocator(writer: ByteWriter, message: MessageOf<'getheaders' | 'getblocks'>): void {
  writer.u32Le(message.version).compactSize(message.locator.length);
  for (const hash of message.locator) writer.raw(hash);
  writer.raw(message.stopHash);
}

/**
 * Reads the headers of a `headers`, 80 bytes each, one after the other. A count of transactions follows each on the wire:
 * 0 from all nodes, and whatever it is, it is ignored, as Bitcoin Core does.
 */
export function readHeaders(reader: ByteReader): Uint8Array | WireReject {
  const count = reader.compactSize();
  if (count > MAX_HEADERS_RESULTS) return { code: 'too-many-items', count, limit: MAX_HEADERS_RESULTS };
  const headers = new Uint8Array(count * HEADER_BYTES);
  for (let i = 0; i < count && reader.failure === undefined; i++) {
    headers.set(reader.view(HEADER_BYTES), i * HEADER_BYTES);
    reader.compactSize();
  }
  return headers;
}

/** Writes the headers of a `headers`. */
export function writeHeaders(writer: ByteWriter, headers: Uint8Array): void {
  assert(headers.length % HEADER_BYTES === 0, 'headers have 80 bytes each');
  writer.compactSize(headers.length / HEADER_BYTES);
  for (let at = 0; at < headers.length; at += HEADER_BYTES) writer.raw(headers.subarray(at, at + HEADER_BYTES)).u8(0);
}
