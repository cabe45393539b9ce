import { formatChange, formatDuration, formatHashrate, hashrateUnit, threeDigits } from '../answers/units.ts';
import type { HashrateUnit } from '../answers/units.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { ClaimResult } from './claim.ts';
import type { Interval } from './interval.ts';
import { estimateWindow } from './window-estimate.ts';

/** What the words need of a tested claim. */
export type ClaimFigures = Pick<
  ClaimResult,
  'direction' | 'size' | 'baseline' | 'window' | 'level' | 'ratio' | 'luck' | 'finding'
>;

/**
 * Says in words that can be printed what the blocks make of a claim: what follows for it, then what was measured.
 *
 * Made from the figures alone: other blocks, other words. The figures are the posterior medians and intervals that the
 * claim's document gives, so that sentence, cards and tables agree. About 45 words at most: the rest stands below it.
 */
export function claimSentence(figures: ClaimFigures): string {
  return `${followsFrom(figures)} ${measured(figures)}`;
}

/** What follows for the claim. */
function followsFrom({ direction, size, finding, luck, window }: ClaimFigures): string {
  const claimed = `The claimed ${direction === 'drop' ? 'fall' : 'rise'} of ${percent(size)}`;
  const moved = direction === 'drop' ? 'fall' : 'rise';
  switch (finding) {
    case 'as-claimed':
      return `${claimed} is supported: no change at all is ruled out, and one that large is not.`;
    case 'larger':
      return `${claimed} is supported: the ${moved} was even larger.`;
    case 'smaller':
      return `${claimed} is contradicted: hashrate did ${moved}, but by less.`;
    case 'none-so-large':
      return `${claimed} is contradicted: there may have been no change, and none that large.`;
    case 'opposite':
      return `${claimed} is contradicted: hashrate ${direction === 'drop' ? 'rose' : 'fell'}.`;
    case 'luck':
      return `${claimed} can't be told from luck: ${frequencyWords(luck, window)} shows as much by luck alone.`;
  }
}

/** What was measured: both hashrates, and the change, each with its interval. */
function measured({ baseline, window, ratio, level }: ClaimFigures): string {
  const baselineSpan = `the ${formatDuration(baseline.toSec - baseline.fromSec)} before`;
  const windowSpan = `the ${formatDuration(window.toSec - window.fromSec)} of the claim`;
  const before = estimateWindow(baseline, level);
  const during = estimateWindow(window, level);
  if (window.blocks === 0) {
    if (baseline.blocks === 0) return `No block was found in ${windowSpan}, nor in ${baselineSpan}.`;
    return `No block was found in ${windowSpan}; hashrate was ${withRange(before)} in ${baselineSpan}.`;
  }
  if (baseline.blocks === 0) {
    return `Hashrate was ${withRange(during)} in ${windowSpan}; no block was found in ${baselineSpan}.`;
  }
  const unit = hashrateUnit(Math.max(before.median, during.median));
  return (
    `Hashrate was ${withRange(during, unit)}, against ${withRange(before, unit)} in ${baselineSpan}: ` +
    `${formatChange(ratio.median)} (${percent(level)}: ${formatChange(ratio.low)} to ${formatChange(ratio.high)}).`
  );
}

/** Writes a hashrate with its interval: `166 EH/s (143 to 190)`. */
function withRange({ low, median, high }: Interval, unit: HashrateUnit = hashrateUnit(median)): string {
  const [from, to] = [low, high].map((value) => threeDigits(value / unit.factor));
  return `${formatHashrate(median, unit)} (${from} to ${to})`;
}

/** Writes a probability for a window as a frequency: `1 day in 12`, `1 such window in 150`, `every second day`. */
export function frequencyWords(probability: number, window: Pick<WindowCount, 'fromSec' | 'toSec'>): string {
  const seconds = window.toSec - window.fromSec;
  const unit = UNITS.find(([length]) => length === seconds)?.[1] ?? 'such window';
  if (probability >= 0.45) return probability > 0.55 ? `more than every second ${unit}` : `every second ${unit}`;
  const one = 1 / probability;
  if (!(one < 1e6)) return `1 ${unit} in more than a million`;
  return `1 ${unit} in ${Math.round(one < 100 ? one : Number(one.toPrecision(2)))}`;
}

const UNITS: readonly (readonly [seconds: number, word: string])[] = [
  [3600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
];

/** Writes a share with two or three digits: `12 %`, `4.6 %`, `0.41 %`. */
function percent(share: number): string {
  const value = share * 100;
  const text =
    value >= 9.95
      ? value.toFixed(Math.abs(value - Math.round(value)) < 0.05 ? 0 : 1)
      : String(Number(value.toPrecision(2)));
  return `${text} %`;
}
