import { COLUMN_NAME, SERIES_NAME } from '../../ports/history-store.ts';
import { parseDuration, parseLevel } from '../answers/quantities.ts';
import { HOLD_SEC, MAX_RULE_CHARS, RULE_FORMS } from './rule.ts';
import type { AlertCondition, AlertRule, BadRule } from './rule.ts';

const DAY_SEC = 86_400;

/** Windows of hashrate and price: hourly counts fit into them, and a week of minutes is read quickly. */
const MIN_WINDOW_SEC = 3600;
const MAX_WINDOW_SEC = 30 * DAY_SEC;

/** The hashrate is compared with so long before, unless told. */
const BASELINE_SEC = 7 * DAY_SEC;

const MAX_HOLD_SEC = 7 * DAY_SEC;

/** A piece of a rule's text that is wrong. */
class Wrong extends Error {}

/** One form: how it begins, how it goes on, and what it becomes. */
interface Form {
  /** Tells which form is meant, so that the message can say what is wrong in it. */
  readonly begins: RegExp;
  readonly whole: RegExp;
  readonly example: string;
  readonly read: (parts: Readonly<Record<string, string | undefined>>) => AlertCondition;
}

const FORMS: readonly Form[] = [
  {
    begins: /^hashrate\b/i,
    whole:
      /^hashrate (?<direction>fell|rose) by (?:more than )?(?<size>\S+?)(?: with probability (?:above )?(?<probability>\S+))?(?: over (?<window>\S+))?(?: against (?<baseline>\S+))?$/i,
    example: RULE_FORMS[0]!,
    read: ({ direction, size, probability, window, baseline }) => ({
      kind: 'hashrate',
      direction: direction!.toLowerCase() === 'fell' ? 'fell' : 'rose',
      size: share(size!, direction!.toLowerCase() === 'fell' ? 1 : 10),
      probability: probability === undefined ? 0.95 : level(probability),
      windowSec: wholeHours(window ?? '24h'),
      baselineSec: baseline === undefined ? BASELINE_SEC : wholeHours(baseline),
    }),
  },
  {
    begins: /^[a-z0-9]{2,10}-[a-z]{3,5}\b/i,
    whole:
      /^(?<pair>[a-z0-9]{2,10}-[a-z]{3,5}) is (?<size>\S+) (?<side>under|over) its (?<window>\S+) (?<extreme>high|low)$/i,
    example: RULE_FORMS[1]!,
    read: ({ pair, size, side, window, extreme }) => {
      const isUnder = side!.toLowerCase() === 'under';
      if (isUnder !== (extreme!.toLowerCase() === 'high'))
        throw new Wrong('a price is under its high, or over its low');
      return {
        kind: 'price',
        pair: pair!.toLowerCase(),
        side: isUnder ? 'under-high' : 'over-low',
        size: share(size!, isUnder ? 1 : 10),
        windowSec: windowOf(window!),
      };
    },
  },
  {
    begins: /^nodes\b/i,
    whole: /^nodes in (?<country>[a-z]{2}) below (?<share>\S+) of baseline$/i,
    example: RULE_FORMS[2]!,
    read: ({ country, share: text }) => {
      return { kind: 'nodes', country: country!.toUpperCase(), share: share(text!, 1) };
    },
  },
  {
    begins: /^stale\b/i,
    whole: /^stale block$/i,
    example: RULE_FORMS[3]!,
    read: () => ({ kind: 'stale-block' }),
  },
  {
    begins: /^next\b/i,
    whole: /^next retarget (?<side>above|below) (?<change>\S+)$/i,
    example: RULE_FORMS[4]!,
    read: ({ side, change }) => ({ kind: 'retarget', side: sideOf(side!), change: signedShare(change!) }),
  },
  {
    begins: /^series\b/i,
    whole: /^series (?<series>[^\s:]+)(?::(?<column>\S+))? (?<side>above|below) (?<value>\S+)$/i,
    example: RULE_FORMS[5]!,
    read: ({ series, column, side, value }) => {
      if (!SERIES_NAME.test(series!)) throw new Wrong(`"${series}" is no name of a series`);
      if (column !== undefined && !COLUMN_NAME.test(column)) throw new Wrong(`"${column}" is no name of a column`);
      return { kind: 'series', series: series!, column, side: sideOf(side!), value: number(value!) };
    },
  },
];

/**
 * Reads a rule: one of `RULE_FORMS` in plain words, and at its end, if wanted, `for DURATION`: how long it has to hold.
 *
 * @param text At most 300 characters; spaces count once, and letters in either case.
 */
export function parseRule(text: string): AlertRule | BadRule {
  const bad = (message: string): BadRule => ({ code: 'bad-rule', message });
  if (text.length > MAX_RULE_CHARS) return bad(`a rule has at most ${MAX_RULE_CHARS} characters`);
  const words = text.trim().replace(/\s+/g, ' ');
  const hold = / for (?<hold>\S+)$/i.exec(words);
  const said = hold === null ? words : words.slice(0, hold.index);
  const form = FORMS.find(({ begins }) => begins.test(said));
  if (form === undefined) {
    const forms = RULE_FORMS.map((one) => `"${one}"`).join(', ');
    return bad(
      words === '' ? `write a rule, such as ${forms}` : `"${words}" begins like no rule; write one such as ${forms}`,
    );
  }
  const parts = form.whole.exec(said);
  if (parts === null) return bad(`"${words}" is not understood; write it as "${form.example}"`);
  try {
    const condition = form.read(parts.groups ?? {});
    return { condition, holdSec: hold === null ? HOLD_SEC[condition.kind] : holdOf(hold.groups!['hold']!) };
  } catch (error) {
    if (error instanceof Wrong) return bad(`"${words}": ${error.message}`);
    throw error;
  }
}

function share(text: string, max: number): number {
  const value = percent(text);
  if (value !== undefined && value > 0 && value <= max) return value;
  throw new Wrong(`"${text}" is no share; write such as 10%, up to ${max * 100}%`);
}

function signedShare(text: string): number {
  const value = percent(text.replace(/^\+/, ''));
  if (value !== undefined && value > -0.75 && value <= 3) return value;
  throw new Wrong(`"${text}" is no change that a retarget can make; write such as +5%, from -75% to +300%`);
}

function percent(text: string): number | undefined {
  const parts = /^(-?\d{1,5}(?:\.\d{1,6})?)(%?)$/.exec(text);
  if (parts === null) return undefined;
  return parts[2] === '%' ? Number(parts[1]) / 100 : Number(parts[1]);
}

function number(text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new Wrong(`"${text}" is no number`);
}

function level(text: string): number {
  const value = parseLevel(text);
  if (typeof value === 'number') return value;
  throw new Wrong(value.message);
}

function windowOf(text: string): number {
  const seconds = parseDuration(text);
  if (typeof seconds !== 'number') throw new Wrong(seconds.message);
  if (seconds >= MIN_WINDOW_SEC && seconds <= MAX_WINDOW_SEC) return seconds;
  throw new Wrong(`a window is from 1h to 30d, not ${text}`);
}

function wholeHours(text: string): number {
  const seconds = windowOf(text);
  if (seconds % 3600 === 0) return seconds;
  throw new Wrong(`blocks are counted by the hour: write whole hours, not ${text}`);
}

function holdOf(text: string): number {
  const seconds = parseDuration(text);
  if (typeof seconds !== 'number') throw new Wrong(seconds.message);
  if (seconds <= MAX_HOLD_SEC) return seconds;
  throw new Wrong(`a rule holds for at most 7d before it is told, not ${text}`);
}

function sideOf(text: string): 'above' | 'below' {
  return text.toLowerCase() === 'above' ? 'above' : 'below';
}
