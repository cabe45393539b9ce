import * as quantities from '../observatory/answers/quantities.ts';
import type { BadQuantity, WindowLength } from '../observatory/answers/quantities.ts';

/** A parameter of a request that can't be taken. Answered with 400. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

/**
 * Reads the parameters of one request. Names and forms are those of the command line's flags.
 *
 * Every getter returns `undefined` for a parameter that is missing, and throws `BadQuery` for one that is wrong. A
 * parameter given twice, or one that nobody knows, is wrong too: silently ignored, it would give an answer to another
 * question.
 */
export class Query {
  readonly #params: URLSearchParams;

  /**
   * @param params The request's parameters.
   * @param known Names that this request takes.
   */
  constructor(params: URLSearchParams, known: readonly string[]) {
    this.#params = params;
    for (const name of params.keys()) {
      if (!known.includes(name)) throw new BadQuery(`unknown parameter "${name}"; this takes ${known.join(', ')}`);
      if (params.getAll(name).length > 1) throw new BadQuery(`parameter "${name}" is given twice`);
    }
  }

  /** The text as it was given. */
  text(name: string): string | undefined {
    return this.#params.get(name) ?? undefined;
  }

  /** A moment: seconds since 1970. */
  time(name: string): number | undefined {
    return this.#read(name, quantities.parseTime);
  }

  /** A span of time: seconds. */
  duration(name: string): number | undefined {
    return this.#read(name, quantities.parseDuration);
  }

  /** A span of time or a number of blocks. */
  window(name: string): WindowLength | undefined {
    return this.#read(name, quantities.parseWindowLength);
  }

  /** A share above 0 and up to `max`. */
  share(name: string, max: number): number | undefined {
    return this.#read(name, (text) => quantities.parseShare(text, max));
  }

  /** Probability of intervals; 0.9 when missing. */
  level(): number {
    return this.#read('level', quantities.parseLevel) ?? 0.9;
  }

  #read<Value>(name: string, parse: (text: string) => Value | BadQuantity): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (typeof value === 'object' && value !== null && 'code' in value && value.code === 'bad-quantity') {
      throw new BadQuery(`${name}: ${value.message}`);
    }
    return value as Value;
  }
}
