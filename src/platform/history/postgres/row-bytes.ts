import type { Points } from '../points.ts';

/**
 * How a row is sent: its time and its values as PostgreSQL's own big-endian bytes, one behind the other. A page of rows is one
 * value then, and no number becomes text.
 */
export function rowExpression(columnCount: number): string {
  const values = Array.from({ length: columnCount }, (_, k) => `float8send(values[${k + 1}])`);
  return ['int8send(at_sec)', ...values].join(' || ');
}

/** Reads rows that were sent so. @returns `undefined` when the bytes are no whole rows. */
export function readRows(bytes: Uint8Array, columnCount: number): Points | undefined {
  const rowBytes = 8 * (1 + columnCount);
  const count = bytes.length / rowBytes;
  if (!Number.isInteger(count)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const atSec = new Float64Array(count);
  const columns = Array.from({ length: columnCount }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const at = i * rowBytes;
    atSec[i] = view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
    for (let k = 0; k < columnCount; k++) columns[k]![i] = view.getFloat64(at + 8 * (k + 1));
  }
  return { atSec, columns };
}

/** A column as the text of an array: PostgreSQL reads each number back to the bit. */
export function arrayText(column: Float64Array): string {
  return `{${Array.from(column, (value) => (Object.is(value, -0) ? '-0' : String(value))).join(',')}}`;
}
