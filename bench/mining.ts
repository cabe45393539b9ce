// How fast blocks are assembled and mined: 100 empty regtest blocks, checked and connected to a chain in memory; and a template
// from a mempool of 5,000 transactions, half of them children of the others.
//
//   node dist/bench/mining.js [--blocks N] [--transactions N] [--rounds N] [--json]
import { performance } from 'node:perf_hooks';
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { assert } from '../src/bytes/assert.ts';
import { blockSubsidy } from '../src/consensus/subsidy.ts';
import { assembleBlock } from '../src/mining/assemble-block.ts';
import { encodeTemplate } from '../src/mining/block-template.ts';
import { mineBlock } from '../src/mining/mine-block.ts';
import { templateDocument } from '../src/mining/template-document.ts';
import type { OutPoint } from '../src/primitives/out-point.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { NOW_SEC, OP_TRUE, PARAMS, spend } from '../test/chain-regtest.ts';
import { coinbaseCoin, miningScene } from '../test/mining-scene.ts';
import type { MiningScene } from '../test/mining-scene.ts';
import { benchArguments } from './bench-arguments.ts';

/** Outputs of one transaction that makes coins for the mempool's: below the heaviest that is relayed. */
const COINS_PER_TRANSACTION = 2000;

/** Satoshis of such a coin. */
const COIN_SATS = 40_000n;

interface Result {
  readonly name: string;
  /** Milliseconds of each round, the fastest first. */
  readonly ms: readonly number[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      blocks: { type: 'string', default: '100' },
      transactions: { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '7' },
      json: { type: 'boolean', default: false },
    },
  });
  const blocks = countFrom('--blocks', values.blocks);
  const transactions = countFrom('--transactions', values.transactions);
  const rounds = countFrom('--rounds', values.rounds);
  const results = [...(await mining(blocks, rounds)), ...(await templates(transactions, rounds))];
  if (values.json) stdout.write(`${JSON.stringify({ schema: 1, results })}\n`);
  else for (const { name, ms } of results) stdout.write(`${name}: ${spreadOf(ms)}\n`);
}

/** Mines blocks on a chain of its own in each round; and only assembles and searches, without a chain that checks. */
async function mining(blocks: number, rounds: number): Promise<Result[]> {
  const connected: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const scene = await miningScene(0);
    connected.push(
      timed(() => {
        for (let i = 0; i < blocks; i++) scene.mine();
      }),
    );
    const input = scene.input();
    alone.push(
      timed(() => {
        for (let i = 0; i < blocks; i++)
          mineBlock(assembleBlock({ ...input, nowSec: input.nowSec + i }), { params: PARAMS });
      }),
    );
  }
  return [
    { name: `${blocks} regtest blocks, mined and connected`, ms: sorted(connected) },
    { name: `${blocks} regtest blocks, assembled and mined only`, ms: sorted(alone) },
  ];
}

async function templates(count: number, rounds: number): Promise<Result[]> {
  const scene = await filledScene(count);
  const input = scene.input();
  const options = {
    params: PARAMS,
    versionBits: scene.versionBits,
    clientRules: new Set(['segwit']),
    transactionsUpdated: 0,
  };
  const assembled: number[] = [];
  const encoded: number[] = [];
  const shown: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let template = assembleBlock(input);
    assembled.push(timed(() => (template = assembleBlock(input))));
    encoded.push(timed(() => encodeTemplate(template)));
    shown.push(timed(() => templateDocument(template, options)));
    assert(template.transactions.length === scene.pool.size, 'all of the mempool fits into the block');
  }
  return [
    { name: `template from ${count} transactions`, ms: sorted(assembled) },
    { name: 'its block, with its merkle root', ms: sorted(encoded) },
    { name: 'its document for getblocktemplate', ms: sorted(shown) },
  ];
}

/** A chain whose mempool has so many transactions: one that spends a coin, one that spends that, and so on. */
async function filledScene(count: number): Promise<MiningScene> {
  const scene = await miningScene(0);
  const coins = await coinsOf(scene, Math.ceil(count / 2));
  const values = coins.map(() => COIN_SATS);
  for (let i = 0; i < count; i++) {
    const at = Math.floor(i / 2);
    values[at]! -= BigInt(200 + ((i * 7919) % 5000));
    const tx = pay(coins[at]!, [values[at]!, 0n]);
    assert(scene.pool.accept(tx, { nowSec: NOW_SEC }).status === 'accepted', 'the mempool takes it');
    coins[at] = { txid: tx.txid, vout: 0 };
  }
  return scene;
}

async function coinsOf(scene: MiningScene, count: number): Promise<OutPoint[]> {
  const makers = Math.ceil(count / COINS_PER_TRANSACTION);
  const mature = Array.from({ length: makers }, () => coinbaseCoin(scene.mine()));
  for (let i = 0; i < 100; i++) scene.mine();
  const coins: OutPoint[] = [];
  for (const coinbase of mature) {
    const rest = blockSubsidy(PARAMS, 1) - BigInt(COINS_PER_TRANSACTION) * COIN_SATS - 100_000n;
    const values = Array.from({ length: COINS_PER_TRANSACTION }, () => COIN_SATS);
    const tx = pay(coinbase, [...values, rest]);
    assert(scene.pool.accept(tx, { nowSec: NOW_SEC }).status === 'accepted', 'the mempool takes it');
    for (let vout = 0; vout < COINS_PER_TRANSACTION; vout++) coins.push({ txid: tx.txid, vout });
  }
  scene.mine();
  assert(scene.pool.size === 0, 'the coins are there');
  return coins;
}

function pay(coin: OutPoint, values: readonly bigint[]): Transaction {
  const tx = parseTransaction(
    spend(
      [coin],
      values.map((value) => ({ value, scriptPubKey: OP_TRUE })),
    ).bytes,
  );
  assert(!('code' in tx), 'it can be read');
  return tx;
}

function countFrom(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${flag} takes a whole number above 0, not ${text}`);
  return count;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function sorted(ms: readonly number[]): number[] {
  return ms.toSorted((a, b) => a - b);
}

function spreadOf(ms: readonly number[]): string {
  const [min, median, max] = [ms[0]!, ms[Math.floor(ms.length / 2)]!, ms.at(-1)!].map((each) => each.toFixed(1));
  return `${min} ms at best, ${median} ms median, ${max} ms at worst`;
}

await main();
