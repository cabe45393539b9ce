// Has Vigil and a bitcoind sync, relay, reorganize and restart with each other, on regtest and on a signet of their own, and read
// the files of each other; prints a line a scenario. The same scenarios are tests where VIGIL_BITCOIND names a bitcoind.
//
//   npm run bench -- bench/interop.ts -- --bitcoind PATH [--only WORDS]
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { COMPACT_BLOCK_SCENARIOS } from '../test/interop/compact-block-scenarios.ts';
import { CONFIGURED_SCENARIOS } from '../test/interop/configured-scenarios.ts';
import { ESTIMATES_FILE_SCENARIOS } from '../test/interop/estimates-file-scenarios.ts';
import { MEMPOOL_FILE_SCENARIOS } from '../test/interop/mempool-file-scenarios.ts';
import { PEER_FILES_SCENARIOS } from '../test/interop/peer-files-scenarios.ts';
import { REORG_SCENARIOS } from '../test/interop/reorg-scenarios.ts';
import { RESTART_SCENARIOS } from '../test/interop/restart-scenarios.ts';
import { SERVING_SCENARIOS } from '../test/interop/serving-scenarios.ts';
import { SIGNET_SCENARIOS } from '../test/interop/signet-scenarios.ts';
import { SYNC_SCENARIOS } from '../test/interop/sync-scenarios.ts';
import { TRANSACTION_SCENARIOS } from '../test/interop/transaction-scenarios.ts';
import type { InteropScenario } from '../test/interop/scenario.ts';
import { benchArguments } from './bench-arguments.ts';

const SCENARIOS: readonly InteropScenario[] = [
  ...SYNC_SCENARIOS,
  ...COMPACT_BLOCK_SCENARIOS,
  ...TRANSACTION_SCENARIOS,
  ...REORG_SCENARIOS,
  ...RESTART_SCENARIOS,
  ...SERVING_SCENARIOS,
  ...SIGNET_SCENARIOS,
  ...CONFIGURED_SCENARIOS,
  ...MEMPOOL_FILE_SCENARIOS,
  ...ESTIMATES_FILE_SCENARIOS,
  ...PEER_FILES_SCENARIOS,
];

const { values } = parseArgs({
  args: benchArguments(),
  options: { bitcoind: { type: 'string' }, only: { type: 'string', default: '' } },
});
const { bitcoind, only } = values;
if (bitcoind === undefined) {
  throw new Error('say where bitcoind 28.1 lies: npm run bench -- bench/interop.ts -- --bitcoind PATH');
}
let failed = 0;
const chosen = SCENARIOS.filter(({ name }) => name.includes(only));
for (const { name, run } of chosen) {
  const startMs = performance.now();
  const took = (): string => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
  try {
    stdout.write(`ok      ${name}: ${await run(bitcoind)} (${took()} in all)\n`);
  } catch (error) {
    failed++;
    stdout.write(`FAILED  ${name}: ${error instanceof Error ? error.stack : String(error)} (${took()})\n`);
  }
}
stdout.write(`${chosen.length} scenarios, ${failed} failed\n`);
if (failed > 0) process.exitCode = 1;
