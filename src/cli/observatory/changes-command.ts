import { Command, Option } from 'commander';
import { answerChanges } from '../../observatory/answers/changes-answer.ts';
import type { ChangesDocument } from '../../observatory/answers/changes-answer.ts';
import {
  formatChange,
  formatHashrate,
  formatHashrateRange,
  formatUtc,
  threeDigits,
} from '../../observatory/answers/units.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption, timeFlag } from '../flags.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered, csvOption, printAnswer } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';

interface Flags extends SourceFlags, OutputFlags {
  readonly from?: number;
  readonly to?: number;
}

/** `vigil changes`: when the hashrate changed beyond luck and growth. */
export function changesCommand(context: CliContext): Command {
  const command = new Command('changes')
    .description('Find when the hashrate changed beyond luck and growth, and by how much.')
    .addOption(new Option('--from <time>', 'start, UTC (default: where the data begin)').argParser(timeFlag))
    .addOption(new Option('--to <time>', 'end, UTC (default: where the data end)').argParser(timeFlag));
  return addSourceOptions(command)
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText('after', '\nExample:\n  vigil changes --from 2021-04-01 --to 2021-12-01')
    .action(async (flags: Flags) => {
      const sources = await observatorySources(context, flags);
      const document = answered(
        answerChanges(sources, {
          level: flags.level,
          ...(flags.from === undefined ? {} : { fromSec: flags.from }),
          ...(flags.to === undefined ? {} : { toSec: flags.to }),
        }),
      );
      await printAnswer(context, flags, { document, text: changesText, csv: changesCsv });
    });
}

function changesText(document: ChangesDocument): string {
  const rows = document.changes.map((change) => [
    formatUtc(change.from),
    formatUtc(change.to),
    formatChange(change.ratio.median),
    formatChange(change.ratio.low),
    formatChange(change.ratio.high),
    `${threeDigits(change.probability * 100)} %`,
  ]);
  const changes = textTable(
    [
      { title: 'changed after' },
      { title: 'and before' },
      { title: 'by', align: 'right' },
      { title: 'from', align: 'right' },
      { title: 'to', align: 'right' },
      { title: 'probability', align: 'right' },
    ],
    rows,
  );
  const segments = textTable(
    [{ title: 'from' }, { title: 'to' }, { title: 'mean hashrate' }],
    document.segments.map(({ from, to, hashrate }) => [
      formatUtc(from),
      formatUtc(to),
      `${formatHashrate(hashrate.median)} (${formatHashrateRange(hashrate.low, hashrate.high)})`,
    ]),
  );
  const { falseAlarm } = document;
  const rate = `${threeDigits(falseAlarm.rate * 100)} % of such searches report a change where there is none`;
  return `${rows.length === 0 ? '' : `${changes}\n`}${segments}\n${rate}.\n${onlineText(document.online)}`;
}

function onlineText(online: ChangesDocument['online']): string {
  if (online === null) return '';
  const { alarms, averageRunLengthDays } = online;
  const told = alarms.map(({ direction, time, since }) => {
    return `  ${formatUtc(time)}: a ${direction}, since about ${formatUtc(since)}\n`;
  });
  const usual = `set to one false alarm in ${averageRunLengthDays} days`;
  if (told.length === 0) return `Watched as it happened (${usual}), there would have been no alarm.\n`;
  return `Watched as it happened (${usual}), these alarms would have gone off:\n${told.join('')}`;
}

function changesCsv(document: ChangesDocument): string {
  return csvText(
    ['from', 'to', 'ratioLow', 'ratioMedian', 'ratioHigh', 'probability'],
    document.changes.map(({ from, to, ratio, probability }) => {
      return [from, to, ratio.low, ratio.median, ratio.high, probability];
    }),
  );
}
