import { blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { decodeBits } from '../primitives/target.ts';
import type { Target } from '../primitives/target.ts';
import type { HeaderReject } from './header-rules.ts';
import type { NetworkParams } from './params.ts';

/** What `bits` come to on one network, worked out once for the many headers that share them. */
export interface NetworkTarget {
  readonly bits: number;
  readonly target: Target;
  /** The bits encode a positive number of at most 256 bits that is no easier than the network's limit. */
  readonly isInRange: boolean;
}

/** Decodes `bits` and holds them against a network's limit. Source: the range check of Core's `CheckProofOfWork`. */
export function networkTargetFromBits(params: NetworkParams, bits: number): NetworkTarget {
  const { target, isNegative, isOverflow } = decodeBits(bits);
  const isInRange = !isNegative && !isOverflow && target !== 0n && target <= params.powLimit;
  return { bits, target, isInRange };
}

/**
 * Checks that a header's hash is at or below the target its bits claim, and that the target is one the network allows.
 *
 * Source: Bitcoin Core's `CheckBlockHeader` and `CheckProofOfWork`.
 *
 * @param hash 32 bytes in wire order, that is, the number's least significant byte first. Copied into the reject.
 */
export function checkHashMeetsTarget(hash: BlockHash, networkTarget: NetworkTarget): HeaderReject | undefined {
  if (networkTarget.isInRange && isHashAtMost(hash, networkTarget)) return undefined;
  const { bits, target, isInRange } = networkTarget;
  return { code: 'high-hash', hash: hash.slice() as BlockHash, target, bits, isTargetOutOfRange: !isInRange };
}

/** The same, for a single header: decodes its bits first. */
export function checkProofOfWork(hash: BlockHash, bits: number, params: NetworkParams): HeaderReject | undefined {
  return checkHashMeetsTarget(hash, networkTargetFromBits(params, bits));
}

/** Compares from the top byte down; nearly all hashes differ in the first few. Fast: no big integer is made. */
function isHashAtMost(hash: BlockHash, { bits, target }: NetworkTarget): boolean {
  const size = bits >>> 24;
  if (size < 3 || size > 32) return numberFromHash(hash) <= target;
  for (let i = 31; i >= size; i--) if (hash[i] !== 0) return false;
  const top = (hash[size - 1]! << 16) | (hash[size - 2]! << 8) | hash[size - 3]!;
  const mantissa = bits & 0x007fffff;
  return top < mantissa || (top === mantissa && numberFromHash(hash) <= target);
}

function numberFromHash(hash: BlockHash): bigint {
  return BigInt(`0x${blockHashToHex(hash)}`);
}
