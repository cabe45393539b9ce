import { HistoryStoreError } from '../../ports/history-store.ts';

/**
 * How the history lies in its store. The first byte says what an entry is:
 *
 * | Key              | Value                                        |
 * | ---------------- | -------------------------------------------- |
 * | `v`              | the version of this layout                   |
 * | `s` name         | a series: its number and columns, as JSON    |
 * | `b` number, time | a block of points, by the time of its first  |
 * | `x` number, time | of a block: the time of its last, its count  |
 * | `p` number, time | one point that is in no block yet            |
 * | `r` kind, 0, id  | a record, as JSON                            |
 *
 * Numbers and times are big-endian, so that they lie in their order.
 */
export type PointsTag = 'b' | 'x' | 'p';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const VERSION_KEY: Uint8Array = encoder.encode('v');

/** The key of a series' head, or what the keys of all such heads begin with. */
export function seriesKey(name: string): Uint8Array {
  return encoder.encode(`s${name}`);
}

/** The name in a series' key. */
export function seriesNameOf(key: Uint8Array): string {
  return decoder.decode(key.subarray(1));
}

/** The key of a record, or, without an id, what the keys of a kind begin with. */
export function recordKey(kind: string, id = ''): Uint8Array {
  return encoder.encode(`r${kind}\0${id}`);
}

/** The id in a record's key. */
export function recordIdOf(key: Uint8Array): string {
  return decoder.decode(key.subarray(key.indexOf(0) + 1));
}

/** What the keys of a series' points begin with. */
export function pointsPrefix(tag: PointsTag, seriesNumber: number): Uint8Array {
  const key = new Uint8Array(5);
  key[0] = tag.charCodeAt(0);
  new DataView(key.buffer).setUint32(1, seriesNumber);
  return key;
}

/** The key of a point, or of a block that begins at a time. */
export function pointsKey(tag: PointsTag, seriesNumber: number, sec: number): Uint8Array {
  const key = new Uint8Array(13);
  key.set(pointsPrefix(tag, seriesNumber));
  new DataView(key.buffer).setBigUint64(5, BigInt(sec));
  return key;
}

/** The time in a key of points. */
export function timeOfKey(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, key.length).getBigUint64(5));
}

/** Of a block: when it ends, and how many points it has. */
export interface BlockSpan {
  readonly firstSec: number;
  readonly lastSec: number;
  readonly count: number;
}

/** The value beside a block, which says what is in it. */
export function spanValue({ lastSec, count }: BlockSpan): Uint8Array {
  const value = new Uint8Array(12);
  const view = new DataView(value.buffer);
  view.setBigUint64(0, BigInt(lastSec));
  view.setUint32(8, count);
  return value;
}

/** Reads what `spanValue` made. @throws {HistoryStoreError} When it is something else. */
export function readSpan(key: Uint8Array, value: Uint8Array): BlockSpan {
  if (key.length !== 13 || value.length !== 12) throw new HistoryStoreError('the index of a series is damaged');
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return { firstSec: timeOfKey(key), lastSec: Number(view.getBigUint64(0)), count: view.getUint32(8) };
}

/** A value of JSON. */
export function jsonValue(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Reads what `jsonValue` made. @throws {HistoryStoreError} When it is something else. */
export function readJson(value: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(value));
  } catch (error) {
    throw new HistoryStoreError('an entry is no JSON', { cause: error });
  }
}
