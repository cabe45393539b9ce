import { HEADER_BYTES } from '../../primitives/header.ts';
import type { ForwardFile } from './forward-file.ts';
import { WINDOW_BYTES } from './forward-file.ts';
import type { HeaderFileFailure } from './header-file-failure.ts';
import type { HeaderFileItem, HeaderRun } from './header-run.ts';

const HEADER_DIGITS = 2 * HEADER_BYTES;
/** Longest line that is read: a header, a label, and a few more columns fit. */
const MAX_LINE_BYTES = 4096;
/** Headers that one run takes at most. */
const RUN_HEADERS = 2048;
/** A text that holds no header this far in is not a file of headers. */
const MAX_BYTES_BEFORE_FIRST_HEADER = WINDOW_BYTES;
const LF = 0x0a;

/** Value of each byte as a hex digit; 255 where it is none. */
const HEX_DIGITS: Uint8Array = new Uint8Array(256).fill(255);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  HEX_DIGITS[digit.charCodeAt(0)] = value;
  HEX_DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

/**
 * Reads headers as text, one a line: 160 hex digits, alone, after a label (`fork:`), or as a column of a CSV table with
 * a line of names or a first column of heights. Empty lines and lines that begin with `#` are passed over; lines end in
 * LF or CRLF; a byte order mark is passed over.
 */
export async function* readTextHeaders(file: ForwardFile): AsyncGenerator<HeaderFileItem, void> {
  const lines = new LineReader(file.path);
  for (let atEnd = false; !atEnd;) {
    const available = await file.fill(WINDOW_BYTES);
    atEnd = available < WINDOW_BYTES;
    const view = file.view;
    const start = file.offset;
    let at = start === 0 && hasByteOrderMark(view) ? 3 : 0;
    while (at < available && lines.count < RUN_HEADERS) {
      const feed = view.indexOf(LF, at);
      const isWhole = feed >= 0 || atEnd;
      const end = feed >= 0 ? feed : available;
      if (!isWhole && end - at <= MAX_LINE_BYTES) break;
      const failure = lines.read(view, { from: at, to: end, offset: start + at });
      if (failure !== undefined) {
        if (lines.count > 0) yield lines.takeRun(start + at);
        yield { kind: 'failure', failure };
        return;
      }
      at = Math.min(end + 1, available);
    }
    file.skip(at);
    atEnd &&= at === available;
    if (!lines.sawHeader && file.offset >= MAX_BYTES_BEFORE_FIRST_HEADER) break;
    // A run without headers tells how far reading has come through comments.
    yield lines.takeRun(file.offset);
  }
  if (!lines.sawHeader) {
    const { path, sizeBytes } = file;
    yield {
      kind: 'failure',
      failure: { code: 'file-format-unknown', path, sizeBytes, found: 'text without a header' },
    };
  }
}

function hasByteOrderMark(view: Uint8Array): boolean {
  return view[0] === 0xef && view[1] === 0xbb && view[2] === 0xbf;
}

/** Turns lines into headers, and keeps where each came from. */
class LineReader {
  readonly #path: string;
  #bytes = new Uint8Array(RUN_HEADERS * HEADER_BYTES);
  #offsets = new Float64Array(RUN_HEADERS);
  #lineNumbers = new Float64Array(RUN_HEADERS);
  #heights = new Float64Array(RUN_HEADERS);
  #line = 0;
  #columns: { readonly height: number } | undefined;
  count = 0;
  sawHeader = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads one line; keeps its header if it has one. */
  read(
    view: Uint8Array,
    line: { readonly from: number; readonly to: number; readonly offset: number },
  ): HeaderFileFailure | undefined {
    this.#line++;
    let { from, to } = line;
    while (to > from && isBlank(view[to - 1]!)) to--;
    while (from < to && isBlank(view[from]!)) from++;
    if (from === to || view[from] === 0x23) return undefined;
    if (to - from === HEADER_DIGITS && this.#decode(view, from)) return this.#keep(line.offset, NaN);
    if (to - from > MAX_LINE_BYTES) return this.#malformed(line.offset, `a line of more than ${MAX_LINE_BYTES} bytes`);
    return this.#readFields(Buffer.from(view.subarray(from, to)).toString('latin1'), line.offset);
  }

  /** Hands out what was kept, in place, and begins anew. */
  takeRun(fileOffset: number): HeaderRun {
    const { count } = this;
    const [offsets, lineNumbers, heights, path] = [this.#offsets, this.#lineNumbers, this.#heights, this.#path];
    this.count = 0;
    return {
      kind: 'run',
      bytes: this.#bytes,
      count,
      stride: HEADER_BYTES,
      parentsFirst: true,
      fileOffset,
      originOf: (index) => {
        const origin = { path, offset: offsets[index]!, line: lineNumbers[index]! };
        return Number.isNaN(heights[index]!) ? origin : { ...origin, statedHeight: heights[index]! };
      },
      statedHeightOf: (index) => (Number.isNaN(heights[index]!) ? undefined : heights[index]!),
    };
  }

  /** Reads `label:HEX` or comma-separated fields. */
  #readFields(text: string, offset: number): HeaderFileFailure | undefined {
    const unlabelled = text.replace(/^[A-Za-z][\w-]{0,31}:\s*/, '');
    const fields = unlabelled.split(/[,;\t]/).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    const header = fields.find((field) => field.length === HEADER_DIGITS);
    if (header === undefined) {
      if (!this.sawHeader && this.#columns === undefined && this.#readColumnNames(fields)) return undefined;
      return this.#malformed(offset, foundInWords(text));
    }
    const height = fields.length > 1 ? (fields[this.#columns?.height ?? 0] ?? '') : '';
    if (!this.#decode(Buffer.from(header, 'latin1'), 0)) return this.#malformed(offset, foundInWords(header));
    return this.#keep(offset, /^\d{1,9}$/.test(height) ? Number(height) : NaN);
  }

  #readColumnNames(fields: readonly string[]): boolean {
    if (fields.length < 2 || !fields.every((field) => /^[A-Za-z][\w .-]{0,63}$/.test(field))) return false;
    this.#columns = { height: fields.findIndex((field) => field.toLowerCase() === 'height') };
    return true;
  }

  #decode(view: Uint8Array, from: number): boolean {
    const target = this.count * HEADER_BYTES;
    let seen = 0;
    for (let i = 0; i < HEADER_BYTES; i++) {
      const high = HEX_DIGITS[view[from + 2 * i]!]!;
      const low = HEX_DIGITS[view[from + 2 * i + 1]!]!;
      seen |= high | low;
      this.#bytes[target + i] = (high << 4) | low;
    }
    return seen < 16;
  }

  #keep(offset: number, height: number): undefined {
    this.#offsets[this.count] = offset;
    this.#lineNumbers[this.count] = this.#line;
    this.#heights[this.count] = height;
    this.count++;
    this.sawHeader = true;
    return undefined;
  }

  #malformed(offset: number, found: string): HeaderFileFailure {
    const expected = `one header a line, as ${HEADER_DIGITS} hex digits`;
    return { code: 'line-malformed', path: this.#path, line: this.#line, offset, expected, found };
  }
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

/** Describes a line for an error: how long it is, and its beginning with what does not print left out. */
function foundInWords(text: string): string {
  const isHex = /^[0-9a-f]+$/i.test(text);
  if (isHex) return `${text.length} hex digits`;
  const start = text.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, '?');
  return `${text.length} characters, "${start}${text.length > 40 ? '...' : ''}"`;
}
