import assert from 'node:assert/strict';
import { OP } from '../../src/primitives/script/opcodes.ts';
import { coinbases, split } from './coins.ts';
import { LINKS, link, sameCoins, sameMempool, sameTip, secondsSince, withPair } from './pair.ts';
import type { Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';

const DEPTHS = [1, 10, 100] as const;
const MATURE = 230;

let scripts = 0;

/** Another script with each call: blocks that pay to it are no blocks that were there before. */
function newScript(): Uint8Array {
  scripts++;
  return Uint8Array.of(0x02, scripts & 0xff, scripts >> 8, OP.OP_DROP, OP.OP_TRUE);
}

/** Each side mines while there is no connection: the longer branch wins, and its transactions. */
async function splitNetwork(pair: Pair, longer: 'vigil' | 'core', depth: number): Promise<void> {
  const { vigil, core } = pair;
  await core.call('setnetworkactive', false);
  await until('nobody is connected', () => vigil.peers.length === 0);
  const [vigilBlocks, coreBlocks] = longer === 'vigil' ? [depth + 1, depth] : [depth, depth + 1];
  await core.mine(coreBlocks, newScript());
  await vigil.mine(vigilBlocks, newScript());
  assert.notEqual(vigil.tip, await core.tip());
  await core.call('setnetworkactive', true);
}

/** One side gives up blocks, and mines others. */
async function invalidate(pair: Pair, side: 'vigil' | 'core', depth: number): Promise<void> {
  const { vigil, core } = pair;
  const hash = await core.call<string>('getblockhash', vigil.height - depth + 1);
  if (side === 'core') {
    await core.call('invalidateblock', hash);
    await core.mine(depth + 1, newScript());
  } else {
    assert.ok(await vigil.invalidate(hash));
    await vigil.mine(depth + 1, newScript());
  }
}

async function run(pair: Pair): Promise<string> {
  const { vigil, core } = pair;
  await core.mine(MATURE);
  const [fan, coins] = split(await coinbases(core, 1, 20), 300, 50_000n);
  await core.submit(fan);
  await core.mine();
  const how = LINKS[0]!;
  await link(pair, how);
  await sameTip(pair);
  const said: string[] = [];
  for (const depth of DEPTHS) {
    for (const side of ['core', 'vigil'] as const) {
      for (const way of ['split', 'invalidate'] as const) {
        const before = vigil.tip;
        if (way === 'invalidate') await pair[side].mine(depth - 1);
        await sameTip(pair);
        // They are in the last block of those that go, and come back: bitcoind's invalidateblock keeps those of ten blocks.
        for (let i = 0; i < 5; i++) {
          const [tx] = split([coins.shift()!], 2);
          await core.submit(tx);
          await vigil.submit(tx);
        }
        if (way === 'invalidate') await pair[side].mine(1);
        await sameTip(pair);
        const startMs = performance.now();
        await (way === 'split' ? splitNetwork(pair, side, depth) : invalidate(pair, side, depth));
        if (way === 'split') await until('both are connected', () => vigil.peers.length === 1);
        await sameTip(pair);
        assert.notEqual(vigil.tip, before);
        await sameMempool(pair);
        said.push(`${depth} by ${side}'s ${way} ${secondsSince(startMs)}`);
      }
    }
  }
  const disconnected = vigil.events.filter(({ event }) => event === 'block-disconnected').length;
  assert.ok(disconnected >= 2 * (1 + 10 + 100), `${disconnected} blocks were disconnected`);
  return `${said.join(', ')}; vigil disconnected ${disconnected} blocks; ${await sameCoins(pair)}`;
}

export const REORG_SCENARIOS: readonly InteropScenario[] = [
  {
    name: 'reorganizations of 1, 10 and 100 blocks, by a split of the network and by invalidateblock',
    run: (bitcoind) => withPair(bitcoind, {}, run),
  },
];
