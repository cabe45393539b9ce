import { Command, InvalidArgumentError, Option } from 'commander';
import { blackoutDocument } from '../../api/outage-routes.ts';
import { parseShare } from '../../observatory/answers/quantities.ts';
import { formatChange, formatCount, formatDuration, formatUtc, threeDigits } from '../../observatory/answers/units.ts';
import type {
  BlackoutDocument,
  BlackoutWindow,
  NamedCountry,
  NodesAtStake,
  ShareAtStake,
} from '../../observatory/outage/blackout-document.ts';
import { outageWords } from '../../observatory/outage/outages-answer.ts';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { CliError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption, timeFlag } from '../flags.ts';
import { historyOption, openHistoryToRead } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { outageHoldings } from '../outage-facts.ts';
import { csvText, textTable } from '../text-table.ts';
import { csvOption } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { countryOption } from './country-flag.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';

interface Flags extends SourceFlags, HistoryFlags, OutputFlags {
  readonly country: NamedCountry;
  readonly at: number;
  readonly share?: number;
}

/** `vigil blackout`: what a country's outage puts at stake, and whether the blocks can show it. */
export function blackoutCommand(context: CliContext): Command {
  const command = new Command('blackout')
    .description("Say what a country's outage puts at stake, and how large a fall of hashrate could be seen.")
    .addOption(countryOption())
    .addOption(new Option('--at <time>', 'when it began, UTC').argParser(timeFlag).makeOptionMandatory())
    .addOption(
      new Option('--share <share>', 'share of the hashrate there, in place of what was published').argParser(shareFlag),
    );
  return addSourceOptions(command)
    .addOption(historyOption())
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText(
      'after',
      `
Nodes by country come from your own crawls (vigil nodes crawl), signals of the outage from vigil outage import.

Example:
  vigil blackout --country KZ --at 2022-01-05T10:30Z`,
    )
    .action(async (flags: Flags) => runBlackout(context, flags));
}

async function runBlackout(context: CliContext, flags: Flags): Promise<void> {
  const { country, at, share, level, network } = flags;
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  const sources = await observatorySources(context, flags);
  const history = await openKept(context, flags);
  try {
    const holdings = outageHoldings({ network, sources: () => sources, history, clock: context.clock });
    const question = { country, atSec: at, level, ...(share === undefined ? {} : { share }) };
    const document = await blackoutDocument(holdings, question);
    if (flags.json === true) await printJson(context, document);
    else await context.print(flags.csv === true ? blackoutCsv(document) : blackoutText(document));
  } finally {
    await history.close();
  }
}

/** What is kept adds to the answer, and is not needed for it: while another process has it open, the rest is told. */
async function openKept(context: CliContext, flags: HistoryFlags): Promise<HistoryStore> {
  try {
    return await openHistoryToRead(context, flags);
  } catch (error) {
    if (!(error instanceof CliError) || flags.history !== undefined) throw error;
    context.warn(`vigil: ${error.message}; signals and counts of nodes that are kept there are left out`);
    return new MemoryHistoryStore();
  }
}

function shareFlag(text: string): number {
  const share = parseShare(text, 1);
  if (typeof share !== 'number') throw new InvalidArgumentError(`${share.message}.`);
  return share;
}

function blackoutText(document: BlackoutDocument): string {
  const { sentence, source, notes, windows, hashrate, signals, test, nodes } = document;
  const { baseline } = test;
  const rows = windows.map((window) => windowRow(window));
  const table = textTable(
    [
      { title: 'window' },
      { title: 'blocks', align: 'right' },
      { title: 'expected', align: 'right' },
      { title: 'fall that shows', align: 'right' },
      { title: 'change measured', align: 'right' },
      { title: 'a fall by all of the share' },
    ],
    rows,
  );
  const week = `${formatCount(baseline.blocks)} blocks in the week before${baseline.measured ? '' : ' (assumed)'}`;
  const lines = [
    sentence,
    '',
    table,
    `"Fall that shows": found with ${percent(test.power)} probability at ${percent(test.alpha)} false alarms, against ${week}.`,
    '',
    sharesText(hashrate.published, hashrate.atStake),
    nodesText(nodes.counted, nodes.example),
    ...signals.map(({ series, outages, untold }) =>
      outages.length > 0
        ? outages.map((outage) => `Signal: ${outageWords(series, outage)}.`).join('\n')
        : `Signal: ${series} ${untold === null ? 'shows no outage around then' : `can't be told: ${untold}`}.`,
    ),
    source === null ? '' : `Source of the blocks: ${source.description}.`,
    ...notes.map((note) => `Note: ${note}.`),
  ];
  return `${lines.filter((line, i) => line !== '' || i < 4).join('\n')}\n`;
}

function windowRow({
  seconds,
  blocks,
  expectedBlocks,
  detectable,
  ratio,
  verdict,
  wouldShow,
}: BlackoutWindow): string[] {
  const shows = wouldShow === null ? '' : wouldShow ? 'would show; ' : "can't be relied on to show; ";
  return [
    formatDuration(seconds),
    blocks === null ? '' : formatCount(blocks),
    threeDigits(expectedBlocks),
    detectable === null ? 'none' : percent(detectable),
    ratio === null ? '' : `${formatChange(ratio.median)} (${formatChange(ratio.low)} to ${formatChange(ratio.high)})`,
    `${shows}${verdict}`,
  ];
}

function sharesText(published: readonly ShareAtStake[], atStake: ShareAtStake | null): string {
  const rows = published.map(({ month, share, low, high, secondsToShow, source }) => [
    month ?? '',
    percent(share),
    `${percent(low)} to ${percent(high)}`,
    secondsToShow === null ? 'not in 60 days' : formatDuration(secondsToShow),
    source,
  ]);
  if (rows.length === 0) return atStake === null ? 'No share of the hashrate was published for that time.\n' : '';
  return textTable(
    [
      { title: 'month' },
      { title: 'share', align: 'right' },
      { title: 'whatever the others do' },
      { title: 'its loss shows after', align: 'right' },
      { title: 'source' },
    ],
    rows,
  );
}

function nodesText(counted: NodesAtStake | null, example: NodesAtStake | null): string {
  const words = ({ nodes, located, share, at, source }: NodesAtStake): string =>
    `${formatCount(nodes)} of ${formatCount(located)} nodes whose country is known (${percent(share)}), ${formatUtc(at)}, ${source}`;
  if (counted !== null) return `Nodes: ${words(counted)}.`;
  const today = example === null ? '' : ` For an idea of the size: ${words(example)}.`;
  return `Nodes: cannot be told for that time, as nobody's count is at hand.${today}`;
}

function percent(share: number): string {
  return `${threeDigits(share * 100)} %`;
}

function blackoutCsv({ windows, hashrate }: BlackoutDocument): string {
  return csvText(
    [
      'seconds',
      'blocks',
      'expectedBlocks',
      'detectable',
      'share',
      'wouldShow',
      'ratioLow',
      'ratioMedian',
      'ratioHigh',
      'verdict',
    ],
    windows.map(({ seconds, blocks, expectedBlocks, detectable, wouldShow, ratio, verdict }) => [
      seconds,
      blocks,
      expectedBlocks,
      detectable,
      hashrate.atStake?.share ?? null,
      wouldShow === null ? null : String(wouldShow),
      ratio?.low ?? null,
      ratio?.median ?? null,
      ratio?.high ?? null,
      verdict,
    ]),
  );
}
