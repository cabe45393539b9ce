import { bytesFromBase58, bytesToBase58 } from '../../bytes/base58.ts';
import { sha256d } from '../../crypto/sha256d.ts';

const CHECKSUM_BYTES = 4;

/** Writes bytes in base 58, with four bytes of their double SHA-256 after them. Source: Core's `EncodeBase58Check`. */
export function bytesToBase58Check(bytes: Uint8Array): string {
  const checked = new Uint8Array(bytes.length + CHECKSUM_BYTES);
  checked.set(bytes);
  checked.set(sha256d(bytes).subarray(0, CHECKSUM_BYTES), bytes.length);
  return bytesToBase58(checked);
}

/**
 * Reads base 58 with a checksum. Source: Bitcoin Core's `DecodeBase58Check`.
 *
 * @param maxBytes Longest result wanted, the checksum not counted.
 * @returns The bytes without the checksum, or `undefined`.
 */
export function bytesFromBase58Check(text: string, maxBytes: number): Uint8Array | undefined {
  const checked = bytesFromBase58(text, maxBytes + CHECKSUM_BYTES);
  if (checked === undefined || checked.length < CHECKSUM_BYTES) return undefined;
  const bytes = checked.subarray(0, -CHECKSUM_BYTES);
  const digest = sha256d(bytes);
  return checked.subarray(-CHECKSUM_BYTES).every((byte, i) => byte === digest[i]) ? bytes : undefined;
}
