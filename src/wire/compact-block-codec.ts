import { assert } from '../bytes/assert.ts';
import type { ByteReader } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { readU32Le } from '../bytes/u32-le.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../primitives/header.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { CompactBlock, PrefilledTransaction } from './compact-block.ts';
import { MAX_COMPACT_TRANSACTIONS } from './message-limits.ts';
import { readTransaction } from './transaction-codec.ts';
import type { WireReject } from './wire-reject.ts';

/** Highest index of a transaction: an unsigned 16-bit integer. */
const MAX_INDEX = 0xffff;

/** Weight of the upper 16 bits of a short id. */
const SHORT_ID_HIGH = 0x1_0000_0000;

/**
 * Reads a compact block, and turns the indexes of its prefilled transactions from differences into indexes of the block.
 * The prefilled transactions are views of the payload.
 *
 * Source: BIP152; the checks are those of Bitcoin Core's `CBlockHeaderAndShortTxIDs` and of the first half of
 * `PartiallyDownloadedBlock::InitData`.
 */
export function readCompactBlock(reader: ByteReader): CompactBlock | WireReject {
  const header = reader.view(HEADER_BYTES).slice();
  const nonce = reader.u64Le();
  const shortIdCount = reader.compactSize();
  if (shortIdCount > MAX_COMPACT_TRANSACTIONS) return { code: 'indexes-overflowed-16-bits' };
  const shortIds: number[] = [];
  while (shortIds.length < shortIdCount && reader.failure === undefined) {
    const low = reader.u32Le();
    shortIds.push(reader.u16Le() * SHORT_ID_HIGH + low);
  }
  const prefilledCount = reader.compactSize();
  if (shortIdCount + prefilledCount > MAX_COMPACT_TRANSACTIONS) return { code: 'indexes-overflowed-16-bits' };
  const prefilled: PrefilledTransaction[] = [];
  for (let next = 0; prefilled.length < prefilledCount;) {
    const difference = reader.compactSize();
    if (difference > MAX_INDEX) return { code: 'indexes-overflowed-16-bits' };
    const tx = readTransaction(reader);
    if ('code' in tx) return tx;
    const index = next + difference;
    prefilled.push({ index, tx });
    next = index + 1;
  }
  return firstDefect({ header, nonce, shortIds, prefilled }) ?? { header, nonce, shortIds, prefilled };
}

/** Writes a compact block. */
export function writeCompactBlock(writer: ByteWriter, compact: CompactBlock): void {
  writer.raw(compact.header).u64Le(compact.nonce).compactSize(compact.shortIds.length);
  for (const shortId of compact.shortIds) {
    const high = Math.floor(shortId / SHORT_ID_HIGH);
    writer
      .u32Le(shortId % SHORT_ID_HIGH)
      .u8(high)
      .u8(high >> 8);
  }
  writer.compactSize(compact.prefilled.length);
  let next = 0;
  for (const { index, tx } of compact.prefilled) {
    assert(index >= next && index <= MAX_INDEX, 'prefilled transactions stand in the order of the block');
    writer.compactSize(index - next).raw(tx.serialized());
    next = index + 1;
  }
}

/** Reads the indexes of a `getblocktxn`: differences, less one. Source: Bitcoin Core's `DifferenceFormatter`. */
export function readIndexes(reader: ByteReader): number[] | WireReject {
  const count = reader.compactSize();
  const indexes: number[] = [];
  for (let next = 0; indexes.length < count && reader.failure === undefined; next++) {
    next += reader.compactSize();
    if (next > MAX_INDEX) return { code: 'differential-value-overflow' };
    indexes.push(next);
  }
  return indexes;
}

/** Writes the indexes of a `getblocktxn`, which rise. */
export function writeIndexes(writer: ByteWriter, indexes: readonly number[]): void {
  writer.compactSize(indexes.length);
  let next = 0;
  for (const index of indexes) {
    assert(index >= next && index <= MAX_INDEX, 'indexes rise, up to 16 bits');
    writer.compactSize(index - next);
    next = index + 1;
  }
}

/**
 * Reads the transactions of a `blocktxn`; views of the payload. More than indexes of 16 bits can have asked for are refused
 * before they are read.
 */
export function readBlockTransactions(reader: ByteReader): Transaction[] | WireReject {
  const count = reader.compactSize();
  const limit = MAX_INDEX + 1;
  if (count > limit) return { code: 'too-many-items', count, limit };
  const transactions: Transaction[] = [];
  while (transactions.length < count) {
    const tx = readTransaction(reader);
    if ('code' in tx) return tx;
    transactions.push(tx);
  }
  return transactions;
}

function firstDefect(compact: CompactBlock): WireReject | undefined {
  const { header, shortIds, prefilled } = compact;
  const reject = (why: Extract<WireReject, { code: 'invalid-compact-block' }>['why']): WireReject => ({
    code: 'invalid-compact-block',
    why,
  });
  // Core's `IsNull`: a header without bits.
  if (readU32Le(header, HEADER_OFFSETS.bits) === 0) return reject('null-header');
  if (shortIds.length === 0 && prefilled.length === 0) return reject('no-transactions');
  for (const [i, { index, tx }] of prefilled.entries()) {
    if (tx.inputCount === 0 && tx.outputCount === 0) return reject('null-transaction');
    if (index > MAX_INDEX || index > shortIds.length + i) return reject('index-without-transaction');
  }
  return undefined;
}
