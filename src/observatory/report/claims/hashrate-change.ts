import { answerClaim } from '../../answers/claim-answer.ts';
import type { ClaimDocument } from '../../answers/claim-answer.ts';
import { isReject } from '../../answers/sources.ts';
import type { Interval } from '../../hashrate/interval.ts';
import type { HashrateChangeClaim } from '../../events/claim.ts';
import {
  changeIntervalText,
  changeText,
  counted,
  lengthText,
  momentText,
  shareText,
  sizeText,
  timesText,
} from '../figures.ts';
import type { FurtherTest } from '../report-document.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';
import { testPublishedLevels } from './published-levels.ts';

/** The change that was claimed: at once, against the time before. */
export type ClaimedChange = Pick<HashrateChangeClaim, 'size' | 'atSec' | 'baselineSec'>;

/** Tests a claimed change over each of its windows: the first gives the verdict, the others are told beside it. */
export function judgeHashrateChange(input: ReportInput, claim: HashrateChangeClaim): Judgement {
  const [windowSec, ...otherWindowsSec] = claim.windowsSec;
  const judged = judgeWindow(input, claim, windowSec!);
  const also = otherWindowsSec.map((otherSec) => furtherWindow(input, claim, otherSec));
  const levels = claim.published === undefined ? undefined : testPublishedLevels(input, claim, claim.published);
  return { ...judged, also: levels === undefined ? also : [...also, levels] };
}

/** Tests a claimed change over one window, as a second look at a claim. */
export function furtherWindow(input: ReportInput, claim: ClaimedChange, windowSec: number): FurtherTest {
  const { verdict, figure, reason } = judgeWindow(input, claim, windowSec);
  return { test: `over the ${lengthText(windowSec)} from ${momentText(claim.atSec)}`, verdict, figure, reason };
}

/** Tests a claimed change over one window, with the same test as `vigil claim`. */
export function testWindow(
  input: ReportInput,
  claim: ClaimedChange,
  windowSec: number,
): ClaimDocument | { code: string; message: string } {
  return answerClaim(input.sources, {
    direction: claim.size < 0 ? 'drop' : 'rise',
    size: Math.abs(claim.size),
    atSec: claim.atSec,
    baselineSec: claim.baselineSec,
    windowSec,
    level: input.level,
  });
}

function judgeWindow(input: ReportInput, claim: ClaimedChange, windowSec: number): Judgement {
  const answer = testWindow(input, claim, windowSec);
  if ('code' in answer) return cannotBeTold(`${answer.message}.`);
  const { ratio, baseline, window, ratioWithGrowth } = answer;
  return {
    verdict: answer.verdict,
    figure:
      `${changeIntervalText(ratio)} in the ${lengthText(window.to - window.from)} from ${momentText(window.from)}: ` +
      `${counted(window.blocks, 'block')}, against ${counted(baseline.blocks, 'block')} in the ${lengthText(baseline.to - baseline.from)} before`,
    reason: `${reasonOf(answer)}${growthText(answer)}`,
    numbers: {
      claimed: 1 + claim.size,
      ratio,
      ratioWithGrowth: ratioWithGrowth === null ? null : intervalOf(ratioWithGrowth),
      luck: answer.luck,
      pValue: answer.pValue,
      bayesFactor: answer.bayesFactor,
      power80: answer.detectable.power80,
      power95: answer.detectable.power95,
      baselineHashrate: baseline.hashrate,
      windowHashrate: window.hashrate,
      from: window.from,
      to: window.to,
    },
  };
}

/** Says why the verdict follows: it rests on what the ratio's interval holds, see `ClaimFinding`. */
function reasonOf(answer: ClaimDocument): string {
  const { claim, ratio, level, verdict, luck } = answer;
  const isDrop = claim.direction === 'drop';
  const noun = isDrop ? 'fall' : 'rise';
  const claimed = isDrop ? 1 - claim.size : 1 + claim.size;
  const size = sizeText(claim.size);
  const byLuck = `luck alone shows a ${noun} that large in ${shareText(luck)} of such windows`;
  switch (verdict) {
    case 'supported': {
      const isLarger = isDrop ? ratio.high < claimed : ratio.low > claimed;
      const fits = isLarger ? `the ${noun} was even larger than claimed` : `one of ${size} is among those possible`;
      return `No change at all is ruled out with ${shareText(level)} probability, and ${fits}; ${byLuck}, and ${explains(answer)}.`;
    }
    case 'contradicted':
      return (
        `A ${noun} of ${size} lies outside of what these blocks allow with ${shareText(level)} probability ` +
        `(${changeText(ratio.low)} to ${changeText(ratio.high)}), and ${explains(answer)}.`
      );
    case 'not distinguishable from luck':
      return (
        `Both a ${noun} of ${size} and no change are compatible with these blocks: ${byLuck}, and ${explains(answer)}. ` +
        powerOf(answer)
      );
  }
}

function intervalOf({ low, median, high }: Interval): Interval {
  return { low, median, high };
}

/** Says what is left when the baseline's own growth is carried on, where it could be fitted. */
function growthText({ claim, ratio, ratioWithGrowth }: ClaimDocument): string {
  if (ratioWithGrowth === null) return '';
  const claimed = claim.direction === 'drop' ? 1 - claim.size : 1 + claim.size;
  const allows = ({ low, high }: Interval): boolean => low <= claimed && claimed <= high;
  const turn =
    allows(ratio) === allows(ratioWithGrowth)
      ? ''
      : `, which ${allows(ratioWithGrowth) ? 'would allow' : 'would rule out'} the claimed size`;
  return ` Had the growth of the time before gone on, the change would be ${changeIntervalText(ratioWithGrowth)}${turn}.`;
}

/** Below this factor neither explains the counts noticeably better. */
const EQUALLY_WELL = 1.5;

/** Says what the Bayes factor says. */
function explains({ bayesFactor }: ClaimDocument): string {
  if (bayesFactor >= EQUALLY_WELL)
    return `the claim explains the counts ${timesText(bayesFactor)} as well as no change does`;
  if (bayesFactor > 1 / EQUALLY_WELL) return 'the claim and no change explain the counts about equally well';
  return `no change explains the counts ${timesText(1 / bayesFactor)} as well as the claim does`;
}

function powerOf({ detectable, claim }: ClaimDocument): string {
  const noun = claim.direction === 'drop' ? 'fall' : 'rise';
  if (detectable.power80 === null) return `Not even a total outage would reliably show in a window this short.`;
  return `Only a ${noun} of ${shareText(detectable.power80)} or more would show in four of five such windows.`;
}

/** Whether a test can't be made, for callers that draw its numbers. */
export function isTested(answer: ClaimDocument | { code: string; message: string }): answer is ClaimDocument {
  return !isReject(answer);
}
