import { COINBASE_MATURITY } from '../consensus/limits.ts';
import { evaluateSequenceLocks, isFinalTx } from '../consensus/lock-time.ts';
import type { Coin } from '../consensus/coin.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import type { Block } from '../primitives/block.ts';
import { hashKey } from '../primitives/hash-key.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { acceptTransaction } from './acceptance/accept-transaction.ts';
import { areLockPointsValid, lockPointsAt } from './acceptance/lock-points.ts';
import { PoolCoins } from './acceptance/pool-coins.ts';
import type { AcceptanceRules } from './acceptance/workspace.ts';
import { transactionUsageBytes } from './graph/memory-usage.ts';
import { outPointKeyOf } from './graph/out-point-key.ts';
import type { PoolEntry } from './graph/pool-entry.ts';
import type { PoolState } from './pool-state.ts';
import type { RemovedEntry } from './transaction-pool.ts';

/** Memory of transactions that may come back. Source: Bitcoin Core's `MAX_DISCONNECTED_TX_POOL_BYTES`. */
const MAX_DISCONNECTED_TX_POOL_BYTES = 20_000_000;

/** What a place in Core's list and map of them takes, in bytes. */
const DISCONNECTED_PLACE_BYTES = 112;

/** What came back, and what left. */
export interface Reorganized {
  readonly added: PoolEntry[];
  readonly removed: RemovedEntry[];
}

/**
 * Takes the transactions of disconnected blocks back, as far as they are good and not in the new chain, and takes out what is
 * not good any more.
 *
 * Source: Bitcoin Core's `MaybeUpdateMempoolForReorg`.
 *
 * @param disconnected The highest first.
 */
export function reorganize(state: PoolState, disconnected: readonly Block[], rules: AcceptanceRules): Reorganized {
  const removed: RemovedEntry[] = [];
  const back: PoolEntry[] = [];
  for (const { tx, fits } of inOrder(disconnected)) {
    const entry = fits && !tx.isCoinbase ? takeBack(state, tx, { rules, removed }) : undefined;
    if (entry !== undefined) back.push(entry);
    else removeOrphans(state, tx, removed);
  }
  const returned = new Set(back);
  for (const entry of state.graph.linkChildren(back.filter((each) => isThere(state, each)))) {
    if (returned.has(entry) || !isThere(state, entry)) continue;
    const { ancestorCount, ancestorVsize } = state.limits;
    if (entry.ancestorCount <= ancestorCount && entry.ancestorVsize <= ancestorVsize) continue;
    removed.push(...state.removeFamily(entry, 'sizelimit'));
  }
  const bad = [...state.graph.entries()].filter((entry) => !isStillGood(state, entry));
  removed.push(...state.remove(state.graph.withDescendants(bad), 'reorg'));
  removed.push(...state.limitSize(rules.nowSec));
  return {
    added: back.filter((entry) => isThere(state, entry)),
    // What came back and had to leave at once was never there for anybody else.
    removed: removed.filter(({ entry }) => !returned.has(entry as PoolEntry)),
  };
}

/**
 * Returns the transactions of blocks from the lowest block's first on; and for each whether there is room for it: those of the
 * lowest blocks come first, since the others may spend from them.
 *
 * Source: Bitcoin Core's `DisconnectedBlockTransactions`.
 */
function inOrder(disconnected: readonly Block[]): { readonly tx: Transaction; readonly fits: boolean }[] {
  const transactions: { readonly tx: Transaction; readonly fits: boolean }[] = [];
  let usageBytes = 0;
  for (const block of disconnected.toReversed()) {
    for (const tx of block.transactions) {
      usageBytes += transactionUsageBytes(tx) + DISCONNECTED_PLACE_BYTES;
      transactions.push({ tx, fits: usageBytes <= MAX_DISCONNECTED_TX_POOL_BYTES });
    }
  }
  return transactions;
}

/** @returns The entry that a transaction is now, or was already. */
function takeBack(
  state: PoolState,
  tx: Transaction,
  context: { readonly rules: AcceptanceRules; readonly removed: RemovedEntry[] },
): PoolEntry | undefined {
  const coins = new PoolCoins(state.graph, state.chain.coins);
  const acceptance = acceptTransaction(state, tx, { rules: context.rules, coins });
  if (acceptance.status === 'accepted') context.removed.push(...acceptance.removed);
  else coins.uncache();
  return state.graph.byTxid(hashKey(tx.txid));
}

/**
 * Takes out what spends a transaction that is not there any more. One that the new chain has as well has left coins, or
 * nothing in the mempool spends it.
 */
function removeOrphans(state: PoolState, tx: Transaction, removed: RemovedEntry[]): void {
  const { graph, chain } = state;
  const key = hashKey(tx.txid);
  const outPoint = new Uint8Array(OUT_POINT_BYTES);
  outPoint.set(tx.txid);
  for (let output = 0; output < tx.outputCount; output++) {
    const spender = graph.spenderOf(outPointKeyOf(key, output));
    if (spender === undefined) continue;
    writeU32Le(outPoint, HASH_BYTES, output);
    if (chain.coins.find(outPoint, 0) < 0) removed.push(...state.removeFamily(spender, 'reorg'));
  }
}

/**
 * Whether an entry may be in the next block of the new chain: lock times are over, coinbases mature. Works its relative lock
 * times out anew where they hang on a block that is gone.
 */
function isStillGood(state: PoolState, entry: PoolEntry): boolean {
  const { chain, graph } = state;
  const { tx } = entry;
  const { height, medianTimePastSec } = state.nextBlock;
  if (!isFinalTx(tx, height, medianTimePastSec)) return false;
  const isValid = areLockPointsValid(chain, entry.lockPoints);
  if (isValid && !entry.spendsCoinbase) return evaluateSequenceLocks(entry.lockPoints, height, medianTimePastSec);
  const source = new PoolCoins(graph, chain.coins);
  const coins: Coin[] = [];
  for (let input = 0; input < tx.inputCount; input++) {
    const coin = source.coin(tx, input);
    if (coin === undefined) return false;
    if (coin.isCoinbase && height - coin.height < COINBASE_MATURITY) return false;
    coins.push(coin);
  }
  if (!isValid) entry.lockPoints = lockPointsAt(chain, tx, coins);
  return evaluateSequenceLocks(entry.lockPoints, height, medianTimePastSec);
}

function isThere(state: PoolState, entry: PoolEntry): boolean {
  return state.graph.byTxid(entry.txidKey) === entry;
}
