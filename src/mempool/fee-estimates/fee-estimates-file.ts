import { ByteReader } from '../../bytes/byte-reader.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import type { ConfirmationAverages } from './confirmation-stats.ts';
import { areBucketBounds } from './fee-buckets.ts';
import type { SavedFeeEstimates } from './fee-estimator.ts';

/** Oldest version of Core that reads the format; what our files say that wrote them. */
const VERSION_REQUIRED = 149_900;
const CLIENT_VERSION = 280_100;

/** The longest wait that a file may count, in blocks: a week. */
const MAX_CONFIRMS = 6 * 24 * 7;

/** Why a file of estimates can't be used; the node goes on without it. */
export type FeeEstimatesReject =
  /** A later version has written it, or one before 0.15. */
  | { readonly code: 'fee-estimates-version'; readonly version: number }
  | { readonly code: 'fee-estimates-corrupt'; readonly why: string };

/** Writes estimates in the format of Bitcoin Core 28.1's `fee_estimates.dat` (`CBlockPolicyEstimator::Write`). */
export function encodeFeeEstimates(saved: SavedFeeEstimates): Uint8Array {
  const writer = new ByteWriter(1 << 18).u32Le(VERSION_REQUIRED).u32Le(CLIENT_VERSION);
  writer.u32Le(saved.bestHeight).u32Le(saved.firstHeight).u32Le(saved.lastHeight);
  writeDoubles(writer, saved.bounds);
  for (const averages of [saved.medium, saved.short, saved.long]) writeAverages(writer, averages, saved.bounds.length);
  return writer.finish();
}

/**
 * Reads a `fee_estimates.dat` as Bitcoin Core 28.1 writes it (`CBlockPolicyEstimator::Read`). Stricter in this: bounds have to
 * rise, and averages are numbers from 0 on; no file that Core has written is refused.
 */
export function decodeFeeEstimates(bytes: Uint8Array): SavedFeeEstimates | FeeEstimatesReject {
  const reader = new ByteReader(bytes);
  const version = reader.i32Le();
  reader.skip(4);
  if (reader.failure !== undefined) return corrupt('it ends early');
  if (version > CLIENT_VERSION || version < VERSION_REQUIRED) return { code: 'fee-estimates-version', version };
  const [bestHeight, firstHeight, lastHeight] = [reader.u32Le(), reader.u32Le(), reader.u32Le()];
  if (firstHeight > lastHeight || lastHeight > bestHeight) return corrupt('its range of blocks is none');
  const bounds = readDoubles(reader);
  if (bounds === undefined || !areBucketBounds(bounds)) return corrupt('it has no from 2 to 1000 rising fee rates');
  const medium = readAverages(reader, bounds.length);
  if ('code' in medium) return medium;
  const short = readAverages(reader, bounds.length);
  if ('code' in short) return short;
  const long = readAverages(reader, bounds.length);
  if ('code' in long) return long;
  return { bestHeight, firstHeight, lastHeight, bounds, medium, short, long };
}

function corrupt(why: string): FeeEstimatesReject {
  return { code: 'fee-estimates-corrupt', why };
}

function writeAverages(writer: ByteWriter, averages: ConfirmationAverages, buckets: number): void {
  const { decay, scale, periods, feeRates, confirmed, within, failed } = averages;
  writeDouble(writer, decay);
  writer.u32Le(scale);
  writeDoubles(writer, feeRates);
  writeDoubles(writer, confirmed);
  for (const table of [within, failed]) {
    writer.compactSize(periods);
    for (let at = 0; at < table.length; at += buckets) writeDoubles(writer, table.subarray(at, at + buckets));
  }
}

function readAverages(reader: ByteReader, buckets: number): ConfirmationAverages | FeeEstimatesReject {
  const decay = readDouble(reader);
  if (!(decay > 0 && decay < 1)) return corrupt('a decay is not between 0 and 1');
  const scale = reader.u32Le();
  const feeRates = readAverage(reader, buckets);
  const confirmed = readAverage(reader, buckets);
  if (feeRates === undefined || confirmed === undefined) return corrupt('averages are not one for each fee rate');
  const within = readTable(reader, buckets, scale);
  const failed = readTable(reader, buckets, scale);
  if (within === undefined || failed?.length !== within.length) return corrupt('averages are not one for each wait');
  return { decay, scale, periods: within.length / buckets, feeRates, confirmed, within, failed };
}

/** Reads periods of averages: as many as make from 1 to 1,008 blocks. */
function readTable(reader: ByteReader, buckets: number, scale: number): Float64Array | undefined {
  const periods = reader.compactSize();
  if (scale < 1 || periods < 1 || scale * periods > MAX_CONFIRMS) return undefined;
  const table = new Float64Array(periods * buckets);
  for (let period = 0; period < periods; period++) {
    const row = readAverage(reader, buckets);
    if (row === undefined) return undefined;
    table.set(row, period * buckets);
  }
  return table;
}

function readAverage(reader: ByteReader, buckets: number): Float64Array | undefined {
  const row = readDoubles(reader);
  const isGood = row?.length === buckets && row.every((value) => Number.isFinite(value) && value >= 0);
  return isGood ? row : undefined;
}

function writeDoubles(writer: ByteWriter, values: Float64Array): void {
  writer.compactSize(values.length);
  for (const value of values) writeDouble(writer, value);
}

function readDoubles(reader: ByteReader): Float64Array | undefined {
  const count = reader.compactSize();
  if (reader.failure !== undefined || count * 8 > reader.remaining) return undefined;
  return Float64Array.from({ length: count }, () => readDouble(reader));
}

const scratch = new DataView(new ArrayBuffer(8));

/** Writes a double as IEEE 754 has it, little-endian. Source: Bitcoin Core's `EncodeDouble`. */
function writeDouble(writer: ByteWriter, value: number): void {
  scratch.setFloat64(0, value);
  writer.u64Le(scratch.getBigUint64(0));
}

function readDouble(reader: ByteReader): number {
  scratch.setBigUint64(0, reader.u64Le());
  return scratch.getFloat64(0);
}
