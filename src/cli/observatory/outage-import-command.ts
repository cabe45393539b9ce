import { Command, Option } from 'commander';
import { formatCounted, formatUtc } from '../../observatory/answers/units.ts';
import type { NamedCountry } from '../../observatory/outage/blackout-document.ts';
import { parseIoda } from '../../observatory/outage/observers/ioda.ts';
import { isRefused, MAX_OBSERVED_CHARS } from '../../observatory/outage/observers/observed-signal.ts';
import type { ObservedReject, ObservedSignal } from '../../observatory/outage/observers/observed-signal.ts';
import { parsePercentCsv } from '../../observatory/outage/observers/percent-csv.ts';
import { parseRadar } from '../../observatory/outage/observers/radar.ts';
import { CliError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption } from '../flags.ts';
import { openHistory } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { countryOption } from './country-flag.ts';
import { addHistoryPlace } from './history-place.ts';
import { readTextFile } from './text-file.ts';

const PARSERS: Readonly<
  Record<'ioda' | 'radar' | 'csv', (text: string, country: string) => ObservedSignal[] | ObservedReject>
> = { ioda: parseIoda, radar: parseRadar, csv: parsePercentCsv };

interface Flags extends HistoryFlags {
  readonly source: keyof typeof PARSERS;
  readonly country: NamedCountry;
  readonly json?: boolean;
}

/** `vigil outage import`: takes signals of other observers from a file into the history. */
export function outageImportCommand(context: CliContext): Command {
  const command = new Command('import')
    .description("Take an observer's signals of a country from a file into the history.")
    .argument('<file>', 'JSON of IODA or Cloudflare Radar as their APIs answer, or a CSV of time,percent')
    .addOption(new Option('--source <name>', 'who observed').choices(Object.keys(PARSERS)).makeOptionMandatory())
    .addOption(countryOption());
  return addHistoryPlace(command)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Signals are kept as observed/SOURCE/COUNTRY; a point at a time that is there already takes its place. Where files come from:
  ioda   https://api.ioda.inetintel.cc.gatech.edu/v2/signals/raw/country/KZ?from=1640995200&until=1642204800
  radar  https://api.cloudflare.com/client/v4/radar/netflows/timeseries?location=KZ (needs a token of yours)
  csv    lines time,percent, such as 2022-01-05T11:00Z,2

Example:
  vigil outage import --source csv --country KZ netblocks.csv`,
    )
    .action(async (file: string, flags: Flags) => runImport(context, file, flags));
}

async function runImport(context: CliContext, file: string, flags: Flags): Promise<void> {
  const { country, source } = flags;
  const parsed = PARSERS[source](await readTextFile(file, MAX_OBSERVED_CHARS / 2 ** 20), country.code);
  if (isRefused(parsed)) {
    const { where, expected, found } = parsed;
    throw new CliError(
      `${file}${where === '' ? '' : `, ${where}`}: expected ${expected}, found ${found}; nothing was taken`,
    );
  }
  const batches = parsed.map(({ source: name, signal }) => ({
    series: `observed/${name}/${country.code.toLowerCase()}`,
    names: ['value'],
    atSec: signal.atSec,
    columns: [signal.values],
  }));
  const history = await openHistory(context, flags);
  try {
    await history.write(batches);
  } finally {
    await history.close();
  }
  const series = batches.map(({ series: name, atSec }) => ({
    series: name,
    points: atSec.length,
    from: atSec[0]!,
    to: atSec[atSec.length - 1]!,
  }));
  if (flags.json === true) return printJson(context, { schema: 'vigil.outage-import/1', file, country, series });
  const lines = series.map(
    ({ series: name, points, from, to }) =>
      `${name}: ${formatCounted(points, 'point')}, ${formatUtc(from)} to ${formatUtc(to)}\n`,
  );
  return context.print(lines.join(''));
}
