import { blockHashToHex } from '../primitives/hash.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Target } from '../primitives/target.ts';
import type { NetworkParams } from './params.ts';
import { retargetInterval } from './retarget.ts';

/** A header's time must be after the median of this many before it. Source: Core's `nMedianTimeSpan`. */
export const MEDIAN_TIME_SPAN = 11;

/** A header's time may be this far after now, in seconds. Source: Core's `MAX_FUTURE_BLOCK_TIME`. */
const MAX_FUTURE_SEC = 2 * 60 * 60;

/** A period's first block may be this much before the block before it, in seconds. Source: BIP94, `MAX_TIMEWARP`. */
export const MAX_TIMEWARP_SEC = 600;

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

/** The fields of a header that are checked against the blocks before it. */
export interface HeaderClaims {
  readonly version: number;
  readonly timeSec: number;
  readonly bits: number;
}

/** What the blocks before a header, and the clock, say of it. */
export interface HeaderContext {
  /** The header's own height. */
  readonly height: number;
  /** From `nextBits`; `undefined` where what is before an anchor is not known, and then not checked. */
  readonly expectedBits: number | undefined;
  /** Median of the up to 11 header times before; less than 0 where it is not known, and then not checked. */
  readonly medianTimePastSec: number;
  readonly prevTimeSec: number;
  readonly nowSec: number;
}

/**
 * Checks a header against the blocks before it: difficulty, time after the median, BIP94's timewarp rule, time not in the
 * future, version, in this order.
 *
 * Core's checkpoints are left out, as they are in Core itself since version 30.
 *
 * Source: Bitcoin Core's `ContextualCheckBlockHeader`.
 *
 * @returns The first broken rule, or `undefined` if there is none.
 */
export function checkHeaderInContext(
  params: NetworkParams,
  header: HeaderClaims,
  context: HeaderContext,
): HeaderReject | undefined {
  const { version, timeSec, bits } = header;
  const { height, expectedBits, medianTimePastSec, prevTimeSec, nowSec } = context;
  if (expectedBits !== undefined && bits !== expectedBits) return { code: 'bad-diffbits', bits, expectedBits };
  if (timeSec <= medianTimePastSec) return { code: 'time-too-old', timeSec, medianTimePastSec };
  if (params.enforceBip94 && height % retargetInterval(params) === 0) {
    const minTimeSec = prevTimeSec - MAX_TIMEWARP_SEC;
    if (timeSec < minTimeSec) return { code: 'time-timewarp-attack', timeSec, prevTimeSec, minTimeSec };
  }
  const maxTimeSec = nowSec + MAX_FUTURE_SEC;
  if (timeSec > maxTimeSec) return { code: 'time-too-new', timeSec, nowSec, maxTimeSec };
  return checkVersion(params, version, height);
}

/**
 * Checks a header's version against the least one its height allows (BIP34, BIP66, BIP65).
 *
 * @param version Signed 32-bit integer: a negative one is too low, as in Core.
 */
export function checkVersion(params: NetworkParams, version: number, height: number): HeaderReject | undefined {
  if (version >= 4) return undefined;
  let requiredVersion = version;
  if (height >= params.bip34Height) requiredVersion = Math.max(requiredVersion, 2);
  if (height >= params.bip66Height) requiredVersion = Math.max(requiredVersion, 3);
  if (height >= params.bip65Height) requiredVersion = Math.max(requiredVersion, 4);
  return version < requiredVersion ? { code: 'bad-version', version, requiredVersion } : undefined;
}

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
