import { Command, Option } from 'commander';
import { heldHours } from '../../api/held-prices.ts';
import { OwnEvents } from '../../api/own-events.ts';
import { answerEventStudy } from '../../observatory/answers/event-study-answer.ts';
import { shareText } from '../../observatory/answers/event-study-words.ts';
import { formatChange, formatCount, formatUtc } from '../../observatory/answers/units.ts';
import { eventSubject } from '../../observatory/events/event-subject.ts';
import type { EventSubject } from '../../observatory/events/event-subject.ts';
import type { KnownEvent } from '../../observatory/events/known-event.ts';
import type { EventStudyDocument, StudyHorizon } from '../../observatory/events/study/study-document.ts';
import { parseCandlesCsv } from '../../observatory/market/candles-csv.ts';
import { hourlyCloses } from '../../observatory/market/close-series.ts';
import { hourlyClosesFor } from '../../observatory/market/held-prices.ts';
import type { HeldPrices } from '../../observatory/market/held-prices.ts';
import { HistoryStoreError } from '../../ports/history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { folderFlag, jsonOption, levelOption, networkOption } from '../flags.ts';
import { historyOption, openHistoryToRead } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered } from './answer-output.ts';
import { builtInEvents, builtInStudyPrices } from './event-records.ts';
import { historyForReading } from './market-history.ts';
import { readTextFile } from './text-file.ts';

interface Flags extends HistoryFlags {
  readonly event: string;
  readonly against?: string;
  readonly prices?: string;
  readonly level: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Largest file of prices: thirty years of hours. */
const MAX_PRICES_MIB = 32;

/** `vigil events study`: what the price did after an event, and which of two events it fits better. */
export function studyCommand(context: CliContext): Command {
  return new Command('study')
    .description(
      'Study what the price did after an event, held against windows in which nothing is known to have happened.',
    )
    .addOption(new Option('--event <id|time>', 'an event that "vigil events" lists, or a time').makeOptionMandatory())
    .addOption(new Option('--against <id|time>', 'another event nearby: which of the two does the path fit better?'))
    .addOption(
      new Option(
        '--prices <file>',
        'prices by the hour or finer: a CSV with columns time,close (default: what the history holds, and built in, 2018 to 2022)',
      ),
    )
    .addOption(networkOption())
    .addOption(
      new Option('--datadir <dir>', "where the node's own chain is kept (default: ~/.vigil)").argParser(folderFlag),
    )
    .addOption(historyOption())
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print the horizons as CSV: seconds since 1970, dollars, ratios'))
    .addHelpText(
      'after',
      '\nExample:\n  vigil events study --event kazakhstan-shutdown-2022-01-05 --against fomc-minutes-2022-01-05',
    )
    .action(async (_: Flags, self: Command) => run(context, self.optsWithGlobals<Flags>()));
}

async function run(context: CliContext, flags: Flags): Promise<void> {
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  const builtIn = builtInEvents();
  const { own, held } = await heldOf(context, flags, builtIn);
  const known = [...builtIn, ...own];
  const event = subjectFlag('--event', flags.event, known);
  const against = flags.against === undefined ? undefined : subjectFlag('--against', flags.against, known);
  const { level } = flags;
  const prices = await pricesOf(context, flags.prices, { held, atSec: event.fromSec });
  const document = answered(
    answerEventStudy({ ...prices, known: builtIn }, { event, level, ...(against === undefined ? {} : { against }) }),
  );
  if (flags.json === true) return printJson(context, document);
  return context.print(flags.csv === true ? studyCsv(document) : studyText(document));
}

/** What the history knows that the study needs: own events, and prices unless a file gives them. */
async function heldOf(
  context: CliContext,
  flags: Flags,
  builtIn: readonly KnownEvent[],
): Promise<{ readonly own: readonly KnownEvent[]; readonly held: HeldPrices | undefined }> {
  const isKnown = (text: string | undefined): boolean => text === undefined || !('code' in eventSubject(text, builtIn));
  const needsOwn = !isKnown(flags.event) || !isKnown(flags.against);
  const needsPrices = flags.prices === undefined && flags.network === 'mainnet';
  if (!needsOwn && !needsPrices) return { own: [], held: undefined };
  // Without its prices a study is still one; without an event of one's own there is nothing to study.
  const history = await (needsOwn ? openHistoryToRead(context, flags) : historyForReading(context, flags));
  try {
    return {
      own: needsOwn ? await new OwnEvents(history, builtIn).list() : [],
      held: needsPrices ? await heldHours(history) : undefined,
    };
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  } finally {
    await history.close();
  }
}

function subjectFlag(flag: string, text: string, known: readonly KnownEvent[]): EventSubject {
  const subject = eventSubject(text, known);
  if ('code' in subject) throw usageError(`${flag}: ${subject.message}`);
  return subject;
}

async function pricesOf(
  context: CliContext,
  path: string | undefined,
  { held, atSec }: { readonly held: HeldPrices | undefined; readonly atSec: number },
): Promise<Parameters<typeof answerEventStudy>[0]> {
  const builtIn = builtInStudyPrices();
  if (path === undefined) {
    const hourly = hourlyClosesFor(builtIn.hourly, held, atSec) ?? builtIn.hourly;
    return { ...builtIn, hourly, known: [] };
  }
  const read = parseCandlesCsv(await readTextFile(path, MAX_PRICES_MIB), { base: 'BTC', quote: 'USD' });
  if ('code' in read) throw new CliError(`${path}, line ${read.line}: ${read.message}`);
  const hours = hourlyCloses(read.candles);
  if ('message' in hours) throw new CliError(`${path}: ${hours.message}`);
  if (hours.bridged > 0) context.warn(`vigil: ${path}: ${hours.bridged} hours without a price take the one before`);
  return { hourly: { series: hours.series, description: path }, daily: builtIn.daily, known: [] };
}

function studyText(document: EventStudyDocument): string {
  const { sentence, limits, hourly, daily, notes, sources } = document;
  const parts = [sentence, ''];
  if (hourly !== null) {
    parts.push(`By the hour, against ${matchText(hourly.match)}:`, horizonTable(hourly.horizons, document.level));
  }
  if (daily !== null) {
    const { market, match } = daily;
    parts.push(
      `By the day, beyond the market of ${market.coins.join(', ')} (beta ${market.beta.toFixed(2)}), against ${matchText(match)}:`,
      horizonTable(daily.horizons, document.level),
    );
  }
  parts.push(limits, ...sources.map((source) => `Source: ${source}.`), ...notes.map((note) => `Note: ${note}.`));
  return `${parts.join('\n')}\n`;
}

function matchText({ windows, words }: { readonly windows: number; readonly words: string }): string {
  return `${formatCount(windows)} ${words}`;
}

function horizonTable(horizons: readonly StudyHorizon[], level: number): string {
  const percent = `${Math.round(level * 1000) / 10} %`;
  return textTable(
    [
      { title: 'After', align: 'right' },
      { title: 'Until' },
      { title: 'Change', align: 'right' },
      { title: 'Abnormal', align: 'right' },
      { title: `Usual (${percent})` },
      { title: 'p', align: 'right' },
      { title: 'Apart', align: 'right' },
      { title: 'Verdict' },
    ],
    horizons.map((one) => [
      one.length % 86_400 === 0 && one.length > 86_400 ? `${one.length / 86_400} days` : `${one.length / 3600} h`,
      formatUtc(one.to),
      formatChange(one.ratio),
      formatChange(one.abnormal),
      `${formatChange(one.usual.low)} to ${formatChange(one.usual.high)}`,
      shareText(one.pValue),
      formatCount(one.independent),
      one.verdict,
    ]),
  );
}

function studyCsv({ hourly, daily }: EventStudyDocument): string {
  const rows = [
    ...(hourly?.horizons ?? []).map((one) => ['hourly', one] as const),
    ...(daily?.horizons ?? []).map((one) => ['daily', one] as const),
  ];
  return csvText(
    [
      'study',
      'length',
      'from',
      'to',
      'ratio',
      'abnormal',
      'pValue',
      'pFall',
      'pRise',
      'resolution',
      'independent',
      'usualLow',
      'usualHigh',
      'verdict',
    ],
    rows.map(([study, one]) => [
      study,
      one.length,
      one.from,
      one.to,
      one.ratio,
      one.abnormal,
      one.pValue,
      one.pFall,
      one.pRise,
      one.resolution,
      one.independent,
      one.usual.low,
      one.usual.high,
      one.verdict,
    ]),
  );
}
