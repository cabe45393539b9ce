// The chain against a model that is too simple to be wrong: every block has its own map of coins, made from its parent's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CoinStatsSum } from '../src/chain/coin-stats.ts';
import { COIN_PREFIX, readCoinKeyIndex } from '../src/chain/coins/coin-key.ts';
import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, blocksAfter, commit } from './chain-regtest.ts';
import { deliver, memoryChain, rowOf, settle, spend } from './chain-regtest.ts';
import type { MemoryChain, TestBlock } from './chain-regtest.ts';

const BASE = blocksAfter(GENESIS_TEST_BLOCK, 100);

/** Coins of base blocks that random blocks fight over. */
const FOUGHT_OVER = 6;

interface ModelBlock {
  readonly block: TestBlock;
  /** Index of the parent, or -1 for the base. */
  readonly parent: number;
  /** Coins after it, as `txid:vout`; `undefined` when it breaks a rule, or builds on one that does. */
  readonly coins: ReadonlySet<string> | undefined;
}

/** How one random block is made: on which earlier one, which base coin it spends, whether it makes too much. */
interface BlockPlan {
  readonly parent: number;
  readonly spends: number;
  readonly isGreedy: boolean;
}

const blockPlan: fc.Arbitrary<BlockPlan> = fc.record({
  parent: fc.nat(1000),
  spends: fc.integer({ min: -2, max: FOUGHT_OVER - 1 }),
  isGreedy: fc.nat(15).map((n) => n === 0),
});

type Operation = {
  readonly kind: 'deliver' | 'invalidate' | 'reconsider' | 'prefer' | 'reopen';
  readonly block: number;
};

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant('deliver' as const) },
    { weight: 1, arbitrary: fc.constantFrom('invalidate' as const, 'reconsider' as const, 'prefer' as const) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  ),
  block: fc.nat(1000),
});

function key(txid: Uint8Array, vout: number): string {
  return `${Buffer.from(txid).toString('hex')}:${vout}`;
}

function baseCoins(): Set<string> {
  return new Set(BASE.map((block) => key(block.coinbaseTxid, 0)));
}

/** Makes a random tree of blocks, valid and not. The first coinbase is mature from height 101 on, the next from 102 on. */
function makeTree(plans: readonly BlockPlan[]): ModelBlock[] {
  const blocks: ModelBlock[] = [];
  for (const [index, { parent: drawn, spends, isGreedy }] of plans.entries()) {
    const parent = (drawn % (index + 1)) - 1;
    const before = parent < 0 ? BASE[BASE.length - 1]! : blocks[parent]!.block;
    const coins = parent < 0 ? baseCoins() : blocks[parent]!.coins;
    const spent = spends < 0 ? undefined : BASE[spends]!.coinbaseTxid;
    const outputs = [{ value: 1000n + BigInt(index), scriptPubKey: OP_TRUE }];
    const transactions = spent === undefined ? [] : [spend([{ txid: spent, vout: 0 }], outputs)];
    const block = blockAfter(before, { extraNonce: index + 1, transactions, excess: isGreedy ? 10n ** 12n : 0n });
    const isMature = spends < 0 || block.height - (spends + 1) >= 100;
    const isGood = !isGreedy && isMature && (spent === undefined || coins?.has(key(spent, 0)) === true);
    let after: Set<string> | undefined;
    if (coins !== undefined && isGood) {
      after = new Set(coins).add(key(block.coinbaseTxid, 0));
      if (spent !== undefined) after.delete(key(spent, 0));
      for (const { txid } of transactions) after.add(key(txid, 0));
    }
    blocks.push({ block, parent, coins: after });
  }
  return blocks;
}

/** Which blocks there are, in which order they came, and which a person has marked. */
class Model {
  readonly #tree: readonly ModelBlock[];
  readonly #stored = new Set<number>();
  /** In the order in which they were first seen. */
  #order: number[] = [];
  readonly #marked = new Set<number>();
  readonly #sequence = new Map<number, number>();
  #nextSequence = 1;
  #nextPrecious = -1;
  #lastPreciousHeight = -1;

  constructor(tree: readonly ModelBlock[]) {
    this.#tree = tree;
  }

  has(index: number): boolean {
    return index < 0 || this.#stored.has(index);
  }

  deliver(index: number): void {
    if (this.#stored.has(index)) return;
    this.#stored.add(index);
    this.#order.push(index);
    this.#sequence.set(index, this.#nextSequence++);
  }

  invalidate(index: number): void {
    this.#marked.add(index);
  }

  reconsider(index: number): void {
    for (let walk = index; walk >= 0; walk = this.#tree[walk]!.parent) this.#marked.delete(walk);
    for (const other of this.#marked) if (this.#isAncestor(index, other)) this.#marked.delete(other);
  }

  prefer(index: number): void {
    const tip = this.best();
    const tipHeight = this.#heightOf(tip);
    if (this.#heightOf(index) < tipHeight) return;
    if (tipHeight > this.#lastPreciousHeight) this.#nextPrecious = -1;
    this.#lastPreciousHeight = tipHeight;
    this.#sequence.set(index, this.#nextPrecious--);
  }

  /** What is remembered after a restart: the chain that was active is preferred, then the order of the index. */
  reopen(): void {
    const active = new Set<number>();
    for (let walk = this.best(); walk >= 0; walk = this.#tree[walk]!.parent) active.add(walk);
    this.#nextSequence = 1;
    this.#nextPrecious = -1;
    this.#lastPreciousHeight = -1;
    for (const index of this.#order) {
      const sequence = this.#nextSequence++;
      this.#sequence.set(index, active.has(index) ? 0 : sequence);
    }
  }

  /** Whether a block breaks a rule, is marked, or builds on one that is. */
  isBad(index: number): boolean {
    for (let walk = index; walk >= 0; walk = this.#tree[walk]!.parent) {
      if (this.#marked.has(walk) || this.#tree[walk]!.coins === undefined) return true;
    }
    return false;
  }

  /** Index of the tip, or -1 for the base. */
  best(): number {
    let best = -1;
    for (const index of this.#order) {
      if (this.isBad(index)) continue;
      const longer = this.#heightOf(index) - this.#heightOf(best);
      if (longer > 0 || (longer === 0 && this.#sequence.get(index)! < this.#sequence.get(best)!)) best = index;
    }
    return best;
  }

  #heightOf(index: number): number {
    return index < 0 ? BASE.length : this.#tree[index]!.block.height;
  }

  #isAncestor(ancestor: number, index: number): boolean {
    for (let walk = index; walk >= 0; walk = this.#tree[walk]!.parent) if (walk === ancestor) return true;
    return false;
  }
}

async function storedCoins(made: MemoryChain): Promise<Set<string>> {
  await commit(made);
  const sum = new CoinStatsSum({ serialized: false, muhash: false });
  const coins = new Set<string>();
  for await (const entries of made.store.entries(Uint8Array.of(COIN_PREFIX))) {
    for (const entry of entries) {
      sum.add(entry.key, entry.value);
      coins.add(key(entry.key.subarray(1, 33), readCoinKeyIndex(entry.key)));
    }
  }
  return coins;
}

async function play(plans: readonly BlockPlan[], operations: readonly Operation[]): Promise<void> {
  const tree = makeTree(plans);
  const model = new Model(tree);
  let made = await memoryChain();
  for (const block of BASE) deliver(made.chain, block);
  for (const { kind, block: drawn } of operations) {
    const index = drawn % tree.length;
    const { block, parent } = tree[index]!;
    const row = rowOf(made.chain, block.hash);
    if (kind === 'reopen') {
      await commit(made);
      made = await memoryChain({ before: made });
      settle(made.chain);
      model.reopen();
    } else if (kind === 'deliver') {
      const { accepted } = deliver(made.chain, block);
      if (accepted.status === 'rejected') {
        const reasons = ['prev-blk-not-found', 'bad-prevblk', 'duplicate'];
        assert.ok(reasons.includes(accepted.reject.code), accepted.reject.code);
        assert.ok(!model.has(parent) || model.isBad(index), `a good block is refused: ${accepted.reject.code}`);
      } else model.deliver(index);
    } else if (row >= 0 && model.has(index)) {
      made.chain[kind](row);
      settle(made.chain);
      model[kind](index);
    }
    const best = model.best();
    const expected = best < 0 ? BASE[BASE.length - 1]! : tree[best]!.block;
    assert.deepEqual(made.chain.tree.hashOf(made.chain.active.tip), expected.hash, `after ${kind} of block ${index}`);
  }
  const best = model.best();
  assert.deepEqual(await storedCoins(made), best < 0 ? baseCoins() : tree[best]!.coins);
}

test('whatever blocks come, in whatever order, with marks and restarts, tip and coins are those of the model', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(blockPlan, { minLength: 1, maxLength: 20 }),
      fc.array(operation, { maxLength: 60 }),
      play,
    ),
    { numRuns: 60 },
  );
});
