/** Longest operand of numeric opcodes, in bytes. Source: Bitcoin Core's `CScriptNum::nDefaultMaxNumSize`. */
export const MAX_NUMBER_BYTES = 4;

/** Whether a script number is written in as few bytes as it can be; no negative zero. Source: Core's `CScriptNum`. */
export function isMinimalNumber(bytes: Uint8Array): boolean {
  const last = bytes.at(-1);
  if (last === undefined || (last & 0x7f) !== 0) return true;
  // The highest byte holds nothing but the sign: it has to be there when the next one's highest bit is taken.
  return bytes.length > 1 && (bytes.at(-2)! & 0x80) !== 0;
}

/**
 * Reads a script number: little-endian, its highest bit the sign.
 *
 * Source: Bitcoin Core's `CScriptNum::set_vch`.
 *
 * @param bytes At most 6, so that the number is exact.
 */
export function numberOfBytes(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  const last = bytes.length - 1;
  let magnitude = bytes[last]! & 0x7f;
  for (let i = last - 1; i >= 0; i--) magnitude = magnitude * 256 + bytes[i]!;
  return (bytes[last]! & 0x80) !== 0 ? 0 - magnitude : magnitude;
}

/** Writes a script number in its shortest form; 0 takes no bytes. Source: Bitcoin Core's `CScriptNum::serialize`. */
export function bytesOfNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  const last = bytes.at(-1);
  if (last === undefined) return new Uint8Array(0);
  if ((last & 0x80) !== 0) bytes.push(value < 0 ? 0x80 : 0);
  else if (value < 0) bytes[bytes.length - 1] = last | 0x80;
  return Uint8Array.from(bytes);
}
