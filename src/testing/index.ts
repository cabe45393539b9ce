import { RegtestNetwork } from './regtest-network.ts';
import type { RegtestNetworkOptions } from './regtest-network.ts';
import type { RegtestNode } from './regtest-node.ts';

export { RegtestNetwork } from './regtest-network.ts';
export type { RegtestNetworkOptions } from './regtest-network.ts';
export { RegtestError, RegtestNode } from './regtest-node.ts';
export type { Destination, TestCoin } from './regtest-node.ts';
export { ANYONE_CAN_SPEND, spendAnyone } from '../lab/anyone-can-spend.ts';

/** How a node is started. */
export interface StartRegtestOptions extends RegtestNetworkOptions {
  /** A network to start it in, where others are; a new one of its own unless told. Then `seed` and `startTime` are the network's. */
  readonly network?: RegtestNetwork;
}

/**
 * Starts a Bitcoin node on regtest in this process, in memory: no port, no file, no other process. Start as many as you like.
 *
 * ```ts
 * const node = await startRegtest();
 * node.mine(101);
 * const { txid } = node.fund('bcrt1q6rhpng9evdsfnn833a4f4vej0asu6dk5srld6x', 100_000n);
 * node.mine();
 * node.stop();
 * ```
 */
export async function startRegtest(options: StartRegtestOptions = {}): Promise<RegtestNode> {
  const { network = new RegtestNetwork(options) } = options;
  return network.start();
}
