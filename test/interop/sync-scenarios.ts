import assert from 'node:assert/strict';
import type { VigilNode } from './vigil-node.ts';
import type { CoreNode } from './core-node.ts';
import { coinbases, split } from './coins.ts';
import type { InteropCoin } from './coins.ts';
import { LINKS, link, sameCoins, sameTip, secondsSince, withPair } from './pair.ts';
import type { Link, Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';

const BLOCKS = 1200;
const FIRST = 110;
const PER_BLOCK = 10;

/** Spends coins for some blocks: ten transactions each, each into three coins. */
async function fillBlocks(by: CoreNode | VigilNode, coins: InteropCoin[], blocks: number): Promise<number> {
  let sent = 0;
  for (let i = 0; i < blocks; i++) {
    for (let k = 0; k < PER_BLOCK; k++) {
      const coin = coins.shift();
      if (coin === undefined) break;
      const [tx, outputs] = split([coin], 3);
      const accepted = await by.submit(tx);
      assert.ok(typeof accepted === 'string' || accepted.status === 'accepted');
      coins.push(...outputs.filter(({ sats }) => sats > 20_000n));
      sent++;
    }
    await by.mine();
  }
  return sent;
}

/** Mines `BLOCKS` blocks, 60 of them with transactions. @returns How many transactions. */
async function makeChain(by: CoreNode | VigilNode, coinsOf: () => Promise<InteropCoin[]>): Promise<number> {
  await by.mine(FIRST);
  const sent = await fillBlocks(by, await coinsOf(), 60);
  await by.mine(BLOCKS - FIRST - 60);
  return sent;
}

/** The coinbases of our own chain. */
function ownCoinbases(vigil: VigilNode, to: number): InteropCoin[] {
  const { chain } = vigil.parts;
  return Array.from({ length: to }, (_, i) => {
    const coinbase = chain.readBlock(chain.active.at(i + 1))!.transaction(0);
    return { txid: coinbase.txid, vout: 0, sats: coinbase.value(0) };
  });
}

const EACH_WAY: readonly InteropScenario[] = LINKS.flatMap((how) => {
  const by = `${how.transport}, opened by ${how.opener}`;
  return [
    {
      name: `vigil syncs ${BLOCKS} blocks from bitcoind (${by})`,
      run: (bitcoind) =>
        withPair(bitcoind, {}, async (pair) => {
          const { vigil, core } = pair;
          const sent = await makeChain(core, () => coinbases(core, 1, 10));
          const startMs = performance.now();
          await link(pair, how);
          await sameTip(pair);
          const seconds = secondsSince(startMs);
          assert.equal(vigil.height, BLOCKS);
          return `${BLOCKS} blocks, ${sent} transactions in ${seconds}; ${vigil.received('block').count} block messages; ${await sameCoins(pair)}`;
        }),
    },
    {
      name: `bitcoind syncs ${BLOCKS} blocks from vigil (${by})`,
      run: (bitcoind) =>
        withPair(bitcoind, {}, async (pair) => {
          const { vigil } = pair;
          const sent = await makeChain(vigil, async () => ownCoinbases(vigil, 10));
          const startMs = performance.now();
          await link(pair, how);
          await sameTip(pair);
          const seconds = secondsSince(startMs);
          assert.equal(vigil.height, BLOCKS);
          return `${BLOCKS} blocks, ${sent} transactions in ${seconds}; ${vigil.sent('block').count} block messages; ${await sameCoins(pair)}`;
        }),
    },
  ] satisfies InteropScenario[];
});

/** One side tries v2, the other knows v1 only: they meet all the same. */
async function fallsBack(pair: Pair, opener: Link['opener']): Promise<string> {
  const { core } = pair;
  await core.mine(10);
  const startMs = performance.now();
  if (opener === 'vigil') await pair.vigil.connectTo(core.port, { usesV2: true });
  else await core.connectTo(pair.vigil.port, { usesV2: true });
  await sameTip(pair);
  assert.equal((await core.peer()).transport_protocol_type, 'v1');
  return `connected by v1, with 10 blocks, in ${secondsSince(startMs)}`;
}

const FALL_BACK: readonly InteropScenario[] = [
  {
    name: 'vigil falls back to v1 for a bitcoind without v2',
    run: (bitcoind) => withPair(bitcoind, { core: ['-v2transport=0'] }, (pair) => fallsBack(pair, 'vigil')),
  },
  {
    name: 'bitcoind falls back to v1 for a vigil without v2',
    run: (bitcoind) => withPair(bitcoind, { vigil: { usesV2Transport: false } }, (pair) => fallsBack(pair, 'bitcoind')),
  },
];

export const SYNC_SCENARIOS: readonly InteropScenario[] = [...EACH_WAY, ...FALL_BACK];
