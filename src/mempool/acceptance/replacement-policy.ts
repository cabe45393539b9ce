import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { txidToHex } from '../../primitives/hash.ts';
import type { Txid } from '../../primitives/hash.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { PoolEntry } from '../graph/pool-entry.ts';
import type { TransactionGraph } from '../graph/transaction-graph.ts';
import { feeFromRate, rateFromFee, rateToText } from '../policy/fee-rate.ts';
import { MAX_BIP125_RBF_SEQUENCE, MAX_REPLACEMENT_CANDIDATES } from '../policy/policy-limits.ts';
import { moneyText } from './reject.ts';

// The rules of replacement, numbered as in BIP125. Each says in Core's words what is wrong, or `undefined`.

/** What replaces, and what it pays. */
export interface Replacement {
  readonly txid: Txid;
  readonly feeSats: bigint;
  readonly vsize: number;
}

/** Whether a transaction says by itself that it may be replaced. Source: Bitcoin Core's `SignalsOptInRBF`. */
export function signalsReplaceability(tx: Transaction): boolean {
  for (let input = 0; input < tx.inputCount; input++) if (tx.sequence(input) <= MAX_BIP125_RBF_SEQUENCE) return true;
  return false;
}

/** Rule 6: a higher fee rate than each that it conflicts with directly. Source: Bitcoin Core's `PaysMoreThanConflicts`. */
export function findHigherRate(conflicts: readonly PoolEntry[], by: Replacement): string | undefined {
  const rate = rateFromFee(by.feeSats, by.vsize);
  for (const { modifiedFeeSats, vsize } of conflicts) {
    const old = rateFromFee(modifiedFeeSats, vsize);
    if (rate <= old) {
      return `rejecting replacement ${txidToHex(by.txid)}; new feerate ${rateToText(rate)} <= old feerate ${rateToText(old)}`;
    }
  }
  return undefined;
}

/**
 * Rule 5: at most 100 are removed. Descendants that two conflicts share count twice: what is asked is how much work it can be.
 *
 * Source: Bitcoin Core's `GetEntriesForConflicts`.
 */
export function findTooManyReplaced(conflicts: readonly PoolEntry[], txid: Txid): string | undefined {
  let count = 0;
  for (const { descendantCount } of conflicts) {
    count += descendantCount;
    if (count > MAX_REPLACEMENT_CANDIDATES) {
      const limit = `${count} > ${MAX_REPLACEMENT_CANDIDATES}`;
      return `rejecting replacement ${txidToHex(txid)}; too many potential replacements (${limit})\n`;
    }
  }
  return undefined;
}

/**
 * Rule 2: nothing unconfirmed is spent that those replaced did not spend from. Source: Bitcoin Core's `HasNoNewUnconfirmed`.
 */
export function findNewUnconfirmed(
  tx: Transaction,
  replaced: readonly PoolEntry[],
  graph: TransactionGraph,
): string | undefined {
  const parents = new Set<HashKey>();
  for (const { tx: other } of replaced) {
    for (let input = 0; input < other.inputCount; input++)
      parents.add(hashKey(other.bytes, other.prevoutOffset(input)));
  }
  for (let input = 0; input < tx.inputCount; input++) {
    const key = hashKey(tx.bytes, tx.prevoutOffset(input));
    if (!parents.has(key) && graph.byTxid(key) !== undefined) {
      return `replacement ${txidToHex(tx.txid)} adds unconfirmed input, idx ${input}`;
    }
  }
  return undefined;
}

/**
 * Rules 3 and 4: no less fee than all that are replaced, and beyond that what relaying it costs.
 *
 * Source: Bitcoin Core's `PaysForRBF`.
 */
export function findUnpaidReplacement(
  replacedFeesSats: bigint,
  by: Replacement,
  incrementalRelayFeeSatsPerKvb: bigint,
): string | undefined {
  const name = txidToHex(by.txid);
  if (by.feeSats < replacedFeesSats) {
    return `rejecting replacement ${name}, less fees than conflicting txs; ${moneyText(by.feeSats)} < ${moneyText(replacedFeesSats)}`;
  }
  const added = by.feeSats - replacedFeesSats;
  const due = feeFromRate(incrementalRelayFeeSatsPerKvb, by.vsize);
  return added < due
    ? `rejecting replacement ${name}, not enough additional fees to relay; ${moneyText(added)} < ${moneyText(due)}`
    : undefined;
}
