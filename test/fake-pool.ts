// A mempool made of numbers: entries that spend each other as a test says, and nothing checked.
import { testInput, testTransaction, testTxid } from './block-builder.ts';
import { writeU32Le } from '../src/bytes/u32-le.ts';
import type { MempoolEntry } from '../src/mempool/mempool-entry.ts';
import type { TransactionPool } from '../src/mempool/transaction-pool.ts';

/** One entry, as a test tells it. */
export interface FakeEntry {
  readonly feeSats: bigint;
  /** Added by prioritising. */
  readonly deltaSats?: bigint;
  /** Virtual bytes; its weight is four times as much unless told. */
  readonly vsize: number;
  readonly weightWu?: number;
  readonly sigOpCost?: number;
  /** Places, in the list, of the entries that it spends: all before its own. */
  readonly parents?: readonly number[];
  readonly lockTime?: number;
}

/** The part of a mempool that mining reads. */
export interface FakePool extends Pick<TransactionPool, 'size' | 'entries' | 'ancestorsOf' | 'descendantsOf'> {
  /** In the order of the list. */
  readonly list: readonly MempoolEntry[];
}

/** Makes the entries of a list, each after those that it spends. */
export function fakePool(list: readonly FakeEntry[]): FakePool {
  const ancestors: Set<number>[] = [];
  for (const { parents = [] } of list) {
    ancestors.push(new Set(parents.flatMap((parent) => [parent, ...ancestors[parent]!])));
  }
  const descendants = list.map((_, i) => list.flatMap((_entry, j) => (ancestors[j]!.has(i) ? [j] : [])));
  const entries: MempoolEntry[] = [];
  for (const [i] of list.entries()) entries.push(entryOf(list, i, [...ancestors[i]!], descendants[i]!, entries));
  const placeOf = new Map(entries.map((entry, i) => [entry, i]));
  return {
    list: entries,
    size: entries.length,
    entries: () => entries.values(),
    ancestorsOf: (entry) => [...ancestors[placeOf.get(entry)!]!].map((i) => entries[i]!),
    descendantsOf: (entry) => descendants[placeOf.get(entry)!]!.map((i) => entries[i]!),
  };
}

function entryOf(
  list: readonly FakeEntry[],
  i: number,
  ancestors: readonly number[],
  descendants: readonly number[],
  before: readonly MempoolEntry[],
): MempoolEntry {
  const { feeSats, vsize, weightWu = 4 * vsize, sigOpCost = 4, parents = [], lockTime = 0 } = list[i]!;
  const outside = testTxid(0xee).slice();
  writeU32Le(outside, 0, i);
  const inputs = [outside, ...parents.map((parent) => before[parent]!.txid)].map((txid) =>
    testInput({ prevout: { txid: txid as typeof outside & MempoolEntry['txid'], vout: 0 }, sequence: 0 }),
  );
  const tx = testTransaction({ inputs, lockTime });
  const up = [i, ...ancestors].map((each) => list[each]!);
  const down = [i, ...descendants].map((each) => list[each]!);
  return {
    tx,
    txid: tx.txid,
    wtxid: tx.wtxid,
    feeSats,
    modifiedFeeSats: modifiedFee(list[i]!),
    vsize,
    weightWu,
    sigOpCost,
    timeSec: 0,
    height: 0,
    sequence: i,
    ancestorCount: up.length,
    ancestorVsize: sum(up, (each) => each.vsize),
    ancestorFeesSats: up.reduce((total, each) => total + modifiedFee(each), 0n),
    ancestorSigOpCost: sum(up, (each) => each.sigOpCost ?? 4),
    descendantCount: down.length,
    descendantVsize: sum(down, (each) => each.vsize),
    descendantFeesSats: down.reduce((total, each) => total + modifiedFee(each), 0n),
  };
}

function modifiedFee({ feeSats, deltaSats = 0n }: FakeEntry): bigint {
  return feeSats + deltaSats;
}

function sum(entries: readonly FakeEntry[], of: (entry: FakeEntry) => number): number {
  return entries.reduce((total, entry) => total + of(entry), 0);
}
