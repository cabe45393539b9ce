/** What came of one set of vectors. */
export interface SetResult {
  /** The set's name, as its file has it. */
  readonly name: string;
  /** How many cases came out as they should, with all their combinations of flags. */
  readonly passed: number;
  /** One line for each case that did not: which one, and how. */
  readonly failures: readonly string[];
  /** How many single answers were compared. */
  readonly checks: number;
  /** How many cases an older file has that ask for what Core has since changed. They neither pass nor fail. */
  readonly outdated: number;
}

/** Counts the cases of a set. A case that throws has failed: bad data must not, and a bad case must not pass. */
export class Tally {
  readonly #name: string;
  readonly #failures: string[] = [];
  #passed = 0;
  #checks = 0;
  #outdated = 0;
  #faults: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Runs one case.
   *
   * @param label What names the case in a failure: its index in the file, its comment.
   * @param work Calls `expect` for each answer.
   */
  case(label: string, work: () => void): void {
    this.#faults = [];
    const before = this.#checks;
    try {
      work();
      if (this.#checks === before) this.#faults.push('nothing was checked');
    } catch (error) {
      this.#faults.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
    if (this.#faults.length === 0) this.#passed++;
    else this.#failures.push(`${this.#name} ${label}: ${this.#faults.slice(0, 3).join('; ')}`);
  }

  /** Compares one answer with what it should be. @param about What was asked; not made unless needed. */
  expect(actual: unknown, expected: unknown, about: () => string): void {
    this.#checks++;
    if (actual !== expected) this.#faults.push(`${about()}: ${String(actual)}, expected ${String(expected)}`);
  }

  /** Counts a case that asks for what Core has since changed. */
  leaveOut(): void {
    this.#outdated++;
  }

  result(): SetResult {
    const name = this.#name;
    return { name, passed: this.#passed, failures: this.#failures, checks: this.#checks, outdated: this.#outdated };
  }
}

/** A file of vectors, or a case in it, that is not of the form it should have. */
export class BadVector extends Error {
  override readonly name = 'BadVector';
}
