import { formatDuration, hashrateUnit } from '../answers/units.ts';
import type { HashrateUnit } from '../answers/units.ts';
import type { WindowCount } from '../series/window-count.ts';
import type { ClaimResult } from './claim.ts';
import type { Interval } from './interval.ts';
import { estimateWindow } from './window-estimate.ts';

/** What the words need of a tested claim. */
export type ClaimFigures = Pick<
  ClaimResult,
  'direction' | 'size' | 'baseline' | 'window' | 'level' | 'ratio' | 'luck' | 'finding' | 'detectable'
>;

/**
 * Says in words that can be printed what the blocks make of a claim: what was measured, then what follows.
 *
 * Made from the figures alone: other blocks, other words.
 */
export function claimSentence(figures: ClaimFigures): string {
  return `${measured(figures)} ${followsFrom(figures)}`;
}

/** What was measured: both hashrates with their standard errors, and the change with its interval. */
function measured({ baseline, window, ratio, level }: ClaimFigures): string {
  const unit = hashrateUnit(Math.max(baseline.blocks / baseline.exposure, window.blocks / window.exposure));
  return (
    `Hashrate was ${plusMinus(window, unit)} in the ${formatDuration(window.toSec - window.fromSec)} of the claim and ` +
    `${plusMinus(baseline, unit)} in the ${formatDuration(baseline.toSec - baseline.fromSec)} before: ` +
    `${changeOf(ratio.median)}, ${percent(level)} interval ${rangeOf(ratio)}.`
  );
}

/** What follows for the claim. */
function followsFrom(figures: ClaimFigures): string {
  const { direction, size, finding } = figures;
  const noun = direction === 'drop' ? 'fall' : 'rise';
  const claim = `${noun} of ${percent(size)}`;
  switch (finding) {
    case 'as-claimed':
      return `That supports the claimed ${claim}: no change at all is ruled out, and a ${noun} that large is not.`;
    case 'larger':
      return `That supports a claim of at least ${percent(size)}: the ${noun} was larger than claimed.`;
    case 'smaller':
      return `That contradicts the claimed ${claim}: hashrate did ${direction === 'drop' ? 'fall' : 'rise'}, but by less.`;
    case 'none-so-large':
      return `That contradicts the claimed ${claim}: there may have been no change, and none that large.`;
    case 'opposite':
      return `That contradicts the claimed ${claim}: hashrate ${direction === 'drop' ? 'rose' : 'fell'}.`;
    case 'luck':
      return `The claimed ${claim} can't be told from luck: ${luckWords(figures)}. ${reachWords(figures)}`;
  }
}

/** How often luck alone looks like the claim: `with no change at all, luck alone shows one that large about ...`. */
function luckWords({ luck, window }: ClaimFigures): string {
  return `with no change at all, luck alone shows one at least that large about ${frequencyWords(luck, window)}`;
}

/** What these windows could have shown. */
function reachWords({ detectable, direction }: ClaimFigures): string {
  const noun = direction === 'drop' ? 'fall' : 'rise';
  if (detectable.power80 === null) return `These windows are too short to show any ${noun}.`;
  return `It would take a ${noun} of ${percent(detectable.power80)} to show in windows like these four times out of five.`;
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

/** Writes the classical figure: `173 ± 14 EH/s`. */
function plusMinus(count: WindowCount, unit: HashrateUnit): string {
  if (count.blocks === 0) return `0 ${unit.symbol} (no block)`;
  const { hashrate, error } = estimateWindow(count, 0.5).sigma;
  const decimals = error / unit.factor >= 9.95 ? 0 : error / unit.factor >= 0.095 ? 1 : 3;
  return `${(hashrate / unit.factor).toFixed(decimals)} ± ${(error / unit.factor).toFixed(decimals)} ${unit.symbol}`;
}

/** Writes a ratio as a change: `a fall of 4.6 %`. */
function changeOf(ratio: number): string {
  if (Math.abs(ratio - 1) < 0.0005) return 'no change';
  return ratio < 1 ? `a fall of ${percent(1 - ratio)}` : `a rise of ${percent(ratio - 1)}`;
}

/** Writes an interval of ratios: `-20 % to +14 %`. */
function rangeOf({ low, high }: Interval): string {
  return `${signed(low)} to ${signed(high)}`;
}

function signed(ratio: number): string {
  return `${ratio < 1 ? '-' : '+'}${percent(Math.abs(ratio - 1))}`;
}

/** Writes a share with two or three digits: `12 %`, `4.6 %`, `0.41 %`. */
function percent(share: number): string {
  const value = share * 100;
  const text =
    value >= 9.95
      ? value.toFixed(Math.abs(value - Math.round(value)) < 0.05 ? 0 : 1)
      : String(Number(value.toPrecision(2)));
  return `${text} %`;
}
