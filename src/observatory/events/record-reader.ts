/** What is wrong with a timeline, and where: `path` as in `claims[3].size`; empty for the text as a whole. */
export interface TimelineReject {
  readonly code: 'timeline-malformed';
  readonly path: string;
  readonly expected: string;
}

/** Longest text of one field. */
const MAX_FIELD_CHARS = 600;

const DURATION_SEC: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/**
 * Reads the fields of one object of parsed JSON.
 *
 * A field that is not as it should be leaves a reject in `rejects` and reads as an empty value, so that callers read on
 * and look once, at the end. A field that nobody asked for is a reject too: `checkAllRead` finds misspelt names.
 */
export class RecordReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #rejects: TimelineReject[];
  readonly #read = new Set<string>();

  constructor(value: unknown, path: string, rejects: TimelineReject[]) {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#fields = isRecord ? (value as Readonly<Record<string, unknown>>) : {};
    this.#path = path;
    this.#rejects = rejects;
    if (!isRecord) this.#rejects.push({ code: 'timeline-malformed', path, expected: 'an object' });
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  text(name: string, pattern: RegExp = /./): string {
    const value = this.#take(name);
    if (typeof value === 'string' && value.length <= MAX_FIELD_CHARS && pattern.test(value)) return value;
    return this.#refuse(name, `text like ${pattern}, at most ${MAX_FIELD_CHARS} characters`, '');
  }

  number(name: string, bounds: { readonly min: number; readonly max: number }): number {
    const value = this.#take(name);
    if (typeof value === 'number' && value >= bounds.min && value <= bounds.max) return value;
    return this.#refuse(name, `a number from ${bounds.min} to ${bounds.max}`, 0);
  }

  oneOf<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.#take(name);
    return words.find((word) => word === value) ?? this.#refuse(name, words.join(' or '), words[0]);
  }

  /** Start of a UTC day (`2022-01-05`) or a minute (`2022-01-05T10:30Z`), seconds since 1970. */
  time(name: string): number {
    return this.#span(name)?.fromSec ?? this.#refuse(name, 'YYYY-MM-DD or YYYY-MM-DDTHH:MMZ, a time that exists', 0);
  }

  /** End of a UTC day, or a minute: see `time`. */
  endTime(name: string): number {
    return this.#span(name)?.toSec ?? this.#refuse(name, 'YYYY-MM-DD or YYYY-MM-DDTHH:MMZ, a time that exists', 0);
  }

  /** A length of time (`90m`, `24h`, `7d`) in seconds. */
  duration(name: string): number {
    return secFromDuration(this.#take(name)) ?? this.#refuse(name, 'minutes, hours or days: 90m, 24h, 7d', 0);
  }

  durations(name: string): number[] {
    const value = this.#take(name);
    const lengths = Array.isArray(value) ? value.map(secFromDuration) : [];
    if (lengths.length > 0 && lengths.every((length) => length !== undefined)) return lengths;
    return this.#refuse(name, 'a list of lengths of time: 90m, 24h, 7d', []);
  }

  /** A list of objects, each read by `read`. */
  records<Item>(name: string, read: (item: RecordReader) => Item): Item[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length > 1000) return this.#refuse(name, 'a list of at most 1000 objects', []);
    return value.map((item: unknown, i) => {
      const reader = new RecordReader(item, `${this.#pathOf(name)}[${i}]`, this.#rejects);
      const record = read(reader);
      reader.checkAllRead();
      return record;
    });
  }

  checkAllRead(): void {
    for (const name of Object.keys(this.#fields)) {
      if (!this.#read.has(name)) this.#refuse(name, 'no such field here', undefined);
    }
  }

  /** Notes that the object breaks a rule that binds several fields. */
  refuse(name: string, expected: string): void {
    this.#refuse(name, expected, undefined);
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.has(name) ? this.#fields[name] : undefined;
  }

  #span(name: string): { fromSec: number; toSec: number } | undefined {
    const value = this.#take(name);
    const parts = typeof value === 'string' ? /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)Z)?$/.exec(value) : null;
    if (parts === null) return undefined;
    const iso = `${parts[1]}T${parts[2] ?? '00:00'}:00.000Z`;
    const milliseconds = Date.parse(iso);
    // Date.parse turns 30 February into 2 March: only a time that prints as itself exists.
    if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso) return undefined;
    const fromSec = milliseconds / 1000;
    return { fromSec, toSec: parts[2] === undefined ? fromSec + DURATION_SEC['d']! : fromSec };
  }

  #refuse<Value>(name: string, expected: string, empty: Value): Value {
    this.#rejects.push({ code: 'timeline-malformed', path: this.#pathOf(name), expected });
    return empty;
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

function secFromDuration(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? /^([1-9]\d{0,5})([mhd])$/.exec(value) : null;
  return parts === null ? undefined : Number(parts[1]) * DURATION_SEC[parts[2]!]!;
}
