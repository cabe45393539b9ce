import { setImmediate } from 'node:timers/promises';
import type { KeyValueBatch, KeyValueStore } from '../../ports/key-value-store.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import { pointsKey, pointsPrefix, readSpan, spanValue, timeOfKey } from './history-keys.ts';
import type { BlockSpan } from './history-keys.ts';
import { packPoints, unpackPoints } from './packed-points.ts';
import { indexAtOrAfter, joinPoints, mergePoints, noPoints, slicePoints, withoutSpan } from './points.ts';
import type { Points } from './points.ts';

/** Points of a block, at least; a block holds fewer than twice as many, unless points of it were forgotten. */
const BLOCK_POINTS = 1024;

/** The newest points stay outside of blocks: those are the ones that are written again, as a candle that is not over. */
const LOOSE_POINTS = 64;

/** A series in the embedded store: its number there, and what its columns are called. */
export interface SeriesHead {
  readonly number: number;
  readonly names: readonly string[];
}

/** What is known of a series' points without reading them: never changed, but replaced when it was written. */
export interface SeriesIndex {
  /** In the order of their times; they do not overlap. */
  readonly blocks: readonly BlockSpan[];
  /** Points after the last block, each an entry of its own, so that one more costs one small write. */
  readonly loose: Points;
}

/** Reads a series' index. */
export async function loadIndex(store: KeyValueStore, { number, names }: SeriesHead): Promise<SeriesIndex> {
  const blocks: BlockSpan[] = [];
  for await (const entries of store.entries(pointsPrefix('x', number))) {
    for (const { key, value } of entries) blocks.push(readSpan(key, value));
  }
  const times: number[] = [];
  const rows: Float64Array[] = [];
  for await (const entries of store.entries(pointsPrefix('p', number))) {
    for (const { key, value } of entries) {
      times.push(timeOfKey(key));
      if (value.length !== 8 * names.length) throw new HistoryStoreError('a point has not the columns of its series');
      rows.push(new Float64Array(new Uint8Array(value).buffer));
    }
  }
  const columns = names.map((_, k) => Float64Array.from(rows, (row) => row[k]!));
  return { blocks, loose: { atSec: Float64Array.from(times), columns } };
}

/** Blocks that are read before others of the process have their turn. */
const BLOCKS_AT_ONCE = 32;

/** Reads the first points of a span. What is written meanwhile may not be of this series: see the store's turns. */
export async function readPoints(
  store: KeyValueStore,
  { number, names }: SeriesHead,
  { blocks, loose }: SeriesIndex,
  span: { readonly fromSec: number; readonly toSec: number; readonly limit: number },
): Promise<Points> {
  const runs: Points[] = [];
  let left = span.limit;
  const take = (points: Points): void => {
    const first = indexAtOrAfter(points.atSec, span.fromSec);
    const end = Math.min(indexAtOrAfter(points.atSec, span.toSec), first + left);
    if (end <= first) return;
    runs.push(slicePoints(points, first, end));
    left -= end - first;
  };
  const first = firstBlockEndingAt(blocks, span.fromSec);
  for (let i = first; i < blocks.length && left > 0; i++) {
    if (blocks[i]!.firstSec >= span.toSec) break;
    if ((i - first) % BLOCKS_AT_ONCE === BLOCKS_AT_ONCE - 1) await setImmediate();
    take(readBlock(store, number, blocks[i]!));
  }
  take(loose);
  return runs.length === 0 ? noPoints(names.length) : joinPoints(runs, names.length);
}

/** Reads the last point at a time or before it; none when there is none. */
export function readLatest(
  store: KeyValueStore,
  { number, names }: SeriesHead,
  { blocks, loose }: SeriesIndex,
  atSec: number,
): Points {
  const end = indexAtOrAfter(loose.atSec, atSec + 1);
  if (end > 0) return slicePoints(loose, end - 1, end);
  const block = blocks.findLast(({ firstSec }) => firstSec <= atSec);
  if (block === undefined) return noPoints(names.length);
  const points = readBlock(store, number, block);
  const last = indexAtOrAfter(points.atSec, atSec + 1);
  return slicePoints(points, last - 1, last);
}

/** Adds points to a batch. @returns The index as it is when the batch is written. */
export function addPoints(
  store: KeyValueStore,
  batch: KeyValueBatch,
  { number }: SeriesHead,
  { index, points }: { readonly index: SeriesIndex; readonly points: Points },
): SeriesIndex {
  const { blocks } = index;
  const split = indexAtOrAfter(points.atSec, (blocks.at(-1)?.lastSec ?? -1) + 1);
  const rewritten = rewriteBlocks(store, batch, { number, blocks, points: slicePoints(points, 0, split) });
  const newer = slicePoints(points, split, points.atSec.length);
  const loose = mergePoints(index.loose, newer);
  const count = loose.atSec.length;
  const packed = count >= BLOCK_POINTS + LOOSE_POINTS ? count - LOOSE_POINTS : 0;
  if (packed > 0) for (const sec of index.loose.atSec) batch.del(pointsKey('p', number, sec));
  const kept = slicePoints(loose, packed, count);
  // All that stays loose is put again when some were packed: it is few, and those that were there may be gone.
  putLoose(batch, number, packed > 0 ? kept : newer);
  const added = putBlocks(batch, number, slicePoints(loose, 0, packed));
  return { blocks: [...rewritten, ...added], loose: packed > 0 ? copyPoints(kept) : loose };
}

/** Takes the points of a span out. @returns The index as it is when the batch is written. */
export function removePoints(
  store: KeyValueStore,
  batch: KeyValueBatch,
  { number }: SeriesHead,
  { index, fromSec, toSec }: { readonly index: SeriesIndex; readonly fromSec: number; readonly toSec: number },
): SeriesIndex {
  const blocks = index.blocks.flatMap((block) => {
    if (block.lastSec < fromSec || block.firstSec >= toSec) return [block];
    delBlock(batch, number, block);
    if (block.firstSec >= fromSec && block.lastSec < toSec) return [];
    return putBlocks(batch, number, withoutSpan(readBlock(store, number, block), fromSec, toSec));
  });
  const { loose } = index;
  const first = indexAtOrAfter(loose.atSec, fromSec);
  const end = indexAtOrAfter(loose.atSec, toSec);
  for (const sec of loose.atSec.subarray(first, end)) batch.del(pointsKey('p', number, sec));
  return { blocks, loose: withoutSpan(loose, fromSec, toSec) };
}

/** Puts points, none of which is later than the last block, into the blocks that they belong to. */
function rewriteBlocks(
  store: KeyValueStore,
  batch: KeyValueBatch,
  parts: { readonly number: number; readonly blocks: readonly BlockSpan[]; readonly points: Points },
): readonly BlockSpan[] {
  const { number, blocks, points } = parts;
  if (points.atSec.length === 0) return blocks;
  let first = 0;
  return blocks.flatMap((block, i) => {
    const nextSec = blocks[i + 1]?.firstSec ?? Infinity;
    const end = indexAtOrAfter(points.atSec, nextSec);
    const own = slicePoints(points, first, end);
    first = end;
    if (own.atSec.length === 0) return [block];
    delBlock(batch, number, block);
    return putBlocks(batch, number, mergePoints(readBlock(store, number, block), own));
  });
}

function putBlocks(batch: KeyValueBatch, number: number, points: Points): BlockSpan[] {
  const count = points.atSec.length;
  if (count === 0) return [];
  const pieces = Math.max(1, Math.floor(count / BLOCK_POINTS));
  return Array.from({ length: pieces }, (_, k) => {
    const piece = slicePoints(points, Math.floor((count * k) / pieces), Math.floor((count * (k + 1)) / pieces));
    const span = { firstSec: piece.atSec[0]!, lastSec: piece.atSec.at(-1)!, count: piece.atSec.length };
    batch.put(pointsKey('b', number, span.firstSec), packPoints(piece));
    batch.put(pointsKey('x', number, span.firstSec), spanValue(span));
    return span;
  });
}

function delBlock(batch: KeyValueBatch, number: number, { firstSec }: BlockSpan): void {
  batch.del(pointsKey('b', number, firstSec));
  batch.del(pointsKey('x', number, firstSec));
}

function putLoose(batch: KeyValueBatch, number: number, { atSec, columns }: Points): void {
  atSec.forEach((sec, i) => {
    const row = Float64Array.from(columns, (column) => column[i]!);
    batch.put(pointsKey('p', number, sec), new Uint8Array(row.buffer));
  });
}

function readBlock(store: KeyValueStore, number: number, { firstSec, count }: BlockSpan): Points {
  const packed = store.get(pointsKey('b', number, firstSec));
  const points = packed === undefined ? undefined : unpackPoints(packed);
  if (points?.atSec.length !== count)
    throw new HistoryStoreError('a block of points is missing or is not the one of the index');
  return points;
}

/** The first block whose last point is at `sec` or later. */
function firstBlockEndingAt(blocks: readonly BlockSpan[], sec: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.lastSec < sec) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A copy that does not hold on to what it was cut from. */
function copyPoints({ atSec, columns }: Points): Points {
  return { atSec: atSec.slice(), columns: columns.map((column) => column.slice()) };
}
