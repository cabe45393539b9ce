/** Units of hash rates, from the largest. None above exa: the whole field quotes mainnet in EH/s. */
const UNITS: readonly (readonly [factor: number, symbol: string])[] = [
  [1e18, 'EH/s'],
  [1e15, 'PH/s'],
  [1e12, 'TH/s'],
  [1e9, 'GH/s'],
  [1e6, 'MH/s'],
  [1e3, 'kH/s'],
];

/** The unit that shows a hash rate best: EH/s for all of mainnet since 2014. */
export interface HashrateUnit {
  /** Hashes a second of one unit. */
  readonly factor: number;
  readonly symbol: string;
}

/** Chooses the unit for a hash rate in H/s; figures that stand together are shown in the unit of the largest. */
export function hashrateUnit(hashesPerSec: number): HashrateUnit {
  for (const [factor, symbol] of UNITS) {
    if (hashesPerSec >= factor) return { factor, symbol };
  }
  return { factor: 1, symbol: 'H/s' };
}

/** Writes a number with three significant digits, all whole digits kept: 7.14, 71.4, 714, 7142; tiny ones as 7.14e-6. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 0.0005) return value.toExponential(2);
  if (size < 0.09995 && size > 0) return value.toFixed(size >= 0.009995 ? 4 : size >= 0.0009995 ? 5 : 6);
  const decimals = size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
  return value.toFixed(decimals);
}

/** Writes a hash rate with its unit: `178 EH/s`. */
export function formatHashrate(hashesPerSec: number, unit: HashrateUnit = hashrateUnit(hashesPerSec)): string {
  return `${threeDigits(hashesPerSec / unit.factor)} ${unit.symbol}`;
}

/** Writes an interval in one unit: `168 to 188 EH/s`. */
export function formatHashrateRange(lowHashesPerSec: number, highHashesPerSec: number): string {
  const unit = hashrateUnit(highHashesPerSec);
  return `${threeDigits(lowHashesPerSec / unit.factor)} to ${formatHashrate(highHashesPerSec, unit)}`;
}

/** Writes a ratio as a change: 0.88 is `-12.0 %`, 1.0932 is `+9.32 %`. */
export function formatChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const text = threeDigits(Math.abs(percent));
  return `${percent < 0 ? '-' : '+'}${text} %`;
}

/** Writes a moment as `2022-01-05 10:30 UTC`. */
export function formatUtc(timeSec: number): string {
  return `${new Date(timeSec * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Writes a day as `5 January 2022`. */
export function formatDay(timeSec: number): string {
  const date = new Date(timeSec * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Names of the months, January first. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Writes a span of time in its largest whole unit: `24 h`, `7 days`, `90 min`. */
export function formatDuration(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds >= 172_800) return `${seconds / 86_400} days`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${threeDigits(seconds / 3600)} h` : `${threeDigits(seconds / 86_400)} days`;
}

/** Writes a count with its noun: `1 header`, `2 headers`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Writes a count with thin spaces between thousands: `716 112`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
