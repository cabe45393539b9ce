// What a regtest node costs in one new process, as one line of JSON: for `bench/regtest.ts`.
//
//   node dist/bench/regtest-once.js start|many
import { argv, cpuUsage, memoryUsage, stdout } from 'node:process';

const importStart = timer();
const { startRegtest } = await import('../src/testing/index.ts');
const imported = importStart();

const NODES = 50;
const BLOCKS = 100;

/** Times of one kind of work, in milliseconds. */
interface Spent {
  readonly wallMs: number;
  /** Of all threads: the compiler's and the garbage collector's too. */
  readonly cpuMs: number;
}

function timer(): () => Spent {
  const [start, cpu] = [performance.now(), cpuUsage()];
  return () => {
    const { user, system } = cpuUsage(cpu);
    return { wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
  };
}

async function start(): Promise<Record<string, Spent>> {
  const first = timer();
  const node = await startRegtest();
  const firstStart = first();
  const cold = timer();
  node.mine(BLOCKS);
  const coldBlocks = cold();
  const second = timer();
  await startRegtest();
  const nextStart = second();
  for (let i = 0; i < 9; i++) node.mine(BLOCKS);
  const warm = timer();
  node.mine(BLOCKS);
  return { import: imported, firstStart, nextStart, coldBlocks, warmBlocks: warm() };
}

async function many(): Promise<Record<string, Spent | number>> {
  const before = memoryUsage().rss;
  const all = timer();
  const nodes = await Promise.all(Array.from({ length: NODES }, () => startRegtest()));
  const started = all();
  const rssBytes = (memoryUsage().rss - before) / NODES;
  const one = timer();
  for (const node of nodes) node.mine(1);
  const mined = one();
  for (const node of nodes) node.stop();
  return { started, mined, rssBytes };
}

stdout.write(`${JSON.stringify(argv[2] === 'many' ? await many() : await start())}\n`);
