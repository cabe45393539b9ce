/** Exit codes of the command line. */
export const EXIT_OK = 0;
/** The work was understood and could not be done: bad data, a missing file, a full disk. */
export const EXIT_FAILED = 1;
/** The command itself was wrong: an unknown flag, a bad value. */
export const EXIT_USAGE = 2;
/** Stopped by the person (128 + SIGINT). */
export const EXIT_INTERRUPTED = 130;

/** A failure that the person at the terminal is told about in one line. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  /**
   * @param message One line: what went wrong, where, and what to do.
   * @param exitCode `EXIT_FAILED` unless told.
   */
  constructor(message: string, exitCode: number = EXIT_FAILED) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A wrong command: exit code 2. */
export function usageError(message: string): CliError {
  return new CliError(message, EXIT_USAGE);
}

/** The person stopped the work: exit code 130. `message` says what was kept. */
export function interruptedError(message: string): CliError {
  return new CliError(message, EXIT_INTERRUPTED);
}
