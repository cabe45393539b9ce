import { chooseObservations, isReject } from '../../answers/sources.ts';
import { formatDay, hashrateUnit } from '../../answers/units.ts';
import type { HashrateChangeClaim } from '../../events/claim.ts';
import { poissonAtLeast, poissonAtMost } from '../../hashrate/poisson-row.ts';
import { hashrateRatio } from '../../hashrate/ratio.ts';
import { binCounts, countWindow, DAY_SEC } from '../../series/observations.ts';
import type { WindowCount } from '../../series/window-count.ts';
import { changeIntervalText, changeText, counted, shareText, sizeText } from '../figures.ts';
import type { FurtherTest } from '../report-document.ts';
import type { ReportInput } from '../report-input.ts';

/** Days around the claimed moment that are looked through. */
const DAYS_AROUND = 7;
/**
 * Fewest digits that a published figure must have to be traced. Counts of about 150 blocks give rates 0.7 % apart, so
 * a figure of three digits would match some day by chance.
 */
const MIN_DIGITS = 5;

type Levels = NonNullable<HashrateChangeClaim['published']>;

/**
 * Looks whether the two levels printed with a claim are the counts of single days, and what then is left of the claim:
 * the change between two lucky or unlucky days, with its interval.
 *
 * @returns `undefined` when the figures can't be traced to days.
 */
export function testPublishedLevels(
  input: ReportInput,
  claim: HashrateChangeClaim,
  levels: Levels,
): FurtherTest | undefined {
  const midnight = Math.floor(claim.atSec / DAY_SEC) * DAY_SEC;
  const days = dayCounts(input, midnight - DAYS_AROUND * DAY_SEC, midnight + DAYS_AROUND * DAY_SEC);
  const before = days.find((day) => isExplorersFigure(day, levels.beforeHashesPerSec));
  const after = days.find((day) => isExplorersFigure(day, levels.afterHashesPerSec) && day.toSec > claim.atSec);
  const arithmetic = levels.afterHashesPerSec / levels.beforeHashesPerSec;
  const test = `by the figures printed with it, ${formatFull(levels.beforeHashesPerSec)} and ${formatFull(levels.afterHashesPerSec)}`;
  if (before === undefined || after === undefined) return arithmeticOnly(test, claim, arithmetic);
  const ratio = hashrateRatio({ baseline: before, window: after, level: input.level });
  const isLuck = ratio.low <= 1 && ratio.high >= 1;
  return {
    test,
    verdict: isLuck ? 'not distinguishable from luck' : 'supported',
    figure:
      `single days: ${counted(before.blocks, 'block')} on ${formatDay(before.fromSec)} and ${after.blocks} on ` +
      `${formatDay(after.fromSec)}, a change of ${changeIntervalText(ratio)}`,
    reason:
      `Both figures are one day's blocks times the difficulty, nothing more: their own ratio is ${changeText(arithmetic)}` +
      `${Math.abs(arithmetic - 1 - claim.size) > 0.005 ? `, not ${sizeText(claim.size)}` : ''}. ${luckyDay(days, before)}`,
  };
}

function arithmeticOnly(test: string, claim: HashrateChangeClaim, arithmetic: number): FurtherTest | undefined {
  if (Math.abs(arithmetic - 1 - claim.size) <= 0.005) return undefined;
  return {
    test,
    verdict: 'contradicted',
    figure: `the two figures differ by ${changeText(arithmetic)}`,
    reason: `The claimed ${sizeText(claim.size)} does not follow from the figures that were printed with it.`,
  };
}

/** Says how lucky a day was among the days around it, given their mean. */
function luckyDay(days: readonly WindowCount[], day: WindowCount): string {
  const week = days.filter(({ fromSec }) => Math.abs(fromSec - day.fromSec) <= 3 * DAY_SEC);
  const blocks = week.reduce((sum, { blocks: n }) => sum + n, 0);
  const exposure = week.reduce((sum, { exposure: e }) => sum + e, 0);
  const expected = (blocks / exposure) * day.exposure;
  const isHigh = day.blocks >= expected;
  const tail = isHigh ? poissonAtLeast(day.blocks, expected) : poissonAtMost(day.blocks, expected);
  const most = 1 - (1 - tail) ** week.length;
  return (
    `${formatDay(day.fromSec)} was a ${isHigh ? 'lucky' : 'slow'} day: ${Math.round(expected)} blocks were to be expected. ` +
    `A steady hashrate has a day that ${isHigh ? 'high' : 'low'} in ${shareText(tail)} of days, ` +
    `so at least one in ${shareText(most)} of spans of ${week.length} days.`
  );
}

function dayCounts(input: ReportInput, fromSec: number, toSec: number): WindowCount[] {
  const chosen = chooseObservations(input.sources, fromSec, toSec);
  if (!isReject(chosen)) return binCounts(chosen.observations, { fromSec, toSec, stepSec: DAY_SEC });
  // The span is not covered as a whole: count the days that are.
  const days: WindowCount[] = [];
  for (let day = fromSec; day < toSec; day += DAY_SEC) {
    const one = chooseObservations(input.sources, day, day + DAY_SEC);
    if (!isReject(one)) days.push(countWindow(one.observations, day, day + DAY_SEC));
  }
  return days;
}

/**
 * Explorers multiply the difficulty by 2^32; a block of difficulty 1 really takes 2^32 * 65536 / 65535 hashes, as its
 * target is 65535 * 2^208. Five digits show the difference.
 */
const EXPLORERS_WORK = 65_535 / 65_536;

/** Whether a figure, rounded as it was printed, is what explorers make of the blocks of a span. */
export function isExplorersFigure(count: WindowCount, hashesPerSec: number): boolean {
  const digits = significantDigits(hashesPerSec);
  if (digits < MIN_DIGITS) return false;
  const figure = (count.blocks / count.exposure) * EXPLORERS_WORK;
  return Number(figure.toPrecision(digits)) === Number(hashesPerSec.toPrecision(digits));
}

function significantDigits(value: number): number {
  return value.toPrecision(12).replace(/e.*$/, '').replace('.', '').replace(/0+$/, '').length;
}

/** Writes a published figure with all its digits. */
function formatFull(hashesPerSec: number): string {
  const { factor, symbol } = hashrateUnit(hashesPerSec);
  return `${Number((hashesPerSec / factor).toPrecision(12))} ${symbol}`;
}
