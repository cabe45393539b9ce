import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NetworkName } from '../../consensus/params.ts';

/** Where a network's chain is kept in a data directory. */
export interface ChainPaths {
  readonly folder: string;
  readonly blocks: string;
  readonly store: string;
  /** Filters of blocks, where they are made. */
  readonly filters: string;
  readonly lock: string;
}

/** Returns the paths of a network's chain: laid out as Bitcoin Core does, in a folder of the network's name. */
export function chainPaths(dataDir: string, network: NetworkName): ChainPaths {
  const folder = path.join(dataDir, network);
  return {
    folder,
    blocks: path.join(folder, 'blocks'),
    store: path.join(folder, 'chainstate'),
    filters: path.join(folder, 'indexes', 'blockfilter', 'basic'),
    lock: path.join(folder, 'chain.lock'),
  };
}

/** Whether a chain of the network was begun. */
export function isChainThere(dataDir: string, network: NetworkName): boolean {
  return existsSync(chainPaths(dataDir, network).store);
}
