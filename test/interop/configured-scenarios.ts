import assert from 'node:assert/strict';
import { CoreNode } from './core-node.ts';
import type { CorePeer } from './core-node.ts';
import { sameCoins, sameTip, secondsSince } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';
import { VigilNode } from './vigil-node.ts';

const BLOCKS = 50;

/** bitcoind is told of vigil by its configuration, before it starts; and finds it again after a restart. */
async function configured(bitcoind: string, flag: '-connect' | '-addnode'): Promise<string> {
  const vigil = await VigilNode.start();
  try {
    await vigil.mine(BLOCKS);
    const startMs = performance.now();
    const core = await CoreNode.start(bitcoind, [`${flag}=127.0.0.1:${vigil.port}`]);
    try {
      const pair = { vigil, core };
      await sameTip(pair);
      const first = secondsSince(startMs);
      const peer = (await core.peer()) as CorePeer & { readonly connection_type: string };
      assert.deepEqual([peer.connection_type, peer.transport_protocol_type, peer.inbound], ['manual', 'v2', false]);
      await core.restart('stopped');
      await until('bitcoind is back', () => vigil.peers.length === 1);
      await vigil.mine(1);
      await core.mine(1);
      await sameTip(pair);
      return `${BLOCKS} blocks ${first} after bitcoind was started, over v2; again after its restart; ${await sameCoins(pair)}`;
    } finally {
      await core.stop();
    }
  } finally {
    await vigil.stop();
  }
}

export const CONFIGURED_SCENARIOS: readonly InteropScenario[] = (['-connect', '-addnode'] as const).map((flag) => ({
  name: `bitcoind connects to vigil by ${flag} in its configuration`,
  run: (bitcoind) => configured(bitcoind, flag),
}));
