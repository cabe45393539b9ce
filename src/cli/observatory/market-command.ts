import { Command, InvalidArgumentError, Option } from 'commander';
import { loadMarket } from '../../api/market-holdings.ts';
import { answerMarket } from '../../observatory/answers/market-answer.ts';
import type { MarketQuestion } from '../../observatory/answers/market-answer.ts';
import type { MarketDocument } from '../../observatory/answers/market-document.ts';
import type { Pair } from '../../observatory/market/candles.ts';
import type { CandleSource, MarketHoldings } from '../../observatory/market/market-holdings.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, jsonOption, levelOption, timeFlag } from '../flags.ts';
import { historyOption } from '../history/history-flag.ts';
import { reportHistory } from '../report-history.ts';
import { csvText } from '../text-table.ts';
import { answered } from './answer-output.ts';
import { builtInMarket } from './built-in-market.ts';
import { pairFlag, readMarketFiles } from './market-files.ts';
import { historyForReading } from './market-history.ts';
import type { MarketHistoryFlags } from './market-history.ts';
import { marketImportCommand } from './market-import-command.ts';
import { marketText } from './market-text.ts';

interface Flags extends MarketHistoryFlags {
  readonly at?: number;
  readonly from?: number;
  readonly to?: number;
  readonly coin: string;
  readonly quote: string;
  readonly file?: readonly string[];
  readonly pair?: Pair;
  readonly level: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** `vigil market`: price, drawdown, volatility and the board, at a moment. */
export function marketCommand(context: CliContext): Command {
  return new Command('market')
    .description('Tell the price of bitcoin at a moment, how far it is under its high, and how the coins moved.')
    .addOption(new Option('--at <time>', 'the moment, UTC (default: where the prices end)').argParser(timeFlag))
    .addOption(
      new Option('--from <time>', 'start of the span of prices, UTC (default: 30 days before)').argParser(timeFlag),
    )
    .addOption(new Option('--to <time>', 'its end, UTC (default: the moment)').argParser(timeFlag))
    .addOption(new Option('--coin <ticker>', 'which coin').argParser(tickerFlag).default('BTC'))
    .addOption(new Option('--quote <currency>', 'in which currency').argParser(tickerFlag).default('USD'))
    .addOption(
      new Option(
        '--file <file...>',
        "read prices from these CSV files too: CryptoDataDownload's, Yahoo's, or columns time,open,high,low,close[,volume]",
      ),
    )
    .addOption(new Option('--pair <pair>', 'what the prices of the files are of, such as BTC-EUR').argParser(pairFlag))
    .addOption(new Option('--datadir <dir>', "where Vigil's data are kept (default: ~/.vigil)").argParser(folderFlag))
    .addOption(historyOption())
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print the prices of the span as CSV: seconds since 1970, quote currency'))
    .addHelpText(
      'after',
      '\nExamples:\n  vigil market --at 2022-01-06\n  vigil market --from 2021-05-01 --to 2021-06-01 --file Bitstamp_BTCUSD_1h.csv',
    )
    .action(async (flags: Flags) => runMarket(context, flags))
    .addCommand(marketImportCommand(context));
}

async function runMarket(context: CliContext, flags: Flags): Promise<void> {
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  if (flags.pair !== undefined && flags.file === undefined)
    throw usageError('--pair says what the files of --file are of; give those too');
  const { prices, closes } = reportHistory();
  const files = await readMarketFiles(context, flags.file ?? [], flags.pair);
  const { at, from, to, coin: base, quote, level } = flags;
  const question: MarketQuestion = {
    base,
    quote,
    level,
    ...(at === undefined ? {} : { atSec: at }),
    ...(from === undefined ? {} : { fromSec: from }),
    ...(to === undefined ? {} : { toSec: to }),
  };
  const builtIn = [...files, ...builtInMarket({ prices, closes })];
  const document = answered(answerMarket(await holdingsOf(context, flags, { question, builtIn }), question));
  if (flags.json === true) return printJson(context, document);
  return context.print(flags.csv === true ? marketCsv(document) : marketText(document));
}

/** What the history holds, beside files and what is built in. */
async function holdingsOf(
  context: CliContext,
  flags: Flags,
  { question, builtIn }: { readonly question: MarketQuestion; readonly builtIn: readonly CandleSource[] },
): Promise<MarketHoldings> {
  const history = await historyForReading(context, flags);
  try {
    const collector = { ticks: [], sources: [] };
    return await loadMarket({ history, builtIn, collector, clock: context.clock }, question);
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  } finally {
    await history.close();
  }
}

function marketCsv({ points }: MarketDocument): string {
  return csvText(
    ['time', 'close', 'low', 'high', 'exchanges'],
    points.map(({ time, close, low, high, exchanges }) => [time, close, low, high, exchanges]),
  );
}

function tickerFlag(text: string): string {
  if (/^[A-Za-z0-9]{1,10}$/.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('write a ticker, such as BTC or USD.');
}
