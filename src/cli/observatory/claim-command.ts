import { Command, Option } from 'commander';
import { answerClaim } from '../../observatory/answers/claim-answer.ts';
import type { ClaimDocument, ClaimWindow } from '../../observatory/answers/claim-answer.ts';
import {
  formatChange,
  formatCount,
  formatHashrate,
  formatHashrateRange,
  formatUtc,
  threeDigits,
} from '../../observatory/answers/units.ts';
import { usageError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { dropFlag, durationFlag, jsonOption, levelOption, riseFlag, timeFlag } from '../flags.ts';
import { csvText, textTable } from '../text-table.ts';
import { answered, csvOption, printAnswer } from './answer-output.ts';
import type { OutputFlags } from './answer-output.ts';
import { addSourceOptions, observatorySources } from './sources.ts';
import type { SourceFlags } from './sources.ts';

interface Flags extends SourceFlags, OutputFlags {
  readonly drop?: number;
  readonly rise?: number;
  readonly at: number;
  readonly baseline: number;
  readonly window: number;
}

/** `vigil claim`: whether the blocks support a claimed change, contradict it, or can't tell it from luck. */
export function claimCommand(context: CliContext): Command {
  const command = new Command('claim')
    .description('Test a claimed change of the hashrate against what luck alone does.')
    .addOption(new Option('--drop <share>', 'claimed fall, such as 12%').argParser(dropFlag))
    .addOption(new Option('--rise <share>', 'claimed rise, such as 9%').argParser(riseFlag).conflicts('drop'))
    .addOption(
      new Option('--at <time>', 'when it is said to have begun, UTC').argParser(timeFlag).makeOptionMandatory(),
    )
    .addOption(
      new Option('--baseline <length>', 'how long before is compared with')
        .argParser(durationFlag)
        .default(604_800, '7d'),
    )
    .addOption(
      new Option('--window <length>', 'how long after is looked at').argParser(durationFlag).default(86_400, '24h'),
    );
  return addSourceOptions(command)
    .addOption(levelOption())
    .addOption(jsonOption())
    .addOption(csvOption())
    .addHelpText('after', '\nExample:\n  vigil claim --drop 12% --at 2022-01-05T10:30Z --baseline 7d --window 24h')
    .action(async (flags: Flags) => {
      const size = flags.drop ?? flags.rise;
      if (size === undefined) throw usageError('say what is claimed: --drop 12% or --rise 9%');
      const sources = await observatorySources(context, flags);
      const document = answered(
        answerClaim(sources, {
          direction: flags.drop === undefined ? 'rise' : 'drop',
          size,
          atSec: flags.at,
          baselineSec: flags.baseline,
          windowSec: flags.window,
          level: flags.level,
        }),
      );
      await printAnswer(context, flags, { document, text: claimText, csv: claimCsv });
    });
}

function claimText(document: ClaimDocument): string {
  const { ratio, ratioWithGrowth, luck, pValue, bayesFactor, detectable, claim, level } = document;
  const percent = `${Math.round(level * 1000) / 10} %`;
  const word = claim.direction === 'drop' ? 'fall' : 'rise';
  const share = (value: number): string => `${threeDigits(value * 100)} %`;
  const rows = [
    ['verdict', document.verdict],
    ['baseline', windowText(document.baseline)],
    ['window', windowText(document.window)],
    ['change', `${formatChange(ratio.median)} (${percent}: ${formatChange(ratio.low)} to ${formatChange(ratio.high)})`],
    ...(ratioWithGrowth === null
      ? []
      : [
          [
            'against growth',
            `${formatChange(ratioWithGrowth.median)} (${formatChange(ratioWithGrowth.low)} to ${formatChange(ratioWithGrowth.high)})`,
          ],
        ]),
    ['luck alone', `shows a ${word} of ${share(claim.size)} or more in ${share(luck)} of such windows`],
    ['', `and one as large as the measured in ${share(pValue)}`],
    ['Bayes factor', `${threeDigits(bayesFactor)} for the claim against no change`],
    ['detectable', detectableText(detectable, word)],
  ];
  return textTable([{ title: 'Claim' }, { title: `${word} of ${share(claim.size)} at ${formatUtc(claim.at)}` }], rows);
}

function windowText(window: ClaimWindow): string {
  const { low, median, high } = window.hashrate;
  const span = `${formatUtc(window.from)} to ${formatUtc(window.to)}`;
  return `${formatHashrate(median)} (${formatHashrateRange(low, high)}), ${formatCount(window.blocks)} blocks, ${span}`;
}

function detectableText(detectable: ClaimDocument['detectable'], word: string): string {
  const { power80, power95 } = detectable;
  if (power80 === null) return `no ${word} at all: the windows are too short`;
  const surely = power95 === null ? 'none with 95 %' : `${threeDigits(power95 * 100)} % with 95 %`;
  return `a ${word} of ${threeDigits(power80 * 100)} % would show with 80 % probability, ${surely}`;
}

function claimCsv(document: ClaimDocument): string {
  const { claim, baseline, window, ratio, luck, pValue, bayesFactor, detectable, verdict } = document;
  return csvText(
    [
      'direction',
      'size',
      'at',
      'baselineBlocks',
      'windowBlocks',
      'ratioLow',
      'ratioMedian',
      'ratioHigh',
      'luck',
      'pValue',
      'bayesFactor',
      'power80',
      'power95',
      'verdict',
    ],
    [
      [
        claim.direction,
        claim.size,
        claim.at,
        baseline.blocks,
        window.blocks,
        ratio.low,
        ratio.median,
        ratio.high,
        luck,
        pValue,
        bayesFactor,
        detectable.power80,
        detectable.power95,
        verdict,
      ],
    ],
  );
}
