import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { dataFolder } from '../src/platform/data-folder.ts';
import { SourceError } from './make-data/source-csv.ts';
import { makeTables } from './make-data/tables.ts';

const USAGE = 'usage: node dist/tools/make-data.js --from FOLDER [--to FOLDER]';

/** Makes the tables of `data/` from the folder of sources; writes none unless all could be made. */
function main(): number {
  let values: { from?: string; to?: string };
  try {
    ({ values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } }));
  } catch (error) {
    return complain(`${(error as Error).message}\n${USAGE}`, 2);
  }
  const { from, to = dataFolder() } = values;
  if (from === undefined) return complain(`--from is missing\n${USAGE}`, 2);
  try {
    const tables = makeTables((name) => readFileSync(join(from, name), 'utf8'));
    for (const [name, text] of tables) {
      writeFileSync(join(to, `${name}.tmp`), text);
      renameSync(join(to, `${name}.tmp`), join(to, name));
      process.stdout.write(`${join(to, name)}: ${text.length} bytes\n`);
    }
    return 0;
  } catch (error) {
    const isWorld = error instanceof SourceError || (error instanceof Error && 'syscall' in error);
    if (!isWorld) throw error;
    return complain(error.message, 1);
  }
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`make-data: ${message}\n`);
  return exitCode;
}

process.exitCode = main();
