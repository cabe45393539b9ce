// Runs one scenario of the lab many times over, on several versions of Node, each time in a process of its own, and compares the
// hashes of all that happened. Ends with exit code 1 where two of them differ, or an invariant did not hold.
//
//   npm run bench -- bench/lab-determinism.ts [--times N] [--node 20,22,24] [flags of bench/lab-scenario.ts]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { scenarioLine } from '../src/lab/scenario-options.ts';
import { benchArguments } from './bench-arguments.ts';
import { SCENARIO_FLAGS, scenarioFromFlags } from './lab-arguments.ts';
import { OtherNodes } from './other-nodes.ts';

/** What a run tells that is used here. */
interface RunDocument {
  readonly traceHash: string;
  readonly events: number;
  readonly violations: readonly unknown[];
  readonly wallSec: number;
  readonly cpuSec: number;
  readonly maxRssBytes: number;
}

const SCENARIO = path.resolve(import.meta.dirname, 'lab-scenario.js');

function main(): void {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      ...SCENARIO_FLAGS,
      times: { type: 'string', default: '10' },
      node: { type: 'string', default: '20,22,24' },
    },
  });
  const times = Number(values.times);
  const versions = values.node.split(',');
  if (!Number.isSafeInteger(times) || times < 1 || !versions.every((version) => /^\d+(\.\d+){0,2}$/.test(version))) {
    throw new RangeError('--times takes a number from 1 on, --node versions such as 20,22,24');
  }
  const line = scenarioLine(scenarioFromFlags(values));
  const flags = line.slice(line.indexOf(' --seed') + 1).split(' ');
  process.stdout.write(
    `${line}\n\n| Node | run | trace | events | s | s of CPU | MB |\n| --- | --- | --- | --- | --- | --- | --- |\n`,
  );
  const nodes = new OtherNodes();
  const hashes = new Set<string>();
  let violations = 0;
  try {
    for (let run = 1; run <= times; run++) {
      for (const version of versions) {
        const document = runOn(nodes.program(version), flags);
        hashes.add(document.traceHash);
        violations += document.violations.length;
        process.stdout.write(`${rowOf(version, run, document)}\n`);
      }
    }
  } finally {
    nodes.remove();
  }
  process.stdout.write(
    hashes.size === 1
      ? `\n${times * versions.length} runs, one trace\n`
      : `\n${hashes.size} different traces: the lab is not deterministic\n`,
  );
  if (violations > 0) process.stdout.write(`invariants did not hold: run the line above\n`);
  if (hashes.size > 1 || violations > 0) process.exitCode = 1;
}

function runOn(program: string, flags: readonly string[]): RunDocument {
  const args = [SCENARIO, ...flags, '--json'];
  const { stdout, error } = spawnSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  if (error !== undefined) throw error;
  return JSON.parse(stdout.toString()) as RunDocument;
}

function rowOf(version: string, run: number, document: RunDocument): string {
  const { traceHash, events, wallSec, cpuSec, maxRssBytes } = document;
  const megabytes = Math.round(maxRssBytes / 1_000_000);
  return `| ${version} | ${run} | ${traceHash} | ${events} | ${wallSec.toFixed(1)} | ${cpuSec.toFixed(1)} | ${megabytes} |`;
}

try {
  main();
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
