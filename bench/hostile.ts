// What a node on real sockets takes from hostile peers: for each attack how long honest peers wait, what memory it takes, and how
// long the event loop stands still at the most.
//
//   npm run bench -- bench/hostile.ts [-- --seconds 75] [--only TEXT] [--json]
//
// Its exit code is 1 where the event loop stood still for more than 200 ms or, after `DROPPED_WITHIN_SECONDS` and more, an offender
// is still there.
import process, { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { SOCKET_ATTACKS } from '../test/hostile/socket-attacks.ts';
import { HostileRun } from '../test/hostile/hostile-run.ts';
import type { HostileResult } from '../test/hostile/hostile-run.ts';
import { benchArguments } from './bench-arguments.ts';

const MIB = 1024 * 1024;

/** A longer stall is a failure. */
const MAX_STALL_MS = 200;

/** After so long each offender is gone: the handshake may take a minute, and the attackers take some seconds to connect. */
const DROPPED_WITHIN_SECONDS = 75;

const { values } = parseArgs({
  args: benchArguments(),
  options: {
    seconds: { type: 'string', default: '75' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

function line({ attack, honest, figures, outcome, baseBytes }: HostileResult): string {
  const dropped = outcome.droppedAfterMs;
  const after = dropped.length === 0 ? '' : ` after ${dropped[dropped.length >> 1]!.toFixed(0)} ms (median)`;
  const rss = `RSS +${((figures.peakRssBytes - baseBytes) / MIB).toFixed(0)} MiB`;
  return `${attack.name}: ${dropped.length} of ${attack.connections} dropped${after}; honest ping ${honest.medianPingMs.toFixed(1)} ms, at most ${honest.maxPingMs.toFixed(0)} ms, block ${honest.blockMs.toFixed(0)} ms; ${rss}; stall ${figures.stallMs.toFixed(0)} ms\n`;
}

const seconds = Number(values.seconds);
const results: HostileResult[] = [];
for (const attack of SOCKET_ATTACKS.filter(({ name }) => name.includes(values.only))) {
  // Each in a process of its own: what one has left is no other's.
  const run = await HostileRun.start();
  try {
    const result = await run.attack(attack, seconds);
    results.push(result);
    if (!values.json) stdout.write(line(result));
    const isLeft = attack.isDropped === true && result.outcome.droppedAfterMs.length < attack.connections;
    const hasFailed = (isLeft && seconds >= DROPPED_WITHIN_SECONDS) || result.figures.stallMs > MAX_STALL_MS;
    if (hasFailed) process.exitCode = 1;
  } finally {
    run.stop();
  }
}
if (values.json) stdout.write(`${JSON.stringify({ schema: 1, results })}\n`);
