import { SATS_MAX, isInMoneyRange } from '../primitives/amount.ts';
import type { Sats } from '../primitives/amount.ts';
import { OUT_POINT_BYTES } from '../primitives/out-point.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { Coin } from './coin.ts';
import { COINBASE_MATURITY, MAX_BLOCK_WEIGHT } from './limits.ts';
import type { InputsReject, TransactionReject } from './transaction-reject.ts';

/** The same as `SATS_MAX`, for sums of values that have passed the range check: below 2^53, so exact. */
const SATS_MAX_NUMBER = Number(SATS_MAX);

/** Largest transaction without witnesses. */
const MAX_STRIPPED_BYTES = MAX_BLOCK_WEIGHT / WITNESS_SCALE_FACTOR;

/** Bounds of a coinbase's scriptSig. */
const MIN_COINBASE_SCRIPT_BYTES = 2;
const MAX_COINBASE_SCRIPT_BYTES = 100;

/** Up to this many inputs are compared pair by pair, which is faster than a set for the few that most have. */
const MAX_PAIRWISE_INPUTS = 8;

/**
 * Checks a transaction by itself: not empty, not too large, values, no input twice, the coinbase's script, no null prevouts.
 *
 * Source: Bitcoin Core's `CheckTransaction`, in its order.
 *
 * @returns The first broken rule, or `undefined` if there is none.
 */
export function checkTransaction(tx: Transaction): TransactionReject | undefined {
  if (tx.inputCount === 0) return { code: 'bad-txns-vin-empty' };
  if (tx.outputCount === 0) return { code: 'bad-txns-vout-empty' };
  const { strippedSize } = tx;
  if (strippedSize > MAX_STRIPPED_BYTES) {
    return { code: 'bad-txns-oversize', strippedSizeBytes: strippedSize, maxSizeBytes: MAX_STRIPPED_BYTES };
  }
  const badOutput = checkOutputValues(tx);
  if (badOutput !== undefined) return badOutput;
  const duplicate = findDuplicateInput(tx);
  if (duplicate >= 0) return { code: 'bad-txns-inputs-duplicate', input: duplicate };
  if (tx.isCoinbase) {
    const scriptSigBytes = tx.scriptSigEnd(0) - tx.scriptSigStart(0);
    const isGood = scriptSigBytes >= MIN_COINBASE_SCRIPT_BYTES && scriptSigBytes <= MAX_COINBASE_SCRIPT_BYTES;
    return isGood ? undefined : { code: 'bad-cb-length', scriptSigBytes };
  }
  for (let input = 0; input < tx.inputCount; input++) {
    if (tx.isPrevoutNull(input)) return { code: 'bad-txns-prevout-null', input };
  }
  return undefined;
}

/** Each value, and the running total after each (CVE-2010-5139: block 74638 made 184 billion coins by overflow). */
function checkOutputValues(tx: Transaction): TransactionReject | undefined {
  let total = 0;
  for (let output = 0; output < tx.outputCount; output++) {
    const value = tx.valueNumber(output);
    if (value < 0) return { code: 'bad-txns-vout-negative', output, value: tx.value(output) };
    if (value > SATS_MAX_NUMBER) return { code: 'bad-txns-vout-toolarge', output, value: tx.value(output) };
    total += value;
    if (total > SATS_MAX_NUMBER) return { code: 'bad-txns-txouttotal-toolarge', output, total: BigInt(total) };
  }
  return undefined;
}

/** Returns the first input whose prevout an earlier one has (CVE-2018-17144), or -1. */
function findDuplicateInput(tx: Transaction): number {
  const { bytes, inputCount } = tx;
  if (inputCount <= MAX_PAIRWISE_INPUTS) {
    for (let input = 1; input < inputCount; input++) {
      for (let other = 0; other < input; other++) {
        if (isSameOutPoint(bytes, tx.prevoutOffset(input), tx.prevoutOffset(other))) return input;
      }
    }
    return -1;
  }
  // Strings are hashed with a seed of the engine's: nobody can choose prevouts that all fall into one slot.
  const seen = new Set<string>();
  for (let input = 0; input < inputCount; input++) {
    const at = tx.prevoutOffset(input);
    seen.add(String.fromCharCode(...bytes.subarray(at, at + OUT_POINT_BYTES)));
    if (seen.size === input) return input;
  }
  return -1;
}

function isSameOutPoint(bytes: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < OUT_POINT_BYTES; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

/** Sums a transaction's outputs, in satoshis. The transaction has passed `checkTransaction`. */
export function totalOutputValue(tx: Transaction): Sats {
  let total = 0;
  for (let output = 0; output < tx.outputCount; output++) total += tx.valueNumber(output);
  return BigInt(total);
}

/**
 * Checks what a transaction spends: it is there, coinbases are mature, values are in range and cover the outputs.
 *
 * Source: Bitcoin Core's `Consensus::CheckTxInputs`, in its order. Core's last check, `bad-txns-fee-outofrange`, is left out:
 * the difference of two amounts in range, the greater first, is in range.
 *
 * @param tx No coinbase; has passed `checkTransaction`.
 * @param coins The output that each input spends; `undefined` where there is none, or it is spent.
 * @param spendHeight Height of the block that the transaction is in.
 * @returns The fee in satoshis, or the first broken rule.
 */
export function checkTxInputs(
  tx: Transaction,
  coins: readonly (Coin | undefined)[],
  spendHeight: number,
): Sats | InputsReject {
  for (let input = 0; input < tx.inputCount; input++) {
    if (coins[input] === undefined) return { code: 'bad-txns-inputs-missingorspent', input };
  }
  let valueIn = 0n;
  for (let input = 0; input < tx.inputCount; input++) {
    const { value, height, isCoinbase } = coins[input]!;
    const depth = spendHeight - height;
    if (isCoinbase && depth < COINBASE_MATURITY) {
      return { code: 'bad-txns-premature-spend-of-coinbase', input, depth };
    }
    valueIn += value;
    if (!isInMoneyRange(value) || !isInMoneyRange(valueIn)) {
      return { code: 'bad-txns-inputvalues-outofrange', input, value, total: valueIn };
    }
  }
  const valueOut = totalOutputValue(tx);
  return valueIn < valueOut ? { code: 'bad-txns-in-belowout', valueIn, valueOut } : valueIn - valueOut;
}
