import { InvalidArgumentError, Option } from 'commander';
import { NETWORK_NAMES } from '../consensus/params.ts';

/** What a duration flag means: a span of seconds, or a number of blocks. */
export type WindowLength =
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'blocks'; readonly blocks: number };

const UNIT_SEC: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A moment the chain can have seen: from 2009 to 2106, where a header's 32-bit time ends. */
const MAX_TIME_SEC = 2 ** 32 - 1;

/**
 * Reads a moment in UTC: `2022-01-05`, `2022-01-05T10:30`, `2022-01-05T10:30:00Z`, with an offset, or whole seconds
 * since 1970. A time without a zone is UTC.
 *
 * @returns Seconds since 1970.
 */
export function parseTime(text: string): number {
  if (/^\d{9,10}$/.test(text)) return inRange(Number(text), text);
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?$/i.exec(text);
  const ms = parts === null ? NaN : Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}${parts[3]?.toUpperCase() ?? 'Z'}`);
  // Date.parse rolls 30 February over to March; a date that does not come back as written is no date.
  const exists = parts !== null && !Number.isNaN(ms) && isCalendarDay(parts[1]!);
  if (!exists) throw new InvalidArgumentError(`"${text}" is not a time; write 2022-01-05T10:30Z (UTC).`);
  return inRange(ms / 1000, text);
}

function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

function inRange(timeSec: number, text: string): number {
  if (timeSec >= 0 && timeSec <= MAX_TIME_SEC) return timeSec;
  throw new InvalidArgumentError(`"${text}" is outside of 1970 to 2106, where block times lie.`);
}

/** Reads `90m`, `24h`, `7d`, `2w`. @returns Seconds. */
export function parseDuration(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(m|h|d|w)$/.exec(text);
  const seconds = parts === null ? 0 : Number(parts[1]) * UNIT_SEC[parts[2]!]!;
  if (!(seconds > 0 && seconds <= MAX_TIME_SEC)) {
    throw new InvalidArgumentError(`"${text}" is not a duration; write 90m, 24h, 7d or 2w.`);
  }
  return seconds;
}

/** Reads a duration, or a number of blocks such as `144b`. */
export function parseWindowLength(text: string): WindowLength {
  const parts = /^(\d{1,7})b$/.exec(text);
  if (parts === null) {
    try {
      return { kind: 'time', seconds: parseDuration(text) };
    } catch {
      throw new InvalidArgumentError(`"${text}" is not a window; write 24h, 7d, 144b or 2016b.`);
    }
  }
  const blocks = Number(parts[1]);
  if (blocks < 2) throw new InvalidArgumentError('a window of blocks holds at least 2 of them.');
  return { kind: 'blocks', blocks };
}

/** Reads `12%` or `0.12` as a share. @param max Largest share allowed; zero is never allowed. */
export function parseShare(max: number): (text: string) => number {
  return (text) => {
    const parts = /^(\d+(?:\.\d+)?|\.\d+)(\s?%)?$/.exec(text);
    const share = parts === null ? NaN : Number(parts[1]) / (parts[2] === undefined ? 1 : 100);
    if (share > 0 && share <= max) return share;
    const bare = parts !== null && parts[2] === undefined && Number(parts[1]) > max;
    throw new InvalidArgumentError(
      bare
        ? `"${text}" is ${text} times; did you mean ${text}%?`
        : `"${text}" is not a share above 0 and up to ${max * 100}%; write 12% or 0.12.`,
    );
  };
}

/** Reads the probability that an interval is to hold the truth: between 0.5 and 0.999. */
export function parseLevel(text: string): number {
  const level = /^(0?\.\d+)$/.test(text) ? Number(text) : /^\d+(\.\d+)?%$/.test(text) ? parseFloat(text) / 100 : NaN;
  if (level >= 0.5 && level <= 0.999) return level;
  throw new InvalidArgumentError(`"${text}" is not a level; write a probability from 0.5 to 0.999, such as 0.9.`);
}

/** Reads a whole number within bounds. */
export function parseWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`"${text}" is not a whole number from ${min} to ${max}.`);
  };
}

/** `--network NAME`. */
export function networkOption(): Option {
  return new Option('--network <name>', 'which Bitcoin network').choices([...NETWORK_NAMES]).default('mainnet');
}

/** `--level P`. */
export function levelOption(): Option {
  return new Option('--level <p>', 'probability that each interval holds the truth').argParser(parseLevel).default(0.9);
}

/** `--json`. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document (documented in docs/json.md)');
}
