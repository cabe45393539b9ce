import { assert } from '../../bytes/assert.ts';
import { bytesFromHex } from '../../bytes/hex.ts';
import { readU32Le } from '../../bytes/u32-le.ts';
import { checkProofOfWork } from '../../consensus/proof-of-work.ts';
import { networkParams } from '../../consensus/params.ts';
import { nextBitsFromPeriod } from '../../consensus/retarget.ts';
import { blockHashFromHex, blockHashToHex } from '../../primitives/hash.ts';
import type { BlockHash, MerkleRoot } from '../../primitives/hash.ts';
import { HEADER_OFFSETS, encodeHeader, hashHeader } from '../../primitives/header.ts';
import type { BlockHeader } from '../../primitives/header.ts';
import { difficultyFromBits, workFromBits } from '../../primitives/work.ts';
import type { FactRow } from './fact-table.ts';
import { malformed, parseFactTable } from './fact-table.ts';
import type { HistoryReject } from './history-reject.ts';

/** Blocks from one retarget of mainnet to the next. */
export const EPOCH_BLOCKS = 2016;

/** The blocks between two retargets of mainnet. */
export interface Epoch {
  readonly firstHeight: number;
  /** Header time of the first block, seconds since 1970. */
  readonly firstTimeSec: number;
  /** Header time of the last block; `undefined` for the newest epoch, whose end is not in the table. */
  readonly lastTimeSec: number | undefined;
  readonly bits: number;
  /** Expected hashes a block. The nearest double to the exact integer. */
  readonly work: number;
  readonly difficulty: number;
  readonly firstHash: BlockHash;
  readonly lastHash: BlockHash | undefined;
}

/** Every epoch of mainnet from the first on, without a gap, each checked by `parseEpochTable`. */
export interface EpochTable {
  readonly epochs: readonly Epoch[];
}

/** Cells: height, bits, then version, merkle root, time, nonce of the first and prev hash and the same of the last. */
const FORM = {
  columns:
    'height,bits,version,merkleroot,time,nonce,last_version,last_previousblockhash,last_merkleroot,last_time,last_nonce',
  row: /^(0|[1-9]\d{0,7}),([0-9a-f]{8}),([0-9a-f]{8}),([0-9a-f]{64}),([1-9]\d{0,9}),(0|[1-9]\d{0,9}),(?:([0-9a-f]{8}),([0-9a-f]{64}),([0-9a-f]{64}),([1-9]\d{0,9}),(0|[1-9]\d{0,9})|,,,,)$/,
  expected: 'the 11 values of an epoch: versions, bits and hashes as lower-case hex, the rest as integers',
};

const MAX_U32 = 0xffffffff;
const MAINNET = networkParams('mainnet');
const NO_HASH = new Uint8Array(32) as BlockHash;

/**
 * Parses `data/mainnet-epochs.csv` and checks all that its headers vouch for.
 *
 * The table leaves out what follows: the previous-block hash of a first header is the hash of the last header above it.
 * So each row's proof of work also proves the link to the row above, and any wrong digit breaks one of
 * - the proof of work of both headers (`high-hash`),
 * - the retarget from the row above (`bad-diffbits`),
 * - the first block being the one of mainnet, and the heights being consecutive.
 *
 * Takes about 25 ms for the 414 rows of 2009 to 2024.
 */
export function parseEpochTable(text: string): EpochTable | HistoryReject {
  const table = parseFactTable(text, FORM);
  if ('code' in table) return table;
  const epochs: Epoch[] = [];
  for (const row of table.rows) {
    const epoch = readEpoch(row, epochs.at(-1));
    if ('code' in epoch) return epoch;
    epochs.push(epoch);
  }
  if (epochs.length === 0) return malformed(1, 'at least one epoch', 'no row');
  return { epochs };
}

/** Reads one row and checks it against the epoch of the row above. */
function readEpoch({ line, cells }: FactRow, above: Epoch | undefined): Epoch | HistoryReject {
  const firstHeight = Number(cells[0]);
  const height = above === undefined ? 0 : above.firstHeight + EPOCH_BLOCKS;
  if (firstHeight !== height) {
    return { code: 'table-broken-chain', line, column: 'height', expected: height, found: firstHeight };
  }
  if (above !== undefined && (above.lastHash === undefined || above.lastTimeSec === undefined)) {
    return malformed(line, 'no row below one without a last header', cells.join(','));
  }
  const bits = Number.parseInt(cells[1]!, 16);
  const first = readHeader({ cells: cells.slice(2, 6), prevHash: above?.lastHash ?? NO_HASH, bits });
  if (first === undefined) return malformed(line, 'a time and a nonce below 2^32', `${cells[4]},${cells[5]}`);
  const retarget = checkBits(line, { height, bits, above });
  if (retarget !== undefined) return retarget;
  const firstHash = hashChecked(line, height, first);
  if ('code' in firstHash) return firstHash;
  const open = {
    firstHeight,
    firstTimeSec: first.timeSec,
    bits,
    work: Number(workFromBits(bits)),
    difficulty: difficultyFromBits(bits),
    firstHash,
  };
  if (cells[6] === '') return { ...open, lastTimeSec: undefined, lastHash: undefined };
  const last = readHeader({
    cells: [cells[6]!, ...cells.slice(8)],
    prevHash: blockHashFromHex(cells[7]!) ?? NO_HASH,
    bits,
  });
  if (last === undefined) return malformed(line, 'a time and a nonce below 2^32', `${cells[9]},${cells[10]}`);
  const lastHash = hashChecked(line, height + EPOCH_BLOCKS - 1, last);
  if ('code' in lastHash) return lastHash;
  return { ...open, lastTimeSec: last.timeSec, lastHash };
}

/** The header of `cells` (version, merkle root, time, nonce); `undefined` when a number does not fit 32 bits. */
function readHeader(of: {
  readonly cells: readonly string[];
  readonly prevHash: BlockHash;
  readonly bits: number;
}): BlockHeader | undefined {
  const [version, merkleRoot, time, nonce] = of.cells;
  const timeSec = Number(time);
  if (timeSec > MAX_U32 || Number(nonce) > MAX_U32) return undefined;
  return {
    version: Number.parseInt(version!, 16) | 0,
    prevHash: of.prevHash,
    // Hashes are written as people read them, last byte first.
    merkleRoot: bytesFromHex(merkleRoot!)!.reverse() as MerkleRoot,
    timeSec,
    bits: of.bits,
    nonce: Number(nonce),
  };
}

/** The bits that the row above leads to; mainnet's own first bits for the first row. */
function checkBits(
  line: number,
  row: { readonly height: number; readonly bits: number; readonly above: Epoch | undefined },
): HistoryReject | undefined {
  const { height, bits, above } = row;
  let expected = readU32Le(MAINNET.genesisHeader, HEADER_OFFSETS.bits);
  if (above !== undefined) {
    assert(above.lastTimeSec !== undefined, 'only the last epoch is open');
    const { firstTimeSec, lastTimeSec, bits: oldBits } = above;
    expected = nextBitsFromPeriod(MAINNET, { firstTimeSec, lastTimeSec, firstBits: oldBits, lastBits: oldBits });
  }
  return bits === expected ? undefined : { code: 'bad-diffbits', line, height, expected, found: bits };
}

/** The hash of a header, once its proof of work is checked; that of the first block has to be mainnet's. */
function hashChecked(line: number, height: number, header: BlockHeader): BlockHash | HistoryReject {
  const hash = hashHeader(encodeHeader(header), 0);
  if (checkProofOfWork(hash, header.bits, MAINNET) !== undefined) return { code: 'high-hash', line, height, hash };
  if (height === 0 && blockHashToHex(hash) !== blockHashToHex(hashHeader(MAINNET.genesisHeader, 0))) {
    return malformed(line, "mainnet's first block", blockHashToHex(hash));
  }
  return hash;
}

/** The epoch that a height belongs to; `undefined` outside the table. */
export function epochAt(table: EpochTable, height: number): Epoch | undefined {
  return table.epochs[Math.floor(height / EPOCH_BLOCKS)];
}

/** The bits that a block of mainnet has at a height; `undefined` outside the table. */
export function bitsAtHeight(table: EpochTable, height: number): number | undefined {
  return epochAt(table, height)?.bits;
}

/**
 * The epoch whose difficulty the network works on at a moment.
 *
 * The difficulty changes when the last block of an epoch is found: at that block's header time. The newest epoch of the
 * table is taken to last for ever: the caller has to know until when it holds. Moments before the first block belong to
 * the first epoch.
 *
 * @param timeSec Seconds since 1970.
 */
export function epochAtTime(table: EpochTable, timeSec: number): Epoch {
  return table.epochs[epochIndexAtTime(table.epochs, timeSec)]!;
}

/** Expected hashes a block at a moment; see `epochAtTime`. */
export function workAtTime(table: EpochTable, timeSec: number): number {
  return epochAtTime(table, timeSec).work;
}

/**
 * Exposure of a span of time: the sum over its pieces of seconds / work, in seconds per hash, cut where the difficulty
 * changes. See `epochAtTime` for when that is, and for the ends of the table.
 */
export function exposureBetween(table: EpochTable, fromSec: number, toSec: number): number {
  let exposure = 0;
  let at = fromSec;
  for (let i = epochIndexAtTime(table.epochs, fromSec); at < toSec; i++) {
    const { lastTimeSec, work } = table.epochs[i]!;
    const end = Math.min(lastTimeSec ?? Infinity, toSec);
    exposure += (end - at) / work;
    at = end;
  }
  return exposure;
}

/** Index of the first epoch whose last block is later than `timeSec`. */
function epochIndexAtTime(epochs: readonly Epoch[], timeSec: number): number {
  let low = 0;
  let high = epochs.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((epochs[middle]!.lastTimeSec ?? Infinity) <= timeSec) low = middle + 1;
    else high = middle;
  }
  return low;
}
