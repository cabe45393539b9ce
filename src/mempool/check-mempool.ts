import { assert } from '../bytes/assert.ts';
import { checkTxInputs } from '../consensus/check-transaction.ts';
import type { Coin } from '../consensus/coin.ts';
import { PoolCoins } from './acceptance/pool-coins.ts';
import {
  ENTRY_USAGE_BYTES,
  LINK_USAGE_BYTES,
  SPENDER_USAGE_BYTES,
  transactionUsageBytes,
} from './graph/memory-usage.ts';
import { outPointKey, outPointKeyOf } from './graph/out-point-key.ts';
import type { OutPointKey } from './graph/out-point-key.ts';
import type { PoolEntry } from './graph/pool-entry.ts';
import type { PoolState } from './pool-state.ts';

/**
 * Checks that the mempool is what its transactions say: links, sums, indexes; that each spends what is there, and nothing is
 * spent twice. Slow: for tests, and for `-checkmempool`.
 *
 * Source: Bitcoin Core's `CTxMemPool::check`.
 *
 * @throws {AssertionError} Where it is not.
 */
export function checkMempool(state: PoolState): void {
  const { graph } = state;
  const spent = new Set<OutPointKey>();
  const totals = { vsize: 0, feesSats: 0n, usageBytes: 0 };
  for (const entry of graph.entries()) {
    assert(graph.byWtxid(entry.wtxidKey) === entry, 'it is found by its wtxid');
    checkInputs(state, entry, spent);
    checkLinks(state, entry);
    checkSums(state, entry);
    totals.vsize += entry.vsize;
    totals.feesSats += entry.feeSats;
    totals.usageBytes += ENTRY_USAGE_BYTES + entry.tx.inputCount * SPENDER_USAGE_BYTES;
    totals.usageBytes += transactionUsageBytes(entry.tx);
    totals.usageBytes += (entry.parents.length + entry.children.length) * LINK_USAGE_BYTES;
  }
  assert(spent.size === graph.spentCount, 'only entries spend');
  assert(totals.vsize === graph.totalVsize, 'virtual bytes come to the total');
  assert(totals.feesSats === graph.totalFeesSats, 'fees come to the total');
  assert(totals.usageBytes === graph.usageBytes, 'memory comes to the total');
}

function checkInputs(state: PoolState, entry: PoolEntry, spent: Set<OutPointKey>): void {
  const { tx } = entry;
  const source = new PoolCoins(state.graph, state.chain.coins);
  const coins: (Coin | undefined)[] = [];
  for (let input = 0; input < tx.inputCount; input++) {
    const key = outPointKey(tx.bytes, tx.prevoutOffset(input));
    assert(state.graph.spenderOf(key) === entry, 'an input is known as such');
    assert(!spent.has(key), 'nothing is spent twice');
    spent.add(key);
    coins.push(source.coin(tx, input));
  }
  const fee = checkTxInputs(tx, coins, state.nextBlock.height);
  assert(fee === entry.feeSats, 'it may be in the next block, with the fee that it has');
  assert(entry.modifiedFeeSats === fee + state.deltaOf(entry.txidKey), 'its fee is changed by its delta');
}

function checkLinks({ graph }: PoolState, entry: PoolEntry): void {
  const parents = new Set(graph.parentsOf(entry.tx));
  assert(isSameSet(entry.parents, parents), 'parents are those that it spends from');
  const children = new Set<PoolEntry>();
  for (let output = 0; output < entry.tx.outputCount; output++) {
    const child = graph.spenderOf(outPointKeyOf(entry.txidKey, output));
    if (child !== undefined) children.add(child);
  }
  assert(isSameSet(entry.children, children), 'children are those that spend from it');
}

function isSameSet(list: readonly PoolEntry[], set: ReadonlySet<PoolEntry>): boolean {
  return list.length === set.size && list.every((each) => set.has(each));
}

function checkSums({ graph }: PoolState, entry: PoolEntry): void {
  const up = [entry, ...graph.ancestorsOf(entry)];
  const down = graph.withDescendants([entry]);
  assert(entry.ancestorCount === up.length, 'ancestors are counted');
  assert(entry.ancestorVsize === sum(up, ({ vsize }) => vsize), 'their virtual bytes are summed');
  assert(entry.ancestorSigOpCost === sum(up, ({ sigOpCost }) => sigOpCost), 'their signature operations are summed');
  assert(entry.ancestorFeesSats === fees(up), 'their fees are summed');
  assert(entry.descendantCount === down.length, 'descendants are counted');
  assert(entry.descendantVsize === sum(down, ({ vsize }) => vsize), 'their virtual bytes are summed');
  assert(entry.descendantFeesSats === fees(down), 'their fees are summed');
}

function sum(entries: readonly PoolEntry[], value: (entry: PoolEntry) => number): number {
  return entries.reduce((total, entry) => total + value(entry), 0);
}

function fees(entries: readonly PoolEntry[]): bigint {
  return entries.reduce((total, { modifiedFeeSats }) => total + modifiedFeeSats, 0n);
}
