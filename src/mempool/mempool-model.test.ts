import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { MempoolScene, coinOf, makeTx } from '../../test/mempool-scene.ts';
import type { SceneCoin } from '../../test/mempool-scene.ts';
import { bytesToHex } from '../bytes/hex.ts';
import type { Transaction } from '../primitives/transaction.ts';
import { compareDepthAndScore } from './graph/entry-order.ts';
import type { MempoolEntry } from './mempool-entry.ts';
import type { RemovalReason, RemovedEntry } from './transaction-pool.ts';

const SEED = 28;
const RUNS = 40;
const POLICY = { ancestorLimit: 5, descendantLimit: 6, maxMempoolBytes: 40_000, expirySec: 100 * 3600 };

/** One thing that happens; numbers choose among what there is. */
type Event =
  | { readonly do: 'send'; readonly picks: readonly number[]; readonly fee: number; readonly outputs: number }
  | { readonly do: 'package'; readonly pick: number; readonly fee: number }
  | { readonly do: 'mine'; readonly picks: readonly number[]; readonly strangers: boolean }
  | { readonly do: 'reorg'; readonly depth: number; readonly picks: readonly number[] }
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'prioritise'; readonly pick: number; readonly delta: number };

const picks = (maxLength: number): fc.Arbitrary<number[]> => fc.array(fc.nat(1 << 20), { minLength: 1, maxLength });

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    {
      weight: 16,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        picks: picks(2),
        fee: fc.nat(20_000),
        outputs: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('package' as const), pick: fc.nat(1 << 20), fee: fc.nat(5000) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('mine' as const), picks: picks(4), strangers: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('reorg' as const),
        depth: fc.integer({ min: 1, max: 3 }),
        picks: picks(2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.nat(120) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('prioritise' as const),
        pick: fc.nat(1 << 20),
        delta: fc.integer({ min: -5000, max: 5000 }),
      }),
    },
  ),
  { minLength: 20, maxLength: 60 },
);

function keyOf(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** What is in the mempool by what it told, and sums that are taken anew from the transactions each time. */
class Model {
  readonly scene: MempoolScene;
  readonly pool = new Map<string, Transaction>();
  /** Every transaction that ever was, so that what is gone can be tried again. */
  readonly seen: Transaction[] = [];
  readonly mined: Transaction[][] = [];
  readonly reasons = new Set<RemovalReason>();

  constructor(scene: MempoolScene) {
    this.scene = scene;
  }

  add(tx: Transaction): void {
    this.pool.set(keyOf(tx.txid), tx);
  }

  remove(removed: readonly RemovedEntry[]): void {
    for (const { entry, reason } of removed) {
      assert.ok(this.pool.delete(keyOf(entry.txid)), 'what left was there');
      this.reasons.add(reason);
    }
  }

  /** Coins to spend: of the mempool, of blocks, and of transactions that have been, spent or not. */
  coins(): SceneCoin[] {
    const { coinbases, height } = this.scene;
    const mature = coinbases.slice(0, Math.max(0, height - 99));
    const outputs = [...this.pool.values(), ...this.seen.slice(-5)].flatMap((tx) =>
      Array.from({ length: tx.outputCount }, (_, i) => coinOf(tx, i)),
    );
    return [...mature, ...outputs];
  }

  parents(tx: Transaction): string[] {
    return Array.from({ length: tx.inputCount }, (_, i) => keyOf(tx.prevoutTxid(i))).filter((key) =>
      this.pool.has(key),
    );
  }

  /** Itself and its ancestors, or descendants, by the plainest search. */
  family(start: string, step: (key: string) => readonly string[]): Set<string> {
    const found = new Set([start]);
    for (const key of found) for (const next of step(key)) found.add(next);
    return found;
  }

  check(): void {
    const { mempool } = this.scene;
    mempool.check();
    const entries = [...mempool.entries()];
    assert.deepEqual(new Set(entries.map(({ txid }) => keyOf(txid))), new Set(this.pool.keys()));
    assert.ok(mempool.usageBytes <= POLICY.maxMempoolBytes, 'it is not too large');
    const up = (key: string): string[] => this.parents(this.pool.get(key)!);
    const down = (key: string): string[] =>
      [...this.pool].filter(([, tx]) => this.parents(tx).includes(key)).map(([k]) => k);
    const byKey = new Map(entries.map((entry) => [keyOf(entry.txid), entry]));
    for (const [key, entry] of byKey) {
      const [ancestors, descendants] = [up, down].map((step) => [...this.family(key, step)].map((k) => byKey.get(k)!));
      assert.deepEqual(sums(ancestors!), [entry.ancestorCount, entry.ancestorVsize, entry.ancestorFeesSats]);
      assert.deepEqual(sums(descendants!), [entry.descendantCount, entry.descendantVsize, entry.descendantFeesSats]);
      assert.ok(entry.ancestorCount <= POLICY.ancestorLimit, 'limits on ancestors hold after whatever comes');
      assert.equal(mempool.ancestorsOf(entry).length, entry.ancestorCount - 1);
      assert.equal(mempool.descendantsOf(entry).length, entry.descendantCount - 1);
    }
    assert.deepEqual(mempool.entriesForRelay(), entries.toSorted(compareDepthAndScore));
  }
}

function sums(entries: readonly MempoolEntry[]): readonly [count: number, vsize: number, fees: bigint] {
  return [
    entries.length,
    entries.reduce((sum, { vsize }) => sum + vsize, 0),
    entries.reduce((sum, { modifiedFeeSats }) => sum + modifiedFeeSats, 0n),
  ];
}

/** Transactions of the mempool with their parents first, as far as they are chosen. */
function chosen(model: Model, numbers: readonly number[]): Transaction[] {
  const sorted = model.scene.mempool.entriesForRelay();
  const wanted = new Set<MempoolEntry>();
  for (const number of numbers) {
    const entry = sorted[number % Math.max(1, sorted.length)];
    if (entry === undefined) continue;
    for (const each of [entry, ...model.scene.mempool.ancestorsOf(entry)]) wanted.add(each);
  }
  return sorted.filter((entry) => wanted.has(entry)).map(({ tx }) => tx);
}

function send(model: Model, event: Event & { readonly do: 'send' }): void {
  const coins = model.coins();
  const inputs = [
    ...new Map(event.picks.map((n) => coins[n % coins.length]!).map((c) => [`${keyOf(c.txid)}:${c.vout}`, c])).values(),
  ];
  const total = inputs.reduce((sum, { value }) => sum + value, 0n);
  const fee = BigInt(event.fee);
  if (total - fee < 10_000n) return;
  const tx = makeTx(inputs, { fee, outputs: event.outputs, nonce: event.fee & 0xffff });
  const result = model.scene.accept(tx);
  if (result.status === 'rejected') return model.remove(result.removed ?? []);
  assert.equal(result.status, 'accepted');
  model.add(tx);
  model.seen.push(tx);
  model.remove(result.status === 'accepted' ? result.removed : []);
}

function sendPackage(model: Model, event: Event & { readonly do: 'package' }): void {
  const coins = model.coins();
  const coin = coins[event.pick % coins.length]!;
  if (coin.value < 100_000n) return;
  const parent = makeTx([coin], { fee: BigInt(event.fee % 100), version: 3 });
  const child = makeTx([coinOf(parent)], { fee: BigInt(event.fee), version: 3 });
  const result = model.scene.mempool.acceptPackage([parent, child], { nowSec: model.scene.nowSec });
  for (const [i, acceptance] of result.transactions.entries()) {
    if (acceptance?.status === 'accepted') model.add([parent, child][i]!);
  }
  model.remove(result.removed ?? []);
}

function mine(model: Model, event: Event & { readonly do: 'mine' }): void {
  const transactions = chosen(model, event.picks);
  const { coinbases, height } = model.scene;
  // Something that nobody has heard of before, and that contradicts what is here.
  const coin = coinbases[event.picks[0]! % Math.max(1, height - 99)]!;
  const isSpent =
    model.scene.chain.coins.find(makeTx([coin], { fee: 0n }).bytes, makeTx([coin], { fee: 0n }).prevoutOffset(0)) < 0;
  const stranger = makeTx([coin], { fee: 500n, nonce: height & 0xffff });
  const conflicts = transactions.some((tx) => keyOf(tx.prevoutTxid(0)) === keyOf(coin.txid) || tx.inputCount > 1);
  const all = event.strangers && !isSpent && !conflicts ? [...transactions, stranger] : transactions;
  model.remove(model.scene.mine(all));
  model.mined.push(all);
}

function reorganize(model: Model, event: Event & { readonly do: 'reorg' }): void {
  const depth = Math.min(event.depth, model.mined.length);
  if (depth === 0) return;
  const gone = model.mined.splice(-depth);
  // The new chain has the first of the old one's blocks again, or nothing, and is longer; or there is none.
  const kept = event.picks[0]! % 2 === 0 ? [gone[0]!] : [];
  const count = event.picks[0]! % 3 === 0 ? 0 : depth + 1 - kept.length;
  const blocks = count === 0 ? [] : [...kept, ...Array.from({ length: count }, () => [])];
  const { added, removed, taken } = model.scene.reorg(depth, blocks);
  model.mined.push(...blocks);
  model.remove(taken);
  model.remove(removed.filter(({ entry }) => model.pool.has(keyOf(entry.txid))));
  for (const { tx } of added) model.add(tx);
}

function happen(model: Model, event: Event): void {
  switch (event.do) {
    case 'send':
      return send(model, event);
    case 'package':
      return sendPackage(model, event);
    case 'mine':
      return mine(model, event);
    case 'reorg':
      return reorganize(model, event);
    case 'wait':
      model.scene.nowSec += event.hours * 3600;
      return model.remove(model.scene.mempool.expire(model.scene.nowSec));
    case 'prioritise': {
      const entry = [...model.scene.mempool.entries()][event.pick % Math.max(1, model.pool.size)];
      if (entry !== undefined) model.scene.mempool.prioritise(entry.txid, BigInt(event.delta));
    }
  }
}

test('whatever happens, the mempool is what a plain list of its transactions comes to', async () => {
  let most = 0;
  const reasons = new Set<RemovalReason>();
  await fc.assert(
    fc.asyncProperty(events, async (list) => {
      const model = new Model(await MempoolScene.create({ blocks: 108, policy: POLICY }));
      for (const event of list) {
        happen(model, event);
        model.check();
        most = Math.max(most, model.pool.size);
      }
      for (const reason of model.reasons) reasons.add(reason);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // Not all of it happens in each run, but all does in some.
  assert.ok(most >= 12, `mempools are filled: ${most}`);
  assert.deepEqual([...reasons].sort(), ['block', 'conflict', 'expiry', 'reorg', 'replaced', 'sizelimit']);
});
