import { WITNESS_SCALE_FACTOR } from '../../primitives/transaction.ts';

/**
 * Returns virtual bytes: a quarter of the weight, rounded up; more where signature operations are many for their bytes, so
 * that a block can't be filled with them cheaply.
 *
 * Source: Bitcoin Core's `GetVirtualTransactionSize`.
 *
 * @param sigOpCost What its signature operations cost a block (BIP141).
 * @param bytesPerSigOp Weight units that each unit of that cost counts as (Core's `-bytespersigop`).
 */
export function virtualSize(weightWu: number, sigOpCost: number, bytesPerSigOp: number): number {
  return Math.ceil(Math.max(weightWu, sigOpCost * bytesPerSigOp) / WITNESS_SCALE_FACTOR);
}
