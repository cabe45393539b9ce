import { hashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import type { PoolState } from '../pool-state.ts';
import type { PackageAcceptance, PoolAcceptance, RemovedEntry } from '../transaction-pool.ts';
import { TRANSACTION_FAILED, acceptSeveral } from './accept-several.ts';
import { acceptTransaction, allRemoved } from './accept-transaction.ts';
import type { AcceptanceContext } from './accept-transaction.ts';
import { checkWellFormed, isChildWithParents } from './package-rules.ts';
import type { PoolCoins } from './pool-coins.ts';
import { reject } from './reject.ts';

/**
 * Takes a package, a child with all its unconfirmed parents: each alone if it can pay for itself, and what is left together, so
 * that the child pays for its parents.
 *
 * Source: Bitcoin Core's `AcceptPackage`.
 *
 * @param transactions Parents before children, the child last.
 * @param context.rules Those of a package.
 */
export function acceptPackage(
  state: PoolState,
  transactions: readonly Transaction[],
  context: AcceptanceContext,
): PackageAcceptance {
  const unfit = checkWellFormed(transactions) ?? checkTopology(transactions, context.coins);
  if (unfit !== undefined) return { reject: unfit, transactions: transactions.map(() => undefined), removed: [] };
  const alone = transactions.map((tx) => acceptAlone(state, tx, context));
  const left = alone.flatMap((acceptance, index) => (isLeft(acceptance) ? [index] : []));
  const isHopeless = alone.some((acceptance) => acceptance.status === 'rejected' && !isLeft(acceptance));
  const final: PoolAcceptance[] = alone.slice();
  let failed: MempoolReject | undefined = isHopeless ? TRANSACTION_FAILED : undefined;
  if (!isHopeless && left.length > 0) {
    const together = acceptLeft(
      state,
      left.map((index) => transactions[index]!),
      context,
    );
    failed = together.reject;
    for (const [place, index] of left.entries()) final[index] = together.transactions[place] ?? final[index]!;
  }
  const pushedOut = limitSize(state, final, context.rules.nowSec);
  for (const [index, acceptance] of final.entries()) {
    if (acceptance.status === 'rejected' || isInPool(state, transactions[index]!)) continue;
    failed = TRANSACTION_FAILED;
    const removed = acceptance.status === 'accepted' ? acceptance.removed : [];
    final[index] = { status: 'rejected', reject: reject('mempool-policy', 'mempool full'), removed };
  }
  const removed = [...allRemoved(final), ...pushedOut];
  const last = final.findLastIndex(({ status }) => status === 'accepted');
  const acceptance = final[last];
  if (acceptance?.status === 'accepted') {
    final[last] = { ...acceptance, removed: [...acceptance.removed, ...pushedOut] };
  }
  return { reject: failed, transactions: final, removed };
}

/** @returns What is pushed out of the mempool now that the package is in, but for what only came with it. */
function limitSize(state: PoolState, acceptances: readonly PoolAcceptance[], nowSec: number): RemovedEntry[] {
  const isNew = new Set(acceptances.flatMap((each) => (each.status === 'accepted' ? [each.entry] : [])));
  return state.limitSize(nowSec).filter(({ entry }) => !isNew.has(entry));
}

/** Says what would become of transactions, as `testmempoolaccept` asks: nothing is replaced, each pays for itself. */
export function testPackage(
  state: PoolState,
  transactions: readonly Transaction[],
  context: AcceptanceContext,
): PackageAcceptance {
  const result = acceptSeveral(state, transactions, context);
  return { reject: result.reject, transactions: result.acceptances, removed: [] };
}

/** The last is the child, the others are its parents, and all else that it spends is in the chain. */
function checkTopology(transactions: readonly Transaction[], coins: PoolCoins): MempoolReject | undefined {
  if (!isChildWithParents(transactions)) return reject('mempool-policy', 'package-not-child-with-parents');
  const child = transactions.at(-1)!;
  const parents = new Set(transactions.slice(0, -1).map(({ txid }) => hashKey(txid)));
  for (let input = 0; input < child.inputCount; input++) {
    if (parents.has(hashKey(child.bytes, child.prevoutOffset(input)))) continue;
    if (coins.confirmedCoin(child, input) !== undefined) continue;
    return reject('mempool-policy', 'package-not-child-with-unconfirmed-parents');
  }
  return undefined;
}

/** Takes one transaction of a package by itself, or finds it there. */
function acceptAlone(state: PoolState, tx: Transaction, context: AcceptanceContext): PoolAcceptance {
  const known = state.graph.byTxid(hashKey(tx.txid));
  if (known !== undefined) return { status: 'known', entry: known };
  const rules = { ...context.rules, allowsSiblingEviction: true, usesPackageFeeRate: false };
  return acceptTransaction(state, tx, { rules, coins: context.coins });
}

/** Whether others of the package may help it: it pays too little, or its parent, which does, is not there yet. */
function isLeft(acceptance: PoolAcceptance): boolean {
  if (acceptance.status !== 'rejected') return false;
  const { kind } = acceptance.reject;
  return kind === 'reconsiderable' || kind === 'missing-inputs';
}

/** Source: Bitcoin Core's `AcceptSubPackage`. */
function acceptLeft(
  state: PoolState,
  transactions: readonly Transaction[],
  context: AcceptanceContext,
): PackageAcceptance {
  const [only, ...more] = transactions;
  if (only !== undefined && more.length === 0) {
    const acceptance = acceptAlone(state, only, context);
    const failed = acceptance.status === 'rejected' ? TRANSACTION_FAILED : undefined;
    return { reject: failed, transactions: [acceptance] };
  }
  const result = acceptSeveral(state, transactions, context);
  context.coins.forgetPackage();
  return { reject: result.reject, transactions: result.acceptances };
}

function isInPool(state: PoolState, tx: Transaction): boolean {
  return state.graph.byTxid(hashKey(tx.txid)) !== undefined;
}
