import { hashKey } from '../../primitives/hash-key.ts';
import { txidToHex, wtxidToHex } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import {
  TRUC_ANCESTOR_LIMIT,
  TRUC_CHILD_MAX_VSIZE,
  TRUC_DESCENDANT_LIMIT,
  TRUC_MAX_VSIZE,
  TRUC_VERSION,
} from '../policy/policy-limits.ts';

/** How a transaction breaks BIP431. */
export interface TrucViolation {
  /** Core's debug message. */
  readonly details: string;
  /** The one other child of its parent, which it may push out under the rules of replacement. */
  readonly sibling: PoolEntry | undefined;
}

/**
 * Checks BIP431 (topologically restricted until confirmation) for a transaction with what is in the mempool: version 3 goes
 * with version 3 only, as one parent and one child, and small.
 *
 * Source: Bitcoin Core's `SingleTRUCChecks`.
 *
 * @param family.vsize The transaction's.
 * @param family.ancestors All in the mempool.
 * @param family.conflicts What it would replace.
 */
export function checkTruc(
  tx: Transaction,
  family: {
    readonly vsize: number;
    readonly ancestors: readonly PoolEntry[];
    readonly conflicts: readonly PoolEntry[];
  },
): TrucViolation | undefined {
  const { vsize, ancestors, conflicts } = family;
  const isTruc = tx.version === TRUC_VERSION;
  for (const ancestor of ancestors) {
    if (isTruc !== (ancestor.tx.version === TRUC_VERSION)) return violation(mixedVersions(tx, ancestor.tx));
  }
  if (!isTruc) return undefined;
  if (vsize > TRUC_MAX_VSIZE) return violation(tooBig(tx, vsize));
  if (ancestors.length + 1 > TRUC_ANCESTOR_LIMIT) {
    return violation(`tx ${nameOf(tx)} would have too many ancestors`);
  }
  const parent = ancestors[0];
  if (parent === undefined) return undefined;
  if (vsize > TRUC_CHILD_MAX_VSIZE) return violation(childTooBig(tx, vsize));
  // After a reorganization there may be more children than one.
  const isReplacingChild = parent.children.some((child) => conflicts.includes(child));
  if (parent.descendantCount + 1 <= TRUC_DESCENDANT_LIMIT || isReplacingChild) return undefined;
  const [only] = parent.children;
  const sibling = parent.descendantCount === 2 && only?.ancestorCount === 2 ? only : undefined;
  return { details: `tx ${nameOf(parent.tx)} would exceed descendant count limit`, sibling };
}

/**
 * Checks BIP431 for one transaction of a package, with the others and the mempool.
 *
 * Source: Bitcoin Core's `PackageTRUCChecks`.
 *
 * @param transactions The package, parents first.
 * @param family.ancestors The transaction's in the mempool.
 * @returns Core's debug message, or `undefined`.
 */
export function checkPackageTruc(
  tx: Transaction,
  transactions: readonly Transaction[],
  family: { readonly vsize: number; readonly ancestors: readonly PoolEntry[] },
): string | undefined {
  const { vsize, ancestors } = family;
  const parents = packageParents(tx, transactions);
  if (tx.version !== TRUC_VERSION) {
    const truc = ancestors.map((entry) => entry.tx).concat(parents);
    const mixed = truc.find(({ version }) => version === TRUC_VERSION);
    return mixed === undefined ? undefined : mixedVersions(tx, mixed);
  }
  if (vsize > TRUC_MAX_VSIZE) return tooBig(tx, vsize);
  if (ancestors.length + parents.length + 1 > TRUC_ANCESTOR_LIMIT) {
    return `tx ${nameOf(tx)} would have too many ancestors`;
  }
  const parent = ancestors[0]?.tx ?? parents[0];
  if (parent === undefined) return undefined;
  if (vsize > TRUC_CHILD_MAX_VSIZE) return childTooBig(tx, vsize);
  if (parent.version !== TRUC_VERSION) return mixedVersions(tx, parent);
  return (
    checkRelatives(tx, parent, transactions) ??
    ((ancestors[0]?.descendantCount ?? 1) > 1 ? exceedsDescendants(parent) : undefined)
  );
}

/** Its parent has no other child, and itself has none, in the package. */
function checkRelatives(
  tx: Transaction,
  parent: Transaction,
  transactions: readonly Transaction[],
): string | undefined {
  const [parentKey, ownKey] = [hashKey(parent.txid), hashKey(tx.txid)];
  for (const other of transactions) {
    if (other === tx) continue;
    for (let input = 0; input < other.inputCount; input++) {
      const spent = hashKey(other.bytes, other.prevoutOffset(input));
      if (spent === parentKey) return exceedsDescendants(parent);
      if (spent === ownKey) return `tx ${nameOf(other)} would have too many ancestors`;
    }
  }
  return undefined;
}

/** Those of a package before a transaction that it spends from. */
function packageParents(tx: Transaction, transactions: readonly Transaction[]): Transaction[] {
  const spent = new Set<string>();
  for (let input = 0; input < tx.inputCount; input++) spent.add(hashKey(tx.bytes, tx.prevoutOffset(input)));
  const before = transactions.slice(0, transactions.indexOf(tx));
  return before.filter(({ txid }) => spent.has(hashKey(txid)));
}

function violation(details: string): TrucViolation {
  return { details, sibling: undefined };
}

function nameOf({ txid, wtxid }: Transaction): string {
  return `${txidToHex(txid)} (wtxid=${wtxidToHex(wtxid)})`;
}

function mixedVersions(child: Transaction, parent: Transaction): string {
  const [own, others] =
    child.version === TRUC_VERSION ? ['version=3', 'non-version=3'] : ['non-version=3', 'version=3'];
  return `${own} tx ${nameOf(child)} cannot spend from ${others} tx ${nameOf(parent)}`;
}

function exceedsDescendants(parent: Transaction): string {
  return `tx ${nameOf(parent)} would exceed descendant count limit`;
}

function tooBig(tx: Transaction, vsize: number): string {
  return `version=3 tx ${nameOf(tx)} is too big: ${vsize} > ${TRUC_MAX_VSIZE} virtual bytes`;
}

function childTooBig(tx: Transaction, vsize: number): string {
  return `version=3 child tx ${nameOf(tx)} is too big: ${vsize} > ${TRUC_CHILD_MAX_VSIZE} virtual bytes`;
}
