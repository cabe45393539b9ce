import assert from 'node:assert/strict';
import type { VigilNodeOptions } from './vigil-node.ts';
import { VigilNode } from './vigil-node.ts';
import type { BitcoindPlace } from '../../bench/bitcoind.ts';
import { CoreNode } from './core-node.ts';
import { until } from './until.ts';

/** How two nodes are connected. */
export interface Link {
  readonly transport: 'v1' | 'v2';
  /** Who opens the connection. */
  readonly opener: 'vigil' | 'bitcoind';
}

export const LINKS: readonly Link[] = [
  { transport: 'v2', opener: 'vigil' },
  { transport: 'v1', opener: 'vigil' },
  { transport: 'v2', opener: 'bitcoind' },
  { transport: 'v1', opener: 'bitcoind' },
];

/** A node of ours and a bitcoind. */
export interface Pair {
  readonly vigil: VigilNode;
  readonly core: CoreNode;
}

/** Starts both, has them do something, and stops them, whatever happens. */
export async function withPair<T>(
  bitcoind: string,
  options: { readonly vigil?: VigilNodeOptions; readonly core?: readonly string[]; readonly place?: BitcoindPlace },
  run: (pair: Pair) => Promise<T>,
): Promise<T> {
  const core = await CoreNode.start(bitcoind, options.core, options.place);
  try {
    const vigil = await VigilNode.start(options.vigil);
    try {
      return await run({ vigil, core });
    } finally {
      await vigil.stop();
    }
  } finally {
    await core.stop();
  }
}

/** Connects both, and waits until they have greeted. */
export async function link({ vigil, core }: Pair, { transport, opener }: Link): Promise<void> {
  const usesV2 = transport === 'v2';
  if (opener === 'vigil') await vigil.connectTo(core.port, { usesV2 });
  else await core.connectTo(vigil.port, { usesV2 });
  await until('both have greeted', async () => {
    if (vigil.peers.length === 0) return false;
    const peers = await core.peers();
    return peers.length > 0 && peers.every(({ subver }) => subver.includes('Vigil'));
  });
  assert.equal((await core.peer()).transport_protocol_type, transport);
}

/** Waits until both have the same tip. */
export async function sameTip({ vigil, core }: Pair, timeoutMs?: number): Promise<void> {
  await until('both have the same tip', async () => vigil.tip === (await core.tip()), timeoutMs);
}

/** Waits until both mempools hold the same. */
export async function sameMempool({ vigil, core }: Pair, timeoutMs?: number): Promise<void> {
  let differences = '';
  const isSame = async (): Promise<boolean> => {
    const theirs = await core.mempool();
    const ours = vigil.mempool;
    const only = (name: string, some: string[], others: string[]): string =>
      `${name} alone has ${some.filter((txid) => !others.includes(txid)).join(', ') || 'nothing'}`;
    differences = `${only('vigil', ours, theirs)}; ${only('bitcoind', theirs, ours)}`;
    return ours.join() === theirs.join();
  };
  await until('both mempools hold the same', isSame, timeoutMs).catch((error: unknown) => {
    throw new Error(differences, { cause: error });
  });
}

/** Sees that both have the same tip and the same coins, by both hashes of them. @returns These. */
export async function sameCoins({ vigil, core }: Pair): Promise<string> {
  assert.equal(vigil.tip, await core.tip());
  const theirs = await core.coins('hash_serialized_3');
  assert.equal(theirs.bestblock, vigil.tip);
  const { serialized, muhash } = await vigil.coinsHashes();
  assert.equal(serialized, theirs.hash_serialized_3);
  assert.equal(muhash, (await core.coins('muhash')).muhash);
  return `coins ${serialized}, muhash ${muhash}`;
}

/** Seconds since a moment of `performance.now()`, in words. */
export function secondsSince(startMs: number): string {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}
