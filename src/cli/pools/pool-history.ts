import { isHistoryReject } from '../../observatory/history/history-reject.ts';
import { parseMiningPools } from '../../observatory/pools/pool-list.ts';
import type { PoolList } from '../../observatory/pools/pool-list.ts';
import { readDataTable } from '../../platform/data-folder.ts';
import { CliError } from '../cli-error.ts';

const NAME = 'mining-pools.csv';

/** Tags and addresses of pools that Vigil brings along, checked as they are read. */
export function builtInPools(): PoolList {
  const list = parseMiningPools(readDataTable(NAME));
  if (!isHistoryReject(list)) return list;
  throw new CliError(
    `data/${NAME}, line ${list.line}: ${list.code}; the table was damaged after Vigil was installed: install it again`,
  );
}
