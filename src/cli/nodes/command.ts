import { Command, InvalidArgumentError, Option } from 'commander';
import { nodesDocument } from '../../api/outage-routes.ts';
import { parseWhole } from '../../observatory/answers/quantities.ts';
import { formatCount, formatUtc, threeDigits } from '../../observatory/answers/units.ts';
import type { NodesDocument } from '../../observatory/outage/nodes-answer.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import { CliError, interruptedError, usageError } from '../cli-error.ts';
import { printJson } from '../context.ts';
import type { CliContext } from '../context.ts';
import { jsonOption } from '../flags.ts';
import { openHistory } from '../history/history-flag.ts';
import type { HistoryFlags } from '../history/history-flag.ts';
import { csvOption } from '../observatory/answer-output.ts';
import { addHistoryPlace } from '../observatory/history-place.ts';
import { outageHoldings } from '../outage-facts.ts';
import { csvText, textTable } from '../text-table.ts';
import { addCrawlOptions, contactFlag, intervalOption } from './crawl-flags.ts';
import type { CrawlFlags } from './crawl-flags.ts';
import { prepareCrawl } from './make-crawl.ts';
import type { PreparedCrawl } from './make-crawl.ts';

interface OutputFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
}

interface ListFlags extends HistoryFlags, OutputFlags {}

interface CrawlCommandFlags extends HistoryFlags, CrawlFlags, OutputFlags {
  readonly contact: string;
  readonly rounds: number;
}

/** How often the line of progress is renewed. */
const PROGRESS_MS = 500;

/** Countries that a terminal shows. */
const SHOWN_COUNTRIES = 30;

/** `vigil nodes`: counts the reachable nodes of the network by country, and tells the last count. */
export function nodesCommand(context: CliContext): Command {
  const list = addHistoryPlace(new Command('list').description('Tell the last count of reachable nodes, by country.'))
    .addOption(jsonOption())
    .addOption(csvOption())
    .action(async (flags: ListFlags) => withHistory(context, flags, (history) => show(context, flags, history)));
  const crawl = new Command('crawl')
    .description('Visit every node that can be found once, ask for addresses once a day at most, and count.')
    .addOption(
      new Option('--contact <text>', 'told to every node: where its operator can ask to be left out')
        .argParser(contactFlag)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--rounds <n>', 'counts to make; then it stops by itself').argParser(roundsFlag).default(1))
    .addOption(intervalOption());
  addHistoryPlace(addCrawlOptions(crawl))
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText(
      'after',
      `
Nodes see the user agent /Vigil:VERSION(crawler; opt-out: CONTACT)/. Who asks to be left out goes into the file of --opt-out.

Example:
  vigil nodes crawl --contact https://example.org/crawler --opt-out left-out.txt`,
    )
    .action(async (flags: CrawlCommandFlags) =>
      withHistory(context, flags, (history) => runCrawl(context, flags, history)),
    );
  return new Command('nodes')
    .description('Count the reachable nodes of the network by country, and tell the last count.')
    .addCommand(list)
    .addCommand(crawl);
}

async function withHistory(
  context: CliContext,
  flags: HistoryFlags & OutputFlags,
  work: (history: HistoryStore) => Promise<void>,
): Promise<void> {
  if (flags.json === true && flags.csv === true) throw usageError('give --json or --csv, not both');
  const history = await openHistory(context, flags);
  try {
    await work(history);
  } finally {
    await history.close();
  }
}

async function runCrawl(context: CliContext, flags: CrawlCommandFlags, history: HistoryStore): Promise<void> {
  const { network, datadir, rounds } = flags;
  const { collector, crawler } = await prepareCrawl(context, flags, { network, datadir, history, rounds });
  const stop = (): void => void collector.stop();
  context.interrupt.addEventListener('abort', stop, { once: true });
  const timer = setInterval(() => context.progress(progressLine(crawler)), PROGRESS_MS);
  try {
    collector.start();
    await collector.ended;
  } finally {
    clearInterval(timer);
    context.progress('');
    context.interrupt.removeEventListener('abort', stop);
  }
  if (context.interrupt.aborted) throw interruptedError('stopped; rounds that were complete are kept');
  const [status] = collector.statuses;
  if (status?.failure !== null && status !== undefined) throw new CliError(status.failure);
  await show(context, flags, history);
}

function progressLine({ progress }: PreparedCrawl['crawler']): string {
  const { known, waiting, open, reached } = progress;
  return (
    `crawling: ${formatCount(reached)} reached, ${formatCount(open)} under way, ${formatCount(waiting)} waiting, ` +
    `${formatCount(known)} addresses known`
  );
}

async function show(context: CliContext, flags: ListFlags, history: HistoryStore): Promise<void> {
  const { network } = flags;
  const sources = { network, observations: [] };
  const holdings = outageHoldings({ network, sources: () => sources, history, clock: context.clock });
  const document = await nodesDocument(holdings);
  if (flags.json === true) return printJson(context, document);
  return context.print(flags.csv === true ? nodesCsv(document) : nodesText(document));
}

function nodesText(document: NodesDocument): string {
  const { sentence, at, countries, asns, source, database, notes } = document;
  if (at === null) return `${sentence}\nCount them with: vigil nodes crawl --contact ADDRESS\n`;
  const rows = countries
    .slice(0, SHOWN_COUNTRIES)
    .map(({ code, name, nodes, share }) => [name, code, formatCount(nodes), `${threeDigits(share * 100)} %`]);
  const more = countries.length - rows.length;
  const table = textTable(
    [{ title: 'country' }, { title: 'code' }, { title: 'nodes', align: 'right' }, { title: 'share', align: 'right' }],
    rows,
  );
  const networks = asns.map(({ asn, nodes }) => [`AS${asn}`, formatCount(nodes)]);
  return (
    `${sentence}\n\n${table}${more > 0 ? `... and ${more} more countries (--csv has all)\n` : ''}` +
    (networks.length === 0
      ? ''
      : `\n${textTable([{ title: 'network' }, { title: 'nodes', align: 'right' }], networks)}`) +
    `\nCounted ${formatUtc(at)}. Source: ${source}${database === null ? '' : `; countries by ${database.name} of ${database.day}`}.\n` +
    notes.map((note) => `Note: ${note}.\n`).join('')
  );
}

function nodesCsv({ countries }: NodesDocument): string {
  return csvText(
    ['country', 'name', 'nodes', 'share'],
    countries.map(({ code, name, nodes, share }) => [code, name, nodes, share]),
  );
}

function roundsFlag(text: string): number {
  const rounds = parseWhole(text, 1, 10_000);
  if (typeof rounds !== 'number') throw new InvalidArgumentError(`${rounds.message}.`);
  return rounds;
}
