import type { Transaction } from '../../primitives/transaction.ts';
import { scriptKey, searchable } from './pool-list.ts';
import type { PoolList } from './pool-list.ts';

/** Which pool a block is from, and by what it was known. */
export interface PoolMatch {
  /** Number in `PoolList.pools`. */
  readonly pool: number;
  readonly by: 'tag' | 'address';
}

/** Scripts that have an address are not longer. */
const MAX_SCRIPT_BYTES = 42;

/**
 * Finds the pool of a block by what its coinbase pays to and says. Pools are tried in the order of the list: one whose address
 * is paid, or whose tag stands in the script; the first that fits is the pool.
 *
 * Source: mempool's `matchBlockMiner`, in three points read otherwise, none of which can take a block from one pool to another
 * but by naming one where mempool names none: a tag is text, not a pattern (a dot is a dot); it is looked for as UTF-8 bytes
 * (mempool's fish and rainbow never match); addresses are compared as scripts. Capitals A to Z don't matter.
 *
 * Anybody can write a tag. That a pool's address is paid is proof that it was meant to earn.
 *
 * @returns `undefined` when no pool fits.
 */
export function identifyPool(list: PoolList, coinbase: Transaction): PoolMatch | undefined {
  let paid = list.pools.length;
  for (let output = 0; output < coinbase.outputCount; output++) {
    if (coinbase.scriptPubKeyEnd(output) - coinbase.scriptPubKeyStart(output) > MAX_SCRIPT_BYTES) continue;
    const pool = list.scripts.get(scriptKey(coinbase.scriptPubKey(output)));
    if (pool !== undefined && pool < paid) paid = pool;
  }
  const text = coinbase.inputCount === 0 ? '' : searchable(coinbase.scriptSig(0));
  const tagged = list.needles.find(({ pool, text: needle }) => pool < paid && text.includes(needle));
  if (tagged !== undefined) return { pool: tagged.pool, by: 'tag' };
  return paid < list.pools.length ? { pool: paid, by: 'address' } : undefined;
}
