// How soon a block that one node is given is the tip of another: two nodes of ours, and two bitcoinds, each in a process of its
// own on the loopback, in rounds that take turns. Empty blocks, and blocks of 500 and 2,500 transactions, that both mempools
// have (compact blocks), or none.
//
// By the clock, and by CPU time of all threads of both until then: on a busy machine only the latter says something.
//
//   VIGIL_BITCOIND=PATH npm run bench -- bench/propagation.ts [--rounds N] [--sizes 0,500,2500] [--v1] [--json]
import { env, stderr, stdout } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { blockHashToHex } from '../src/primitives/hash.ts';
import type { Block } from '../src/primitives/block.ts';
import type { Transaction } from '../src/primitives/transaction.ts';
import { benchArguments } from './bench-arguments.ts';
import { Fed, framed, medianOf, roundOf } from './loopback/fed.ts';
import type { Round } from './loopback/fed.ts';
import { FundedChain, TRANSACTION_KINDS } from './loopback/funded-chain.ts';
import { BitcoindProcess, VigilProcess } from './loopback/loopback-process.ts';
import type { LoopbackNode } from './loopback/loopback-process.ts';

const SIZES = [0, 500, 2500];

/** Blocks before the first that is measured: then the nodes send each other compact blocks unasked. */
const WARM_UP_BLOCKS = 10;

/** Of each kind: blocks before those that are measured. A node that has run for some hours has its code compiled; with five, it has not. */
const WARM_UP_ROUNDS = 30;

/** Until nodes have told each other of transactions that both have, and a call that waits for a block waits. */
const SETTLE_MS = 3000;
const WAITING_MS = 50;

/** Two nodes that are connected, and a peer of each. */
interface Pair {
  readonly name: string;
  readonly a: Fed;
  readonly b: Fed;
}

async function pairOf(start: () => Promise<LoopbackNode>, usesV2: boolean): Promise<Pair> {
  const [a, b] = [await start(), await start()];
  await b.connectTo(a.port, { usesV2 });
  while ((await a.status()).peers === 0) await sleep(WAITING_MS);
  return { name: a.name, a: await Fed.connect(a), b: await Fed.connect(b) };
}

/** Gives a block to one node. @returns What it took until it was the other's tip. */
async function propagate({ a, b }: Pair, block: Block): Promise<Round> {
  const arrived = b.node.untilTip(blockHashToHex(block.hash));
  await sleep(WAITING_MS);
  const measure = roundOf([a.node, b.node]);
  a.post(framed([{ type: 'block', block }]));
  await arrived;
  return measure();
}

/** Brings both nodes to a block without hurry. */
async function catchUp({ a, b }: Pair, blocks: readonly Block[]): Promise<void> {
  const arrived = b.node.untilTip(blockHashToHex(blocks.at(-1)!.hash));
  await a.send(framed(blocks.map((block) => ({ type: 'block', block }))));
  await arrived;
}

async function fill({ a, b }: Pair, transactions: readonly Transaction[]): Promise<void> {
  const bytes = framed(transactions.map((tx) => ({ type: 'tx', tx })));
  await Promise.all([a.send(bytes), b.send(bytes)]);
  for (const { node } of [a, b]) {
    const { mempool } = await node.status();
    if (mempool !== transactions.length) throw new Error(`${node.name} has ${mempool} of ${transactions.length}`);
  }
}

/** A kind of block, with the transactions of each round's. */
interface Work {
  readonly size: number;
  readonly isInSync: boolean;
  readonly rounds: readonly (readonly Transaction[])[];
}

function textOf({ size, isInSync }: Work, measured: ReadonlyMap<string, readonly Round[]>): string {
  const figures = [...measured].map(([name, rounds]) => ({
    name,
    wall: medianOf(rounds, 'wallMs'),
    cpu: medianOf(rounds, 'cpuMs'),
  }));
  const said = (value: number, unit: string): string => `${value.toFixed(unit === '' ? 2 : 1).padStart(8)}${unit}`;
  const line = (name: string, of: { wall: number; cpu: number }, unit: string): string =>
    `  ${name.padEnd(9)}${said(of.wall, unit)} by the clock,${said(of.cpu, unit)} of CPU time of both\n`;
  const lines = figures.map((each) => line(each.name, each, ' ms'));
  const [ours, theirs] = figures;
  if (ours !== undefined && theirs !== undefined) {
    const ratio = { wall: theirs.wall / ours.wall, cpu: theirs.cpu / ours.cpu };
    lines.push(line('ratio', ratio, ''));
  }
  const mempools = size === 0 ? '' : isInSync ? ', which both have' : ', which nobody has';
  return `${size} transactions${mempools}\n${lines.join('')}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      rounds: { type: 'string', default: '5' },
      sizes: { type: 'string', default: SIZES.join(',') },
      v1: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const file = env['VIGIL_BITCOIND'];
  if (file === undefined) stderr.write('bitcoind is left out: VIGIL_BITCOIND is not set\n');
  const rounds = Number(values.rounds);
  const chain = new FundedChain();
  const kind = TRANSACTION_KINDS[0]!;
  const work: Work[] = values.sizes
    .split(',')
    .map(Number)
    .flatMap((size) =>
      (size === 0 ? [true] : [true, false]).map((isInSync) => ({
        size,
        isInSync,
        rounds: Array.from({ length: rounds + WARM_UP_ROUNDS }, () =>
          size === 0 ? [] : chain.transactions(kind, size),
        ),
      })),
    );
  const pairs = [await pairOf(() => VigilProcess.start(), !values.v1)];
  if (file !== undefined) pairs.push(await pairOf(() => BitcoindProcess.start(file), !values.v1));
  const results = [];
  try {
    for (let i = 0; i < WARM_UP_BLOCKS; i++) chain.mine([]);
    const funding = chain.blocks.slice(0, -WARM_UP_BLOCKS);
    for (const pair of pairs) {
      await catchUp(pair, funding);
      for (const block of chain.blocks.slice(-WARM_UP_BLOCKS)) await catchUp(pair, [block]);
    }
    for (const each of work) {
      const measured = new Map<string, Round[]>(pairs.map(({ name }) => [name, []]));
      for (const [round, transactions] of each.rounds.entries()) {
        const block = chain.mine(transactions);
        if (each.isInSync && transactions.length > 0) {
          await Promise.all(pairs.map((pair) => fill(pair, transactions)));
          await sleep(SETTLE_MS);
        }
        for (const pair of round % 2 === 0 ? pairs : pairs.toReversed()) {
          const took = await propagate(pair, block);
          if (round >= WARM_UP_ROUNDS) measured.get(pair.name)!.push(took);
        }
      }
      const { size, isInSync } = each;
      results.push({ size, isInSync, rounds: Object.fromEntries(measured) });
      if (!values.json) stdout.write(textOf(each, measured));
    }
    if (values.json) stdout.write(`${JSON.stringify({ rounds, results })}\n`);
  } finally {
    await Promise.all(pairs.flatMap(({ a, b }) => [a.stop(), b.stop()]));
  }
}

await main();
