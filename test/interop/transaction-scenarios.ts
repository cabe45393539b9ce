import assert from 'node:assert/strict';
import { bytesToHex } from '../../src/bytes/hex.ts';
import { submitPackage } from '../../src/node/commands.ts';
import { txidToHex } from '../../src/primitives/hash.ts';
import type { Transaction } from '../../src/primitives/transaction.ts';
import { coinbases, split } from './coins.ts';
import type { InteropCoin } from './coins.ts';
import { LINKS, link, sameCoins, sameMempool, sameTip, secondsSince, withPair } from './pair.ts';
import type { Link, Pair } from './pair.ts';
import type { InteropScenario } from './scenario.ts';
import { until } from './until.ts';

const EACH_WAY = 100;
const MATURE = 130;

type Side = 'vigil' | 'core';
const SIDES: readonly Side[] = ['core', 'vigil'];

async function submit({ vigil, core }: Pair, side: Side, tx: Transaction): Promise<void> {
  if (side === 'core') await core.submit(tx);
  else {
    const acceptance = await vigil.submit(tx);
    assert.equal(acceptance.status, 'accepted', acceptance.status === 'rejected' ? acceptance.reject.code : '');
  }
}

async function scene(pair: Pair): Promise<InteropCoin[]> {
  const { core } = pair;
  await core.mine(MATURE);
  const [fan, coins] = split(await coinbases(core, 1, 20), 300, 50_000n);
  await core.submit(fan);
  await core.mine();
  return coins;
}

function has(pair: Pair, side: Side, tx: Transaction): Promise<boolean> | boolean {
  const txid = txidToHex(tx.txid);
  return side === 'vigil' ? pair.vigil.mempool.includes(txid) : pair.core.mempool().then((all) => all.includes(txid));
}

const other = (side: Side): Side => (side === 'core' ? 'vigil' : 'core');

/** Transactions that nobody depends on, some chains of them, and replacements. */
async function plain(pair: Pair, how: Link): Promise<string> {
  const { vigil } = pair;
  const coins = await scene(pair);
  await link(pair, how);
  await sameTip(pair);
  const said: string[] = [];
  for (const side of SIDES) {
    const startMs = performance.now();
    for (let i = 0; i < EACH_WAY; i++) {
      const [tx, outputs] = split([coins.shift()!], 1);
      await submit(pair, side, tx);
      // Every fifth is spent at once by another.
      if (i % 5 === 0) await submit(pair, side, split(outputs, 2)[0]);
    }
    await sameMempool(pair);
    said.push(`${EACH_WAY * 1.2} from ${side} in ${secondsSince(startMs)}`);
  }
  for (const side of SIDES) {
    const coin = coins.shift()!;
    const [first] = split([coin], 1, 2000n);
    await submit(pair, side, first);
    await until('the first is there', () => has(pair, other(side), first));
    const [second] = split([coin], 2, 20_000n);
    // It is replaced by the one who heard of it.
    await submit(pair, other(side), second);
    await until('the second is there', async () => (await has(pair, side, second)) && !(await has(pair, side, first)));
  }
  await sameMempool(pair);
  const received = vigil.received('tx').count;
  const sent = vigil.sent('tx').count;
  const pool = vigil.mempool.length;
  await vigil.mine();
  await sameTip(pair);
  assert.deepEqual(vigil.mempool, [], 'all were mined');
  await sameMempool(pair);
  return `${said.join(', ')}; ${received} tx received, ${sent} sent; 2 replaced; ${pool} mined; ${await sameCoins(pair)}`;
}

/** Parents that pay nothing, with children that pay for them. */
async function packages(pair: Pair, how: Link): Promise<string> {
  const { vigil, core } = pair;
  const coins = await scene(pair);
  await link(pair, how);
  await sameTip(pair);
  const said: string[] = [];
  for (const side of SIDES) {
    const startMs = performance.now();
    const children: Transaction[] = [];
    for (let i = 0; i < 5; i++) {
      const [parent, outputs] = split([coins.shift()!], 1, 0n, 3);
      const [child] = split(outputs, 1, 5000n, 3);
      children.push(child);
      if (side === 'core') {
        const answer = await core.call<{ package_msg: string }>(
          'submitpackage',
          [parent, child].map((tx) => bytesToHex(tx.serialized())),
        );
        assert.equal(answer.package_msg, 'success');
      } else {
        const { reject } = await vigil.act((parts, nowMs) => submitPackage(parts, [parent, child], nowMs));
        assert.equal(reject, undefined);
      }
    }
    for (const child of children) await until('a child and its parent are there', () => has(pair, other(side), child));
    await sameMempool(pair);
    said.push(`5 packages from ${side} in ${secondsSince(startMs)}`);
  }
  await core.mine();
  await sameTip(pair);
  await sameMempool(pair);
  return `${said.join(', ')}; ${await sameCoins(pair)}`;
}

/** Children whose parents were there before the connection was: they are orphans at first. */
async function orphans(pair: Pair, how: Link): Promise<string> {
  const coins = await scene(pair);
  await pair.core.mine();
  await link(pair, how);
  await sameTip(pair);
  // The connection goes; parents come on each side; the connection is there again, and then come the children.
  const parents = SIDES.map((side) => ({ side, made: [0, 1, 2, 3, 4].map(() => split([coins.shift()!], 1)) }));
  await pair.core.call('setnetworkactive', false);
  await until('nobody is connected', () => pair.vigil.peers.length === 0);
  for (const { side, made } of parents) for (const [tx] of made) await submit(pair, side, tx);
  await pair.core.call('setnetworkactive', true);
  await link(pair, how);
  const startMs = performance.now();
  for (const { side, made } of parents) for (const [, outputs] of made) await submit(pair, side, split(outputs, 1)[0]);
  await sameMempool(pair);
  assert.equal(pair.vigil.mempool.length, 20);
  await pair.vigil.mine();
  await sameTip(pair);
  return `10 orphans and their parents in ${secondsSince(startMs)}; ${await sameCoins(pair)}`;
}

const KINDS = [
  { name: `${EACH_WAY * 1.2} transactions each way, and replacements`, run: plain },
  { name: 'parents that pay nothing are relayed with their children', run: packages },
  { name: 'orphans find their parents', run: orphans },
];

export const TRANSACTION_SCENARIOS: readonly InteropScenario[] = KINDS.flatMap(({ name, run }) =>
  [LINKS[0]!, LINKS[3]!].map((how) => ({
    name: `${name} (${how.transport}, opened by ${how.opener})`,
    run: (bitcoind: string) => withPair(bitcoind, {}, (pair) => run(pair, how)),
  })),
);
