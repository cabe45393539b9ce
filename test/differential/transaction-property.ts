import assert from 'node:assert/strict';

import fc from 'fast-check';

import { checkTransaction } from '../../src/consensus/check-transaction.ts';
import { isFinalTx } from '../../src/consensus/lock-time.ts';
import { countLegacySigOps } from '../../src/consensus/sigops.ts';
import { describeTransactionReject, transactionRejectReason } from '../../src/consensus/transaction-reject.ts';
import { sha256d } from '../../src/crypto/sha256d.ts';
import { describeDecodeReject } from '../../src/primitives/decode-reject.ts';
import { encodeTransaction, transactionToData } from '../../src/primitives/transaction-data.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { concat } from '../scenarios/spending.ts';
import { mutateBytes, mutations } from './mutation.ts';
import type { Mutation } from './mutation.ts';

type Plan = readonly [base: number, changes: readonly Mutation[]];

/** A changed transaction is refused with a code, or is read as what it was written from. */
export function transactionProperty(corpus: readonly Uint8Array[]): fc.IProperty<[number, readonly Mutation[]]> {
  return fc.property(fc.nat(), mutations(6), (...plan: Plan) => {
    const [base, changes] = plan;
    const original = corpus[base % corpus.length]!;
    checkTransactionBytes(changes.reduce((bytes, change) => mutateBytes(bytes, change), original));
  });
}

function checkTransactionBytes(bytes: Uint8Array): void {
  const transaction = parseTransaction(bytes);
  if ('code' in transaction) {
    assert.match(transaction.code, /^[a-z-]+$/);
    assert.notEqual(describeDecodeReject(transaction), '');
    return;
  }
  const data = transactionToData(transaction);
  assert.deepEqual(encodeTransaction(data), bytes, 'what was read is what was written');
  const stripped = encodeTransaction(data, { withWitness: false });
  assert.deepEqual(new Uint8Array(transaction.txid), sha256d(stripped), 'the txid is over all but witnesses');
  assert.deepEqual(new Uint8Array(transaction.wtxid), sha256d(bytes));
  assert.equal(transaction.weight, 3 * stripped.length + bytes.length);
  checkMoved(transaction, bytes);
  const reject = checkTransaction(transaction);
  if (reject !== undefined) {
    assert.match(transactionRejectReason(reject), /^bad-[a-z-]+$/);
    assert.notEqual(describeTransactionReject(reject), '');
  }
  assert(countLegacySigOps(transaction) >= 0);
  assert.equal(typeof isFinalTx(transaction, 700_000, 1_600_000_000), 'boolean');
}

/** In the middle of other bytes it is the same. */
function checkMoved(transaction: Transaction, bytes: Uint8Array): void {
  const moved = parseTransaction(concat(Uint8Array.of(1, 2, 3), bytes).subarray(3));
  assert(!('code' in moved));
  assert.deepEqual(moved.txid, transaction.txid);
  assert.deepEqual(transactionToData(moved), transactionToData(transaction));
}
