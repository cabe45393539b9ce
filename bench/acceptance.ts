// How fast transactions get into the mempool over the wire: the same signed transactions, sent to a node of ours and to
// bitcoind, each in a process of its own, in rounds that take turns. A ping behind the last one tells when all are dealt with.
//
//   VIGIL_BITCOIND=PATH npm run bench -- bench/acceptance.ts [--count N] [--rounds N] [--json]
//
// By the clock, by the clock without waiting for a core, and by CPU time of all threads: on a busy machine only the last two
// say something.
import { env, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import type { Transaction } from '../src/primitives/transaction.ts';
import { benchArguments } from './bench-arguments.ts';
import { Fed, framed, medianOf, roundOf } from './loopback/fed.ts';
import type { Round } from './loopback/fed.ts';
import { FundedChain, TRANSACTION_KINDS } from './loopback/funded-chain.ts';
import { BitcoindProcess, VigilProcess } from './loopback/loopback-process.ts';

async function accept(fed: Fed, transactions: readonly Transaction[], bytes: Uint8Array): Promise<Round> {
  const { node } = fed;
  const before = (await node.status()).mempool;
  const measure = roundOf([node]);
  await fed.send(bytes);
  const round = measure();
  const came = (await node.status()).mempool - before;
  if (came !== transactions.length) throw new Error(`${node.name} took ${came} of ${transactions.length} transactions`);
  return round;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      count: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const file = env['VIGIL_BITCOIND'];
  if (file === undefined) stderr.write('bitcoind is left out: VIGIL_BITCOIND is not set\n');
  const [count, rounds] = [Number(values.count), Number(values.rounds)];
  const chain = new FundedChain();
  // One round before, in which code is compiled and caches are filled.
  const work = TRANSACTION_KINDS.map((kind) => ({
    kind,
    rounds: Array.from({ length: rounds + 1 }, () => chain.transactions(kind, count)),
  }));
  const nodes = [await Fed.connect(await VigilProcess.start())];
  if (file !== undefined) nodes.push(await Fed.connect(await BitcoindProcess.start(file)));
  try {
    const blocks = framed(chain.blocks.map((block) => ({ type: 'block', block })));
    for (const fed of nodes) {
      await fed.send(blocks);
      const { height } = await fed.node.status();
      if (height !== chain.blocks.length) throw new Error(`${fed.node.name} is at ${height}`);
    }
    const results = [];
    for (const { kind, rounds: each } of work) {
      const measured = new Map<string, Round[]>(nodes.map(({ node }) => [node.name, []]));
      for (const [round, transactions] of each.entries()) {
        const bytes = framed(transactions.map((tx) => ({ type: 'tx', tx })));
        for (const fed of round % 2 === 0 ? nodes : nodes.toReversed()) {
          const done = await accept(fed, transactions, bytes);
          if (round > 0) measured.get(fed.node.name)!.push(done);
        }
      }
      results.push({ name: kind.name, ...Object.fromEntries(measured) } as { name: string } & Record<string, Round[]>);
      if (!values.json) stdout.write(textOf(kind.name, measured, count));
    }
    if (values.json) stdout.write(`${JSON.stringify({ count, rounds, results })}\n`);
  } finally {
    await Promise.all(nodes.map((fed) => fed.stop()));
  }
}

function textOf(name: string, measured: ReadonlyMap<string, readonly Round[]>, count: number): string {
  const rates = [...measured].map(([node, rounds]) => ({
    node,
    cpu: (1000 * count) / medianOf(rounds, 'cpuMs'),
    clear: (1000 * count) / medianOf(rounds, 'clearMs'),
    wall: (1000 * count) / medianOf(rounds, 'wallMs'),
  }));
  const said = (value: number, digits: number): string => value.toFixed(digits).padStart(7);
  const line = (label: string, { cpu, clear, wall }: Rates, digits: number): string =>
    `  ${label.padEnd(9)}${said(cpu, digits)} of CPU time,${said(wall, digits)} by the clock,${said(clear, digits)} without waiting for a core\n`;
  const lines = rates.map((each) => line(each.node, each, 0));
  const [ours, theirs] = rates;
  if (ours !== undefined && theirs !== undefined) {
    const { cpu, clear, wall } = theirs;
    lines.push(line('ratio', { cpu: ours.cpu / cpu, clear: ours.clear / clear, wall: ours.wall / wall }, 2));
  }
  return `${name}: transactions a second\n${lines.join('')}`;
}

interface Rates {
  readonly cpu: number;
  readonly clear: number;
  readonly wall: number;
}

await main();
