import assert from 'node:assert/strict';
import { LINKS, link, sameCoins, sameTip, secondsSince, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';

const BLOCKS = 3000;

/** The tip moves on for both, whoever mines. */
async function goesOn(pair: Pair): Promise<void> {
  await pair.core.mine(5);
  await sameTip(pair);
  await pair.vigil.mine(5);
  await sameTip(pair);
}

/** bitcoind ends in the midst of a sync; then at rest. */
async function bitcoindRestarts(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await core.mine(BLOCKS);
  await link(pair, LINKS[0]!);
  await until('vigil has got some blocks', () => vigil.height > 100);
  const killedAt = vigil.height;
  // What bitcoind has not written is lost to it: Vigil then has more, and gives it back.
  await core.restart('killed');
  const left = await core.height();
  await until('both are connected again', () => vigil.peers.length === 1);
  await core.mine(1);
  await sameTip(pair);
  await goesOn(pair);
  await core.restart('stopped');
  await until('both are connected again', () => vigil.peers.length === 1);
  await goesOn(pair);
  return `bitcoind killed when vigil had ${killedAt} of ${BLOCKS} blocks, and had ${left} itself when it was back; ${await sameCoins(pair)}`;
}

/** The same the other way: bitcoind is killed in the midst of a sync from us. */
async function bitcoindRestartsInItsSync(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await vigil.mine(BLOCKS);
  await link(pair, LINKS[0]!);
  await until('bitcoind has got some blocks', async () => (await core.height()) > 100);
  const killedAt = await core.height();
  await core.restart('killed');
  const left = await core.height();
  const startMs = performance.now();
  await sameTip(pair);
  const seconds = secondsSince(startMs);
  await goesOn(pair);
  return `bitcoind killed at ${killedAt} of ${BLOCKS} blocks, back with ${left}, then synced in ${seconds}; ${await sameCoins(pair)}`;
}

async function vigilRestarts(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await core.mine(BLOCKS);
  await link(pair, LINKS[2]!);
  await until('vigil has got some blocks', () => vigil.height > 100);
  const stoppedAt = vigil.height;
  await vigil.restart();
  const left = vigil.height;
  assert.ok(left >= stoppedAt, 'what was connected is on disk');
  await core.connectTo(vigil.port, { usesV2: true });
  const startMs = performance.now();
  await sameTip(pair);
  const seconds = secondsSince(startMs);
  await goesOn(pair);
  await vigil.restart();
  assert.equal(vigil.tip, await core.tip());
  await core.connectTo(vigil.port, { usesV2: true });
  await until('both are connected again', () => vigil.peers.length === 1);
  await goesOn(pair);
  return `vigil stopped at ${stoppedAt} of ${BLOCKS} blocks, back with ${left}, the rest in ${seconds}; ${await sameCoins(pair)}`;
}

export const RESTART_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'bitcoind is killed while vigil syncs from it, and restarted',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, bitcoindRestarts),
  },
  {
    name: 'bitcoind is killed while it syncs from vigil',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, bitcoindRestartsInItsSync),
  },
  {
    name: 'vigil restarts while it syncs, and at rest',
    run: (bitcoind) => withPair(bitcoind, { vigil: { isOnDisk: true } }, vigilRestarts),
  },
];
