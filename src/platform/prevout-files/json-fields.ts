import { bytesFromHex } from '../../bytes/hex.ts';
import type { Sats } from '../../primitives/amount.ts';
import { txidFromHex } from '../../primitives/hash.ts';
import { outPointText } from './prevouts-file.ts';
import type { PrevoutsReject } from './prevouts-file.ts';

/** A JSON object that anybody may have written. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A field that is not what it should be. Thrown while a file is read, and caught by `readPrevouts`. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly reject: PrevoutsReject;

  constructor(where: string, expected: string) {
    super(`${where} is not ${expected}`);
    this.reject = { code: 'prevouts-malformed', where, expected };
  }
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {FieldError} When the value is no object. */
export function objectOf(value: unknown, where: string): JsonObject {
  if (!isJsonObject(value)) throw new FieldError(where, 'an object');
  return value;
}

/** @throws {FieldError} When the value is no list. */
export function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new FieldError(where, 'a list');
  return value as readonly unknown[];
}

/** Reads a script. @throws {FieldError} When the value is not hex. */
export function scriptOf(value: unknown, where: string): Uint8Array {
  const bytes = typeof value === 'string' ? bytesFromHex(value) : undefined;
  if (bytes === undefined) throw new FieldError(where, 'hex digits, two a byte');
  return bytes;
}

/** Reads an amount in satoshis. @throws {FieldError} When the value is no integer that JSON can hold exactly. */
export function satsOf(value: unknown, where: string): Sats {
  if (!Number.isSafeInteger(value)) throw new FieldError(where, 'a number of satoshis');
  return BigInt(value as number);
}

/**
 * Reads an amount in bitcoin, as Bitcoin Core's RPC writes it. Exact up to 21 million: the product's error is below half a
 * satoshi there.
 *
 * @throws {FieldError} When the value is no number, or too large to be an amount.
 */
export function btcOf(value: unknown, where: string): Sats {
  const sats = typeof value === 'number' ? Math.round(value * 1e8) : Number.NaN;
  if (!Number.isSafeInteger(sats)) throw new FieldError(where, 'an amount in bitcoin');
  return BigInt(sats);
}

/** Reads a height. @throws {FieldError} When the value is none. */
export function heightOf(value: unknown, where: string): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) >= 2 ** 31) {
    throw new FieldError(where, 'a height');
  }
  return value as number;
}

/** @throws {FieldError} When the value is neither true nor false. */
export function booleanOf(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') throw new FieldError(where, 'true or false');
  return value;
}

/** Reads `txid` and `vout` of an object. @throws {FieldError} When one is none. */
export function outPointOf(fields: JsonObject, where: string): string {
  const { txid: txidText, vout } = fields as { readonly txid?: unknown; readonly vout?: unknown };
  const txid = typeof txidText === 'string' ? txidFromHex(txidText) : undefined;
  if (txid === undefined) throw new FieldError(`${where}.txid`, '64 hex digits');
  if (!Number.isInteger(vout) || (vout as number) < 0 || (vout as number) > 0xffff_ffff) {
    throw new FieldError(`${where}.vout`, 'an index of an output');
  }
  return outPointText({ txid, vout: vout as number });
}
