import { secp256k1 as curve } from '@noble/curves/secp256k1.js';

import {
  isControlBlockSize,
  tapTweakHash,
  tapleafHash,
  taprootMerkleRoot,
} from '../../src/consensus/script/taproot.ts';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { ScriptReader } from '../../src/primitives/script/script-reader.ts';
import { templateOf } from '../../src/primitives/script/script-template.ts';
import type { TransactionInput, TransactionOutput } from '../../src/primitives/transaction-data.ts';
import { concat, p2sh, p2wsh, script, withInput, witnessScriptPubKey } from '../scenarios/spending.ts';
import { mutateBytes } from './mutation.ts';
import type { Mutation } from './mutation.ts';
import type { SpendingCase } from './script-corpus.ts';

const MAX_WITNESS_ITEMS = 1100;

/** Changes one input of a case, or what it spends, or the transaction around it. */
export function mutateSpending(spending: SpendingCase, mutation: Mutation): SpendingCase {
  const { tx, coins } = spending;
  const [target, how, at, value] = mutation;
  const index = at % tx.inputs.length;
  const input = tx.inputs[index]!;
  switch (target % 12) {
    case 0:
    case 1:
      return withCoin(spending, index, { scriptPubKey: mutateBytes(coins[index]!.scriptPubKey, mutation) });
    case 2:
    case 3:
    case 4:
      return changeInput(spending, index, { scriptSig: mutateBytes(input.scriptSig, mutation) });
    case 5:
    case 6:
    case 7:
    case 8:
      return changeInput(spending, index, { witness: mutateItem(input.witness, mutation) });
    case 9:
      return changeInput(spending, index, { witness: mutateItems(input.witness, mutation) });
    case 10:
      return withCoin(spending, index, { value: BigInt(value) });
    default:
      return mutateFields(spending, index, how % 5 === 0 ? value : value % 600);
  }
}

function withCoin(spending: SpendingCase, index: number, change: Partial<TransactionOutput>): SpendingCase {
  const { tx, coins } = spending;
  return { tx, coins: coins.map((coin, i) => (i === index ? { ...coin, ...change } : coin)) };
}

function changeInput(spending: SpendingCase, index: number, change: Partial<TransactionInput>): SpendingCase {
  return { ...spending, tx: withInput(spending.tx, index, change) };
}

function mutateItem(items: readonly Uint8Array[], mutation: Mutation): readonly Uint8Array[] {
  if (items.length === 0) return [mutateBytes(new Uint8Array(0), mutation)];
  // The last ones are scripts and control blocks.
  const at = items.length - 1 - (mutation[3] % Math.min(items.length, 4));
  return items.map((item, i) => (i === at ? mutateBytes(item, mutation) : item));
}

/** Drops, repeats, exchanges or adds whole items. */
function mutateItems(items: readonly Uint8Array[], [, how, , value]: Mutation): readonly Uint8Array[] {
  const at = items.length === 0 ? 0 : value % items.length;
  switch (how % 6) {
    case 0:
      return items.filter((_, i) => i !== at);
    case 1:
      return items.flatMap((item, i) => (i === at ? [item, item] : [item]));
    case 2:
      return items.toReversed();
    case 3:
      return [...items, concat(Uint8Array.of(0x50), new Uint8Array(value % 300))];
    case 4:
      return [new Uint8Array(value % 2 === 0 ? 0 : 521), ...items];
    default:
      return [...Array.from({ length: value % MAX_WITNESS_ITEMS }, () => Uint8Array.of(1)), ...items];
  }
}

/** Version, lock time, sequence, outputs: what signatures and lock times look at. */
function mutateFields(spending: SpendingCase, index: number, value: number): SpendingCase {
  const { tx, coins } = spending;
  switch (value % 6) {
    case 0:
      return { coins, tx: { ...tx, version: value >>> 3 } };
    case 1:
      return { coins, tx: { ...tx, lockTime: value } };
    case 2:
      return changeInput(spending, index, { sequence: value });
    case 3:
      return { coins, tx: { ...tx, outputs: tx.outputs.slice(1) } };
    case 4:
      return {
        coins,
        tx: { ...tx, outputs: [...tx.outputs, { value: BigInt(value), scriptPubKey: Uint8Array.of(value) }] },
      };
    default:
      return { tx: { ...tx, inputs: [...tx.inputs, tx.inputs[0]!] }, coins: [...coins, coins[0]!] };
  }
}

/**
 * Makes the outputs commit to the scripts that the inputs show, so that changed scripts run, instead of failing for their hash.
 */
export function recommit(spending: SpendingCase): SpendingCase {
  const coins = spending.coins.map((coin, i) => {
    const input = spending.tx.inputs[i]!;
    const { type } = templateOf(coin.scriptPubKey);
    const last = input.witness.at(-1);
    if (type === 'witness_v0_scripthash' && last !== undefined) return { ...coin, scriptPubKey: p2wsh(last) };
    if (type === 'witness_v1_taproot') return { ...coin, scriptPubKey: taprootOf(input.witness) ?? coin.scriptPubKey };
    if (type !== 'scripthash') return coin;
    const redeem = lastPush(input.scriptSig);
    return redeem === undefined ? coin : { ...coin, scriptPubKey: p2sh(redeem) };
  });
  return { tx: spending.tx, coins };
}

/** Wraps a script of any kind of input, with the items that it finds on the stack. */
export function openSpending(
  kind: number,
  body: Uint8Array,
  items: readonly Uint8Array[],
  base: SpendingCase,
): SpendingCase {
  const internalKey = curve.Point.BASE.toBytes(true).subarray(1);
  const small = items.slice(0, 20);
  const unlock: Partial<TransactionInput>[] = [
    { scriptSig: script(...small), witness: [] },
    { scriptSig: script(...small, body), witness: [] },
    { scriptSig: new Uint8Array(0), witness: [...items, body] },
    { scriptSig: script(p2wsh(body)), witness: [...items, body] },
    { scriptSig: new Uint8Array(0), witness: [...items, body, concat(Uint8Array.of(0xc0), internalKey)] },
  ];
  const chosen = kind % unlock.length;
  const scriptPubKey = [
    () => body,
    () => p2sh(body),
    () => p2wsh(body),
    () => p2sh(p2wsh(body)),
    () => taprootOf(unlock[4]!.witness!)!,
  ][chosen]!();
  const tx = { ...base.tx, inputs: [{ ...base.tx.inputs[0]!, ...unlock[chosen]! }] };
  const isOdd = chosen === 4 && parityOf(internalKey, tapTweakHash(internalKey, tapleafHash(0xc0, body))) === 1;
  const fixed = isOdd
    ? withInput(tx, 0, { witness: tx.inputs[0]!.witness.with(-1, concat(Uint8Array.of(0xc1), internalKey)) })
    : tx;
  return { tx: fixed, coins: [{ value: 1000n, scriptPubKey }] };
}

/** The output that a script path's witness goes with; `undefined` when it can't be one. */
function taprootOf(witness: readonly Uint8Array[]): Uint8Array | undefined {
  const items = witness.length > 1 && witness.at(-1)?.[0] === 0x50 ? witness.slice(0, -1) : witness;
  const [leafScript, control] = [items.at(-2), items.at(-1)];
  if (leafScript === undefined || control === undefined || !isControlBlockSize(control.length)) return undefined;
  const internalKey = control.subarray(1, 33);
  const root = taprootMerkleRoot(control, tapleafHash(control[0]! & 0xfe, leafScript));
  const output = tweaked(internalKey, tapTweakHash(internalKey, root));
  return output === undefined ? undefined : witnessScriptPubKey(1, output.subarray(1));
}

function parityOf(internalKey: Uint8Array, tweak: Uint8Array): number {
  return (tweaked(internalKey, tweak)?.[0] ?? 2) & 1;
}

/** The internal key plus the tweak times the generator: 33 bytes. */
function tweaked(internalKey: Uint8Array, tweak: Uint8Array): Uint8Array | undefined {
  try {
    const point = curve.Point.fromBytes(concat(Uint8Array.of(2), internalKey));
    const number = BigInt(`0x${Buffer.from(tweak).toString('hex')}`) % curve.Point.CURVE().n;
    return point.add(curve.Point.BASE.multiply(number)).toBytes(true);
  } catch {
    // Not on the curve.
    return undefined;
  }
}

function lastPush(scriptSig: Uint8Array): Uint8Array | undefined {
  const reader = new ScriptReader(scriptSig);
  let data: Uint8Array | undefined;
  while (reader.next()) data = reader.opcode <= OP.OP_PUSHDATA4 ? reader.data : undefined;
  return data;
}
