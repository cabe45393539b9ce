import { assert } from '../../bytes/assert.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { Transaction } from '../../primitives/transaction.ts';

/**
 * Returns a transaction that keeps no bytes but its own alive: itself, or a copy where it is a view of a block or of what a
 * socket brought, which would stay in memory for its sake.
 */
export function ownedTransaction(tx: Transaction): Transaction {
  if (tx.bytes.buffer.byteLength === tx.totalSize) return tx;
  const copy = parseTransaction(tx.serialized().slice());
  assert(!('code' in copy), 'a transaction can be read twice');
  return copy;
}
