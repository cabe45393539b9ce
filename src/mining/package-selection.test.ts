import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { fakePool } from '../../test/fake-pool.ts';
import type { FakeEntry, FakePool } from '../../test/fake-pool.ts';
import type { MempoolEntry } from '../mempool/mempool-entry.ts';
import { selectPackages } from './package-selection.ts';
import type { SelectionLimits } from './package-selection.ts';

const LIMITS: SelectionLimits = {
  height: 200,
  lockTimeCutoffSec: 1_700_000_000,
  maxWeightWu: 3_996_000,
  reservedWeightWu: 4000,
  reservedSigOpCost: 400,
  minFeeRateSatsPerKvb: 1000n,
};

/** Places, in the list, of what was chosen, in order. */
function chosen(list: readonly FakeEntry[], limits: Partial<SelectionLimits> = {}): number[] {
  const pool = fakePool(list);
  return selectPackages(pool, { ...LIMITS, ...limits }).entries.map((entry) => pool.list.indexOf(entry));
}

test('transactions come in the order of what they pay for their size', () => {
  const list = [1000n, 3000n, 2000n].map((feeSats) => ({ feeSats, vsize: 200 }));
  assert.deepEqual(chosen(list), [1, 2, 0]);
  assert.deepEqual(
    chosen([
      { feeSats: 3000n, vsize: 1000 },
      { feeSats: 900n, vsize: 200 },
    ]),
    [1, 0],
  );
});

test('a child brings its parent along, and both come before what pays less than they do together', () => {
  // After Core's miner_tests.cpp, `TestPackageSelection`: the child pays for its parent.
  const list: FakeEntry[] = [
    { feeSats: 1000n, vsize: 200 },
    { feeSats: 10_000n, vsize: 200 },
    { feeSats: 50_000n, vsize: 200, parents: [0] },
  ];
  assert.deepEqual(chosen(list), [0, 2, 1]);
});

test('a child that pays less than its parent is ranked by itself, once the parent is in', () => {
  const list: FakeEntry[] = [
    { feeSats: 10_000n, vsize: 200 },
    { feeSats: 2000n, vsize: 200, parents: [0] },
    { feeSats: 3000n, vsize: 200 },
  ];
  assert.deepEqual(chosen(list), [0, 2, 1]);
});

test('what one package took, another need not bring along', () => {
  // Both children want the parent; the second is only worth it once the first has paid for it.
  const list: FakeEntry[] = [
    { feeSats: 0n, vsize: 1000 },
    { feeSats: 20_000n, vsize: 200, parents: [0] },
    { feeSats: 1900n, vsize: 200, parents: [0] },
    { feeSats: 1500n, vsize: 200 },
  ];
  assert.deepEqual(chosen(list), [0, 1, 2, 3]);
});

test('packages that pay less than the least rate are left out', () => {
  const list: FakeEntry[] = [
    { feeSats: 0n, vsize: 200 },
    { feeSats: 399n, vsize: 200, parents: [0] },
    { feeSats: 200n, vsize: 200 },
    { feeSats: 199n, vsize: 200 },
  ];
  assert.deepEqual(chosen(list), [2]);
  assert.deepEqual(chosen(list, { minFeeRateSatsPerKvb: 995n }), [2, 0, 1, 3]);
});

test('prioritising moves a transaction ahead, and out', () => {
  const list: FakeEntry[] = [
    { feeSats: 1000n, vsize: 200 },
    { feeSats: 500n, deltaSats: 5000n, vsize: 200 },
    { feeSats: 1000n, deltaSats: -900n, vsize: 200 },
  ];
  assert.deepEqual(chosen(list), [1, 0]);
});

test('a block is filled up to, and not with, its heaviest weight; what is smaller still goes in', () => {
  const list: FakeEntry[] = [
    { feeSats: 9000n, vsize: 1000 },
    { feeSats: 8000n, vsize: 1000 },
    { feeSats: 70n, vsize: 10 },
  ];
  assert.deepEqual(chosen(list, { maxWeightWu: 12_000 }), [0, 2]);
  assert.deepEqual(chosen(list, { maxWeightWu: 12_001 }), [0, 1]);
  assert.deepEqual(chosen(list, { maxWeightWu: 12_041 }), [0, 1, 2]);
});

test('signature operations have a limit of their own', () => {
  const list: FakeEntry[] = [
    { feeSats: 9000n, vsize: 1000, sigOpCost: 79_599 },
    { feeSats: 8000n, vsize: 1000, sigOpCost: 1 },
  ];
  assert.deepEqual(chosen(list), [0]);
  assert.deepEqual(chosen([{ ...list[0]!, sigOpCost: 79_598 }, list[1]!]), [0, 1]);
  assert.deepEqual(chosen([{ ...list[0]!, sigOpCost: 79_600 }, list[1]!]), [1]);
});

test('a transaction whose lock time is not over stays out, and what spends it', () => {
  const list: FakeEntry[] = [
    { feeSats: 9000n, vsize: 200, lockTime: 199 },
    { feeSats: 9000n, vsize: 201, lockTime: 200 },
    { feeSats: 9000n, vsize: 202, lockTime: 1_699_999_999 },
    { feeSats: 9000n, vsize: 203, lockTime: 1_700_000_000 },
    { feeSats: 9000n, vsize: 204, parents: [1] },
  ];
  assert.deepEqual(chosen(list), [0, 2]);
});

test('the sums are those of what is chosen, with what is kept free', () => {
  const pool = fakePool([
    { feeSats: 9000n, vsize: 250, weightWu: 998, sigOpCost: 8 },
    { feeSats: 9000n, vsize: 250, weightWu: 1000, sigOpCost: 5 },
  ]);
  const { weightWu, sigOpCost } = selectPackages(pool, LIMITS);
  assert.deepEqual([weightWu, sigOpCost], [4000 + 1998, 413]);
});

/** The same choice by looking at every package anew in each step. */
function chooseSlowly(pool: FakePool, limits: SelectionLimits): MempoolEntry[] {
  const block: MempoolEntry[] = [];
  const failed = new Set<string>();
  let weight = limits.reservedWeightWu;
  for (;;) {
    const candidates = pool.list
      .filter((entry) => !block.includes(entry))
      .map((entry) => {
        const members = [...pool.ancestorsOf(entry).filter((each) => !block.includes(each)), entry];
        const fee = members.reduce((total, each) => total + each.modifiedFeeSats, 0n);
        const vsize = members.reduce((total, each) => total + each.vsize, 0);
        // In whole numbers: a rate is a fee and a size.
        const own = { fee: entry.modifiedFeeSats, vsize: BigInt(entry.vsize) };
        const all = { fee, vsize: BigInt(vsize) };
        const rank = own.fee * all.vsize > all.fee * own.vsize ? all : own;
        return { entry, members, fee, vsize, rank, name: `${entry.sequence}/${members.length}` };
      })
      .filter(({ name }) => !failed.has(name))
      .sort((a, b) => {
        const difference = b.rank.fee * a.rank.vsize - a.rank.fee * b.rank.vsize;
        return difference === 0n ? Buffer.compare(a.entry.txid, b.entry.txid) : difference > 0n ? 1 : -1;
      });
    const [best] = candidates;
    if (best === undefined || best.fee * 1000n < limits.minFeeRateSatsPerKvb * BigInt(best.vsize)) return block;
    if (weight + 4 * best.vsize >= limits.maxWeightWu) {
      failed.add(best.name);
      continue;
    }
    best.members.sort((a, b) => a.ancestorCount - b.ancestorCount || Buffer.compare(a.txid, b.txid));
    block.push(...best.members);
    weight += 4 * best.vsize;
  }
}

const families = fc.array(
  fc.record({
    feeSats: fc.bigInt(0n, 5000n),
    vsize: fc.integer({ min: 100, max: 1000 }),
    parents: fc.array(fc.nat(30), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 25 },
);

test('whatever the families are, the choice is that of looking at every package anew', () => {
  fc.assert(
    fc.property(families, fc.integer({ min: 2000, max: 40_000 }), (drawn, room) => {
      const list = drawn.map((entry, i) => ({
        ...entry,
        parents: i === 0 ? [] : [...new Set(entry.parents.map((parent) => parent % i))],
      }));
      const pool = fakePool(list);
      const limits = { ...LIMITS, maxWeightWu: 4000 + room };
      const { entries, weightWu } = selectPackages(pool, limits);
      assert.ok(weightWu < limits.maxWeightWu);
      assert.deepEqual(
        entries.map(({ sequence }) => sequence),
        chooseSlowly(pool, limits).map(({ sequence }) => sequence),
      );
    }),
    { numRuns: 300 },
  );
});
