import fc from 'fast-check';

import { concat } from '../scenarios/spending.ts';

/** One change: numbers that are read modulo what there is to choose from, so that any four of them mean something. */
export type Mutation = readonly [target: number, how: number, at: number, value: number];

/** Draws up to `maxLength` changes; fewer when a failure is shrunk. */
export function mutations(maxLength: number): fc.Arbitrary<readonly Mutation[]> {
  const number = fc.nat(0xffff_ffff);
  return fc.array(fc.tuple(number, number, number, number), { maxLength });
}

/** Bytes that mean something in transactions, scripts or counts. */
const CHUNKS: readonly Uint8Array[] = [
  [0x00],
  [0x4f],
  [0x50],
  [0x51],
  [0x52],
  [0x60],
  [0x61],
  [0x63, 0x68],
  [0x63, 0x67, 0x68],
  [0x64, 0x68],
  [0x68],
  [0x69],
  [0x6a],
  [0x6b],
  [0x6c],
  [0x6e],
  [0x74],
  [0x75],
  [0x76],
  [0x79],
  [0x7a],
  [0x7e],
  [0x80],
  [0x82],
  [0x87],
  [0x88],
  [0x8b],
  [0x91],
  [0x93],
  [0x9c],
  [0xa6],
  [0xa7],
  [0xa8],
  [0xa9],
  [0xaa],
  [0xab],
  [0xac],
  [0xad],
  [0xae],
  [0xaf],
  [0xb1],
  [0xb2],
  [0xb9],
  [0xba],
  [0xbb],
  [0xfe],
  [0xff],
  [0x01, 0x80],
  [0x01, 0x81],
  [0x02, 0x00, 0x80],
  [0x4c, 0x00],
  [0x4c, 0xff],
  [0x4d, 0x08, 0x02],
  [0x4e, 0xff, 0xff, 0xff, 0xff],
  [0xfd, 0xfd, 0x00],
  [0xfe, 0x00, 0x00, 0x01, 0x00],
  [0xff, 0, 0, 0, 0, 1, 0, 0, 0],
  [0x04, 0xff, 0xff, 0xff, 0x7f],
  [0x05, 0xff, 0xff, 0xff, 0xff, 0x00],
  [0x21, 0x02],
  [0x41, 0x04],
  [0x20],
  [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x01],
].map((bytes) => Uint8Array.from(bytes));

const INTERESTING = [0x00, 0x01, 0x02, 0x03, 0x30, 0x50, 0x7f, 0x80, 0x81, 0xc0, 0xc1, 0xfd, 0xfe, 0xff] as const;

/** Longest that bytes may become: what is longer is cut. */
const MAX_BYTES = 12_000;

/** Changes bytes in one of eight ways. The given bytes stay as they are. */
export function mutateBytes(bytes: Uint8Array, [, how, at, value]: Mutation): Uint8Array {
  const start = bytes.length === 0 ? 0 : at % bytes.length;
  const count = 1 + (value % 8);
  const [head, tail] = [bytes.subarray(0, start), bytes.subarray(start)];
  switch (how % 8) {
    case 0:
      return bytes.length === 0 ? bytes : bytes.with(start, bytes[start]! ^ (1 << (value % 8)));
    case 1:
      return bytes.length === 0 ? bytes : bytes.with(start, INTERESTING[value % INTERESTING.length]!);
    case 2:
      return concat(head, Uint8Array.of(value), tail);
    case 3:
      return concat(head, tail.subarray(count));
    case 4:
      return concat(head, tail.subarray(0, count), tail);
    case 5:
      return value % 16 === 0 ? grown(bytes, value) : head;
    case 6:
      return concat(head, CHUNKS[value % CHUNKS.length]!, tail);
    default:
      return concat(head, CHUNKS[value % CHUNKS.length]!, tail.subarray(count));
  }
}

/** The bytes over and over, up to some hundreds or thousands. */
function grown(bytes: Uint8Array, value: number): Uint8Array {
  if (bytes.length === 0) return new Uint8Array(value % 600);
  const times = Math.min(1 + ((value >>> 4) % 300), Math.ceil(MAX_BYTES / bytes.length));
  return concat(...Array.from({ length: times }, () => bytes)).subarray(0, MAX_BYTES);
}
