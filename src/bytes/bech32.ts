import { bech32, bech32m } from '@scure/base';

/** Which constant the checksum ends in: BIP173's, or BIP350's. */
export type Bech32Encoding = 'bech32' | 'bech32m';

/** Longest text of an address. Source: BIP173. */
const MAX_CHARS = 90;

const CHECKSUM_CHARS = 6;

const DATA_CHARS = /^[qpzry9x8gf2tvdw0s3jn54khce6mua7l]*$/;

/** What a bech32 text holds. */
export interface Bech32Text {
  readonly encoding: Bech32Encoding;
  /** The part before the last `1`, in lower case. */
  readonly hrp: string;
  /** Values from 0 to 31, without the checksum. */
  readonly words: readonly number[];
}

/** Why a text is no bech32, in the words of Bitcoin Core's `LocateErrors`. */
export type Bech32Reject = {
  readonly code: 'bech32-invalid';
  readonly reason:
    | 'Bech32 string too long'
    | 'Invalid character or mixed case'
    | 'Missing separator'
    | 'Invalid separator position'
    | 'Invalid Base 32 character'
    | 'Invalid checksum';
};

/** Writes an address's words. */
export function encodeBech32(encoding: Bech32Encoding, hrp: string, words: readonly number[]): string {
  return (encoding === 'bech32' ? bech32 : bech32m).encode(hrp, [...words], MAX_CHARS);
}

/**
 * Reads a text in either encoding.
 *
 * Source: Bitcoin Core's `bech32::Decode`, and `bech32::LocateErrors` for the reasons. Which characters are likely wrong is
 * not worked out.
 */
export function decodeBech32(text: string): Bech32Text | Bech32Reject {
  const reason = formReason(text);
  if (reason !== undefined) return { code: 'bech32-invalid', reason };
  for (const [encoding, coder] of [['bech32', bech32] as const, ['bech32m', bech32m] as const]) {
    const decoded = coder.decodeUnsafe(text, MAX_CHARS);
    if (decoded) return { encoding, hrp: decoded.prefix, words: decoded.words };
  }
  return { code: 'bech32-invalid', reason: 'Invalid checksum' };
}

function formReason(text: string): Bech32Reject['reason'] | undefined {
  if (text.length > MAX_CHARS) return 'Bech32 string too long';
  if (!/^[\x21-\x7e]*$/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text))) {
    return 'Invalid character or mixed case';
  }
  const separator = text.lastIndexOf('1');
  if (separator < 0) return 'Missing separator';
  if (separator === 0 || separator + CHECKSUM_CHARS >= text.length) return 'Invalid separator position';
  return DATA_CHARS.test(text.slice(separator + 1).toLowerCase()) ? undefined : 'Invalid Base 32 character';
}

/** Regroups bytes into words of 5 bits; the last one is filled up with zero bits. */
export function wordsFromBytes(bytes: Uint8Array): number[] {
  return bech32.toWords(bytes);
}

/**
 * Regroups words of 5 bits into bytes.
 *
 * @returns The bytes, or `undefined` when 5 or more bits are left over, or any of them is set.
 */
export function bytesFromWords(words: readonly number[]): Uint8Array | undefined {
  return bech32.fromWordsUnsafe([...words]) ?? undefined;
}
