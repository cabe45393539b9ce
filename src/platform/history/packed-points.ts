import { HistoryStoreError, MAX_COLUMNS } from '../../ports/history-store.ts';
import type { Points } from './points.ts';

/** Counts of points and of columns. */
const HEAD_BYTES = 8;

/**
 * Packs points: two counts of 32 bits, then times and each column as 64-bit floats, in the byte order of the machine, which is
 * little-endian wherever Vigil's packages run. What is packed is compressed, and has a checksum, by the store that holds it.
 */
export function packPoints({ atSec, columns }: Points): Uint8Array {
  const packed = new Uint8Array(HEAD_BYTES + 8 * atSec.length * (1 + columns.length));
  new Uint32Array(packed.buffer, 0, 2).set([atSec.length, columns.length]);
  [atSec, ...columns].forEach((column, k) => {
    new Float64Array(packed.buffer, HEAD_BYTES + 8 * atSec.length * k, atSec.length).set(column);
  });
  return packed;
}

/** Reads what `packPoints` made. @throws {HistoryStoreError} When it is something else. */
export function unpackPoints(packed: Uint8Array): Points {
  // Its own bytes, at an offset that floats may lie at.
  const { buffer } = new Uint8Array(packed);
  const [count = 0, columnCount = 0] = packed.length < HEAD_BYTES ? [] : new Uint32Array(buffer, 0, 2);
  if (columnCount < 1 || columnCount > MAX_COLUMNS || packed.length !== HEAD_BYTES + 8 * count * (1 + columnCount)) {
    throw new HistoryStoreError(`${packed.length} bytes of points are not what was written`);
  }
  const column = (k: number): Float64Array => new Float64Array(buffer, HEAD_BYTES + 8 * count * k, count);
  return { atSec: column(0), columns: Array.from({ length: columnCount }, (_, k) => column(k + 1)) };
}
