import { ByteReader } from '../../bytes/byte-reader.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { AddressBuckets, BUCKET_SIZE, NEW_BUCKETS, TRIED_BUCKETS } from './address-buckets.ts';
import { AddressTables, MAX_NEW_BUCKETS_PER_ADDRESS } from './address-tables.ts';
import { readDiskAddress, readDiskHost, writeDiskAddress, writeDiskHost } from './disk-address.ts';
import type { DiskForm } from './disk-address.ts';
import { knownAddress } from './known-address.ts';
import type { KnownAddress } from './known-address.ts';
import { isValid } from './network-group.ts';

/** The form of today, with several ports a machine. Source: Core's `Format::V4_MULTIPORT`. */
const FORMAT = 4;
/** The first with addresses of BIP155, of Core 0.21. Source: Core's `Format::V3_BIP155`. */
const BIP155_FORMAT = 3;
/** The first that tells a map of autonomous systems. Source: Core's `Format::V2_ASMAP`. */
const ASMAP_FORMAT = 2;
/** The oldest form that is read. Source: Core's `Format::V1_DETERMINISTIC`. */
const OLDEST_FORMAT = 1;
/** What is added to the oldest form whose readers can read this one. Source: Core's `INCOMPATIBILITY_BASE`. */
const INCOMPATIBILITY_BASE = 32;
/** Makes the number of buckets one that readers of the very first form refuse. */
const BUCKETS_MARK = 1 << 30;
const CHECKSUM_BYTES = 32;
const MAX_INT32 = 0x7fff_ffff;

/** Why a file of addresses cannot be read. Core's texts for them are in its `addrdb.cpp` and `addrman.cpp`. */
export type PeersFileReject =
  | { readonly code: 'end-of-file' }
  /** It belongs to another network. */
  | { readonly code: 'invalid-magic' }
  | { readonly code: 'checksum-mismatch' }
  | { readonly code: 'compat-too-low'; readonly compat: number; readonly least: number }
  /** A later version of the software has written it, or one of before 2013. */
  | { readonly code: 'unsupported-format'; readonly format: number; readonly lowestCompatible: number }
  | { readonly code: 'bad-count'; readonly field: 'nNew' | 'nTried'; readonly count: number; readonly max: number }
  | { readonly code: 'bad-address' }
  /** `check` is the number of the check of Core's `CheckAddrman` that fails. */
  | { readonly code: 'inconsistent'; readonly check: number };

/** Writes all addresses as Bitcoin Core's `peers.dat`. @param magic The four bytes that begin messages of the network. */
export function writePeersFile(tables: AddressTables, magic: Uint8Array): Uint8Array {
  const fresh = tables.list.filter((known) => !known.isTried);
  const tried = tables.list.filter((known) => known.isTried);
  const out = new ByteWriter(1024 + 96 * tables.list.length);
  out.raw(magic).u8(FORMAT);
  out.u8(INCOMPATIBILITY_BASE + FORMAT).raw(tables.buckets.key);
  out.u32Le(fresh.length).u32Le(tried.length);
  out.u32Le(NEW_BUCKETS ^ BUCKETS_MARK);
  for (const known of [...fresh, ...tried]) writeKnown(out, known);

  const inBucket: number[][] = Array.from({ length: NEW_BUCKETS }, () => []);
  fresh.forEach((known, index) => known.newBuckets.forEach((bucket) => inBucket[bucket]!.push(index)));
  for (const indexes of inBucket) {
    out.u32Le(indexes.length);
    for (const index of indexes) out.u32Le(index);
  }
  // No map of autonomous systems was used.
  out.raw(new Uint8Array(32));
  const content = out.finish();
  return new ByteWriter(content.length + CHECKSUM_BYTES).raw(content).raw(sha256d(content)).finish();
}

/**
 * Reads Bitcoin Core's `peers.dat`, in all forms since 2013. What does not fit into the tables, or is no valid address, is left
 * out. @param magic The four bytes that begin messages of the network.
 */
export function readPeersFile(bytes: Uint8Array, magic: Uint8Array): AddressTables | PeersFileReject {
  const content = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  const reader = new ByteReader(content);
  const isOurs = reader.view(magic.length).every((byte, i) => byte === magic[i]);
  if (reader.failure !== undefined) return { code: 'end-of-file' };
  if (!isOurs) return { code: 'invalid-magic' };
  const tables = readTables(reader);
  if ('code' in tables) return tables;
  if (reader.failure !== undefined || reader.remaining > 0) return { code: 'end-of-file' };
  const checksum = sha256d(content);
  if (!bytes.subarray(content.length).every((byte, i) => byte === checksum[i])) return { code: 'checksum-mismatch' };
  return tables;
}

function readTables(reader: ByteReader): AddressTables | PeersFileReject {
  const format = reader.u8();
  const compat = reader.u8();
  if (reader.failure !== undefined) return { code: 'end-of-file' };
  if (compat < INCOMPATIBILITY_BASE) return { code: 'compat-too-low', compat, least: INCOMPATIBILITY_BASE };
  const lowestCompatible = compat - INCOMPATIBILITY_BASE;
  if (lowestCompatible > FORMAT || format < OLDEST_FORMAT)
    return { code: 'unsupported-format', format, lowestCompatible };
  const key = reader.view(32).slice();
  const newCount = reader.i32Le();
  const triedCount = reader.i32Le();
  const bucketCount = reader.i32Le() ^ BUCKETS_MARK;
  if (reader.failure !== undefined) return { code: 'end-of-file' };
  const [maxNew, maxTried] = [NEW_BUCKETS * BUCKET_SIZE, TRIED_BUCKETS * BUCKET_SIZE];
  if (newCount < 0 || newCount > maxNew) return { code: 'bad-count', field: 'nNew', count: newCount, max: maxNew };
  if (triedCount < 0 || triedCount > maxTried) {
    return { code: 'bad-count', field: 'nTried', count: triedCount, max: maxTried };
  }
  const tables = new AddressTables(new AddressBuckets(key));
  const form = format >= BIP155_FORMAT ? 'bip155' : 'legacy';
  const fresh = readAddresses(reader, newCount, form);
  if ('code' in fresh) return fresh;
  const tried = readAddresses(reader, triedCount, form);
  if ('code' in tried) return tried;
  const reject = restoreTried(tables, tried) ?? restoreNew(tables, fresh, { reader, bucketCount, format });
  if (reject !== undefined) return reject;
  return key.every((byte) => byte === 0) ? { code: 'inconsistent', check: -16 } : tables;
}

function writeKnown(out: ByteWriter, known: KnownAddress): void {
  writeDiskAddress(out, known);
  writeDiskHost(out, known.source);
  out.u64Le(BigInt(known.lastSuccessSec)).u32Le(Math.min(known.attempts, MAX_INT32));
}

function readAddresses(reader: ByteReader, count: number, form: DiskForm): KnownAddress[] | PeersFileReject {
  const read: KnownAddress[] = [];
  while (read.length < count) {
    const told = readDiskAddress(reader, form);
    const source = readDiskHost(reader, form);
    const lastSuccessSec = BigInt.asIntN(64, reader.u64Le());
    const attempts = reader.i32Le();
    if (reader.failure !== undefined) return { code: 'end-of-file' };
    if (told === undefined || source === undefined) return { code: 'bad-address' };
    if (lastSuccessSec < 0n) return { code: 'inconsistent', check: -8 };
    const known = knownAddress({ ...told, source });
    known.lastSuccessSec = Number(lastSuccessSec);
    known.attempts = Math.max(0, attempts);
    read.push(known);
  }
  return read;
}

/** Puts the tried addresses where they belong; those whose place is taken are lost. */
function restoreTried(tables: AddressTables, tried: readonly KnownAddress[]): PeersFileReject | undefined {
  for (const known of tried) {
    if (!isValid(known.address) || tables.atTriedPlaceOf(known.address) !== undefined) continue;
    if (tables.find(known.address) !== undefined) return { code: 'inconsistent', check: -5 };
    if (known.lastSuccessSec === 0) return { code: 'inconsistent', check: -1 };
    tables.create(known);
    tables.makeTried(known);
  }
  return undefined;
}

/**
 * Puts the new addresses into the buckets that are named, or, where those are of another kind or full, into the one where
 * their first source would have put them. Those that find none are lost.
 */
function restoreNew(
  tables: AddressTables,
  fresh: readonly KnownAddress[],
  { reader, bucketCount, format }: { reader: ByteReader; bucketCount: number; format: number },
): PeersFileReject | undefined {
  for (const known of fresh) {
    if (tables.find(known.address) !== undefined) return { code: 'inconsistent', check: -5 };
    tables.create(known);
  }
  const pairs: { readonly bucket: number; readonly known: KnownAddress }[] = [];
  for (let bucket = 0; bucket < bucketCount && reader.failure === undefined; bucket++) {
    for (let left = reader.i32Le(); left > 0 && reader.failure === undefined; left--) {
      const known = fresh[reader.i32Le()];
      if (known !== undefined) pairs.push({ bucket, known });
    }
  }
  const asmapChecksum = format >= ASMAP_FORMAT ? reader.view(32) : new Uint8Array(32);
  if (reader.failure !== undefined) return { code: 'end-of-file' };
  const isSameKind = bucketCount === NEW_BUCKETS && asmapChecksum.every((byte) => byte === 0);
  for (const { bucket, known } of pairs) {
    if (!isValid(known.address) || known.newBuckets.length >= MAX_NEW_BUCKETS_PER_ADDRESS) continue;
    if (isSameKind && tables.putNewIfFree(known, bucket)) continue;
    tables.putNewIfFree(known, tables.buckets.new(known.address, known.source));
  }
  for (const known of fresh) if (known.newBuckets.length === 0) tables.delete(known);
  return undefined;
}
