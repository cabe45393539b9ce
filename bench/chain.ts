// How fast a chain is imported: with all scripts and with scripts assumed valid, on one thread and on two; what the time
// goes to; the peak of memory; and against bitcoind on the same file.
//
//   node dist/bench/chain.js FILE [--threads 1,2] [--scripts all,assumed] [--dbcache MIB] [--bitcoind PATH] [--no-profile] [--json]
//
// FILE is made by bench/generate-chain.ts, with its empty blocks at the end: without them no scripts are assumed valid.
import { loadavg } from 'node:os';
import { argv, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { runBitcoind } from './chain/bitcoind-run.ts';
import type { BitcoindResult } from './chain/bitcoind-run.ts';
import { readFileTip } from './chain/file-tip.ts';
import type { ImportResult } from './chain/import-here.ts';
import { runImport } from './chain/import-run.ts';
import { COST_CENTRES } from './chain/profile.ts';
import type { CostShares } from './chain/profile.ts';

interface Case {
  readonly scripts: 'all' | 'assumed';
  readonly threads: number;
}

interface Measured extends Case {
  /** Of the machine, a minute's average before the run: others slow it. */
  readonly load: number;
  readonly ours: ImportResult;
  readonly bitcoind: BitcoindResult | undefined;
  /** Of the main thread, from a run of its own on one thread. */
  readonly costs: CostShares | undefined;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    // npm hands a second `--` on.
    args: argv.slice(argv[2] === '--' ? 3 : 2),
    allowPositionals: true,
    allowNegative: true,
    options: {
      threads: { type: 'string', default: '1,2' },
      scripts: { type: 'string', default: 'all,assumed' },
      dbcache: { type: 'string', default: '450' },
      bitcoind: { type: 'string' },
      profile: { type: 'boolean', default: true },
      json: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined) throw new RangeError('name a file that bench/generate-chain.ts made');
  const tip = await readFileTip(file);
  const dbCacheMib = wholeFrom('--dbcache', values.dbcache);
  const results: Measured[] = [];
  for (const { scripts, threads } of casesFrom(values.scripts, values.threads)) {
    const assumeValid = scripts === 'assumed' ? tip.hash : undefined;
    const run = { file, threads, dbCacheMib, assumeValid };
    const load = loadavg()[0] ?? 0;
    const ours = await runImport({ ...run, profile: false });
    const bitcoind =
      values.bitcoind === undefined ? undefined : await runBitcoind({ ...run, bitcoind: values.bitcoind, tip });
    const isProfiled = values.profile && threads === 1;
    const costs = isProfiled ? (await runImport({ ...run, profile: true })).costs : undefined;
    if (ours.height !== tip.height) throw new Error(`imported up to ${ours.height} of ${tip.height}`);
    const measured: Measured = { scripts, threads, load, ours, bitcoind, costs };
    results.push(measured);
    if (!values.json) stdout.write(`${linesOf(measured).join('\n')}\n`);
  }
  if (values.json) stdout.write(`${JSON.stringify({ schema: 1, file, tip, dbCacheMib, results })}\n`);
}

function casesFrom(scripts: string, threads: string): readonly Case[] {
  return scripts.split(',').flatMap((kind) => {
    if (kind !== 'all' && kind !== 'assumed') throw new RangeError(`--scripts takes all or assumed, not ${kind}`);
    return threads.split(',').map((count): Case => ({ scripts: kind, threads: wholeFrom('--threads', count) }));
  });
}

function wholeFrom(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${flag} takes a whole number, not ${text}`);
  return value;
}

function linesOf({ scripts, threads, load, ours, bitcoind, costs }: Measured): readonly string[] {
  const { seconds, cpuSeconds, peakMemoryMb, height, transactions, inputs, bytes } = ours;
  const perSec = (count: number): string => (count / seconds).toFixed(count / seconds < 100 ? 1 : 0);
  const share = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const lines = [
    `${scripts} scripts, ${threads} thread${threads === 1 ? '' : 's'}: ${seconds.toFixed(2)} s (CPU ${cpuSeconds.toFixed(2)} s, load ${load.toFixed(1)} before), peak ${peakMemoryMb.toFixed(0)} MB`,
    `  a second: ${perSec(height)} blocks, ${perSec(transactions)} transactions, ${perSec(inputs)} inputs, ${perSec(bytes / 1e6)} MB; ${((1e6 * seconds) / inputs).toFixed(1)} us an input, scripts of ${ours.scripts} of ${inputs} run`,
  ];
  if (bitcoind !== undefined) {
    const { seconds: theirs, cpuSeconds: theirCpu, stopSeconds } = bitcoind;
    const cpu = theirCpu === undefined ? '' : ` (CPU ${theirCpu.toFixed(2)} s)`;
    const cpuRatio = theirCpu === undefined ? '' : `, ${(theirCpu / cpuSeconds).toFixed(3)} by CPU time`;
    lines.push(
      `  bitcoind: ${theirs.toFixed(2)} s${cpu}, and ${stopSeconds.toFixed(2)} s to write and stop`,
      `  ours is ${(theirs / seconds).toFixed(3)} times as fast by the clock${cpuRatio}`,
    );
  }
  if (costs !== undefined) {
    const shares = COST_CENTRES.map((centre) => `${centre} ${share(costs.shares[centre])}`);
    const hottest = costs.hottest.map(({ name, share: part }) => `    ${share(part).padStart(6)} ${name}`);
    lines.push(`  time goes to: ${shares.join(', ')}`, ...hottest);
  }
  return lines;
}

await main();
