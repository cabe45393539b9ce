/** Text that is not the quantity it should be. */
export interface BadQuantity {
  readonly code: 'bad-quantity';
  /** One line: what was written, and what to write. */
  readonly message: string;
}

/** What a window is measured in: a span of seconds, or a number of blocks. */
export type WindowLength =
  { readonly kind: 'time'; readonly seconds: number } | { readonly kind: 'blocks'; readonly blocks: number };

/** Seconds of each unit that a duration is written in. */
const UNIT_SEC: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Latest moment that a header's 32-bit time can hold. */
const MAX_TIME_SEC = 2 ** 32 - 1;

/** Longest text that is looked at; what a person writes is far shorter. */
const MAX_TEXT = 64;

function bad(message: string): BadQuantity {
  return { code: 'bad-quantity', message };
}

/** Shows what was written without letting it fill the screen. */
function quote(text: string): string {
  return `"${text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text}"`;
}

/**
 * Reads a moment: `2022-01-05`, `2022-01-05T10:30`, `2022-01-05T10:30:00Z`, with an offset, or whole seconds since 1970.
 * A time without a zone is UTC.
 *
 * @returns Seconds since 1970.
 */
export function parseTime(text: string): number | BadQuantity {
  if (/^\d{9,10}$/.test(text)) return boundedTime(Number(text), text);
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text);
  const ms = parts === null ? NaN : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3]?.toUpperCase() ?? 'Z'}`);
  if (parts === null || Number.isNaN(ms) || !isCalendarDay(parts[1]!)) {
    return bad(`${quote(text)} is not a time; write 2022-01-05T10:30Z (UTC)`);
  }
  return boundedTime(ms / 1000, text);
}

/** Whether a day exists: Date.parse rolls 30 February over to March, so a day has to come back as written. */
function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

function boundedTime(timeSec: number, text: string): number | BadQuantity {
  if (timeSec >= 0 && timeSec <= MAX_TIME_SEC) return timeSec;
  return bad(`${quote(text)} is outside of 1970 to 2106, where block times lie`);
}

/** Reads `90m`, `24h`, `7d`, `2w`. @returns Seconds. */
export function parseDuration(text: string): number | BadQuantity {
  const parts = /^(\d{1,9}(?:\.\d{1,9})?)(m|h|d|w)$/.exec(text);
  const seconds = parts === null ? 0 : Number(parts[1]) * UNIT_SEC[parts[2]!]!;
  if (seconds > 0 && seconds <= MAX_TIME_SEC) return seconds;
  return bad(`${quote(text)} is not a duration; write 90m, 24h, 7d or 2w`);
}

/** Reads a duration, or a number of blocks such as `144b`. */
export function parseWindowLength(text: string): WindowLength | BadQuantity {
  const parts = /^(\d{1,7})b$/.exec(text);
  if (parts !== null) {
    const blocks = Number(parts[1]);
    return blocks >= 2 ? { kind: 'blocks', blocks } : bad('a window of blocks holds at least 2 of them');
  }
  const seconds = parseDuration(text);
  if (typeof seconds === 'number') return { kind: 'time', seconds };
  return bad(`${quote(text)} is not a window; write 24h, 7d, 144b or 2016b`);
}

/** Reads `12%` or `0.12` as a share above 0 and up to `max`. */
export function parseShare(text: string, max: number): number | BadQuantity {
  const parts = /^(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})(\s?%)?$/.exec(text);
  const isPercent = parts?.[2] !== undefined;
  const share = parts === null ? NaN : isPercent ? fromPercent(parts[1]!) : Number(parts[1]);
  if (share > 0 && share <= max) return share;
  if (parts !== null && !isPercent && share > max)
    return bad(`${quote(text)} is ${text} times; did you mean ${text}%?`);
  return bad(`${quote(text)} is not a share above 0 and up to ${max * 100}%; write 12% or 0.12`);
}

/** 99.9 is 0.999 and nothing beside it: dividing by 100 leaves the last bit wrong. */
function fromPercent(digits: string): number {
  return Number((Number(digits) / 100).toFixed(12));
}

/** Reads the probability that an interval is to hold the truth: 0.5 to 0.999, or 50% to 99.9%. */
export function parseLevel(text: string): number | BadQuantity {
  const level = /^0?\.\d{1,9}$/.test(text)
    ? Number(text)
    : /^\d{2}(\.\d{1,9})?%$/.test(text)
      ? fromPercent(text.slice(0, -1))
      : 0;
  if (level >= 0.5 && level <= 0.999) return level;
  return bad(`${quote(text)} is not a level; write a probability from 0.5 to 0.999, such as 0.9`);
}

/** Reads a whole number from `min` to `max`. */
export function parseWhole(text: string, min: number, max: number): number | BadQuantity {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  return bad(`${quote(text)} is not a whole number from ${min} to ${max}`);
}

/** Largest rise that can be claimed: a hundredfold. */
export const MAX_RISE = 100;
