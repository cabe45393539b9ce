import { parseMiningPools } from '../../observatory/pools/pool-list.ts';
import type { PoolList } from '../../observatory/pools/pool-list.ts';
import { builtInTable } from '../built-in-table.ts';

const NAME = 'mining-pools.csv';

/** Tags and addresses of pools that Vigil brings along, checked as they are read. */
export function builtInPools(): PoolList {
  return builtInTable(NAME, parseMiningPools);
}
