import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { outPointKey } from '../graph/out-point-key.ts';
import type { OutPointKey } from '../graph/out-point-key.ts';
import type { MempoolReject } from '../mempool-reject.ts';
import { MAX_PACKAGE_COUNT, MAX_PACKAGE_WEIGHT } from '../policy/policy-limits.ts';
import { reject } from './reject.ts';

/**
 * Checks that a package is one, whatever is in the mempool: not too large, no transaction twice, parents before children, none
 * that spend the same.
 *
 * Source: Bitcoin Core's `IsWellFormedPackage`.
 */
export function checkWellFormed(transactions: readonly Transaction[]): MempoolReject | undefined {
  if (transactions.length > MAX_PACKAGE_COUNT) return reject('mempool-policy', 'package-too-many-transactions');
  const weight = transactions.reduce((sum, tx) => sum + tx.weight, 0);
  // Of one alone it is said that it is too heavy itself.
  if (transactions.length > 1 && weight > MAX_PACKAGE_WEIGHT) return reject('mempool-policy', 'package-too-large');
  const txids = new Set(transactions.map(({ txid }) => hashKey(txid)));
  if (txids.size !== transactions.length) return reject('mempool-policy', 'package-contains-duplicates');
  if (!isSorted(transactions, txids)) return reject('mempool-policy', 'package-not-sorted');
  return isConsistent(transactions) ? undefined : reject('mempool-policy', 'conflict-in-package');
}

/** Whether the last transaction spends from each other. Source: Bitcoin Core's `IsChildWithParents`. */
export function isChildWithParents(transactions: readonly Transaction[]): boolean {
  const child = transactions.at(-1);
  if (child === undefined || transactions.length < 2) return false;
  const spent = new Set<HashKey>();
  for (let input = 0; input < child.inputCount; input++) spent.add(hashKey(child.bytes, child.prevoutOffset(input)));
  return transactions.slice(0, -1).every(({ txid }) => spent.has(hashKey(txid)));
}

/** Whether no transaction spends from itself or a later one. Source: Bitcoin Core's `IsTopoSortedPackage`. */
function isSorted(transactions: readonly Transaction[], txids: ReadonlySet<HashKey>): boolean {
  const later = new Set(txids);
  for (const tx of transactions) {
    for (let input = 0; input < tx.inputCount; input++) {
      if (later.has(hashKey(tx.bytes, tx.prevoutOffset(input)))) return false;
    }
    later.delete(hashKey(tx.txid));
  }
  return true;
}

/** Whether no two spend the same, and all spend something. Source: Bitcoin Core's `IsConsistentPackage`. */
function isConsistent(transactions: readonly Transaction[]): boolean {
  const spent = new Set<OutPointKey>();
  for (const tx of transactions) {
    if (tx.inputCount === 0) return false;
    const own: OutPointKey[] = [];
    for (let input = 0; input < tx.inputCount; input++) own.push(outPointKey(tx.bytes, tx.prevoutOffset(input)));
    if (own.some((key) => spent.has(key))) return false;
    // One that spends something twice itself is told so by `checkTransaction`.
    for (const key of own) spent.add(key);
  }
  return true;
}
