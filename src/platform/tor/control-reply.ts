/** One answer of Tor's control port. Source: Tor's control-spec, section 2.3. */
export interface ControlReply {
  /** 250: done. From 600 on: told without being asked. */
  readonly code: number;
  /** What follows the code in each line. */
  readonly lines: readonly string[];
}

/** Lines of one answer, and letters of one line, at most. Source of the latter: Bitcoin Core's `MAX_LINE_LENGTH`. */
const MAX_LINES = 1000;
const MAX_LINE_LETTERS = 100_000;

/** Puts answers together from what comes. */
export class ControlReplyReader {
  #rest = '';
  #lines: string[] = [];
  #isData = false;

  /** @returns The answers that are whole; `undefined` when this is no control port, or it says too much. */
  push(text: string): ControlReply[] | undefined {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const replies: ControlReply[] = [];
    for (const line of lines) {
      const found = this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (found === 'malformed' || this.#lines.length > MAX_LINES) return undefined;
      if (found !== undefined) replies.push(found);
    }
    return this.#rest.length > MAX_LINE_LETTERS ? undefined : replies;
  }

  #take(line: string): ControlReply | 'malformed' | undefined {
    if (line.length > MAX_LINE_LETTERS) return 'malformed';
    if (this.#isData) {
      // Lines of data end with a lone dot; of no use here.
      this.#isData = line !== '.';
      return undefined;
    }
    const match = /^(\d{3})([ +-])(.*)$/.exec(line);
    if (match === null) return 'malformed';
    const [, code = '', kind, content = ''] = match;
    this.#lines.push(content);
    this.#isData = kind === '+';
    if (kind !== ' ') return undefined;
    const lines = this.#lines;
    this.#lines = [];
    return { code: Number(code), lines };
  }
}

/**
 * Reads `KEY=value KEY="quoted value" WORD`. Source: Tor's control-spec, section 2.1.1; Bitcoin Core's
 * `ParseTorReplyMapping`.
 *
 * @returns The values by key; empty for everything that is not of this form.
 */
export function controlValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const item = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?:\s+|$)/gy;
  for (const [, key = '', quoted, plain] of text.matchAll(item)) {
    if (quoted !== undefined) values.set(key, unescape(quoted));
    else if (plain !== undefined) values.set(key, plain);
  }
  return values;
}

/** Takes backslashes away: `\n`, `\t`, `\r`, up to three octal digits, or any other letter as it stands. */
function unescape(text: string): string {
  return text.replaceAll(/\\(?:([0-3]?[0-7]{1,2})|(.))/g, (_, octal?: string, letter?: string) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return { n: '\n', t: '\t', r: '\r' }[letter ?? ''] ?? letter ?? '';
  });
}
