const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The two digits of each byte, as character codes. */
const DIGIT_CODES: Uint8Array = Uint8Array.from(HEX_PAIRS.join(''), (digit) => digit.charCodeAt(0));

/** Bytes that are written at once. */
const CHUNK_BYTES = 4096;

const codes = new Uint8Array(2 * CHUNK_BYTES);

/**
 * Writes bytes as lower-case hex, first byte first.
 *
 * Fast: a block's bytes, written digit by digit, would make a string of a million parts, which costs seven times as much.
 */
export function bytesToHex(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    const end = Math.min(start + CHUNK_BYTES, bytes.length);
    let length = 0;
    for (let i = start; i < end; i++) {
      const at = 2 * bytes[i]!;
      codes[length++] = DIGIT_CODES[at]!;
      codes[length++] = DIGIT_CODES[at + 1]!;
    }
    // Arguments may be in anything that has a length and indexes.
    text += String.fromCharCode.apply(undefined, codes.subarray(0, length) as unknown as number[]);
  }
  return text;
}

/**
 * Reads hex of either case, first byte first.
 *
 * @returns The bytes, or `undefined` when the text has an odd length or a character that is not a hex digit.
 */
export function bytesFromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = digitFromCode(text.charCodeAt(2 * i));
    const low = digitFromCode(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

function digitFromCode(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
