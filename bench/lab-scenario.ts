// Runs one scenario of the lab: a network of nodes on virtual time, with blocks, transactions, nodes that come and go, and
// cut cables. Ends with exit code 1 where an invariant did not hold, and says which, where, when, and how to see it again.
//
//   npm run bench -- bench/lab-scenario.ts [--seed N] [--nodes N] [--hours N | --minutes N] [--block-interval SECONDS]
//     [--transaction-interval SECONDS] [--leavers PER_HOUR] [--partition FROM-TO:PERCENT ...] [--fault KIND@NODE] [--json]
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { describeViolations, runScenario } from '../src/lab/scenario.ts';
import type { ScenarioResult } from '../src/lab/scenario.ts';
import { bestSecp256k1 } from '../src/platform/secp256k1/best-secp256k1.ts';
import { benchArguments } from './bench-arguments.ts';
import { SCENARIO_FLAGS, scenarioFromFlags } from './lab-arguments.ts';

function main(): void {
  const { values } = parseArgs({
    args: benchArguments(),
    options: { ...SCENARIO_FLAGS, json: { type: 'boolean', default: false } },
  });
  const options = scenarioFromFlags(values);
  const begunMs = performance.now();
  const isShown = !values.json && process.stderr.isTTY;
  const result = runScenario(options, {
    secp256k1: bestSecp256k1(),
    progress: ({ atMs, height, violations }) => {
      if (!isShown) return;
      process.stderr.write(`\r${(atMs / 3_600_000).toFixed(1)} h, height ${height}, ${violations} violations `);
    },
  });
  if (isShown) process.stderr.write('\r');
  const wallSec = (performance.now() - begunMs) / 1000;
  const { user, system } = process.cpuUsage();
  const cpuSec = (user + system) / 1_000_000;
  const maxRssBytes = process.resourceUsage().maxRSS * 1024;
  if (values.json) process.stdout.write(`${JSON.stringify({ schema: 1, ...result, wallSec, cpuSec, maxRssBytes })}\n`);
  else process.stdout.write(`${linesOf(result, { wallSec, cpuSec, maxRssBytes }).join('\n')}\n`);
  if (result.violations.length > 0) process.exitCode = 1;
}

function linesOf(
  result: ScenarioResult,
  cost: { readonly wallSec: number; readonly cpuSec: number; readonly maxRssBytes: number },
): string[] {
  const { options, traceHash, events, blocks, transactions, deepestReorganization, joined, height, tip } = result;
  return [
    `${options.nodes} nodes, ${options.durationMs / 60_000} minutes, seed ${options.seed}: ${events} events, ${blocks} blocks, ` +
      `${transactions} transactions, ${joined} nodes replaced, deepest reorganization ${deepestReorganization}`,
    `tip ${tip} at height ${height}`,
    `trace ${traceHash}`,
    `${cost.wallSec.toFixed(1)} s, ${cost.cpuSec.toFixed(1)} s of CPU, ${Math.round(cost.maxRssBytes / 1_000_000)} MB at most`,
    ...(result.violations.length > 0 ? describeViolations(result) : ['all invariants held']),
  ];
}

try {
  main();
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
