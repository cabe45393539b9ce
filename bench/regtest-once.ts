// What regtest nodes cost in one new process, as one line of JSON: for `bench/regtest.ts`.
//
//   node dist/bench/regtest-once.js one|many
import { argv, memoryUsage, stdout } from 'node:process';
import { spentSince } from './thread-time.ts';
import type { Spent } from './thread-time.ts';

const NODES = 50;
const BLOCKS = 100;

/** Blocks after which the compiler has done its work. */
const WARM_UP_BLOCKS = 1500;

const importing = spentSince();
const { startRegtest } = await import('../src/testing/index.ts');
const imported = importing();

/** Times of one node's life, by what was done. */
export interface OneNode {
  readonly imported: Spent;
  readonly firstStart: Spent;
  readonly coldBlocks: Spent;
  readonly nextStart: Spent;
  readonly warmBlocks: Spent;
}

/** What many at once take. */
export interface ManyNodes {
  readonly started: Spent;
  readonly mined: Spent;
  /** Of resident memory, by node. */
  readonly bytes: number;
}

async function one(): Promise<OneNode> {
  const starting = spentSince();
  const node = await startRegtest();
  const firstStart = starting();
  const cold = spentSince();
  node.mine(BLOCKS);
  const coldBlocks = cold();
  const again = spentSince();
  await startRegtest();
  const nextStart = again();
  node.mine(WARM_UP_BLOCKS);
  const warm = spentSince();
  node.mine(BLOCKS);
  return { imported, firstStart, coldBlocks, nextStart, warmBlocks: warm() };
}

async function many(): Promise<ManyNodes> {
  const before = memoryUsage().rss;
  const starting = spentSince();
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startRegtest()));
  const started = starting();
  const mining = spentSince();
  for (const node of nodes) node.mine(1);
  const mined = mining();
  const bytes = (memoryUsage().rss - before) / NODES;
  for (const node of nodes) node.stop();
  return { started, mined, bytes };
}

stdout.write(`${JSON.stringify(argv[2] === 'many' ? await many() : await one())}\n`);
