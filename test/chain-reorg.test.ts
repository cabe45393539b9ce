import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptCache } from '../src/chain/script-cache.ts';
import { InPlaceVerifier } from '../src/chain/in-place-verifier.ts';
import { nobleSecp256k1 } from '../src/crypto/noble-secp256k1.ts';
import { CoinStatsSum } from '../src/chain/coin-stats.ts';
import { COIN_PREFIX } from '../src/chain/coins/coin-key.ts';
import type { ChainStep } from '../src/chain/chain-state.ts';
import {
  GENESIS_TEST_BLOCK,
  OP_FALSE,
  OP_TRUE,
  blockAfter,
  blocksAfter,
  commit,
  deliver,
  memoryChain,
  rowOf,
  settle,
  spend,
  tipHash,
} from './chain-regtest.ts';
import type { MemoryChain, TestBlock } from './chain-regtest.ts';

const hex = (block: Pick<TestBlock, 'hash'>): string => Buffer.from(block.hash).toString('hex');

/** 101 blocks: the first one's coinbase can be spent in the next. */
const BASE = blocksAfter(GENESIS_TEST_BLOCK, 101);
const BASE_TIP = BASE[BASE.length - 1]!;

async function baseChain(options: Parameters<typeof memoryChain>[0] = {}): Promise<MemoryChain> {
  const made = await memoryChain(options);
  for (const block of BASE) assert.equal(deliver(made.chain, block).accepted.status, 'added');
  assert.equal(made.chain.active.height, 101);
  return made;
}

async function coinsHash(made: MemoryChain): Promise<string> {
  await commit(made);
  const sum = new CoinStatsSum({ serialized: true, muhash: false });
  for await (const entries of made.store.entries(Uint8Array.of(COIN_PREFIX))) {
    for (const { key, value } of entries) sum.add(key, value);
  }
  return Buffer.from(sum.finish().hashSerialized3!).toString('hex');
}

/** Spends the coinbase of a base block. */
function spendBase(index: number, script: Uint8Array = OP_TRUE): ReturnType<typeof spend> {
  return spend([{ txid: BASE[index]!.coinbaseTxid, vout: 0 }], [{ value: 5_000_000_000n, scriptPubKey: script }]);
}

const did = (steps: readonly ChainStep[]): string[] => steps.map((step) => step.did);

test('of two chains with as much work the first stays; one block more, and the other is connected', async () => {
  const { chain } = await baseChain();
  const first = blockAfter(BASE_TIP, { extraNonce: 1 });
  const second = blockAfter(BASE_TIP, { extraNonce: 2, transactions: [spendBase(0)] });
  const third = blockAfter(second);
  assert.deepEqual(did(deliver(chain, first).steps), ['connect']);
  assert.deepEqual(deliver(chain, second).steps, []);
  assert.equal(tipHash(chain), hex(first));
  assert.deepEqual(did(deliver(chain, third).steps), ['disconnect', 'connect', 'connect']);
  assert.equal(tipHash(chain), hex(third));
});

test('a reorganization of a hundred blocks and back leaves the coins as a straight chain has them', async () => {
  const made = await baseChain();
  const a = blocksAfter(blockAfter(BASE_TIP, { extraNonce: 1, transactions: [spendBase(0)] }), 100);
  const aFirst = blockAfter(BASE_TIP, { extraNonce: 1, transactions: [spendBase(0)] });
  const bFirst = blockAfter(BASE_TIP, { extraNonce: 2, transactions: [spendBase(0, Uint8Array.of(0x52))] });
  const b = blocksAfter(bFirst, 101);
  for (const block of [aFirst, ...a]) deliver(made.chain, block);
  const hashA = await coinsHash(made);
  for (const block of [bFirst, ...b]) deliver(made.chain, block);
  assert.equal(tipHash(made.chain), hex(b[b.length - 1]!));
  const straight = await baseChain();
  for (const block of [bFirst, ...b]) deliver(straight.chain, block);
  assert.equal(await coinsHash(made), await coinsHash(straight));
  made.chain.invalidate(rowOf(made.chain, bFirst.hash));
  settle(made.chain);
  assert.equal(await coinsHash(made), hashA);
});

test('blocks that come before their parents wait, and are connected when the parent comes', async () => {
  const { chain } = await memoryChain();
  const blocks = blocksAfter(GENESIS_TEST_BLOCK, 4);
  for (const block of blocks) chain.acceptHeader(block.bytes, 0, 2_000_000_000);
  for (const index of [3, 1, 2]) assert.deepEqual(deliver(chain, blocks[index]!).steps, []);
  assert.deepEqual(did(deliver(chain, blocks[0]!).steps), ['connect', 'connect', 'connect', 'connect']);
});

test('a longer chain with a bad block in it is left for the one before; what builds on it is refused', async () => {
  const { chain } = await baseChain();
  const good = blockAfter(BASE_TIP, { extraNonce: 1 });
  const side = blockAfter(BASE_TIP, { extraNonce: 2 });
  const bad = blockAfter(side, { excess: 1n });
  const child = blockAfter(bad);
  deliver(chain, good);
  deliver(chain, side);
  const { steps } = deliver(chain, bad);
  assert.deepEqual(did(steps), ['disconnect', 'connect', 'fail', 'disconnect', 'connect']);
  const failed = steps[2]!;
  assert.ok(failed.did === 'fail' && failed.reject.code === 'bad-cb-amount');
  assert.equal(tipHash(chain), hex(good));
  const { accepted } = deliver(chain, child);
  assert.ok(accepted.status === 'rejected' && accepted.reject.code === 'bad-prevblk');
  const again = deliver(chain, bad).accepted;
  assert.ok(again.status === 'rejected' && again.reject.code === 'duplicate');
});

test('a block that fails by its scripts, its coins or its reward changes no coin', async () => {
  const made = await baseChain();
  const before = await coinsHash(made);
  const paid = blockAfter(BASE_TIP, { extraNonce: 1, transactions: [spendBase(0, OP_FALSE)] });
  const twice = [spendBase(0), spendBase(0, Uint8Array.of(0x52))];
  const cases: readonly [TestBlock, string][] = [
    [blockAfter(BASE_TIP, { transactions: twice }), 'bad-txns-inputs-missingorspent'],
    [blockAfter(BASE_TIP, { transactions: [spendBase(0)], excess: 1n }), 'bad-cb-amount'],
    [blockAfter(BASE_TIP, { transactions: [spendBase(50)] }), 'bad-txns-premature-spend-of-coinbase'],
  ];
  for (const [block, code] of cases) {
    const failed = deliver(made.chain, block).steps.find((step) => step.did === 'fail');
    assert.equal(failed?.reject.code, code);
    assert.equal(await coinsHash(made), before);
  }
  deliver(made.chain, paid);
  const txid = spendBase(0, OP_FALSE).txid;
  const unlock = spend([{ txid, vout: 0 }], [{ value: 1n, scriptPubKey: OP_TRUE }]);
  const failed = deliver(made.chain, blockAfter(paid, { transactions: [unlock] })).steps[0]!;
  assert.ok(failed.did === 'fail' && failed.reject.code === 'mandatory-script-verify-flag-failed');
  assert.deepEqual([failed.reject.error, failed.reject.transaction, failed.reject.input], ['EVAL_FALSE', 1, 0]);
  assert.equal(tipHash(made.chain), hex(paid));
});

test('a transaction may spend what an earlier one of its block makes, and not what a later one makes', async () => {
  const made = await baseChain();
  const first = spendBase(0);
  const second = spend([{ txid: first.txid, vout: 0 }], [{ value: 1n, scriptPubKey: OP_TRUE }]);
  const wrong = deliver(made.chain, blockAfter(BASE_TIP, { transactions: [second, first] })).steps[0]!;
  assert.ok(wrong.did === 'fail' && wrong.reject.code === 'bad-txns-inputs-missingorspent');
  const right = blockAfter(BASE_TIP, { transactions: [first, second], extraNonce: 1 });
  assert.deepEqual(did(deliver(made.chain, right).steps), ['connect']);
  const before = await coinsHash(made);
  made.chain.invalidate(rowOf(made.chain, right.hash));
  settle(made.chain);
  assert.equal(made.chain.active.height, 101);
  made.chain.reconsider(rowOf(made.chain, right.hash));
  assert.deepEqual(did(settle(made.chain)), ['connect']);
  assert.equal(await coinsHash(made), before);
});

test('invalidateblock goes to the next best chain, reconsiderblock comes back', async () => {
  const { chain } = await baseChain();
  const main = [blockAfter(BASE_TIP, { extraNonce: 1 })];
  main.push(...blocksAfter(main[0]!, 3));
  const side = [blockAfter(BASE_TIP, { extraNonce: 2 })];
  side.push(...blocksAfter(side[0]!, 1));
  for (const block of [...main, ...side]) deliver(chain, block);
  assert.equal(tipHash(chain), hex(main[3]!));
  assert.equal(chain.invalidate(rowOf(chain, main[1]!.hash)).length, 3);
  settle(chain);
  assert.equal(tipHash(chain), hex(side[1]!));
  const child = deliver(chain, blockAfter(main[3]!)).accepted;
  assert.ok(child.status === 'rejected' && child.reject.code === 'bad-prevblk');
  // Reconsidering the last of them takes the mark off all before it too.
  chain.reconsider(rowOf(chain, main[3]!.hash));
  settle(chain);
  assert.equal(tipHash(chain), hex(main[3]!));
});

test('preciousblock prefers a block to one with as much work, again and again, but not to one with more', async () => {
  const { chain } = await baseChain();
  const [a, b] = [1, 2].map((extraNonce) => blockAfter(BASE_TIP, { extraNonce })) as [TestBlock, TestBlock];
  deliver(chain, a);
  deliver(chain, b);
  for (const block of [b, a, b, b, a]) {
    chain.prefer(rowOf(chain, block.hash));
    settle(chain);
    assert.equal(tipHash(chain), hex(block));
  }
  const more = blockAfter(b);
  deliver(chain, more);
  chain.prefer(rowOf(chain, a.hash));
  settle(chain);
  assert.equal(tipHash(chain), hex(more));
});

test('a second check of the same transactions is spared when a chain comes back', async () => {
  const scriptCache = new ScriptCache({ salt: new Uint8Array(32).fill(9), sizeBytes: 10_000, remembersBlocks: true });
  const { chain } = await baseChain({ scriptCache, scripts: new InPlaceVerifier(nobleSecp256k1) });
  const a = blockAfter(BASE_TIP, { extraNonce: 1, transactions: [spendBase(0)] });
  const b = blockAfter(BASE_TIP, { extraNonce: 2 });
  const connected = deliver(chain, a).steps[0]!;
  assert.ok(connected.did === 'connect' && connected.result.scriptsChecked === 1);
  deliver(chain, b);
  chain.prefer(rowOf(chain, b.hash));
  settle(chain);
  chain.prefer(rowOf(chain, a.hash));
  const back = settle(chain)[1]!;
  assert.ok(back.did === 'connect' && back.result.scriptsChecked === 0 && back.result.inputCount === 1);
});
