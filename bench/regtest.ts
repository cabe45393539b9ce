// How soon a regtest node in process is there, how fast it mines, and what fifty of them take; beside bitcoind where the
// environment variable VIGIL_BITCOIND names one. Each round is a new process, in which nothing is compiled but what the module
// has compiled as it was loaded (it mines some blocks then).
//
//   npm run bench -- bench/regtest.ts [--rounds N] [--json]
import { execFile } from 'node:child_process';
import { env, execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { benchArguments } from './bench-arguments.ts';
import { Bitcoind } from './bitcoind.ts';
import type { ManyNodes, OneNode } from './regtest-once.ts';
import type { Spent } from './thread-time.ts';

const BLOCKS = 100;

/** An address of regtest, that nobody has a key for. */
const ADDRESS = 'bcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x';

interface BitcoindRound {
  readonly startMs: number;
  readonly blocksMs: number;
}

async function once<Result>(what: 'one' | 'many'): Promise<Result> {
  const file = fileURLToPath(new URL('regtest-once.js', import.meta.url));
  const { stdout: said } = await promisify(execFile)(execPath, [file, what]);
  return JSON.parse(said) as Result;
}

async function bitcoindRound(file: string): Promise<BitcoindRound> {
  const started = performance.now();
  const bitcoind = await Bitcoind.start(file, ['-par=1'], { tryMs: 5 });
  const startMs = performance.now() - started;
  const mining = performance.now();
  await bitcoind.call('generatetoaddress', [BLOCKS, ADDRESS]);
  const blocksMs = performance.now() - mining;
  await bitcoind.stop();
  return { startMs, blocksMs };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function line(name: string, spent: readonly Spent[]): string {
  const ms = (values: readonly number[], pick: (values: readonly number[]) => number): string =>
    `${pick(values).toFixed(1)} ms`;
  const cpu = spent.map(({ cpuMs }) => cpuMs);
  const wall = spent.map(({ wallMs }) => wallMs);
  const least = (values: readonly number[]): number => Math.min(...values);
  return (
    `${name.padEnd(34)} CPU ${ms(cpu, median).padStart(9)} (least ${ms(cpu, least)}), ` +
    `by the clock ${ms(wall, median).padStart(9)} (least ${ms(wall, least)})\n`
  );
}

function bitcoindLines(rounds: readonly BitcoindRound[]): string {
  const said = (name: string, values: readonly number[]): string =>
    `${name.padEnd(34)} ${median(values).toFixed(1)} ms by the clock (least ${Math.min(...values).toFixed(1)})\n`;
  return (
    said(
      'bitcoind: to its first answer',
      rounds.map(({ startMs }) => startMs),
    ) +
    said(
      `bitcoind: ${BLOCKS} blocks`,
      rounds.map(({ blocksMs }) => blocksMs),
    )
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: { rounds: { type: 'string', default: '7' }, json: { type: 'boolean', default: false } },
  });
  const file = env['VIGIL_BITCOIND'];
  const ones: OneNode[] = [];
  const manys: ManyNodes[] = [];
  const bitcoinds: BitcoindRound[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    ones.push(await once<OneNode>('one'));
    manys.push(await once<ManyNodes>('many'));
    if (file !== undefined) bitcoinds.push(await bitcoindRound(file));
  }
  if (values.json) {
    stdout.write(`${JSON.stringify({ ones, manys, bitcoinds })}\n`);
    return;
  }
  stdout.write(`medians of ${values.rounds} new processes; CPU is that of the main thread\n`);
  stdout.write(
    line(
      'the module is loaded',
      ones.map(({ imported }) => imported),
    ),
  );
  stdout.write(
    line(
      'the first node starts',
      ones.map(({ firstStart }) => firstStart),
    ),
  );
  stdout.write(
    line(
      `it mines ${BLOCKS} blocks`,
      ones.map(({ coldBlocks }) => coldBlocks),
    ),
  );
  stdout.write(
    line(
      'another node starts',
      ones.map(({ nextStart }) => nextStart),
    ),
  );
  stdout.write(
    line(
      `${BLOCKS} blocks after 1,600`,
      ones.map(({ warmBlocks }) => warmBlocks),
    ),
  );
  stdout.write(
    line(
      '50 nodes start',
      manys.map(({ started }) => started),
    ),
  );
  stdout.write(
    line(
      'each of the 50 mines a block',
      manys.map(({ mined }) => mined),
    ),
  );
  stdout.write(
    `${'memory of a node'.padEnd(34)} ${(median(manys.map(({ bytes }) => bytes)) / 1e6).toFixed(2)} MB resident\n`,
  );
  if (bitcoinds.length > 0) stdout.write(bitcoindLines(bitcoinds));
  else stdout.write('bitcoind was left out: VIGIL_BITCOIND is not set\n');
}

await main();
