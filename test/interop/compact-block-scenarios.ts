import assert from 'node:assert/strict';
import type { MessageType } from '../../src/wire/message.ts';
import { coinbases, split } from './coins.ts';
import type { InteropCoin } from './coins.ts';
import { LINKS, link, sameCoins, sameTip, secondsSince, withPair } from './pair.ts';
import type { Link, Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';

const BLOCKS = 30;
const PER_BLOCK = 20;
const MATURE = 130;

/** Messages that blocks are relayed with. */
const MESSAGES = [
  'headers',
  'cmpctblock',
  'getblocktxn',
  'blocktxn',
  'block',
] as const satisfies readonly MessageType[];

/** Counts of messages of the only peer, as our side has them. */
function counts({ vigil }: Pair): Record<(typeof MESSAGES)[number], { received: number; sent: number }> {
  const entries = MESSAGES.map((type) => [
    type,
    { received: vigil.received(type).count, sent: vigil.sent(type).count },
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof counts>;
}

/** Who has a transaction before it is in a block. */
type Knows = 'both' | 'miner';

/** Has one side mine blocks with transactions, which the other has as well, or has not. */
async function relay(
  pair: Pair,
  coins: InteropCoin[],
  so: { readonly miner: 'vigil' | 'core'; readonly knows: Knows },
): Promise<void> {
  const { vigil, core } = pair;
  for (let i = 0; i < BLOCKS; i++) {
    for (let k = 0; k < PER_BLOCK; k++) {
      const [tx, outputs] = split([coins.shift()!], 1);
      if (so.miner === 'core' || so.knows === 'both') await core.submit(tx);
      if (so.miner === 'vigil' || so.knows === 'both') assert.equal((await vigil.submit(tx)).status, 'accepted');
      coins.push(...outputs);
    }
    if (so.miner === 'core') await core.mine();
    else await vigil.mine();
    await sameTip(pair, 10_000);
  }
}

async function scene(pair: Pair, how: Link): Promise<InteropCoin[]> {
  const { core } = pair;
  await core.mine(MATURE);
  const [fan, coins] = split(await coinbases(core, 1, 20), 200, 50_000n);
  await core.submit(fan);
  await core.mine();
  await link(pair, how);
  await sameTip(pair);
  return coins;
}

async function run(pair: Pair, how: Link, knows: Knows): Promise<string> {
  const { vigil, core } = pair;
  const coins = await scene(pair, how);
  const said: string[] = [];
  for (const miner of ['core', 'vigil'] as const) {
    const before = counts(pair);
    const coreBefore = await core.peer();
    const startMs = performance.now();
    await relay(pair, coins, { miner, knows });
    const seconds = secondsSince(startMs);
    const after = counts(pair);
    const way = miner === 'core' ? 'received' : 'sent';
    const back = miner === 'core' ? 'sent' : 'received';
    const gone = (type: (typeof MESSAGES)[number], dir: 'received' | 'sent'): number =>
      after[type][dir] - before[type][dir];
    const coreAfter = await core.peer();
    said.push(
      `${miner} mined ${BLOCKS} in ${seconds}: ${gone('cmpctblock', way)} cmpctblock, ${gone('getblocktxn', back)} getblocktxn, ${gone('blocktxn', way)} blocktxn, ${gone('block', way)} block, ${gone('headers', way)} headers`,
    );
    assert.equal(gone('cmpctblock', way), BLOCKS, said.join('; '));
    assert.equal(gone('block', way), 0, said.join('; '));
    if (knows === 'both') assert.equal(gone('getblocktxn', back), 0, said.join('; '));
    else assert.ok(gone('getblocktxn', back) > BLOCKS / 2, said.join('; '));
    assert.equal(gone('blocktxn', way), gone('getblocktxn', back));
    const perMessage = miner === 'core' ? 'bytessent_per_msg' : 'bytesrecv_per_msg';
    assert.equal(coreAfter[perMessage]['block'] ?? 0, coreBefore[perMessage]['block'] ?? 0, 'bitcoind counts no block');
  }
  await until('both are high-bandwidth peers of each other', async () => {
    const { bip152_hb_to, bip152_hb_from } = await core.peer();
    return bip152_hb_to && bip152_hb_from;
  });
  assert.equal(vigil.peers.length, 1);
  return `${said.join('; ')}; high bandwidth both ways; ${await sameCoins(pair)}`;
}

export const COMPACT_BLOCK_SCENARIOS: readonly InteropScenario[] = [LINKS[0]!, LINKS[3]!].flatMap((how) =>
  (['both', 'miner'] as const).map((knows): InteropScenario => {
    const filled = knows === 'both' ? 'with mempools filled alike' : 'with transactions that only the miner has';
    return {
      name: `${BLOCKS} compact blocks each way ${filled} (${how.transport}, opened by ${how.opener})`,
      run: (bitcoind) => withPair(bitcoind, {}, (pair) => run(pair, how, knows)),
    };
  }),
);
