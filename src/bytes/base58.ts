import { base58 } from '@scure/base';

/** What a base58 text may hold, between spaces. */
const BASE58 = /^[ \t\n\v\f\r]*([1-9A-HJ-NP-Za-km-z]*)[ \t\n\v\f\r]*$/;

/** Base58 digits that one byte takes at most (log 256 / log 58, rounded up). */
const DIGITS_PER_BYTE = 1.37;

/** Writes bytes in base 58: one `1` for each zero byte at the start. */
export function bytesToBase58(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/**
 * Reads text in base 58; spaces around it are passed over.
 *
 * Source: Bitcoin Core's `DecodeBase58`.
 *
 * @param maxBytes Longest result wanted. Longer texts are refused before they are converted, which takes quadratic time.
 * @returns The bytes, or `undefined`.
 */
export function bytesFromBase58(text: string, maxBytes: number): Uint8Array | undefined {
  // Spaces are bounded too: nobody writes as many as there may be digits.
  if (text.length > 2 * (maxBytes * DIGITS_PER_BYTE + 16)) return undefined;
  const digits = BASE58.exec(text)?.[1];
  if (digits === undefined || digits.length > maxBytes * DIGITS_PER_BYTE + 1) return undefined;
  const bytes = base58.decode(digits);
  return bytes.length <= maxBytes ? bytes : undefined;
}
