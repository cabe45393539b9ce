import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { formatCounted } from '../../observatory/answers/units.ts';
import type { Pair } from '../../observatory/market/candles.ts';
import { pairOf, parseCandlesCsv } from '../../observatory/market/candles-csv.ts';
import type { CandleSource } from '../../observatory/market/market-holdings.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { readTextFile } from './text-file.ts';

/** Largest file of candles: two years of minutes. */
const MAX_FILE_MIB = 128;

/** Most files at a time. */
const MAX_FILES = 50;

/**
 * Reads files of candles.
 *
 * @param pair What they are of, where no file says so itself.
 * @param assumed What they are taken to be of, which is told, where the name of a file doesn't say it either.
 */
export async function readMarketFiles(
  context: CliContext,
  paths: readonly string[],
  pair: Pair | undefined,
  assumed?: Pair,
): Promise<CandleSource[]> {
  if (paths.length > MAX_FILES) throw new CliError(`${paths.length} files; at most ${MAX_FILES} are read at a time`);
  const sources: CandleSource[] = [];
  for (const path of paths) {
    const known = pair ?? pairInName(path);
    const found = parseCandlesCsv(await readTextFile(path, MAX_FILE_MIB), known ?? assumed);
    if ('code' in found) throw new CliError(`${path}, line ${found.line}: ${found.message}`);
    if (known === undefined && !found.namesPair) {
      const { base, quote } = found.candles;
      context.warn(
        `vigil: ${path} does not say what its prices are of; taken as ${base}-${quote} (name it ${base}-${quote}.csv)`,
      );
    }
    if (found.skipped > 0)
      context.warn(`vigil: ${path}: ${formatCounted(found.skipped, 'row')} without prices passed over`);
    const name = basename(path);
    sources.push({ exchange: `file:${name}`, description: name, candles: found.candles });
  }
  return sources;
}

/** `yahoo_BTC-USD.csv`, `BTC-USD.csv` */
function pairInName(path: string): Pair | undefined {
  const found = /(?:^|_)([A-Z0-9]{2,10}-[A-Z]{3,5})(?=[_.]|$)/.exec(basename(path));
  return found === null ? undefined : pairOf(found[1]!);
}

/** `--pair PAIR`. */
export function pairFlag(text: string): Pair {
  const pair = pairOf(text);
  if (pair === undefined) throw new InvalidArgumentError('write a pair, such as BTC-USD.');
  return pair;
}
