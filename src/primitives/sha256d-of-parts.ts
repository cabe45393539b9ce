import { sha256dInto } from '../crypto/sha256d.ts';

/** Where parts are joined: one hash call on joined bytes costs a third of three updates of a hash object. */
let joined = new Uint8Array(4096);

/** What the joint buffer may grow to and keep; larger ones are let go again. */
const KEPT_BYTES = 1_000_000;

/**
 * Hashes some parts of `bytes`, joined, twice with SHA-256, and writes the 32 bytes of the digest to `out` at `outOffset`.
 *
 * @param parts Start and end of each part, in turn: `[start, end, start, end, ...]`.
 */
export function sha256dOfPartsInto(
  bytes: Uint8Array,
  parts: readonly number[],
  out: Uint8Array,
  outOffset: number,
): void {
  if (parts.length === 2) return sha256dInto(bytes.subarray(parts[0], parts[1]), out, outOffset);
  let length = 0;
  for (let i = 0; i < parts.length; i += 2) length += parts[i + 1]! - parts[i]!;
  const buffer = length <= joined.length ? joined : new Uint8Array(length);
  if (buffer !== joined && length <= KEPT_BYTES) joined = buffer;
  let at = 0;
  for (let i = 0; i < parts.length; i += 2) {
    buffer.set(bytes.subarray(parts[i], parts[i + 1]), at);
    at += parts[i + 1]! - parts[i]!;
  }
  sha256dInto(buffer.subarray(0, length), out, outOffset);
}
