import { blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Target } from '../primitives/target.ts';

/** One broken rule of a header. `code` is spelled as Bitcoin Core 28.1 spells its reject reason. */
export type HeaderReject =
  | {
      readonly code: 'high-hash';
      readonly hash: BlockHash;
      /** What the bits encode, valid or not. */
      readonly target: Target;
      readonly bits: number;
      /** The bits are negative, zero, beyond 256 bits, or easier than the network's limit: no hash would do. */
      readonly isTargetOutOfRange: boolean;
    }
  | { readonly code: 'prev-blk-not-found'; readonly prevHash: BlockHash }
  | { readonly code: 'bad-diffbits'; readonly bits: number; readonly expectedBits: number }
  | { readonly code: 'time-too-old'; readonly timeSec: number; readonly medianTimePastSec: number }
  | {
      readonly code: 'time-timewarp-attack';
      readonly timeSec: number;
      readonly prevTimeSec: number;
      /** The earliest time allowed: 600 s before the previous block's. */
      readonly minTimeSec: number;
    }
  | {
      readonly code: 'time-too-new';
      readonly timeSec: number;
      readonly nowSec: number;
      /** The latest time allowed: two hours after now. */
      readonly maxTimeSec: number;
    }
  | { readonly code: 'bad-version'; readonly version: number; readonly requiredVersion: number };

/** Returns the reject reason exactly as Bitcoin Core 28.1 prints it (`BlockValidationState::GetRejectReason`). */
export function rejectReason(reject: HeaderReject): string {
  return reject.code === 'bad-version' ? `bad-version(${hex32(reject.version)})` : reject.code;
}

/** Returns one plain line for a person: which rule, and the two values that were compared. */
export function describeReject(reject: HeaderReject): string {
  switch (reject.code) {
    case 'high-hash':
      return describeHighHash(reject);
    case 'prev-blk-not-found':
      return `the block before it, ${blockHashToHex(reject.prevHash)}, is not known`;
    case 'bad-diffbits':
      return `bits ${hex32(reject.bits)}, expected ${hex32(reject.expectedBits)}`;
    case 'time-too-old':
      return `time ${describeTime(reject.timeSec)} is not after the median of the 11 before, ${describeTime(reject.medianTimePastSec)}`;
    case 'time-timewarp-attack':
      return `time ${describeTime(reject.timeSec)} of a period's first block is before ${describeTime(reject.minTimeSec)}, 600 s before the previous block`;
    case 'time-too-new':
      return `time ${describeTime(reject.timeSec)} is after ${describeTime(reject.maxTimeSec)}, two hours from now`;
    case 'bad-version':
      return `version ${hex32(reject.version)}, at least ${hex32(reject.requiredVersion)} is required at its height`;
  }
}

function describeHighHash(reject: HeaderReject & { code: 'high-hash' }): string {
  if (reject.isTargetOutOfRange) return `bits ${hex32(reject.bits)} encode no target that this network allows`;
  return `hash ${blockHashToHex(reject.hash)} is above the target ${reject.target.toString(16).padStart(64, '0')}`;
}

/** As `%08x` prints a 32-bit integer, signed ones as two's complement, with 0x before it. */
function hex32(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

function describeTime(timeSec: number): string {
  const date = new Date(timeSec * 1000);
  const utc = Number.isNaN(date.getTime()) ? '' : ` (${date.toISOString().slice(0, 19)}Z)`;
  return `${timeSec}${utc}`;
}
