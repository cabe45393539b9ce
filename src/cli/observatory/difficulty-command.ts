import { Command } from 'commander';
import { answerDifficulty } from '../../observatory/answers/difficulty-answer.ts';
import type { DifficultyDocument } from '../../observatory/answers/difficulty-answer.ts';
import { answerDifficultyHistory } from '../../observatory/answers/difficulty-history-answer.ts';
import type { DifficultyHistoryDocument } from '../../observatory/answers/difficulty-history-answer.ts';
import {
  formatChange,
  formatCount,
  formatHashrate,
  formatHashrateRange,
  formatUtc,
  threeDigits,
} from '../../observatory/answers/units.ts';
import type { Interval } from '../../observatory/hashrate/interval.ts';
import type { CliContext } from '../context.ts';
import { jsonOption, levelOption } from '../flags.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered, csvOption, printAnswer } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';

interface Flags extends SourceFlags, OutputFlags {}

/** `vigil difficulty`: the next retarget; `vigil difficulty history`: all that are known. */
export function difficultyCommand(context: CliContext): Command {
  const command = withOptions(new Command('difficulty'))
    .description('Forecast the next retarget: its height, its date, and by how much the difficulty changes.')
    .addHelpText('after', '\nExample:\n  vigil difficulty --times block-times.csv')
    .action(async (flags: Flags) => {
      const sources = await observatorySources(context, flags);
      const document = answered(answerDifficulty(sources, { level: flags.level }));
      await printAnswer(context, flags, { document, text: forecastText, csv: forecastCsv });
    });
  return command.addCommand(historyCommand(context));
}

function historyCommand(context: CliContext): Command {
  return withOptions(new Command('history'))
    .description('List every retarget that is known, with the hashrate that each epoch tells.')
    .action(async (_: Flags, self: Command) => {
      // Flags of the same name may stand before `history` too, where the command above reads them.
      const flags = self.optsWithGlobals<Flags>();
      const sources = await observatorySources(context, flags);
      const document = answered(answerDifficultyHistory(sources, { level: flags.level }));
      await printAnswer(context, flags, { document, text: historyText, csv: historyCsv });
    });
}

function withOptions(command: Command): Command {
  return addSourceOptions(command).addOption(levelOption()).addOption(jsonOption()).addOption(csvOption());
}

function forecastText(document: DifficultyDocument): string {
  const { epoch, next, hashrate } = document;
  const interval = (value: Interval, write: (value: number) => string): string[] => [
    write(value.median),
    write(value.low),
    write(value.high),
  ];
  const tera = (value: number): string => `${threeDigits(value / 1e12)} T`;
  const rows = [
    ['retarget', ...interval(next.time, formatUtc)],
    ['change', ...interval(next.change, formatChange)],
    ['difficulty', ...interval(next.difficulty, epoch.difficulty >= 1e12 ? tera : threeDigits)],
    ['hashrate', ...interval(hashrate, (value) => formatHashrate(value))],
  ];
  const level = `${Math.round(document.level * 1000) / 10} %`;
  const table = textTable([{ title: '' }, { title: 'median' }, { title: `${level} from` }, { title: 'to' }], rows);
  const up = `${threeDigits(next.probabilityUp * 100)} %`;
  return (
    `${table}\nIt rises with ${up} probability. ${formatCount(epoch.blocks)} blocks of the epoch are found, ` +
    `${formatCount(epoch.blocksLeft)} are left.\n`
  );
}

function forecastCsv({ next, epoch }: DifficultyDocument): string {
  return csvText(
    [
      'height',
      'blocksLeft',
      'timeLow',
      'timeMedian',
      'timeHigh',
      'changeLow',
      'changeMedian',
      'changeHigh',
      'probabilityUp',
    ],
    [
      [
        next.height,
        epoch.blocksLeft,
        next.time.low,
        next.time.median,
        next.time.high,
        next.change.low,
        next.change.median,
        next.change.high,
        next.probabilityUp,
      ],
    ],
  );
}

function historyText(document: DifficultyHistoryDocument): string {
  return textTable(
    [
      { title: 'height', align: 'right' },
      { title: 'from' },
      { title: 'difficulty', align: 'right' },
      { title: 'change', align: 'right' },
      { title: 's/block', align: 'right' },
      { title: 'hashrate' },
    ],
    document.epochs.map((epoch) => [
      String(epoch.height),
      formatUtc(epoch.time),
      epoch.difficulty.toPrecision(6),
      epoch.change === null ? '' : formatChange(epoch.change),
      epoch.secondsPerBlock === null ? '' : threeDigits(epoch.secondsPerBlock),
      epoch.hashrate === null
        ? ''
        : `${formatHashrate(epoch.hashrate.median)} (${formatHashrateRange(epoch.hashrate.low, epoch.hashrate.high)})`,
    ]),
  );
}

function historyCsv(document: DifficultyHistoryDocument): string {
  return csvText(
    [
      'height',
      'time',
      'difficulty',
      'bits',
      'change',
      'secondsPerBlock',
      'hashrateLow',
      'hashrateMedian',
      'hashrateHigh',
    ],
    document.epochs.map(({ height, time, difficulty, bits, change, secondsPerBlock, hashrate }) => [
      height,
      time,
      difficulty,
      bits,
      change,
      secondsPerBlock,
      hashrate?.low ?? null,
      hashrate?.median ?? null,
      hashrate?.high ?? null,
    ]),
  );
}
