import { writeU32Le } from '../../src/bytes/u32-le.ts';
import type { Txid } from '../../src/primitives/hash.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import type { InventoryItem } from '../../src/wire/inventory.ts';
import { testInput, testOutput } from '../block-builder.ts';

/** A hash that is nobody's, by number. */
export function madeUpHash(number: number): Uint8Array {
  const hash = new Uint8Array(32).fill(0xee);
  writeU32Le(hash, 0, number);
  return hash;
}

/** Names of things that nobody has. */
export function madeUpItems(type: number, count: number, first = 0): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => ({ type, hash: madeUpHash(first + i) }));
}

/** A transaction that spends a coin which is not there. */
export function orphan(number: number, inputs = 1): TransactionData {
  const prevout = (i: number): { txid: Txid; vout: number } => ({ txid: madeUpHash(number) as Txid, vout: i });
  return {
    version: 2,
    lockTime: 0,
    inputs: Array.from({ length: inputs }, (_, i) => testInput({ prevout: prevout(i) })),
    outputs: [testOutput({ value: 1000n, scriptPubKey: Uint8Array.of(0x00, 0x14, ...new Uint8Array(20).fill(7)) })],
  };
}
