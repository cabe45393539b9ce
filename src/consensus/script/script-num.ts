import { bytesOfNumber, isMinimalNumber, numberOfBytes } from '../../primitives/script/script-number.ts';

/** Most bytes of a lock time on the stack, which has to reach beyond 2^31 (BIP65, BIP112). */
export const MAX_LOCK_TIME_BYTES = 5;

/** What a number that breaks a rule reads as. It is the one value that does not equal itself. */
export const BAD_SCRIPT_NUM: number = NaN;

/** The bytes of -1 to 16, which scripts push all the time. Nobody writes into what lies on a stack. */
const SMALL: readonly Uint8Array[] = Array.from({ length: 18 }, (_, i) => bytesOfNumber(i - 1));

/**
 * Reads a number from the stack: little-endian, the highest bit of the last byte is the sign.
 *
 * @param maxBytes 4, or 5 for lock times; so a `number` holds it exactly.
 * @param minimal Whether it has to be written as short as can be (MINIMALDATA).
 * @returns The number (never -0), or `BAD_SCRIPT_NUM` where Bitcoin Core's `CScriptNum` throws `scriptnum_error`.
 */
export function decodeScriptNum(bytes: Uint8Array, maxBytes: number, minimal: boolean): number {
  if (bytes.length > maxBytes || (minimal && !isMinimalNumber(bytes))) return BAD_SCRIPT_NUM;
  return numberOfBytes(bytes);
}

/** Writes a number as scripts do, as short as can be. Source: `CScriptNum::serialize`. */
export function encodeScriptNum(value: number): Uint8Array {
  return value >= -1 && value <= 16 ? SMALL[value + 1]! : bytesOfNumber(value);
}

/**
 * Whether an element of the stack counts as true: any bit set, but for the sign of a zero.
 *
 * Source: Bitcoin Core's `CastToBool`. Elements of any length count, not only numbers.
 */
export function isTruthy(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  for (let i = 0; i < last; i++) if (bytes[i] !== 0) return true;
  return last >= 0 && bytes[last] !== 0 && bytes[last] !== 0x80;
}
