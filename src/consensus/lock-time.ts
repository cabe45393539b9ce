import type { Transaction } from '../primitives/transaction.ts';

/** Lock times below are heights, others seconds since 1970. Source: Bitcoin Core's `LOCKTIME_THRESHOLD`. */
export const LOCK_TIME_THRESHOLD = 500_000_000;

/** An input with this sequence switches the lock time off. Source: Bitcoin Core's `SEQUENCE_FINAL`. */
export const SEQUENCE_FINAL = 0xffff_ffff;

/** Bits of a sequence under BIP68: no relative lock; a lock in time, not in blocks; its length. */
const SEQUENCE_DISABLE_FLAG = 0x8000_0000;
const SEQUENCE_TYPE_FLAG = 0x0040_0000;
const SEQUENCE_MASK = 0x0000_ffff;

/** Relative locks in time count in units of 2^9 = 512 seconds. */
const SEQUENCE_GRANULARITY = 9;

/**
 * Whether a transaction's lock time is over in the block at `height`, or is switched off by all its inputs.
 *
 * Source: Bitcoin Core's `IsFinalTx`.
 *
 * @param cutoffSec What lock times in seconds are compared with: from BIP113 on the median time past of the block before,
 * earlier the block's own time.
 */
export function isFinalTx(tx: Transaction, height: number, cutoffSec: number): boolean {
  const { lockTime } = tx;
  if (lockTime === 0 || lockTime < (lockTime < LOCK_TIME_THRESHOLD ? height : cutoffSec)) return true;
  for (let input = 0; input < tx.inputCount; input++) if (tx.sequence(input) !== SEQUENCE_FINAL) return false;
  return true;
}

/**
 * What the relative lock times of all inputs come to: the last height, and the last median time past, at which the
 * transaction may not be mined yet; -1 where any will do.
 */
export interface SequenceLocks {
  readonly minHeight: number;
  readonly minTimeSec: number;
}

/** No relative lock time. */
export const NO_SEQUENCE_LOCKS: SequenceLocks = { minHeight: -1, minTimeSec: -1 };

/**
 * Works out the relative lock times of a transaction (BIP68).
 *
 * Source: Bitcoin Core's `CalculateSequenceLocks`.
 *
 * @param options.coinHeights Height of the block that made the output, for each input.
 * @param options.medianTimePastAt Median time past, in seconds, of the block at a height on the chain that the transaction is
 * mined in; asked for the block before the one that made the output.
 */
export function calculateSequenceLocks(
  tx: Transaction,
  options: {
    readonly coinHeights: (input: number) => number;
    readonly medianTimePastAt: (height: number) => number;
  },
): SequenceLocks {
  // Versions are unsigned since Core 28: what once was negative has relative locks too.
  if (tx.version < 2) return NO_SEQUENCE_LOCKS;
  let minHeight = -1;
  let minTimeSec = -1;
  for (let input = 0; input < tx.inputCount; input++) {
    const sequence = tx.sequence(input);
    if ((sequence & SEQUENCE_DISABLE_FLAG) !== 0) continue;
    const coinHeight = options.coinHeights(input);
    const length = sequence & SEQUENCE_MASK;
    // One less than BIP68's first valid height or time: lock times say the last that is not valid.
    if ((sequence & SEQUENCE_TYPE_FLAG) !== 0) {
      const coinTimeSec = options.medianTimePastAt(Math.max(coinHeight - 1, 0));
      minTimeSec = Math.max(minTimeSec, coinTimeSec + (length << SEQUENCE_GRANULARITY) - 1);
    } else {
      minHeight = Math.max(minHeight, coinHeight + length - 1);
    }
  }
  return { minHeight, minTimeSec };
}

/**
 * Whether relative lock times are over in the block at `height`.
 *
 * Source: Bitcoin Core's `EvaluateSequenceLocks`.
 *
 * @param medianTimePastSec Of the block before.
 */
export function evaluateSequenceLocks(locks: SequenceLocks, height: number, medianTimePastSec: number): boolean {
  return locks.minHeight < height && locks.minTimeSec < medianTimePastSec;
}
