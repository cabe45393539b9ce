import { sha256 } from '../crypto/hashes.ts';
import type { OutPoint } from '../primitives/out-point.ts';
import { OP } from '../primitives/script/opcodes.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import type { TransactionOutput } from '../primitives/transaction-data.ts';
import { parseTransaction } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { assert } from '../bytes/assert.ts';

const WITNESS_SCRIPT = Uint8Array.of(OP.OP_TRUE);

/** A standard output that anybody can spend, without a key: P2WSH of `OP_TRUE`. */
export const ANYONE_CAN_SPEND: Uint8Array = Uint8Array.of(OP.OP_0, 0x20, ...sha256(WITNESS_SCRIPT));

/** Whether a script is `ANYONE_CAN_SPEND`. */
export function isAnyones(script: Uint8Array): boolean {
  return script.length === ANYONE_CAN_SPEND.length && script.every((byte, i) => byte === ANYONE_CAN_SPEND[i]);
}

/** What a transaction of `spendAnyone` weighs, in virtual bytes: at most this much for each input and output, and this in all. */
const VSIZE_OF = { transaction: 11, input: 42, output: 43 } as const;

/**
 * Makes a transaction that spends outputs of `ANYONE_CAN_SPEND`.
 *
 * @param inputs What it spends.
 * @param outputs What it pays to; what is left over is its fee.
 */
export function spendAnyone(inputs: readonly OutPoint[], outputs: readonly TransactionOutput[]): Transaction {
  const bytes = encodeTransaction({
    version: 2,
    inputs: inputs.map((prevout) => ({
      prevout,
      scriptSig: new Uint8Array(0),
      sequence: 0xffff_fffd,
      witness: [WITNESS_SCRIPT],
    })),
    outputs,
    lockTime: 0,
  });
  const tx = parseTransaction(bytes);
  assert(!('code' in tx), 'what was encoded is a transaction');
  return tx;
}

/** The most virtual bytes that such a transaction has, with outputs of any standard script. */
export function vsizeOfSpending(inputs: number, outputs: number): number {
  return VSIZE_OF.transaction + inputs * VSIZE_OF.input + outputs * VSIZE_OF.output;
}
