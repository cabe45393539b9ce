import { Command, InvalidArgumentError, Option } from 'commander';
import { answerMap } from '../../observatory/answers/map-answer.ts';
import type { MapHoldings } from '../../observatory/answers/map-answer.ts';
import type { MapComparison, MapDocument, MapMonth } from '../../observatory/answers/map-document.ts';
import { formatHashrateRange } from '../../observatory/answers/units.ts';
import { countryCodeOf } from '../../observatory/geography/countries.ts';
import { parseShareCsv } from '../../observatory/geography/share-csv.ts';
import { monthSpan } from '../../observatory/geography/share-table.ts';
import type { Interval } from '../../observatory/hashrate/interval.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption } from '../flags.ts';
import { builtInMap } from '../map-history.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered, csvOption } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';
import { readTextFile } from './text-file.ts';

interface Flags extends SourceFlags, OutputFlags {
  readonly month?: string;
  readonly before?: string;
  readonly after?: string;
  readonly country?: string;
  readonly file?: string;
}

/** `vigil map`: where mining happens, and what that says of energy. */
export function mapCommand(context: CliContext): Command {
  const command = new Command('map')
    .description('Say where the hashrate was by country and month, with what is not known of it, and what it burnt.')
    .addOption(new Option('--month <month>', 'the month to show, as 2021-08 (default: the last)').argParser(monthFlag))
    .addOption(
      new Option('--before <month>', "compare this month (default: the last before China's ban)").argParser(monthFlag),
    )
    .addOption(new Option('--after <month>', 'with this one (default: the last of the same kind)').argParser(monthFlag))
    .addOption(
      new Option('--country <code>', 'show one country over all months, as KZ or Kazakhstan').argParser(countryFlag),
    )
    .addOption(new Option('--file <csv>', 'shares of your own: columns month,country,percent'));
  return addSourceOptions(command)
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText(
      'after',
      '\nExamples:\n  vigil map --month 2021-08\n  vigil map --country KZ\n  vigil map --before 2021-05 --after 2022-01\n  vigil map --file shares.csv',
    )
    .action(async (flags: Flags) => {
      if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
      const sources = await observatorySources(context, flags);
      const { month, before, after, country, level } = flags;
      const document = answered(
        answerMap(await holdingsFrom(flags.file), sources, {
          level,
          ...(month === undefined ? {} : { month }),
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
          ...(country === undefined ? {} : { country }),
        }),
      );
      if (flags.json === true) return printJson(context, document);
      return context.print(flags.csv === true ? mapCsv(document) : mapText(document, country));
    });
}

async function holdingsFrom(file: string | undefined): Promise<MapHoldings> {
  const builtIn = builtInMap();
  if (file === undefined) return builtIn;
  const shares = parseShareCsv(await readTextFile(file), file);
  if ('code' in shares) throw new CliError(`${file}, line ${shares.line}: ${shares.message}`);
  return { ...builtIn, shares, chinaRegions: [] };
}

function monthFlag(text: string): string {
  if (monthSpan(text) === undefined) throw new InvalidArgumentError('write a month as 2021-08.');
  return text;
}

function countryFlag(text: string): string {
  const code = countryCodeOf(text);
  if (code === undefined) throw new InvalidArgumentError('write an ISO code or an English name, such as KZ.');
  return code;
}

function mapText(document: MapDocument, country: string | undefined): string {
  const month = document.months.find(({ month: name }) => name === document.month)!;
  const { comparison } = document;
  const notes = document.notes.map((note) => `Note: ${note}.\n`).join('');
  const caveats = document.caveats
    .filter(({ about }) => about === 'all' || month.countries.some((shown) => shown.country === about))
    .map(({ about, text }) => `${about === 'all' ? 'Caveat' : `Caveat, ${about}`}: ${text}.\n`)
    .join('');
  return (
    `${document.sentence}\n\n` +
    (country === undefined ? monthText(month) : countryText(document)) +
    (comparison === null || country !== undefined ? '' : comparisonText(comparison)) +
    `\nSource: ${document.shares.description}${document.source === null ? '' : `; hashrate: ${document.source.description}`}.\n` +
    caveats +
    notes
  );
}

const COUNTRY_COLUMNS = [
  { title: 'share', align: 'right' },
  { title: 'if nothing is assumed', align: 'right' },
  { title: 'hashrate', align: 'right' },
  { title: 'fossil', align: 'right' },
  { title: 'gCO2/kWh', align: 'right' },
] as const;

function countryCells(row: MapMonth['countries'][number]): string[] {
  return [
    percent(row.share),
    `${percent(row.low)} to ${percent(row.high)}`,
    rangeText(row.hashrate),
    row.fossil === null ? '?' : percent(row.fossil),
    row.carbonIntensity === null ? '?' : row.carbonIntensity.toFixed(0),
  ];
}

function monthText(month: MapMonth): string {
  const rows = month.countries.map((row) => [row.name, ...countryCells(row)]);
  const published = month.countries.reduce((sum, { share }) => sum + share, month.other ?? 0);
  const rest = month.other ?? Math.max(0, 1 - published);
  if (rest > 0.00005) rows.push([month.other === null ? 'not published' : 'all others', percent(rest), '', '', '', '']);
  const { energy } = month;
  const mix =
    energy === null
      ? ''
      : `Fossil share of these grids ${percent(energy.fossil.value)} (${percent(energy.fossil.low)} to ${percent(energy.fossil.high)}), ` +
        `${energy.carbonIntensity.value.toFixed(0)} gCO2/kWh (${energy.carbonIntensity.low.toFixed(0)} to ${energy.carbonIntensity.high.toFixed(0)}).\n`;
  return `${month.month}\n${textTable([{ title: 'country' }, ...COUNTRY_COLUMNS], rows)}${mix}`;
}

function countryText(document: MapDocument): string {
  const rows = document.months.flatMap((month) => month.countries.map((row) => [month.month, ...countryCells(row)]));
  return textTable([{ title: 'month' }, ...COUNTRY_COLUMNS], rows);
}

function comparisonText(comparison: MapComparison): string {
  const rows = comparison.moves.map((move) => [
    move.name,
    percent(move.before),
    percent(move.after),
    `${move.after >= move.before ? '+' : '-'}${(100 * Math.abs(move.after - move.before)).toFixed(1)}`,
    rangeText(move.hashrateBefore),
    rangeText(move.hashrateAfter),
  ]);
  const columns = [
    { title: 'country' },
    { title: comparison.before, align: 'right' },
    { title: comparison.after, align: 'right' },
    { title: 'points', align: 'right' },
    { title: 'hashrate before', align: 'right' },
    { title: 'after', align: 'right' },
  ] as const;
  const lines = (title: string, items: readonly string[]): string =>
    `${title}:\n${items.map((item) => `  - ${item};\n`).join('')}`;
  return `\n${comparison.sentence}\n${textTable(columns, rows)}${lines('This tells', comparison.canTell)}${lines('This can not tell', comparison.cannotTell)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function rangeText(interval: Interval | null): string {
  if (interval === null) return '?';
  return interval.high === 0 ? '0' : formatHashrateRange(interval.low, interval.high);
}

function mapCsv(document: MapDocument): string {
  const columns = [
    'month',
    'country',
    'share',
    'low',
    'high',
    'hashrate',
    'hashrate_low',
    'hashrate_high',
    'fossil',
    'carbon_intensity',
  ];
  return csvText(
    columns,
    document.months.flatMap(({ month, countries }) =>
      countries.map((row) => [
        month,
        row.country,
        row.share,
        row.low,
        row.high,
        row.hashrate?.median ?? null,
        row.hashrate?.low ?? null,
        row.hashrate?.high ?? null,
        row.fossil,
        row.carbonIntensity,
      ]),
    ),
  );
}
