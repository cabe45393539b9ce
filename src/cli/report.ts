import { stat } from 'node:fs/promises';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { reportMaterial } from '../api/report-documents.ts';
import type { ReportMaterial, ReportScope } from '../api/report-documents.ts';
import type { ObservatorySources } from '../observatory/answers/sources.ts';
import type { HashrateChangeClaim } from '../observatory/events/claim.ts';
import { renderPdf } from '../api/report-pdf/render-pdf.ts';
import { buildReport } from '../observatory/report/build-report.ts';
import { CLAIM_TEXT_EXAMPLE, parseClaimText } from '../observatory/report/claim-text.ts';
import { KAZAKHSTAN_2022, kazakhstan2022 } from '../observatory/report/kazakhstan-2022.ts';
import type { CandleSource } from '../observatory/market/market-holdings.ts';
import type { ReportDocument } from '../observatory/report/report-document.ts';
import type { ReportInput } from '../observatory/report/report-input.ts';
import { renderHtml } from '../observatory/report/render-html.ts';
import { renderMarkdown } from '../observatory/report/render-markdown.ts';
import { spanReport } from '../observatory/report/span-report.ts';
import { MemoryHistoryStore } from '../platform/history/memory-history-store.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { isSystemError, reasonOf } from '../platform/system-error.ts';
import { HistoryStoreError } from '../ports/history-store.ts';
import { CliError, usageError } from './cli-error.ts';
import type { CliContext } from './context.ts';
import { jsonOption, levelOption, timeFlag } from './flags.ts';
import { historyOption } from './history/history-flag.ts';
import type { HistoryFlags } from './history/history-flag.ts';
import { readMarketFiles } from './observatory/market-files.ts';
import { historyForReading } from './observatory/market-history.ts';
import { addSourceOptions, observatorySources } from './observatory/sources.ts';
import type { SourceFlags } from './observatory/sources.ts';
import { reportHoldings } from './report-holdings.ts';
import { reportHistory } from './report-history.ts';

type TextFormat = 'md' | 'html' | 'json';
type Format = TextFormat | 'pdf';

interface Flags extends SourceFlags, HistoryFlags {
  readonly prices?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly claim?: readonly HashrateChangeClaim[];
  readonly format?: Format;
  readonly json?: boolean;
  readonly output?: string;
  readonly level: number;
}

/** Most claims that one report tests. */
const MAX_CLAIMS = 100;

/** `vigil report`: what happened, what the data say, and which claims they support. */
export function reportCommand(context: CliContext): Command {
  const command = new Command('report')
    .description('Write a report: what the blocks, the difficulty and the prices say, and which claims they support.')
    .addArgument(new Argument('[event]', 'an event that Vigil knows').choices(['kazakhstan-2022']))
    .addOption(new Option('--from <time>', 'start of the span, UTC').argParser(timeFlag))
    .addOption(new Option('--to <time>', 'end of the span, UTC').argParser(timeFlag))
    .addOption(
      new Option('--claim <text>', `a claim to test: "${CLAIM_TEXT_EXAMPLE}"; may be repeated`).argParser(claimFlag),
    )
    .addOption(new Option('--format <name>', 'what to write').choices(['md', 'html', 'pdf', 'json']))
    .addOption(new Option('--output <file>', 'write to this file (default: standard output)'));
  return addSourceOptions(command)
    .addOption(
      new Option('--prices <file...>', 'prices of bitcoin and other coins: CSV files as vigil market reads them'),
    )
    .addOption(historyOption())
    .addOption(levelOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  vigil report kazakhstan-2022 --format html --output report.html\n' +
        '  vigil report kazakhstan-2022 --format pdf --output report.pdf\n' +
        `  vigil report --from 2021-06-01 --to 2021-08-01 --claim "${CLAIM_TEXT_EXAMPLE}"`,
    )
    .action(async (event: string | undefined, flags: Flags) => {
      const format = formatOf(flags);
      checkSpan(event, flags);
      const report = buildReport(await reportInput(context, event, flags));
      const written = format === 'pdf' ? await renderPdf(report) : renderReport(report, format);
      if (flags.output !== undefined) await writeReport(flags.output, written);
      else if (typeof written === 'string') await context.print(written);
      else await context.printBytes(written);
    });
}

/** Collects the claims of a repeated `--claim`. */
function claimFlag(text: string, before: readonly HashrateChangeClaim[] | undefined): HashrateChangeClaim[] {
  const claims = before ?? [];
  if (claims.length >= MAX_CLAIMS) throw new InvalidArgumentError(`at most ${MAX_CLAIMS} claims fit in one report.`);
  const claim = parseClaimText(text, claims.length + 1);
  if ('code' in claim) throw new InvalidArgumentError(`${claim.message}.`);
  return [...claims, claim];
}

function formatOf(flags: Flags): Format {
  if (flags.json !== true) return flags.format ?? 'md';
  if (flags.format !== undefined && flags.format !== 'json')
    throw usageError(`give --json or --format ${flags.format}, not both`);
  return 'json';
}

function checkSpan(event: string | undefined, { from, to, network }: Flags): void {
  if (event !== undefined) {
    if (from !== undefined || to !== undefined)
      throw usageError(`${event} has its own span; leave out --from and --to`);
    if (network !== 'mainnet') throw usageError(`${event} happened on mainnet; leave out --network ${network}`);
    return;
  }
  if (from === undefined || to === undefined) {
    throw usageError('say what to report on: an event (kazakhstan-2022), or --from and --to');
  }
  if (from >= to) throw usageError('--to has to be later than --from');
}

async function reportInput(context: CliContext, event: string | undefined, flags: Flags): Promise<ReportInput> {
  const sources = await observatorySources(context, flags);
  const files = await readMarketFiles(context, flags.prices ?? [], undefined, { base: 'BTC', quote: 'USD' });
  const scope = event === undefined ? { fromSec: flags.from!, toSec: flags.to! } : KAZAKHSTAN_2022;
  const { documents, prices } = await materialOf(context, flags, { sources, files, scope });
  const claims = flags.claim ?? [];
  const { level } = flags;
  if (event !== undefined) {
    const report = kazakhstan2022({ sources, ...reportHistory(), documents, level });
    return { ...report, claims: [...report.claims, ...claims] };
  }
  const history = flags.network === 'mainnet' ? reportHistory() : {};
  return spanReport({
    sources,
    ...history,
    ...(prices === undefined ? {} : { prices }),
    documents,
    ...scope,
    claims,
    level,
  });
}

/** Asks what the report tells beside the blocks. Series that were collected are looked into where they are there already. */
async function materialOf(
  context: CliContext,
  flags: Flags,
  parts: {
    readonly sources: ObservatorySources;
    readonly files: readonly CandleSource[];
    readonly scope: Omit<ReportScope, 'level'>;
  },
): Promise<ReportMaterial> {
  const { sources, files, scope } = parts;
  const { network, level } = flags;
  const history = network === 'mainnet' ? await historyForReading(context, flags) : new MemoryHistoryStore();
  try {
    const holdings = reportHoldings({ network, sources, files, history, clock: context.clock });
    return await reportMaterial(holdings, { ...scope, level });
  } catch (error) {
    if (error instanceof HistoryStoreError) throw new CliError(error.message);
    throw error;
  } finally {
    await history.close();
  }
}

/** Writes a report in one of its forms that are text. */
export function renderReport(report: ReportDocument, format: TextFormat): string {
  switch (format) {
    case 'md':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
  }
}

async function writeReport(path: string, content: string | Uint8Array): Promise<void> {
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory() === true) {
      throw new CliError(`${path} is a folder; name a file in it with --output`);
    }
    await writeFileAtomically(path, { overwrite: true, write: (file) => file.writeFile(content) });
  } catch (error) {
    if (isSystemError(error)) throw new CliError(`can't write ${path}: ${reasonOf(error)}`);
    throw error;
  }
}
