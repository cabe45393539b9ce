import { Command, InvalidArgumentError, Option } from 'commander';
import { heldDays } from '../../api/held-prices.ts';
import { answerEnergy } from '../../observatory/answers/energy-answer.ts';
import type { EnergyDocument, EnergyRecords } from '../../observatory/answers/energy-answer.ts';
import { CBECI } from '../../observatory/energy/cbeci.ts';
import { parseMachinesCsv } from '../../observatory/energy/machines-csv.ts';
import { parsePowerPrice } from '../../observatory/energy/power-price.ts';
import { parsePricesCsv } from '../../observatory/energy/prices-csv.ts';
import { dailyMarketFor } from '../../observatory/market/held-prices.ts';
import type { HeldPrices } from '../../observatory/market/held-prices.ts';
import { DAY_SEC } from '../../observatory/series/observations.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption, timeFlag } from '../flags.ts';
import { historyOption } from '../history/history-flag.ts';
import { answered, csvOption, printAnswer } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { energyRecords } from './energy-records.ts';
import { emissionsCsv, emissionsText, energyCsv, energyText, machinesCsv, machinesText } from './energy-text.ts';
import { historyForReading } from './market-history.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';
import { readTextFile } from './text-file.ts';

interface Flags extends SourceFlags, OutputFlags {
  readonly at?: number;
  readonly from?: number;
  readonly to?: number;
  readonly powerPrice: number;
  readonly machines?: string;
  readonly prices?: string;
  readonly history?: string;
}

/** Largest file of a reader's machines or prices: far more than either needs. */
const MAX_FILE_MIB = 4;

/** How a document is printed, apart from JSON. */
interface Forms {
  readonly text: (document: EnergyDocument) => string;
  readonly csv: (document: EnergyDocument) => string;
}

/** `vigil energy`: the network's electricity; `vigil energy machines` and `vigil energy emissions`: its two tables. */
export function energyCommand(context: CliContext): Command {
  const command = withOptions(new Command('energy'))
    .description("Estimate the network's electricity by CBECI's method: lower bound, best guess, upper bound.")
    .addHelpText(
      'after',
      `
Examples:
  vigil energy --at 2022-01-05
  vigil energy --from 2021-01-01 --to 2022-01-01 --power-price 0.08 --csv
  vigil energy machines --at 2022-01-05
  vigil energy --prices prices.csv --times block-times.csv`,
    )
    .action(async (flags: Flags) => run(context, flags, { text: energyText, csv: energyCsv }));
  return command
    .addCommand(
      inner(context, {
        name: 'machines',
        description:
          'List the machines on the market, what each needs for a terahash, and its break-even price of power.',
        forms: { text: machinesText, csv: machinesCsv },
      }),
    )
    .addCommand(
      inner(context, {
        name: 'emissions',
        description: 'Share out power among countries, with what their electricity emits and how much of it is fossil.',
        forms: { text: emissionsText, csv: emissionsCsv },
      }),
    );
}

function inner(
  context: CliContext,
  table: { readonly name: string; readonly description: string; readonly forms: Forms },
): Command {
  return withOptions(new Command(table.name))
    .description(table.description)
    .action(async (_: Flags, self: Command) => {
      // Flags of the same name may stand before the inner command too, where the command above reads them.
      await run(context, self.optsWithGlobals<Flags>(), table.forms);
    });
}

function withOptions(command: Command): Command {
  const withTimes = command
    .addOption(
      new Option('--at <day>', 'one UTC day (default: the last of the year that is known)').argParser(timeFlag),
    )
    .addOption(new Option('--from <time>', 'first UTC day of the span').argParser(timeFlag))
    .addOption(new Option('--to <time>', 'end of the span').argParser(timeFlag))
    .addOption(
      new Option('--power-price <usd>', 'what miners pay for electricity, US dollars a kWh')
        .argParser(powerPriceFlag)
        .default(CBECI.powerPriceUsdPerKwh),
    )
    .addOption(new Option('--machines <file>', 'machines to count on: a CSV with columns name,released,J/TH'))
    .addOption(
      new Option(
        '--prices <file>',
        "bitcoin's price: a CSV with columns day,close[,fees] (default: the history's, then built in)",
      ),
    )
    .addOption(historyOption());
  return addSourceOptions(withTimes).addOption(levelOption()).addOption(jsonOption()).addOption(csvOption());
}

async function run(context: CliContext, flags: Flags, forms: Forms): Promise<void> {
  const { at, from, to, powerPrice, level } = flags;
  if (at !== undefined && (from !== undefined || to !== undefined)) {
    throw usageError('give --at, or --from and --to, not both');
  }
  const sources = await observatorySources(context, flags);
  const start = at === undefined ? from : Math.floor(at / DAY_SEC) * DAY_SEC;
  const end = at === undefined ? to : start! + DAY_SEC;
  const document = answered(
    answerEnergy(sources, await recordsOf(context, flags, start), {
      ...(start === undefined ? {} : { fromSec: start }),
      ...(end === undefined ? {} : { toSec: end }),
      powerPriceUsdPerKwh: powerPrice,
      level,
    }),
  );
  await printAnswer(context, flags, { document, ...forms });
}

/** The tables that Vigil brings along, or the reader's own in their place. */
async function recordsOf(context: CliContext, flags: Flags, fromSec: number | undefined): Promise<EnergyRecords> {
  const { machines, prices, network } = flags;
  const builtIn = energyRecords();
  const held = prices === undefined && network === 'mainnet' ? await heldDaysOf(context, flags) : undefined;
  return {
    ...builtIn,
    market: dailyMarketFor(builtIn.market, held, fromSec),
    ...(machines === undefined ? {} : { machines: await readOwn(machines, parseMachinesCsv) }),
    ...(prices === undefined ? {} : { market: await readOwn(prices, (text) => parsePricesCsv(text, prices)) }),
  };
}

async function heldDaysOf(context: CliContext, flags: Flags): Promise<HeldPrices | undefined> {
  const history = await historyForReading(context, flags);
  try {
    return await heldDays(history);
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  } finally {
    await history.close();
  }
}

async function readOwn<Table extends object>(
  path: string,
  parse: (text: string) => Table | { readonly code: 'csv-invalid'; readonly line: number; readonly message: string },
): Promise<Table> {
  const table = parse(await readTextFile(path, MAX_FILE_MIB));
  if ('code' in table) throw new CliError(`${path}, line ${table.line}: ${table.message}`);
  return table;
}

function powerPriceFlag(text: string): number {
  const price = parsePowerPrice(text);
  if (typeof price === 'number') return price;
  throw new InvalidArgumentError(`${price.message}.`);
}
