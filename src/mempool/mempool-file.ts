import { assert } from '../bytes/assert.ts';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { DecodeReject } from '../primitives/decode-reject.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { Txid } from '../primitives/hash.ts';
import { IntColumns } from '../primitives/int-columns.ts';
import { emptyLayout, scanTransaction } from '../primitives/transaction-scan.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';

/** Version that is not obfuscated, and the one that Bitcoin Core writes since 27.0. */
const MEMPOOL_DUMP_VERSION_NO_XOR_KEY = 1n;
const MEMPOOL_DUMP_VERSION = 2n;

/** Length of the key that Core writes; it would read one of any length. */
const XOR_KEY_BYTES = 8;
/** Longest key that is read here. */
const MAX_XOR_KEY_BYTES = 1024;

/** A transaction that was in the mempool. */
export interface SavedTransaction {
  readonly tx: Transaction;
  /** When it came, in seconds since 1970. */
  readonly timeSec: number;
  /** What was added to its fee by prioritising. */
  readonly deltaSats: bigint;
}

/** What is added to the fee of a transaction that is not in the mempool. */
export interface SavedDelta {
  readonly txid: Txid;
  readonly deltaSats: bigint;
}

/** A mempool as it is kept while a node does not run. */
export interface SavedMempool {
  /** Parents before children. */
  readonly transactions: readonly SavedTransaction[];
  /** For transactions that are not among them. */
  readonly deltas: readonly SavedDelta[];
  /** Our own transactions that no peer has asked for yet. */
  readonly unbroadcast: readonly Txid[];
}

/** Why a file can't be read, or not to its end. */
export type MempoolFileReject = { readonly code: 'mempool-file-version'; readonly version: bigint } | DecodeReject;

/** What was read of a file. */
export interface MempoolFile {
  readonly saved: SavedMempool;
  /** Where it is damaged: what comes before is good, what comes after is missing. */
  readonly damage: MempoolFileReject | undefined;
}

/**
 * Writes a `mempool.dat` as Bitcoin Core 28.1 does (`DumpMempool`): version 2, everything after the key obfuscated with it,
 * so that virus scanners find nothing in it.
 *
 * @param options.xorKey 8 random bytes; `undefined` for version 1, which has none (`-persistmempoolv1`).
 */
export function encodeMempoolFile(
  saved: SavedMempool,
  options: { readonly xorKey: Uint8Array | undefined },
): Uint8Array {
  const { xorKey } = options;
  const size = saved.transactions.reduce((sum, { tx }) => sum + tx.totalSize + 16, 1024);
  const writer = new ByteWriter(size);
  if (xorKey === undefined) {
    writer.u64Le(MEMPOOL_DUMP_VERSION_NO_XOR_KEY);
  } else {
    assert(xorKey.length === XOR_KEY_BYTES, 'the key has 8 bytes');
    writer.u64Le(MEMPOOL_DUMP_VERSION).varBytes(xorKey);
  }
  const start = writer.length;
  writer.u64Le(BigInt(saved.transactions.length));
  for (const { tx, timeSec, deltaSats } of saved.transactions) {
    writer.raw(tx.serialized()).u64Le(BigInt(timeSec)).u64Le(deltaSats);
  }
  writer.compactSize(saved.deltas.length);
  for (const { txid, deltaSats } of saved.deltas.toSorted((a, b) => compareHashes(a.txid, b.txid))) {
    writer.raw(txid).u64Le(deltaSats);
  }
  writer.compactSize(saved.unbroadcast.length);
  for (const txid of saved.unbroadcast.toSorted(compareHashes)) writer.raw(txid);
  const bytes = writer.finish();
  if (xorKey !== undefined) obfuscate(bytes, start, xorKey);
  return bytes;
}

/**
 * Reads a `mempool.dat` of version 1 or 2 (Bitcoin Core's `LoadMempool`). Whatever is in the file, no more than a few times its
 * size is made of it; of a damaged one, what comes before the damage is given.
 *
 * @param bytes Changed in place (obfuscation is taken off), since they may be many; not needed afterwards.
 */
export function decodeMempoolFile(bytes: Uint8Array): MempoolFile {
  const reader = new ByteReader(bytes);
  const version = reader.u64Le();
  const transactions: SavedTransaction[] = [];
  const deltas: SavedDelta[] = [];
  const unbroadcast: Txid[] = [];
  const saved = { transactions, deltas, unbroadcast };
  if (reader.failure !== undefined) return { saved, damage: damageOf(reader) };
  if (version !== MEMPOOL_DUMP_VERSION && version !== MEMPOOL_DUMP_VERSION_NO_XOR_KEY) {
    return { saved, damage: { code: 'mempool-file-version', version } };
  }
  if (version === MEMPOOL_DUMP_VERSION) {
    const keyOffset = reader.offset;
    const key = reader.varBytes().slice();
    if (key.length > MAX_XOR_KEY_BYTES) return { saved, damage: { code: 'size-too-large', offset: keyOffset } };
    if (key.length > 0) obfuscate(bytes, reader.offset, key);
  }
  const damage = readTransactions(reader, transactions) ?? readDeltas(reader, deltas);
  return { saved, damage: damage ?? readUnbroadcast(reader, unbroadcast) };
}

function readTransactions(reader: ByteReader, transactions: SavedTransaction[]): DecodeReject | undefined {
  const layout = emptyLayout();
  for (let left = reader.u64Le(); left > 0n && reader.failure === undefined; left--) {
    const reject = scanTransaction(reader, new IntColumns(16), { layout, allowWitness: true });
    if (reject !== undefined) return reject;
    // A copy: one transaction that stays in the mempool must not hold on to the whole file.
    const tx = parseTransaction(reader.bytes.slice(layout.start, layout.end));
    assert(!('code' in tx), 'what was read once can be read again');
    const timeSec = Number(BigInt.asIntN(64, reader.u64Le()));
    const deltaSats = BigInt.asIntN(64, reader.u64Le());
    if (reader.failure !== undefined) break;
    transactions.push({ tx, timeSec, deltaSats });
  }
  return damageOf(reader);
}

function readDeltas(reader: ByteReader, deltas: SavedDelta[]): DecodeReject | undefined {
  for (let left = reader.compactSize(); left > 0 && reader.failure === undefined; left--) {
    const txid = reader.view(HASH_BYTES).slice() as Txid;
    const deltaSats = BigInt.asIntN(64, reader.u64Le());
    if (reader.failure === undefined) deltas.push({ txid, deltaSats });
  }
  return damageOf(reader);
}

function readUnbroadcast(reader: ByteReader, unbroadcast: Txid[]): DecodeReject | undefined {
  for (let left = reader.compactSize(); left > 0 && reader.failure === undefined; left--) {
    const txid = reader.view(HASH_BYTES).slice() as Txid;
    if (reader.failure === undefined) unbroadcast.push(txid);
  }
  return damageOf(reader);
}

function damageOf(reader: ByteReader): DecodeReject | undefined {
  return reader.failure === undefined ? undefined : { code: reader.failure, offset: reader.failureOffset };
}

/** Flips bytes from `start` on by a key that is repeated from the file's first byte on. Source: Core's `util::Xor`. */
function obfuscate(bytes: Uint8Array, start: number, key: Uint8Array): void {
  for (let i = start; i < bytes.length; i++) bytes[i]! ^= key[i % key.length]!;
}

/** In the order of Core's maps: by the first byte of the wire order. */
function compareHashes(a: Txid, b: Txid): number {
  for (let i = 0; i < HASH_BYTES; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
