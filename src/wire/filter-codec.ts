import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { readBlockHash } from './headers-codec.ts';
import { MAX_GETCFHEADERS_SIZE } from './message-limits.ts';
import type { FilterRange, MessageOf } from './message.ts';
import type { WireReject } from './wire-reject.ts';

/** Reads the fields of a `getcfilters` or `getcfheaders` (BIP157). */
export function readFilterRange(reader: ByteReader): FilterRange {
  const filterType = reader.u8();
  const startHeight = reader.u32Le();
  return { filterType, startHeight, stopHash: readBlockHash(reader) };
}

/** Writes the fields of a `getcfilters` or `getcfheaders` (BIP157). */
export function writeFilterRange(writer: ByteWriter, range: FilterRange): void {
  writer.u8(range.filterType).u32Le(range.startHeight).raw(range.stopHash);
}

/** Reads a `cfilter` (BIP157); the filter is a view of the payload. */
export function readFilter(reader: ByteReader): MessageOf<'cfilter'> {
  const filterType = reader.u8();
  const blockHash = readBlockHash(reader);
  return { type: 'cfilter', filterType, blockHash, filter: reader.varBytes() };
}

/** Reads a `cfheaders` (BIP157). */
export function readFilterHeaders(reader: ByteReader): MessageOf<'cfheaders'> | WireReject {
  const filterType = reader.u8();
  const stopHash = readBlockHash(reader);
  const previousHeader = reader.view(HASH_BYTES).slice();
  const count = reader.compactSize();
  if (count > MAX_GETCFHEADERS_SIZE) return { code: 'too-many-items', count, limit: MAX_GETCFHEADERS_SIZE };
  return { type: 'cfheaders', filterType, stopHash, previousHeader, filterHashes: readHashes(reader, count) };
}

/** Reads a `cfcheckpt` (BIP157). */
export function readFilterCheckpoints(reader: ByteReader): MessageOf<'cfcheckpt'> {
  const filterType = reader.u8();
  const stopHash = readBlockHash(reader);
  return { type: 'cfcheckpt', filterType, stopHash, filterHeaders: readHashes(reader, reader.compactSize()) };
}

/** Writes a list of hashes after their count. */
export function writeHashes(writer: ByteWriter, hashes: readonly Uint8Array[]): void {
  writer.compactSize(hashes.length);
  for (const hash of hashes) writer.raw(hash);
}

/** Reads hashes; copies. */
function readHashes(reader: ByteReader, count: number): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  while (hashes.length < count && reader.failure === undefined) hashes.push(reader.view(HASH_BYTES).slice());
  return hashes;
}
