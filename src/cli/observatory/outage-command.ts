import { Command, InvalidArgumentError, Option } from 'commander';
import { outagesDocument } from '../../api/outage-routes.ts';
import { OUTAGE_DEFAULTS } from '../../api/outage/stored-signals.ts';
import { parseShare } from '../../observatory/answers/quantities.ts';
import { formatDuration, formatUtc, threeDigits } from '../../observatory/answers/units.ts';
import type { NamedCountry } from '../../observatory/outage/blackout-document.ts';
import type { MomentInterval, Outage } from '../../observatory/outage/outage.ts';
import type { OutagesDocument } from '../../observatory/outage/outages-answer.ts';
import { usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption, timeFlag } from '../flags.ts';
import { openHistoryToRead } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { csvText, textTable } from '../text-table.ts';
import { csvOption } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { countryOption } from './country-flag.ts';
import { addHistoryPlace } from './history-place.ts';
import { outageImportCommand } from './outage-import-command.ts';

interface Flags extends HistoryFlags, OutputFlags {
  readonly country: NamedCountry;
  readonly from?: number;
  readonly to?: number;
  readonly falseAlarms: number;
  readonly minDepth: number;
}

/** `vigil outage`: whether a country's network was lost, by the signals at hand; and how to bring some. */
export function outageCommand(context: CliContext): Command {
  const show = new Command('show')
    .description("Look for losses of a country's network in the signals that were imported, and in one's own crawls.")
    .addOption(countryOption())
    .addOption(new Option('--from <time>', 'show from here on; what lies before is learned from').argParser(timeFlag))
    .addOption(new Option('--to <time>', 'look no further').argParser(timeFlag))
    .addOption(
      new Option('--false-alarms <n>', 'how many a year a signal without an outage may raise, at most')
        .argParser(rateFlag)
        .default(OUTAGE_DEFAULTS.falseAlarmsPerYear),
    )
    .addOption(
      new Option('--min-depth <share>', 'smaller losses are not called an outage')
        .argParser(depthFlag)
        .default(OUTAGE_DEFAULTS.minDepth, '10%'),
    );
  addHistoryPlace(show)
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText('after', '\nExample:\n  vigil outage show --country KZ --from 2022-01-01 --to 2022-01-15')
    .action(async (flags: Flags) => runShow(context, flags));
  return new Command('outage')
    .description("Losses of a country's network: signals of IODA, Cloudflare Radar, a CSV, and one's own crawls.")
    .addCommand(show)
    .addCommand(outageImportCommand(context));
}

async function runShow(context: CliContext, flags: Flags): Promise<void> {
  const { country, from, to, level, network, falseAlarms, minDepth } = flags;
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  if (from !== undefined && to !== undefined && from >= to) throw usageError('--to has to lie after --from');
  const history = await openHistoryToRead(context, flags);
  try {
    const nowSec = (): number => Math.floor(context.clock.nowMs() / 1000);
    const document = await outagesDocument(
      { network, history, nowSec },
      {
        country,
        ...(from === undefined ? {} : { fromSec: from }),
        ...(to === undefined ? {} : { toSec: to }),
        falseAlarmsPerYear: falseAlarms,
        minDepth,
        level,
      },
    );
    if (flags.json === true) await printJson(context, document);
    else await context.print(flags.csv === true ? outagesCsv(document) : outagesText(document));
  } finally {
    await history.close();
  }
}

function rateFlag(text: string): number {
  const rate = /^\d{1,4}(?:\.\d{1,4})?$/.test(text) ? Number(text) : 0;
  if (rate >= 0.01 && rate <= 100) return rate;
  throw new InvalidArgumentError('write a number from 0.01 to 100.');
}

function depthFlag(text: string): number {
  const depth = parseShare(text, 0.99);
  if (typeof depth !== 'number') throw new InvalidArgumentError(`${depth.message}.`);
  return depth;
}

function outagesText(document: OutagesDocument): string {
  const { sentence, signals, falseAlarm, minDepth, notes, country } = document;
  if (signals.length === 0) {
    const code = country.code;
    return `${sentence}\nBring one with: vigil outage import --source ioda --country ${code} FILE, or count nodes: vigil nodes crawl\n`;
  }
  const rows = signals.flatMap(({ series, outages }) => outages.map((outage) => outageRow(series, outage)));
  const table = textTable(
    [
      { title: 'signal' },
      { title: 'from (earliest to latest)' },
      { title: 'to (earliest to latest)' },
      { title: 'loss', align: 'right' },
      { title: 'deepest', align: 'right' },
      { title: 'told after', align: 'right' },
    ],
    rows,
  );
  const rate = `At most ${falseAlarm.perYear} false ${falseAlarm.perYear === 1 ? 'alarm' : 'alarms'} a year and signal, by ${falseAlarm.method}`;
  return (
    `${sentence}\n\n${rows.length === 0 ? '' : `${table}\n`}` +
    `${rate}; losses below ${percent(minDepth)} are not called an outage.\n` +
    notes.map((note) => `Note: ${note}.\n`).join('')
  );
}

function outageRow(series: string, { start, end, alarmAt, depth, deepest }: Outage): string[] {
  return [
    series,
    momentText(start),
    end === null ? 'lasts' : momentText(end),
    `${percent(depth.median)} (${percent(Math.max(0, depth.low))} to ${percent(depth.high)})`,
    percent(deepest),
    formatDuration(Math.max(0, alarmAt - start.at)),
  ];
}

function momentText({ low, at, high }: MomentInterval): string {
  return `${formatUtc(at)} (${formatUtc(low).slice(5, 16)} to ${formatUtc(high).slice(5, 16)})`;
}

function percent(share: number): string {
  return `${threeDigits(share * 100)} %`;
}

function outagesCsv({ signals }: OutagesDocument): string {
  const columns = ['series', 'startLow', 'start', 'startHigh', 'endLow', 'end', 'endHigh', 'alarmAt'];
  return csvText(
    [...columns, 'depthLow', 'depth', 'depthHigh', 'deepest'],
    signals.flatMap(({ series, outages }) =>
      outages.map(({ start, end, alarmAt, depth, deepest }) => [
        series,
        start.low,
        start.at,
        start.high,
        end?.low ?? null,
        end?.at ?? null,
        end?.high ?? null,
        alarmAt,
        depth.low,
        depth.median,
        depth.high,
        deepest,
      ]),
    ),
  );
}
