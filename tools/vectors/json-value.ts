import { bytesFromHex } from '../../src/bytes/hex.ts';
import { BadVector } from './tally.ts';

/** Something out of a JSON file that is yet to be looked at. */
export type Json = unknown;

/** @throws {BadVector} When it is no array. */
export function arrayIn(value: Json, what: string): readonly Json[] {
  if (!Array.isArray(value)) throw new BadVector(`${what} is no array`);
  return value;
}

/** A field of an object; `undefined` when it is not there. @throws {BadVector} When there is no object. */
export function fieldIn(value: Json, name: string): Json {
  if (typeof value !== 'object' || value === null) throw new BadVector(`what should have "${name}" is no object`);
  return (value as Record<string, Json>)[name];
}

/** @throws {BadVector} When it is no string. */
export function stringIn(value: Json, what: string): string {
  if (typeof value !== 'string') throw new BadVector(`${what} is no string`);
  return value;
}

/** @throws {BadVector} When it is no integer that a double holds exactly. */
export function integerIn(value: Json, what: string): number {
  if (!Number.isSafeInteger(value)) throw new BadVector(`${what} is no integer`);
  return value as number;
}

/** @throws {BadVector} When it is no string of hex digits. */
export function hexIn(value: Json, what: string): Uint8Array {
  const bytes = bytesFromHex(stringIn(value, what));
  if (bytes === undefined) throw new BadVector(`${what} is not hex`);
  return bytes;
}
