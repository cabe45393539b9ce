import { Command, Option } from 'commander';
import { answerHashrate } from '../../observatory/answers/hashrate-answer.ts';
import type { HashrateDocument, HashratePoint } from '../../observatory/answers/hashrate-answer.ts';
import type { WindowLength } from '../../observatory/answers/quantities.ts';
import { formatCount, formatDuration, formatUtc, hashrateUnit, threeDigits } from '../../observatory/answers/units.ts';
import { usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption, timeFlag, windowFlag } from '../flags.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered, csvOption, printAnswer } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';

interface Flags extends SourceFlags, OutputFlags {
  readonly from?: number;
  readonly to?: number;
  readonly window?: WindowLength;
  readonly step?: WindowLength;
}

/** `vigil hashrate`: how fast the network hashed, with how sure one can be. */
export function hashrateCommand(context: CliContext): Command {
  const command = new Command('hashrate')
    .description('Estimate the hashrate of a span, with intervals: whole, in windows, and as a trend.')
    .addOption(new Option('--from <time>', 'start, UTC (default: where the data begin)').argParser(timeFlag))
    .addOption(new Option('--to <time>', 'end, UTC (default: where the data end)').argParser(timeFlag))
    .addOption(new Option('--window <length>', 'length of each window: 24h, 7d, 144b, 2016b').argParser(windowFlag))
    .addOption(
      new Option('--step <length>', 'from one window to the next: 6h (default: the window)').argParser(windowFlag),
    );
  return addSourceOptions(command)
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText('after', '\nExample:\n  vigil hashrate --from 2021-12-29T10:00Z --to 2022-01-05T10:00Z --window 24h')
    .action(async (flags: Flags) => {
      const sources = await observatorySources(context, flags);
      const document = answered(
        answerHashrate(sources, {
          level: flags.level,
          ...(flags.from === undefined ? {} : { fromSec: flags.from }),
          ...(flags.to === undefined ? {} : { toSec: flags.to }),
          ...(flags.window === undefined ? {} : { window: flags.window }),
          ...(flags.step === undefined ? {} : { stepSec: stepSeconds(flags.step) }),
        }),
      );
      await printAnswer(context, flags, { document, text: hashrateText, csv: hashrateCsv });
    });
}

/** A step counted in blocks is as long as they take on average. */
function stepSeconds(step: WindowLength): number {
  const seconds = step.kind === 'time' ? step.seconds : step.blocks * 600;
  if (seconds < 60) throw usageError('--step is at least a minute');
  return seconds;
}

function hashrateText(document: HashrateDocument): string {
  const unit = hashrateUnit(document.whole.high);
  const has = document.points.some((point) => point.core !== undefined);
  const shown = (value: number): string => threeDigits(value / unit.factor);
  const row = (point: HashratePoint): string[] => [
    formatUtc(point.from),
    formatUtc(point.to),
    formatCount(point.blocks),
    shown(point.median),
    shown(point.low),
    shown(point.high),
    `${shown(point.estimate)} ± ${shown(point.sigma)}`,
    ...(has ? [point.core === undefined ? '' : shown(point.core)] : []),
  ];
  const percent = `${Math.round(document.level * 1000) / 10} %`;
  const columns = [
    { title: 'from' },
    { title: 'to' },
    { title: 'blocks', align: 'right' },
    { title: unit.symbol, align: 'right' },
    { title: `${percent} from`, align: 'right' },
    { title: 'to', align: 'right' },
    { title: '1 sigma', align: 'right' },
    ...(has ? [{ title: 'as Core says', align: 'right' } as const] : []),
  ] as const;
  const windows =
    document.window.kind === 'time' ? formatDuration(document.window.seconds) : `${document.window.blocks} blocks`;
  return (
    `The whole span\n${textTable(columns, [row(document.whole)])}\n` +
    `Windows of ${windows}, every ${formatDuration(document.step)}\n${textTable(columns, document.points.map(row))}`
  );
}

function hashrateCsv(document: HashrateDocument): string {
  const columns = ['from', 'to', 'blocks', 'mean', 'median', 'low', 'high', 'estimate', 'sigma', 'core'];
  return csvText(
    columns,
    document.points.map((point) => [
      point.from,
      point.to,
      point.blocks,
      point.mean,
      point.median,
      point.low,
      point.high,
      point.estimate,
      point.sigma,
      point.core ?? null,
    ]),
  );
}
