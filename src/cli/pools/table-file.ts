import { parsePoolCsv } from '../../observatory/pools/pool-csv.ts';
import type { PoolBlocks } from '../../observatory/pools/pool-blocks.ts';
import { CliError } from '../cli-error.ts';
import { readTextFile } from '../observatory/text-file.ts';

/** Reads a person's table of heights and pools. @throws {CliError} One line that says what is wrong, and where. */
export async function readPoolTable(path: string): Promise<PoolBlocks> {
  const table = parsePoolCsv(await readTextFile(path), path);
  if ('code' in table) throw new CliError(`${path}, line ${table.line}: ${table.message}`);
  return table;
}
