import type { CauseClaim } from '../../events/claim.ts';
import { hourlyGround, placeboRatios, studyHorizon } from '../../events/study/hourly-study.ts';
import type { HourlyGround } from '../../events/study/hourly-study.ts';
import { MAX_HOURS_APART, moveOdds, ODDS_HOURS_AFTER } from '../../events/study/move-odds.ts';
import type { EventOdds, StudyHorizon } from '../../events/study/study-document.ts';
import { joinCloses } from '../../market/close-series.ts';
import type { CloseSeries } from '../../market/close-series.ts';
import {
  changeText,
  counted,
  formatDollars,
  lengthText,
  momentText,
  shareText,
  spanText,
  thousands,
} from '../figures.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';

const HOUR_SEC = 3600;

/** The move after a named cause, ranked among placebo windows: the same study as `vigil events study`. */
export interface CauseStudy {
  readonly horizon: StudyHorizon;
  /** Price ratios of the placebo windows, each at the volatility before the event. */
  readonly ratios: readonly number[];
  /** What windows they are. */
  readonly words: string;
}

/** Studies the hours after a named cause; why it can't be done, in words. */
export function studyOfCause(input: ReportInput, claim: CauseClaim): CauseStudy | string {
  const hours = Math.max(1, Math.round(claim.windowSec / HOUR_SEC));
  const ground = groundOf(input, claim, hours);
  if (typeof ground === 'string') return ground;
  return {
    horizon: studyHorizon(ground, hours, input.level),
    ratios: placeboRatios(ground, hours),
    words: ground.placebo.match.words,
  };
}

/** Which of two named causes, near each other, the path fits better; `undefined` where it can't be asked. */
export function oddsOfCauses(input: ReportInput, first: CauseClaim, second: CauseClaim): EventOdds | undefined {
  const apart = Math.abs(first.atSec - second.atSec) / HOUR_SEC;
  if (apart < 1 || apart > MAX_HOURS_APART || first.asset !== second.asset) return undefined;
  const earlier = first.atSec <= second.atSec ? first : second;
  const ground = groundOf(input, earlier, Math.ceil(apart) + ODDS_HOURS_AFTER);
  if (typeof ground === 'string') return undefined;
  const closeBefore = (claim: CauseClaim): number =>
    Math.floor((claim.atSec - ground.model.series.fromSec) / HOUR_SEC) - 1;
  const starts = { first: closeBefore(first), second: closeBefore(second) };
  if (starts.first === starts.second) return undefined;
  const named = ({ cause, atSec }: CauseClaim): EventOdds['between'][0] => ({
    id: null,
    what: `the ${cause.replaceAll('-', ' ')}`,
    from: atSec,
    to: atSec,
  });
  return { between: [named(first), named(second)], ...moveOdds(ground, starts, input.level) };
}

function groundOf(input: ReportInput, claim: CauseClaim, hours: number): HourlyGround | string {
  const series = closesOf(input, claim.asset);
  if (series === undefined) return `there are no hourly prices of ${claim.asset}`;
  const avoid = (input.known ?? []).filter(({ fromSec, category }) => fromSec < claim.atSec && category !== 'market');
  return hourlyGround({ prices: series, atSec: claim.atSec, hours: [hours], level: input.level, avoid });
}

/** The report's own hourly prices, on top of the years before them where those join. */
function closesOf({ prices, closeHistory }: ReportInput, asset: string): CloseSeries | undefined {
  const [own, older] = [prices, closeHistory].map((series) => (series?.asset === asset ? series : undefined));
  if (own === undefined || older === undefined) return own;
  return joinCloses(own, older) ?? own;
}

/**
 * Judges "the price fell because of X" by its timing alone: did the price move after X, and by more than it moves
 * anyway? A verdict of `supported` says that the timing fits, not that X was the cause.
 */
export function judgeCause(input: ReportInput, claim: CauseClaim): Judgement {
  const study = studyOfCause(input, claim);
  if (typeof study === 'string') {
    const need = `the ${lengthText(claim.windowSec)} after ${momentText(claim.atSec)} and months before it`;
    return cannotBeTold(`Hourly prices of ${claim.asset} are not at hand for ${need}.`);
  }
  const { horizon } = study;
  const isFall = claim.direction === 'fall';
  const luck = isFall ? horizon.pFall : horizon.pRise;
  const tail = (1 - input.level) / 2;
  const isOpposite = isFall ? horizon.ratio >= 1 : horizon.ratio <= 1;
  const verdict = isOpposite ? 'contradicted' : luck <= tail ? 'supported' : 'not distinguishable from luck';
  return {
    verdict,
    figure:
      `${changeText(horizon.ratio)} in the ${lengthText(horizon.length)} after ${momentText(claim.atSec)} ` +
      `(${formatDollars(horizon.priceFrom)} to ${formatDollars(horizon.priceTo)}); in ${shareText(luck)} of ` +
      `${thousands(study.ratios.length)} comparable windows ${claim.asset} ${isFall ? 'fell' : 'rose'} as much or more for its volatility`,
    reason: reasonOf(verdict, claim, { study, tail, others: otherCauses(input, claim) }),
    numbers: {
      ratio: horizon.ratio,
      abnormal: horizon.abnormal,
      luck,
      windows: study.ratios.length,
      independent: horizon.independent,
      from: horizon.from,
      to: horizon.to,
    },
  };
}

function reasonOf(
  verdict: Judgement['verdict'],
  claim: CauseClaim,
  facts: { readonly study: CauseStudy; readonly tail: number; readonly others: string },
): string {
  const { study, tail, others } = facts;
  const noun = claim.direction;
  const basis = `${study.words}; ${counted(study.horizon.independent, 'window')} apart`;
  switch (verdict) {
    case 'contradicted':
      return `There is no ${noun} to explain: the price did not ${noun} in these hours.${others}`;
    case 'supported':
      return (
        `A ${noun} this large is rarer than ${shareText(tail)} (${basis}), and it follows the event. ` +
        `That is all that timing can show: other news of the same hours would look the same.${others}`
      );
    default:
      return `Prices ${noun} this much on ordinary days (${basis}): the move needs no cause, and shows none.${others}`;
  }
}

/** Names other causes that the timeline puts within the same window. */
function otherCauses(input: ReportInput, claim: CauseClaim): string {
  const toSec = claim.atSec + claim.windowSec;
  const others = input.claims.filter(
    (other) => other.kind === 'cause' && other.id !== claim.id && other.atSec >= claim.atSec && other.atSec < toSec,
  );
  if (others.length === 0) return '';
  return ` The window (${spanText(claim.atSec, toSec)}) also holds another named cause: its move may be that one's.`;
}
