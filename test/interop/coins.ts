import { assert } from '../../src/bytes/assert.ts';
import { writeU32Le } from '../../src/bytes/u32-le.ts';
import { txidFromHex } from '../../src/primitives/hash.ts';
import type { Txid } from '../../src/primitives/hash.ts';
import { parseTransaction } from '../../src/primitives/transaction.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { ANYONE_CAN_SPEND, spendAnyone } from '../../src/lab/anyone-can-spend.ts';
import type { CoreNode } from './core-node.ts';

/** An output that anybody can spend. */
export interface InteropCoin {
  readonly txid: Txid;
  readonly vout: number;
  readonly sats: bigint;
}

/** Pays so many satoshis for a transaction of these tests, unless told: more than any minimum. */
const FEE_SATS = 2000n;

/** Coinbases that `CoreNode.mine` or `VigilNode.mine` has made, of a range of heights. @returns The coins that are ripe. */
export async function coinbases(core: CoreNode, from: number, to: number): Promise<InteropCoin[]> {
  const coins: InteropCoin[] = [];
  for (let height = from; height <= to; height++) {
    const hash = await core.call<string>('getblockhash', height);
    const { tx } = await core.call<{ tx: { txid: string; vout: { value: number }[] }[] }>('getblock', hash, 2);
    const { txid, vout } = tx[0]!;
    coins.push({ txid: txidFromHex(txid)!, vout: 0, sats: BigInt(Math.round(vout[0]!.value * 1e8)) });
  }
  return coins;
}

/** Spends coins into equal parts. @param version 3 for TRUC. @returns The transaction, and its outputs. */
export function split(
  coins: readonly InteropCoin[],
  parts: number,
  feeSats: bigint = FEE_SATS,
  version = 2,
): readonly [Transaction, InteropCoin[]] {
  const total = coins.reduce((sum, { sats }) => sum + sats, 0n) - feeSats;
  const sats = total / BigInt(parts);
  const outputs = Array.from({ length: parts }, () => ({ value: sats, scriptPubKey: ANYONE_CAN_SPEND }));
  const spent = coins.map(({ txid, vout }) => ({ txid, vout }));
  const tx = withVersion(spendAnyone(spent, outputs), version);
  return [tx, outputs.map((_, vout) => ({ txid: tx.txid, vout, sats }))];
}

function withVersion(tx: Transaction, version: number): Transaction {
  const bytes = tx.serialized().slice();
  writeU32Le(bytes, 0, version);
  const changed = parseTransaction(bytes);
  assert(!('code' in changed), 'another version makes another transaction');
  return changed;
}
