import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  testBlock,
  testCoinbase,
  testInput,
  testOutput,
  testTransaction,
  testTransactionData,
} from '../../test/block-builder.ts';
import { SCRIPT_KINDS, coinText, scriptOfCoin } from '../../test/random-coins.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import type { Block } from '../primitives/block.ts';
import type { Txid } from '../primitives/hash.ts';
import { isUnspendable } from '../primitives/script/script-facts.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import { CoinsCache } from './coins/coins-cache.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import { BlockConnector } from './connect-block.ts';
import type { ConnectContext } from './connect-block.ts';
import { disconnectBlock } from './disconnect-block.ts';
import { MemoryStore } from './memory-store.ts';
import { StorageDamageError } from './storage-damage.ts';
import { readUndoData } from './undo-data.ts';
import type { UndoData } from './undo-data.ts';

const SALT = [3, 4] as const;
const SUBSIDY = 5_000_000_000n;

/** First height: coinbases of the blocks are taken for mature at once, by a distance of 100 between them. */
const HEIGHT_STEP = 100;

interface ModelCoin {
  readonly txid: Txid;
  readonly vout: number;
  readonly text: string;
  readonly value: bigint;
}

type Coins = ReadonlyMap<string, ModelCoin>;

/** A random block: for each transaction the coins that it spends, and the kinds of outputs that it makes. */
interface Plan {
  readonly transactions: readonly { readonly spends: readonly number[]; readonly makes: readonly number[] }[];
  readonly isFlushed: boolean;
}

const UNSPENDABLE = Uint8Array.of(0x6a, 1, 2);
const SCRIPTS = [...SCRIPT_KINDS.map(([, script]) => script), UNSPENDABLE];

const plan: fc.Arbitrary<Plan> = fc.record({
  transactions: fc.array(
    fc.record({
      spends: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
      makes: fc.array(fc.nat(SCRIPTS.length - 1), { minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 5 },
  ),
  isFlushed: fc.boolean(),
});

function modelCoins(tx: TransactionData, height: number, isCoinbase: boolean): ModelCoin[] {
  const { txid } = testTransaction(tx);
  return tx.outputs.flatMap(({ value, scriptPubKey }, vout) => {
    if (isUnspendable(scriptPubKey)) return [];
    return [{ txid, vout, value, text: `${2 * height + (isCoinbase ? 1 : 0)} ${value} ${bytesToHex(scriptPubKey)}` }];
  });
}

const nameOf = (coin: Pick<ModelCoin, 'txid' | 'vout'>): string => `${bytesToHex(coin.txid)}:${coin.vout}`;

/** Builds a good block on coins, and the coins after it. Transactions may spend what earlier ones of the block make. */
function build(
  before: Coins,
  height: number,
  { transactions }: Plan,
): { readonly block: Block; readonly coins: Coins } {
  const coins = new Map(before);
  const coinbase = testCoinbase(height, {
    outputs: [testOutput({ value: SUBSIDY }), testOutput({ scriptPubKey: UNSPENDABLE, value: 0n })],
  });
  const made: TransactionData[] = [coinbase];
  for (const { spends, makes } of transactions) {
    const spent = new Map<string, ModelCoin>();
    for (const at of spends) {
      const free = [...coins.values()];
      const coin = free[at % Math.max(1, free.length)];
      if (coin === undefined || spent.has(nameOf(coin))) continue;
      spent.set(nameOf(coin), coin);
      coins.delete(nameOf(coin));
    }
    if (spent.size === 0) continue;
    const total = [...spent.values()].reduce((sum, { value }) => sum + value, 0n);
    const tx = testTransactionData({
      inputs: [...spent.values()].map(({ txid, vout }) => testInput({ prevout: { txid, vout } })),
      outputs: makes.map((kind) => testOutput({ value: total / BigInt(makes.length), scriptPubKey: SCRIPTS[kind]! })),
    });
    made.push(tx);
    for (const coin of modelCoins(tx, height, false)) coins.set(nameOf(coin), coin);
  }
  for (const coin of modelCoins(coinbase, height, true)) coins.set(nameOf(coin), coin);
  return { block: testBlock({ transactions: made, mine: false }), coins };
}

function context(height: number, changes: Partial<ConnectContext> = {}): ConnectContext {
  return {
    rules: { height, scriptFlags: 0, hasSequenceLocks: false, subsidy: SUBSIDY },
    medianTimePastAt: () => 0,
    checkBip30: true,
    scripts: undefined,
    ...changes,
  };
}

function outPointOf(coin: Pick<ModelCoin, 'txid' | 'vout'>): Uint8Array {
  const bytes = new Uint8Array(36);
  bytes.set(coin.txid);
  writeU32Le(bytes, 32, coin.vout);
  return bytes;
}

function assertCoins(coins: CoinsCache, expected: Coins, all: Coins): void {
  const read = emptyPlainCoin();
  for (const [name, coin] of all) {
    const record = coins.find(outPointOf(coin), 0);
    assert.equal(record >= 0, expected.has(name), name);
    if (record < 0) continue;
    coins.readCoin(record, read);
    assert.equal(coinText(read), expected.get(name)!.text);
    assert.deepEqual(coins.coin(record).scriptPubKey, scriptOfCoin(read));
  }
}

async function flush(coins: CoinsCache, store: MemoryStore): Promise<void> {
  const batch = store.batch();
  coins.flushInto(batch);
  await batch.write();
  coins.evict();
}

async function countStored(store: MemoryStore): Promise<number> {
  let count = 0;
  for await (const entries of store.entries(new Uint8Array(0))) count += entries.length;
  return count;
}

function undoOf(record: Uint8Array, block: Block): UndoData {
  const undo = readUndoData(record, block);
  assert.ok(typeof undo !== 'string');
  return undo;
}

test('each block that is disconnected leaves the coins as they were before it, wherever flushes come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 8 }), async (plans) => {
      const store = new MemoryStore();
      const coins = new CoinsCache({ source: store, salt: SALT, maxBytes: 10_000 });
      const connector = new BlockConnector({ coins, salt: SALT });
      const states: Coins[] = [new Map()];
      const blocks: { readonly block: Block; readonly undo: Uint8Array }[] = [];
      const all = new Map<string, ModelCoin>();
      for (const [index, each] of plans.entries()) {
        const { block, coins: after } = build(states[index]!, (index + 1) * HEIGHT_STEP, each);
        const result = connector.connect(block, context((index + 1) * HEIGHT_STEP));
        assert.ok('undo' in result, 'code' in result ? result.code : '');
        blocks.push({ block, undo: result.undo.slice() });
        states.push(after);
        for (const [name, coin] of after) all.set(name, coin);
        if (each.isFlushed) await flush(coins, store);
      }
      assertCoins(coins, states[plans.length]!, all);
      for (let index = plans.length - 1; index >= 0; index--) {
        const { block, undo } = blocks[index]!;
        const height = (index + 1) * HEIGHT_STEP;
        disconnectBlock(block, undoOf(undo, block), { coins, height, isOverwritten: false });
        assertCoins(coins, states[index]!, all);
        if (plans[index]!.isFlushed) {
          await flush(coins, store);
          assert.equal(await countStored(store), states[index]!.size);
        }
      }
    }),
    { numRuns: 150 },
  );
});

/** A chain of one block that makes coins, and one that spends some of them. */
function twoBlocks(): { coins: CoinsCache; block: Block; undo: UndoData } {
  const coins = new CoinsCache({ source: new MemoryStore(), salt: SALT, maxBytes: 1e6 });
  const connector = new BlockConnector({ coins, salt: SALT });
  const first = build(new Map(), 100, { transactions: [], isFlushed: false });
  assert.ok('undo' in connector.connect(first.block, context(100)));
  const second = build(first.coins, 200, { transactions: [{ spends: [0], makes: [0, 1] }], isFlushed: false });
  const result = connector.connect(second.block, context(200));
  assert.ok('undo' in result);
  return { coins, block: second.block, undo: undoOf(result.undo, second.block) };
}

function assertInconsistent(work: () => void, why: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof StorageDamageError && error.damage.code === 'coins-inconsistent');
    assert.equal(error.damage.height, 200);
    assert.match(error.damage.why, why);
    return true;
  });
}

test('coins that are not as the block left them are named: one that is gone, that differs, that is not spent', () => {
  const options = { height: 200, isOverwritten: false };
  const gone = twoBlocks();
  const outPoint = outPointOf({ txid: gone.block.txid(1), vout: 1 });
  gone.coins.spend(gone.coins.find(outPoint, 0));
  assertInconsistent(() => disconnectBlock(gone.block, gone.undo, { ...options, coins: gone.coins }), /:1 is gone$/);

  for (const change of [{ code: 402 }, { value: 1 }, { scriptEnd: 0 }]) {
    const { coins, block, undo } = twoBlocks();
    const coin = emptyPlainCoin();
    coins.readCoin(coins.find(outPoint, 0), coin);
    const script = scriptOfCoin(coin);
    const other = { ...coin, bytes: script, scriptStart: 0, scriptEnd: script.length, ...change };
    coins.add(outPoint, 0, other, { mayOverwrite: true });
    assertInconsistent(() => disconnectBlock(block, undo, { ...options, coins }), /:1 differs$/);
  }

  const unspent = twoBlocks();
  const spent = unspent.block.bytes.slice(unspent.block.transaction(1).prevoutOffset(0)).subarray(0, 36);
  const again = { code: 1, value: 5, bytes: Uint8Array.of(0x51), scriptStart: 0, scriptEnd: 1 };
  unspent.coins.add(spent, 0, again, { mayOverwrite: true });
  assertInconsistent(
    () => disconnectBlock(unspent.block, unspent.undo, { ...options, coins: unspent.coins }),
    /:0 is not spent$/,
  );
});

test('a coinbase that is repeated overwrites the coin; when the later is disconnected, there is none any more', () => {
  const coins = new CoinsCache({ source: new MemoryStore(), salt: SALT, maxBytes: 1e6 });
  const connector = new BlockConnector({ coins, salt: SALT });
  const coinbase = testCoinbase(7, { outputs: [testOutput({ value: SUBSIDY })] });
  const block = testBlock({ transactions: [coinbase], mine: false });
  const outPoint = outPointOf({ txid: block.txid(0), vout: 0 });
  const [earlier, later] = [100, 200].map((height) => {
    const result = connector.connect(block, context(height, { checkBip30: false }));
    assert.ok('undo' in result);
    const { height: made } = coins.coin(coins.find(outPoint, 0));
    assert.equal(made, height);
    return undoOf(result.undo.slice(), block);
  });
  const reject = connector.connect(block, context(300));
  assert.ok('code' in reject && reject.code === 'bad-txns-BIP30');
  disconnectBlock(block, later!, { coins, height: 200, isOverwritten: false });
  // As in Bitcoin Core: what was overwritten is in no undo data.
  assert.equal(coins.find(outPoint, 0), -1);
  assert.throws(
    () => disconnectBlock(block, earlier!, { coins, height: 100, isOverwritten: false }),
    StorageDamageError,
  );
  disconnectBlock(block, earlier!, { coins, height: 100, isOverwritten: true });
  assert.equal(coins.find(outPoint, 0), -1);
});

test('the earlier of two blocks with one coinbase may be disconnected while the later’s coin is there', () => {
  const coins = new CoinsCache({ source: new MemoryStore(), salt: SALT, maxBytes: 1e6 });
  const connector = new BlockConnector({ coins, salt: SALT });
  const block = testBlock({
    transactions: [testCoinbase(7, { outputs: [testOutput({ value: SUBSIDY })] })],
    mine: false,
  });
  const result = connector.connect(block, context(200, { checkBip30: false }));
  assert.ok('undo' in result);
  disconnectBlock(block, undoOf(result.undo, block), { coins, height: 100, isOverwritten: true });
  assert.equal(coins.find(outPointOf({ txid: block.txid(0), vout: 0 }), 0), -1);
});
