import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, blockAfter, blocksAfter } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { SyncNode } from '../../../test/sync-node.ts';
import { BlockReader } from '../../chain/block-reader.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { blockFilterHeader } from '../../primitives/block-filter.ts';
import { BuiltFilterIndex } from './filter-index.ts';
import { MemoryFilterStore } from './memory-filter-store.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 30);
const NOW_MS = BLOCKS[29]!.timeSec * 1000 + 60_000;

/** A store in which one can do damage. */
class FragileStore extends MemoryFilterStore {
  /** Rows of which nothing is there until it is put again. */
  readonly lost = new Set<number>();
  /** Row whose filter can't be read, though its entry can; -1 for none. */
  unreadable = -1;
  puts = 0;

  override entry(row: number): ReturnType<MemoryFilterStore['entry']> {
    return this.lost.has(row) ? undefined : super.entry(row);
  }

  override filter(row: number): Uint8Array | undefined {
    return this.lost.has(row) || row === this.unreadable ? undefined : super.filter(row);
  }

  override put(...put: Parameters<MemoryFilterStore['put']>): void {
    this.puts++;
    this.lost.delete(put[0]);
    if (put[0] === this.unreadable) this.unreadable = -1;
    super.put(...put);
  }
}

interface Scene {
  readonly node: SyncNode;
  readonly index: BuiltFilterIndex;
  readonly store: FragileStore;
  readonly rows: readonly number[];
}

async function scene(blocks: readonly TestBlock[] = BLOCKS, store = new FragileStore()): Promise<Scene> {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of blocks) node.mine(block);
  const { chain, memory } = node;
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files: memory.files });
  const index = new BuiltFilterIndex({ chain, reader, store });
  while (index.catchUp(7));
  assert.equal(index.isComplete, true);
  return { node, index, store, rows: Array.from({ length: chain.active.height + 1 }, (_, at) => chain.active.at(at)) };
}

/** Sees that all filters of the active chain are there, and chained. */
function assertWhole({ index, rows }: Scene): void {
  let header: Uint8Array = new Uint8Array(32);
  for (const row of rows) {
    const filter = index.filterOf(row)!;
    header = blockFilterHeader(filter, header);
    assert.deepEqual(index.filterHashOf(row), sha256d(filter));
    assert.deepEqual(index.filterHeaderOf(row), header);
  }
}

test('an index on a store that has everything makes nothing again', async () => {
  const first = await scene();
  assertWhole(first);
  assert.equal(first.store.puts, 31);
  const again = await scene(BLOCKS, first.store);
  assertWhole(again);
  assert.equal(first.store.puts, 31);
  assert.equal(again.index.hasMore, false);
});

test('a filter that is lost is made again, with what is known of it', async () => {
  const whole = await scene();
  const { index, store, rows } = whole;
  const expected = index.filterOf(rows[10]!);
  store.unreadable = rows[10]!;
  assert.deepEqual(index.filterOf(rows[10]!), expected);
  assert.equal(store.puts, 32);
  assertWhole(whole);
});

test('an entry that is lost, and many at a time, are made again, up to the tip', async () => {
  for (const lost of [[0], [10], [30], [9, 10, 11], Array.from({ length: 31 }, (_, i) => i)]) {
    const whole = await scene();
    const { index, store, rows } = whole;
    for (const height of lost) store.lost.add(rows[height]!);
    assert.equal(index.filterHeaderOf(rows[lost.at(-1)!]!), undefined);
    assert.equal(index.hasMore, true, 'the index wants to be asked again');
    for (let turns = 0; index.catchUp(2); turns++) assert.ok(turns < 100, 'it comes to an end');
    assert.equal(index.hasMore, false);
    assertWhole(whole);
    assert.equal(store.puts, 31 + lost.length);
  }
});

test('an entry that is another block’s is found when its filter is made, and what follows from it is set right', async () => {
  const whole = await scene();
  const { index, store, rows } = whole;
  const wrong = store.filter(rows[3]!)!;
  const before = index.filterHeaderOf(rows[19]!)!;
  const hash = sha256d(wrong);
  for (let at = 20, previous = before; at <= 30; at++) {
    const entry = at === 20 ? { hash, header: blockFilterHeader(wrong, previous) } : store.entry(rows[at]!)!;
    const header = at === 20 ? entry.header : blockFilterHeader(store.filter(rows[at]!)!, previous);
    store.put(rows[at]!, store.filter(rows[at]!)!, { hash: entry.hash, header });
    previous = header;
  }
  store.unreadable = rows[20]!;
  index.filterOf(rows[20]!);
  while (index.catchUp(2));
  assertWhole(whole);
});

test('filters of blocks that are not active any more stay, with a store that is opened again too', async () => {
  const first = await scene();
  const fork = [blockAfter(BLOCKS[26]!, { extraNonce: 1 })];
  while (fork.length < 5) fork.push(blockAfter(fork.at(-1)!));
  const again = await scene([...BLOCKS, ...fork], first.store);
  assertWhole(again);
  const { tree } = again.node.chain;
  for (const block of BLOCKS.slice(27)) {
    const row = tree.indexOf(block.hash);
    const before = again.index.filterHeaderOf(tree.prevOf(row))!;
    assert.deepEqual(again.index.filterHeaderOf(row), blockFilterHeader(again.index.filterOf(row)!, before));
  }
});

test('where a block was pruned before its filter was made, the index stops, and rests', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS) node.mine(block);
  const { chain, memory } = node;
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files: memory.files });
  chain.index.dropData(chain.active.at(12));
  const index = new BuiltFilterIndex({ chain, reader, store: new MemoryFilterStore() });
  assert.deepEqual([index.hasMore, index.prunedHeight], [true, undefined]);
  assert.equal(index.catchUp(100), false);
  assert.equal(index.prunedHeight, 12);
  assert.equal(index.builtHeight, 11);
  assert.deepEqual([index.hasMore, index.isComplete], [false, false]);
  assert.ok(index.filterOf(chain.active.at(11)) !== undefined);
  assert.equal(index.filterOf(chain.active.at(12)), undefined);
});
