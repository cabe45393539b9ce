import { readU32Le } from '../../bytes/u32-le.ts';
import type { NetworkParams } from '../../consensus/params.ts';
import { checkHashMeetsTarget, networkTargetFromBits } from '../../consensus/proof-of-work.ts';
import type { NetworkTarget } from '../../consensus/proof-of-work.ts';
import { sha256dInto } from '../../crypto/sha256d.ts';
import { HASH_BYTES } from '../../primitives/hash.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { HEADER_BYTES, HEADER_OFFSETS } from '../../primitives/header.ts';
import { workFromBits } from '../../primitives/work.ts';
import type { Work } from '../../primitives/work.ts';

/** Headers, one after the other, with their hashes: each is hashed once. */
export class HeaderBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly #hashes: Uint8Array;

  /** @param bytes A multiple of 80 bytes. Kept, not copied. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.count = Math.floor(bytes.length / HEADER_BYTES);
    this.#hashes = new Uint8Array(this.count * HASH_BYTES);
    for (let i = 0; i < this.count; i++) {
      sha256dInto(bytes.subarray(i * HEADER_BYTES, (i + 1) * HEADER_BYTES), this.#hashes, i * HASH_BYTES);
    }
  }

  /** View of a hash. */
  hash(i: number): BlockHash {
    return this.#hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES) as BlockHash;
  }

  /** View of the hash of the block before. */
  prevHash(i: number): BlockHash {
    const at = i * HEADER_BYTES + HEADER_OFFSETS.prevHash;
    return this.bytes.subarray(at, at + HASH_BYTES) as BlockHash;
  }

  bits(i: number): number {
    return readU32Le(this.bytes, i * HEADER_BYTES + HEADER_OFFSETS.bits);
  }

  /** Work that the headers claim together. Source: Core's `CalculateClaimedHeadersWork`. */
  claimedWork(): Work {
    let sum = 0n;
    let [bits, work] = [-1, 0n];
    for (let i = 0; i < this.count; i++) {
      if (this.bits(i) !== bits) [bits, work] = [this.bits(i), workFromBits(this.bits(i))];
      sum += work;
    }
    return sum;
  }
}

/** Whether each header's hash meets the target that it states. Source: Core's `HasValidProofOfWork`. */
export function hasProofOfWork(batch: HeaderBatch, params: NetworkParams): boolean {
  let target: NetworkTarget | undefined;
  for (let i = 0; i < batch.count; i++) {
    const bits = batch.bits(i);
    if (target?.bits !== bits) target = networkTargetFromBits(params, bits);
    if (checkHashMeetsTarget(batch.hash(i), target) !== undefined) return false;
  }
  return true;
}

/** Whether each header but the first builds on the one before. Source: Core's `CheckHeadersAreContinuous`. */
export function isContinuous(batch: HeaderBatch): boolean {
  for (let i = 1; i < batch.count; i++) if (!isSameHash(batch.prevHash(i), batch.hash(i - 1))) return false;
  return true;
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < HASH_BYTES; i++) if (a[i] !== b[i]) return false;
  return true;
}
