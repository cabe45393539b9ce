import {
  formatChange,
  formatDay,
  formatHashrate,
  formatHashrateRange,
  formatUtc,
  hashrateUnit,
  threeDigits,
} from '../answers/units.ts';
import type { Interval } from '../hashrate/interval.ts';

/** U+2212: the minus of print, as wide as the plus. */
const MINUS = '\u2212';
/** U+202F: a thin space that no line breaks at. */
const THIN = '\u202f';

/** From this ratio on a change is written as a factor: nobody reads +35996 %. */
const FACTOR_FROM = 10;

/** Writes a ratio as a change in print: 0.88 is `−12.0 %`, 12.5 is `12.5 times`. */
export function changeText(ratio: number): string {
  if (ratio >= FACTOR_FROM) return `${factorText(ratio)} times`;
  return formatChange(ratio).replace(/^-/, MINUS).replace(' %', `${THIN}%`);
}

/** Writes an interval of ratios as changes: `−3.1 % (−10.9 to +5.3 %)`, `12.5 times (11.9 to 13.1)`. */
export function changeIntervalText({ low, median, high }: Interval): string {
  if (low >= FACTOR_FROM) return `${changeText(median)} (${factorText(low)} to ${factorText(high)})`;
  if (high >= FACTOR_FROM) return `${changeText(median)} (${changeText(low)} to ${changeText(high)})`;
  return `${changeText(median)} (${changeText(low).replace(`${THIN}%`, '')} to ${changeText(high)})`;
}

function factorText(ratio: number): string {
  return ratio >= 1000 ? thousands(Number(ratio.toPrecision(3))) : threeDigits(ratio);
}

/** Writes a share or probability: `12 %`, `0.3 %`, `less than 0.1 %`, `more than 99.9 %`. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return `less than 0.1${THIN}%`;
  if (percent < 100 && percent > 99.9) return `more than 99.9${THIN}%`;
  const digits = percent < 9.95 || percent > 90.05 ? 1 : 0;
  return `${percent.toFixed(digits).replace(/\.0$/, '')}${THIN}%`;
}

/** Writes the size of a change as a person claims it: 0.12 is `12 %`, 0.0932 is `9.32 %`. */
export function sizeText(size: number): string {
  return `${String(Math.round(Math.abs(size) * 1e6) / 1e4)}${THIN}%`;
}

/** Writes a hashrate with its interval: `172 EH/s (162 to 184)`. */
export function hashrateIntervalText({ low, median, high }: Interval): string {
  const range = formatHashrateRange(low, high).replace(/ [kMGTPE]?H\/s$/, '');
  return `${formatHashrate(median)} (${range})`;
}

/** Writes dollars, thousands apart: `$46 827`, `$0.512`. */
export function formatDollars(dollars: number): string {
  if (dollars >= 1000) return `$${thousands(dollars)}`;
  return `$${threeDigits(dollars)}`;
}

/** Writes a count with thin spaces between thousands that no line breaks at. */
export function thousands(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** Writes a signed percentage for an axis: -0.1 is `−10 %`. */
export function formatSignedPercent(share: number): string {
  const percent = Math.round(share * 1000) / 10;
  if (percent === 0) return `0${THIN}%`;
  return `${percent < 0 ? MINUS : '+'}${Math.abs(percent)}${THIN}%`;
}

/** Writes a moment as `5 January 2022 10:30 UTC`; midnights without the hour. */
export function momentText(timeSec: number): string {
  if (timeSec % 86_400 === 0) return formatDay(timeSec);
  return `${formatDay(timeSec)} ${formatUtc(timeSec).slice(11)}`;
}

/** Writes a span: `5 January 2022 10:30 UTC to 10 January 2022 02:00 UTC`. */
export function spanText(fromSec: number, toSec: number): string {
  return `${momentText(fromSec)} to ${momentText(toSec)}`;
}

/** Writes a day without its year: `8 Jan`. */
export function formatShortDay(timeSec: number): string {
  const [day, month] = formatDay(timeSec).split(' ');
  return `${day} ${month!.slice(0, 3)}`;
}

/** Writes a factor for people: `3.4 times`, `120 times`. */
export function timesText(factor: number): string {
  return factor >= 1000
    ? 'more than 1000 times'
    : `${threeDigits(factor).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros))} times`;
}

/** Writes a length of time in hours up to a week, then in days where they are whole: `111.5 h`, `7 days`, `60 days`. */
export function lengthText(seconds: number): string {
  const hours = seconds / 3600;
  if (hours < 48 || (hours < 168 && hours % 24 !== 0)) return `${Number(hours.toFixed(1))} h`;
  return `${Number((hours / 24).toFixed(1))} days`;
}

/** Writes the classical figure in one unit: `178.0 \u00b1 5.5 EH/s`. */
export function plusMinusText(hashesPerSec: number, sigma: number): string {
  const { factor, symbol } = hashrateUnit(hashesPerSec);
  const decimals = sigma / factor >= 99.5 ? 0 : sigma / factor >= 0.095 ? 1 : 3;
  return `${(hashesPerSec / factor).toFixed(decimals)}\u00a0\u00b1\u00a0${(sigma / factor).toFixed(decimals)}\u00a0${symbol}`;
}

/** Begins a text with a capital letter. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Writes a count with its noun: `1 block`, `146 blocks`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
