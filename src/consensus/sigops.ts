import { countP2shSigOps, countSigOps, isPayToScriptHash, isPushOnly } from '../primitives/script/script-facts.ts';
import { witnessProgramOf } from '../primitives/script/script-facts.ts';
import { ScriptReader } from '../primitives/script/script-reader.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { Coin } from './coin.ts';
import { SCRIPT_VERIFY_P2SH, SCRIPT_VERIFY_WITNESS } from './script/flags.ts';

/** Lengths of the programs of witness v0. */
const KEY_HASH_BYTES = 20;
const SCRIPT_HASH_BYTES = 32;

/**
 * Counts signature operations in a transaction's own scripts, as before BIP16. Source: Core's `GetLegacySigOpCount`.
 */
export function countLegacySigOps(tx: Transaction): number {
  let count = 0;
  for (let i = 0; i < tx.inputCount; i++) count += countSigOps(tx.scriptSig(i), { accurate: false });
  for (let i = 0; i < tx.outputCount; i++) count += countSigOps(tx.scriptPubKey(i), { accurate: false });
  return count;
}

/**
 * Counts signature operations in the scripts that P2SH inputs show (BIP16). Source: Core's `GetP2SHSigOpCount`.
 *
 * @param coins What each input spends; none is missing.
 */
export function countP2shInputSigOps(tx: Transaction, coins: readonly Pick<Coin, 'scriptPubKey'>[]): number {
  if (tx.isCoinbase) return 0;
  let count = 0;
  for (let i = 0; i < tx.inputCount; i++) {
    const { scriptPubKey } = coins[i]!;
    if (isPayToScriptHash(scriptPubKey)) count += countP2shSigOps(scriptPubKey, tx.scriptSig(i));
  }
  return count;
}

/**
 * Counts signature operations of one input's witness (BIP141): 1 for P2WPKH, those of the script for P2WSH, none for later
 * versions. Source: Core's `CountWitnessSigOps`, without its test of the flag.
 */
export function countWitnessSigOps(tx: Transaction, input: number, scriptPubKey: Uint8Array): number {
  const direct = witnessProgramOf(scriptPubKey);
  if (direct !== undefined) return countProgramSigOps(direct, tx, input);
  if (!isPayToScriptHash(scriptPubKey)) return 0;
  const scriptSig = tx.scriptSig(input);
  const nested = isPushOnly(scriptSig) ? witnessProgramOf(lastPush(scriptSig)) : undefined;
  return nested === undefined ? 0 : countProgramSigOps(nested, tx, input);
}

function countProgramSigOps(
  { version, program }: { readonly version: number; readonly program: Uint8Array },
  tx: Transaction,
  input: number,
): number {
  if (version !== 0) return 0;
  if (program.length === KEY_HASH_BYTES) return 1;
  if (program.length !== SCRIPT_HASH_BYTES) return 0;
  const script = tx.witness(input).at(-1);
  return script === undefined ? 0 : countSigOps(script, { accurate: true });
}

/** What the last operation of a script pushes; nothing for OP_1 to OP_16. */
function lastPush(script: Uint8Array): Uint8Array {
  const reader = new ScriptReader(script);
  let data = script.subarray(0, 0);
  while (reader.next()) ({ data } = reader);
  return data;
}

/**
 * Returns what a transaction's signature operations cost a block: 4 for each legacy and P2SH one, 1 for each in a witness.
 *
 * Source: Bitcoin Core's `GetTransactionSigOpCost`.
 *
 * @param options.coins What each input spends, none missing; not read for a coinbase.
 * @param options.flags The block's script flags.
 */
export function sigOpCost(
  tx: Transaction,
  options: { readonly coins: readonly Pick<Coin, 'scriptPubKey'>[]; readonly flags: number },
): number {
  const { coins, flags } = options;
  let cost = countLegacySigOps(tx) * WITNESS_SCALE_FACTOR;
  if (tx.isCoinbase) return cost;
  if ((flags & SCRIPT_VERIFY_P2SH) !== 0) cost += countP2shInputSigOps(tx, coins) * WITNESS_SCALE_FACTOR;
  if ((flags & SCRIPT_VERIFY_WITNESS) === 0) return cost;
  for (let i = 0; i < tx.inputCount; i++) cost += countWitnessSigOps(tx, i, coins[i]!.scriptPubKey);
  return cost;
}
