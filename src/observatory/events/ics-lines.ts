/** One content line of a calendar (RFC 5545, 3.1), unfolded. */
export interface IcsLine {
  /** Line of the file that it begins on, from 1. */
  readonly line: number;
  /** In capitals: `DTSTART`. */
  readonly name: string;
  /** Parameters by their names in capitals; the first value of each, without quotes. */
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/** What is wrong with a calendar, and where. */
export interface IcsReject {
  readonly code: 'ics-malformed';
  readonly line: number;
  readonly message: string;
}

/** Most characters of one unfolded line: longer ones are attachments, which nobody needs here. */
const MAX_LINE_CHARS = 10_000;

/** Most content lines of one file. */
const MAX_LINES = 200_000;

/** Most parameters of one line. */
const MAX_PARAMS = 20;

/** Unfolds a calendar's lines: one that begins with a space or tab goes on with the one above. Empty ones are passed over. */
export function icsLines(text: string): readonly IcsLine[] | IcsReject {
  const raw = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (raw.length > MAX_LINES) return reject(MAX_LINES, `more than ${MAX_LINES} lines`);
  const lines: IcsLine[] = [];
  for (let at = 0; at < raw.length;) {
    const line = at + 1;
    const parts = [raw[at]!];
    let chars = parts[0]!.length;
    for (at++; at < raw.length && /^[ \t]/.test(raw[at]!); at++) {
      chars += raw[at]!.length - 1;
      // What is too long is dropped, not kept in memory.
      if (chars <= MAX_LINE_CHARS) parts.push(raw[at]!.slice(1));
    }
    const whole = parts.join('').slice(0, MAX_LINE_CHARS);
    if (whole === '') continue;
    const parsed = parseLine(whole, line);
    if ('code' in parsed) return parsed;
    lines.push(parsed);
  }
  return lines;
}

function parseLine(whole: string, line: number): IcsLine | IcsReject {
  const head = /^([A-Za-z0-9-]{1,100})(?=[;:])/.exec(whole);
  if (head === null) return reject(line, `"${whole.slice(0, 40)}" is no line of a calendar: NAME:value is`);
  const params = new Map<string, string>();
  let at = head[0].length;
  while (whole[at] === ';') {
    const param =
      /;([A-Za-z0-9-]{1,100})=((?:"[^"]{0,500}"|[^";:,]{0,500})(?:,(?:"[^"]{0,500}"|[^";:,]{0,500})){0,50})/y;
    param.lastIndex = at;
    const found = param.exec(whole);
    if (found === null || params.size >= MAX_PARAMS) return reject(line, `parameters of ${head[1]} can't be read`);
    const first = found[2]!.startsWith('"') ? found[2]!.slice(1, found[2]!.indexOf('"', 1)) : found[2]!.split(',')[0]!;
    params.set(found[1]!.toUpperCase(), first);
    at = param.lastIndex;
  }
  if (whole[at] !== ':') return reject(line, `${head[1]} has no value`);
  return { line, name: head[1]!.toUpperCase(), params, value: whole.slice(at + 1) };
}

/** Undoes the escapes of a text value (RFC 5545, 3.3.11). */
export function icsText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, letter: string) => (letter === 'n' || letter === 'N' ? '\n' : letter));
}

/** A reject of a calendar. */
export function reject(line: number, message: string): IcsReject {
  return { code: 'ics-malformed', line, message };
}
