import { Command, InvalidArgumentError, Option } from 'commander';
import { CANDLE_COLUMNS, candleSeries } from '../../api/collectors/market/candle-plan.ts';
import { formatCount, formatDuration, formatUtc } from '../../observatory/answers/units.ts';
import { candlesWithin, joinCandles } from '../../observatory/market/candles.ts';
import type { Candles, Pair } from '../../observatory/market/candles.ts';
import { DAY_SEC } from '../../observatory/series/observations.ts';
import { HistoryStoreError, MAX_POINTS_A_WRITE } from '../../ports/history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, jsonOption } from '../flags.ts';
import { historyOption, openHistory } from '../history/history-flag.ts';
import type { MarketHistoryFlags } from './market-history.ts';
import { pairFlag, readMarketFiles } from './market-files.ts';

interface Flags extends MarketHistoryFlags {
  readonly pair?: Pair;
  readonly name?: string;
  readonly json?: boolean;
}

/** What was kept of one file. */
interface Imported {
  readonly file: string;
  readonly series: string;
  readonly candles: number;
  /** First and last start of a candle, seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** `vigil market import`: keeps prices of files beside those that exchanges give. */
export function marketImportCommand(context: CliContext): Command {
  return new Command('import')
    .description('Keep the prices of CSV files in the history, as if an exchange had given them.')
    .argument('<file...>', "CryptoDataDownload's or Yahoo's CSV, or columns time,open,high,low,close[,volume]")
    .addOption(new Option('--pair <pair>', 'what the prices are of, such as BTC-EUR').argParser(pairFlag))
    .addOption(
      new Option(
        '--name <name>',
        'whose prices they are: an exchange such as bitstamp, or a name of your own',
      ).argParser(nameFlag),
    )
    .addOption(new Option('--datadir <dir>', "where Vigil's data are kept (default: ~/.vigil)").argParser(folderFlag))
    .addOption(historyOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  vigil market import --name bitstamp Bitstamp_BTCUSD_1h.csv')
    .action(async (files: readonly string[], _: unknown, self: Command) => {
      // Flags of the same name may stand before `import` too, where the command above reads them.
      await runImport(context, files, self.optsWithGlobals<Flags>());
    });
}

async function runImport(context: CliContext, files: readonly string[], flags: Flags): Promise<void> {
  const sources = await readMarketFiles(context, files, flags.pair);
  const history = await openHistory(context, { ...flags, network: 'mainnet' });
  try {
    const imported: Imported[] = [];
    for (const { description: file, candles } of sources) {
      context.progress(`keeping ${file}`);
      const kept = keptLength(candles);
      const series = candleSeries(flags.name ?? nameOf(file), kept, kept.stepSec);
      await write(history, series, kept);
      const { atSec } = kept;
      imported.push({ file, series, candles: atSec.length, from: atSec[0]!, to: atSec.at(-1)! });
    }
    context.progress('');
    if (flags.json === true) return await printJson(context, { schema: 'vigil.market-import/1', imported });
    for (const { file, series, candles, from, to } of imported) {
      await context.print(
        `${file}: ${formatCount(candles)} candles from ${formatUtc(from)} to ${formatUtc(to)}, kept as ${series}.\n`,
      );
    }
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  } finally {
    await history.close();
  }
}

/** Candles are kept by the minute, the hour and the day; others are joined to the next of these. */
function keptLength(candles: Candles): Candles {
  const { stepSec } = candles;
  if (stepSec === 60 || stepSec === 3600 || stepSec === DAY_SEC) return candles;
  if (stepSec > DAY_SEC) {
    throw new CliError(
      `candles of ${formatDuration(stepSec)} are longer than a day, which is the longest that is kept`,
    );
  }
  return joinCandles(candles, stepSec < 3600 ? 3600 : DAY_SEC);
}

async function write(history: HistoryStore, series: string, candles: Candles): Promise<void> {
  for (let i = 0; i < candles.atSec.length; i += MAX_POINTS_A_WRITE) {
    const end = candles.atSec[i + MAX_POINTS_A_WRITE] ?? Infinity;
    const { atSec, open, high, low, close, volume } = candlesWithin(candles, candles.atSec[i]!, end);
    const columns = [open, high, low, close, volume];
    await history.write([{ series, names: CANDLE_COLUMNS, atSec, columns }]);
  }
}

/** A name for series of the name of a file. */
function nameOf(file: string): string {
  const name = file
    .toLowerCase()
    .replace(/\.csv$/, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? 'file' : name;
}

function nameFlag(text: string): string {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text) && text !== 'median') return text;
  throw new InvalidArgumentError('write small letters, digits, dots and hyphens, such as bitstamp; not median.');
}
