import { formatCount } from '../../answers/units.ts';
import type { DifficultyChangeClaim } from '../../events/claim.ts';
import { EPOCH_BLOCKS, epochAt } from '../../history/epoch-table.ts';
import { changeText, momentText, sizeText } from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';

/** Compares a claimed change of difficulty with the one in the headers: no luck is in this, both are exact. */
export function judgeDifficultyChange(input: ReportInput, claim: DifficultyChangeClaim): Judgement {
  const { epochs } = input.sources;
  if (epochs === undefined) return cannotBeTold(`The first headers of the difficulty epochs are not at hand.`);
  if (claim.height % EPOCH_BLOCKS !== 0 || claim.height === 0) {
    return {
      verdict: 'contradicted',
      figure: `no retarget at height ${formatCount(claim.height)}`,
      reason: `The difficulty changes only at heights that are multiples of ${EPOCH_BLOCKS}.`,
    };
  }
  const epoch = epochAt(epochs, claim.height);
  const before = epochAt(epochs, claim.height - 1);
  if (epoch === undefined || before === undefined) {
    return cannotBeTold(`Height ${formatCount(claim.height)} lies beyond the epochs at hand.`);
  }
  const change = epoch.difficulty / before.difficulty;
  const isSame = Math.abs(change - 1 - claim.size) <= roundingOf(claim.size);
  return {
    verdict: isSame ? 'supported' : 'contradicted',
    figure: `${changeText(change)} at height ${formatCount(claim.height)}, ${momentText(epoch.firstTimeSec)}, to ${(epoch.difficulty / 1e12).toFixed(2)} T`,
    reason:
      (isSame
        ? 'The headers carry this difficulty, and their proof of work was checked.'
        : `The headers carry another difficulty: ${sizeText(claim.size)} was claimed.`) + rankOf(input, change),
    numbers: { claimed: 1 + claim.size, change, difficulty: epoch.difficulty, time: epoch.firstTimeSec },
  };
}

/** Half a unit of the last digit that a claim was printed with, in percent to two decimals at most. */
function roundingOf(size: number): number {
  const decimals = /\.(\d+)$/.exec(String(Math.round(Math.abs(size) * 1e6) / 1e4))?.[1]?.length ?? 0;
  return 0.505 * Number(`1e-${decimals + 2}`);
}

/** Says so when a change is the largest, or second largest, of all retargets at hand. */
function rankOf(input: ReportInput, change: number): string {
  const { epochs } = input.sources.epochs!;
  const changes = epochs.slice(1).map((epoch, i) => epoch.difficulty / epochs[i]!.difficulty);
  const larger = changes.filter((other) => (change < 1 ? other < change : other > change)).length;
  if (larger > 1) return '';
  return ` It is the ${larger === 0 ? '' : 'second-'}largest ${change < 1 ? 'fall' : 'rise'} of the ${formatCount(changes.length)} retargets at hand.`;
}
