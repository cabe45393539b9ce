import { bitsFromTarget, targetFromBits } from '../primitives/target.ts';
import type { NetworkParams } from './params.ts';

/** How much longer or shorter than planned a period may count, as a factor. */
const MAX_ADJUSTMENT = 4;

/** Returns the number of blocks from one retarget to the next: 2016 on all public networks, 144 on regtest. */
export function retargetInterval(params: NetworkParams): number {
  return params.targetTimespanSec / params.targetSpacingSec;
}

/** The two ends of a retarget period: what the next difficulty is made from. */
export interface RetargetPeriod {
  /** Header time of the period's first block, in seconds. */
  readonly firstTimeSec: number;
  /** Bits of the period's first block. Only read under BIP94. */
  readonly firstBits: number;
  /** Header time of the period's last block, in seconds. */
  readonly lastTimeSec: number;
  /** Bits of the period's last block. */
  readonly lastBits: number;
}

/**
 * Returns the bits that the block after a whole period must have.
 *
 * The time from the first to the last block of a period is that of one interval less than the period has blocks (2015,
 * not 2016): Satoshi's off-by-one, now consensus. The change is clamped to a factor of 4 each way, and to the limit.
 *
 * Core computes in 256 bits, where the product could wrap for a limit above 2^233; no network that retargets has one (its
 * `sanity_check_chainparams` asserts so), and there is no wrapping here.
 *
 * Source: Bitcoin Core's `CalculateNextWorkRequired`; BIP94 (testnet4 starts from the period's first block, which is never
 * a minimum-difficulty one).
 */
export function nextBitsFromPeriod(params: NetworkParams, period: RetargetPeriod): number {
  if (params.noRetargeting) return period.lastBits;
  const planned = params.targetTimespanSec;
  const clamped = Math.min(
    Math.max(period.lastTimeSec - period.firstTimeSec, planned / MAX_ADJUSTMENT),
    planned * MAX_ADJUSTMENT,
  );
  const oldTarget = targetFromBits(params.enforceBip94 ? period.firstBits : period.lastBits);
  const newTarget = (oldTarget * BigInt(clamped)) / BigInt(planned);
  return bitsFromTarget(newTarget > params.powLimit ? params.powLimit : newTarget);
}

/**
 * Tells whether a retarget from `oldBits` to `newBits` stays within the clamps, whatever the times were. This is what can
 * still be checked where the period's first block is not known.
 *
 * Source: Bitcoin Core's `PermittedDifficultyTransition`, at a height where difficulty changes.
 */
export function isPermittedRetarget(params: NetworkParams, oldBits: number, newBits: number): boolean {
  if (params.allowMinDifficulty) return true;
  const planned = params.targetTimespanSec;
  const period = { firstTimeSec: 0, firstBits: oldBits, lastBits: oldBits };
  const hardest = nextBitsFromPeriod(params, { ...period, lastTimeSec: planned / MAX_ADJUSTMENT });
  const easiest = nextBitsFromPeriod(params, { ...period, lastTimeSec: planned * MAX_ADJUSTMENT });
  const newTarget = targetFromBits(newBits);
  return newTarget >= targetFromBits(hardest) && newTarget <= targetFromBits(easiest);
}
