import type { Coin } from '../../consensus/coin.ts';
import { calculateSequenceLocks } from '../../consensus/lock-time.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { LockPoints } from '../graph/pool-entry.ts';
import type { PoolChain } from '../pool-state.ts';
import { MEMPOOL_HEIGHT } from './pool-coins.ts';

/** No relative lock time, whatever becomes of the chain. */
const NO_LOCK_POINTS: LockPoints = { minHeight: -1, minTimeSec: -1, highestInputRow: -1 };

/**
 * Works out a transaction's relative lock times on the chain as it is, and up to which reorganization they hold. What is in
 * the mempool is taken to be in the next block.
 *
 * Source: Bitcoin Core's `CalculateLockPointsAtTip`.
 *
 * @param coins What each input spends.
 */
export function lockPointsAt(chain: PoolChain, tx: Transaction, coins: readonly Coin[]): LockPoints {
  const { active, tree } = chain;
  const nextHeight = active.height + 1;
  let highest = 0;
  const locks = calculateSequenceLocks(tx, {
    coinHeights: (input) => {
      const { height } = coins[input]!;
      if (height === MEMPOOL_HEIGHT) return nextHeight;
      highest = Math.max(highest, height);
      return height;
    },
    medianTimePastAt: (height) => tree.medianTimePast(active.at(height)),
  });
  if (locks.minHeight < 0 && locks.minTimeSec < 0) return NO_LOCK_POINTS;
  return { ...locks, highestInputRow: active.at(highest) };
}

/** Whether lock points still are what they were. Source: Bitcoin Core's `TestLockPointValidity`. */
export function areLockPointsValid(chain: PoolChain, { highestInputRow }: LockPoints): boolean {
  return highestInputRow < 0 || chain.active.has(highestInputRow);
}
