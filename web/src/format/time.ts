const MONTHS = [
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
const DAY = 86_400;

/** A moment in UTC: `5 January 2022, 10:30 UTC`. */
export function formatUtc(timeSec: number): string {
  return `${formatDay(timeSec)}, ${clock(timeSec)} UTC`;
}

/** A moment in UTC with a short month, for tables and tooltips: `5 Jan 2022, 10:30`. */
export function formatUtcShort(timeSec: number): string {
  return `${formatDayShort(timeSec)}, ${clock(timeSec)}`;
}

/** A UTC day: `5 January 2022`. */
export function formatDay(timeSec: number): string {
  const date = new Date(timeSec * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]!} ${date.getUTCFullYear()}`;
}

/** A UTC day with a short month: `5 Jan 2022`. */
export function formatDayShort(timeSec: number): string {
  const date = new Date(timeSec * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]!.slice(0, 3)} ${date.getUTCFullYear()}`;
}

/** A span as a reader says it; whole UTC days leave the clock out: `5 Jan 2022`, or `5 Jan 2022, 06:00 to 12:00`. */
export function formatSpan(fromSec: number, toSec: number): string {
  const whole = fromSec % DAY === 0 && toSec % DAY === 0;
  if (whole && toSec - fromSec === DAY) return formatDayShort(fromSec);
  if (whole) return `${formatDayShort(fromSec)} to ${formatDayShort(toSec)}`;
  if (Math.floor(fromSec / DAY) === Math.floor((toSec - 1) / DAY))
    return `${formatUtcShort(fromSec)} to ${clock(toSec)}`;
  return `${formatUtcShort(fromSec)} to ${formatUtcShort(toSec)}`;
}

/** ISO 8601 in UTC, without seconds where there are none: `2022-01-05T10:30Z`. The command line reads it. */
export function formatIso(timeSec: number): string {
  const iso = new Date(Math.round(timeSec) * 1000).toISOString();
  return iso.endsWith(':00.000Z') ? `${iso.slice(0, 16)}Z` : `${iso.slice(0, 19)}Z`;
}

/** Reads ISO 8601 (`2022-01-05`, `2022-01-05T10:30Z`), always as UTC; `undefined` if it is not that. */
export function parseIso(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/.test(text)) return undefined;
  const full = text.includes('T') ? text.replace(/Z?$/, 'Z') : `${text.replace(/Z$/, '')}T00:00Z`;
  const ms = Date.parse(full);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** A length of time as the command line takes it: `7d`, `36h`, `90m`. */
export function formatDuration(seconds: number): string {
  if (seconds % DAY === 0 && seconds !== DAY) return `${seconds / DAY}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return `${Math.round(seconds / 60)}m`;
}

/** Reads `7d`, `24h`, `90m`, `2w`; `undefined` if it is not a length of time above zero. */
export function parseDuration(text: string | undefined): number | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,4})?)([mhdw])$/.exec(text ?? '');
  if (match === null) return undefined;
  const unit = { m: 60, h: 3600, d: DAY, w: 7 * DAY }[match[2] as 'm' | 'h' | 'd' | 'w'];
  const seconds = Math.round(Number(match[1]) * unit);
  return seconds > 0 ? seconds : undefined;
}

/** A length of time in words: `7 days`, `1 day 6 hours`, `90 minutes`. */
export function formatDurationWords(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  const parts: string[] = [];
  if (days > 0) parts.push(`${days} day${days === 1 ? '' : 's'}`);
  if (hours > 0) parts.push(`${hours} hour${hours === 1 ? '' : 's'}`);
  if (minutes > 0) parts.push(`${minutes} minutes`);
  return parts.join(' ') || '0 minutes';
}

/** The time of day in UTC to the second: `10:30:05`. */
export function formatClock(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().slice(11, 19);
}

function clock(timeSec: number): string {
  return new Date(timeSec * 1000).toISOString().slice(11, 16);
}
