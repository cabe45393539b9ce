import type { CauseClaim } from '../../events/claim.ts';
import { placeboFalls } from '../../market/price-moves.ts';
import type { PlaceboTest } from '../../market/price-moves.ts';
import { DAY_SEC } from '../../series/observations.ts';
import { changeText, formatDollars, lengthText, momentText, shareText, spanText, thousands } from '../figures.ts';
import { priceAt } from '../../market/price-moves.ts';
import type { ReportInput } from '../report-input.ts';
import type { Judgement } from './judgement.ts';
import { cannotBeTold } from './judgement.ts';

/** How far back the comparison goes: long enough for hundreds of windows, short enough for one market mood. */
export const PLACEBO_SEC: number = 56 * DAY_SEC;
/** Fewest windows without overlap that a comparison may rest on. */
const MIN_INDEPENDENT = 20;

/** Compares the move after a named cause with all equally long windows of the eight weeks before. */
export function placeboOf(input: ReportInput, claim: CauseClaim): PlaceboTest | undefined {
  const { prices } = input;
  if (prices === undefined || prices.asset !== claim.asset) return undefined;
  return placebo(claim.direction === 'fall' ? prices : inverted(prices), claim);
}

function placebo(prices: NonNullable<ReportInput['prices']>, claim: CauseClaim): PlaceboTest | undefined {
  return placeboFalls(prices, {
    atSec: claim.atSec,
    lengthSec: claim.windowSec,
    fromSec: claim.atSec - PLACEBO_SEC,
  });
}

/** The price of a dollar in coins: a rise of the one is a fall of the other. */
function inverted(prices: NonNullable<ReportInput['prices']>): NonNullable<ReportInput['prices']> {
  const inverse = (column: Float64Array): Float64Array => column.map((price) => 1 / price);
  const { open, high, low, close } = prices;
  return { ...prices, open: inverse(open), high: inverse(low), low: inverse(high), close: inverse(close) };
}

/**
 * Judges "the price fell because of X" by its timing alone: did the price move after X, and by more than it moves
 * anyway? A verdict of `supported` says that the timing fits, not that X was the cause.
 */
export function judgeCause(input: ReportInput, claim: CauseClaim): Judgement {
  const test = placeboOf(input, claim);
  if (test === undefined || test.independent < MIN_INDEPENDENT) {
    const need = `the ${lengthText(claim.windowSec)} after ${momentText(claim.atSec)} and weeks before it`;
    return cannotBeTold(`Hourly prices of ${claim.asset} are not at hand for ${need}.`);
  }
  const ratio = claim.direction === 'fall' ? test.observed : 1 / test.observed;
  const verb = claim.direction === 'fall' ? 'fell' : 'rose';
  const tail = (1 - input.level) / 2;
  const verdict =
    test.observed >= 1 ? 'contradicted' : test.luck <= tail ? 'supported' : 'not distinguishable from luck';
  const toSec = claim.atSec + claim.windowSec;
  const [before, after] = [claim.atSec, toSec].map((at) => formatDollars(priceAt(input.prices!, at)!));
  return {
    verdict,
    figure:
      `${changeText(ratio)} in the ${lengthText(claim.windowSec)} after ${momentText(claim.atSec)} (${before} to ${after}); ` +
      `in ${shareText(test.luck)} of equally long windows of the 8 weeks before, ${claim.asset} ${verb} as much or more`,
    reason: reasonOf(verdict, claim, { test, tail, others: otherCauses(input, claim) }),
    numbers: {
      ratio,
      luck: test.luck,
      windows: test.ratios.length,
      independent: test.independent,
      from: claim.atSec,
      to: toSec,
    },
  };
}

function reasonOf(
  verdict: Judgement['verdict'],
  claim: CauseClaim,
  facts: { readonly test: PlaceboTest; readonly tail: number; readonly others: string },
): string {
  const { test, tail, others } = facts;
  const noun = claim.direction;
  const basis = `${thousands(test.ratios.length)} overlapping windows, ${test.independent} of them apart`;
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
  return ` The window (${spanText(claim.atSec, toSec)}) also holds another named cause, so the two can't be told apart.`;
}
