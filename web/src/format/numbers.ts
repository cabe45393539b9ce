const NARROW_SPACE = '\u202f';
const MINUS = '\u2212';

/** SI prefixes from 10^0 up, by thousands. */
const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z'] as const;

/** Odds above this are written as "over": what lies beyond rests on the model more than on the blocks. */
const MOST_ODDS = 1_000_000;

/** How numbers are written for one reader. */
export interface NumberStyle {
  /** BCP 47 tag of the reader's locale; decimal mark and digits follow it. */
  readonly locale: string;
}

/** A number of three significant digits, with thin spaces between thousands. */
export function formatSignificant(value: number, style: NumberStyle, digits = 3): string {
  return withThinSpaces(value, style, { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
}

/** An exact count, or a number rounded to `decimals`. */
export function formatCount(value: number, style: NumberStyle, decimals = 0): string {
  return withThinSpaces(value, style, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** The power of 1000 that a hashrate is best written in: 6 for 178 EH/s. */
export function prefixOf(hashesPerSec: number): number {
  if (!(hashesPerSec > 0)) return 0;
  return Math.min(PREFIXES.length - 1, Math.max(0, Math.floor(Math.log10(hashesPerSec * 1.0000001) / 3)));
}

/** The unit of a hashrate at a power of 1000: `EH/s` for 6. */
export function hashrateUnit(prefix: number): string {
  return `${PREFIXES[prefix] ?? ''}H/s`;
}

/** A hashrate with its unit: `178 EH/s`. */
export function formatHashrate(
  hashesPerSec: number,
  style: NumberStyle,
  prefix: number = prefixOf(hashesPerSec),
): string {
  return `${formatScaled(hashesPerSec, prefix, style)}${NARROW_SPACE}${hashrateUnit(prefix)}`;
}

/** A hashrate with the ends of its interval: `178 EH/s (169 to 188)`. */
export function formatHashrateInterval(
  interval: { readonly low: number; readonly median: number; readonly high: number },
  style: NumberStyle,
): string {
  const prefix = prefixOf(interval.median);
  const low = formatScaled(interval.low, prefix, style);
  const high = formatScaled(interval.high, prefix, style);
  return `${formatHashrate(interval.median, style, prefix)} (${low} to ${high})`;
}

/** A hashrate without its unit, at a given power of 1000. */
export function formatScaled(hashesPerSec: number, prefix: number, style: NumberStyle): string {
  return formatSignificant(hashesPerSec / 1000 ** prefix, style);
}

/** A share as a percentage: 0.0123 is `1.23 %`. Shares of 10 % and more carry one decimal or none. */
export function formatShare(share: number, style: NumberStyle): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return `under ${formatCount(0.01, style, 2)}${NARROW_SPACE}%`;
  const decimals = Math.abs(percent) >= 10 || percent === 0 ? 0 : Math.abs(percent) >= 1 ? 1 : 2;
  return `${formatCount(percent, style, decimals)}${NARROW_SPACE}%`;
}

/** A probability; never `0 %` or `100 %`, which would say more than any estimate can. */
export function formatProbability(probability: number, style: NumberStyle): string {
  if (probability > 0.99) return `over 99${NARROW_SPACE}%`;
  return probability < 0.01 ? `under 1${NARROW_SPACE}%` : formatShare(probability, style);
}

/** The unit that a size in bytes is best written in: thousands, as networks count. */
export function byteUnit(bytes: number): { readonly factor: number; readonly symbol: string } {
  if (bytes >= 1e9) return { factor: 1e9, symbol: 'GB' };
  if (bytes >= 1e6) return { factor: 1e6, symbol: 'MB' };
  return bytes >= 1e3 ? { factor: 1e3, symbol: 'kB' } : { factor: 1, symbol: 'B' };
}

/** A size with its unit: `1.23 MB`, `812 B`. */
export function formatBytes(bytes: number, style: NumberStyle): string {
  const { factor, symbol } = byteUnit(bytes);
  const words = factor === 1 ? formatCount(bytes, style) : formatSignificant(bytes / factor, style);
  return `${words}${NARROW_SPACE}${symbol}`;
}

/** How many times better one explanation is than the other: `1.30 to 1`, `1 to 4.45`, `over 1 000 000 to 1`. */
export function formatOdds(factor: number, style: NumberStyle): string {
  const size = factor >= 1 ? factor : 1 / factor;
  const words = size > MOST_ODDS ? `over ${formatCount(MOST_ODDS, style)}` : formatSignificant(size, style);
  return factor >= 1 ? `${words} to 1` : `1 to ${words}`;
}

/** A ratio as a signed change: 0.88 is `−12.0 %`, 1.0932 is `+9.3 %`. */
export function formatChange(ratio: number, style: NumberStyle, decimals = 1): string {
  const percent = (ratio - 1) * 100;
  const sign = percent > 0 ? '+' : '';
  return `${sign}${formatCount(percent, style, decimals)}${NARROW_SPACE}%`;
}

/** A change with the ends of its interval: `−3.1 % (−9.8 to +4.0)`. */
export function formatChangeInterval(
  ratio: { readonly low: number; readonly median: number; readonly high: number },
  style: NumberStyle,
): string {
  const bare = (value: number): string => formatChange(value, style).replace(`${NARROW_SPACE}%`, '');
  return `${formatChange(ratio.median, style)} (${bare(ratio.low)} to ${bare(ratio.high)})`;
}

function withThinSpaces(value: number, style: NumberStyle, options: Intl.NumberFormatOptions): string {
  if (!Number.isFinite(value)) return '–';
  let text = '';
  for (const part of formatter(style.locale, options).formatToParts(value)) {
    if (part.type === 'group') text += NARROW_SPACE;
    else if (part.type === 'minusSign') text += MINUS;
    else text += part.value;
  }
  return text;
}

/** Making a formatter takes longer than using it a hundred times; a chart's readings use it thousands of times. */
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${options.minimumSignificantDigits ?? ''} ${options.maximumFractionDigits ?? ''}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(locale, { ...options, useGrouping: true });
    formatters.set(key, made);
  }
  return made;
}
