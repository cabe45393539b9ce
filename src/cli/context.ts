import type { Clock } from '../ports/clock.ts';

/**
 * What a command may do to the outside: the whole door between the commands and the terminal.
 *
 * `main.ts` makes the real one; tests make one that records.
 */
export interface CliContext {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes to standard output as it stands; resolves when the reader has taken it. */
  print(text: string): Promise<void>;
  /** Writes raw bytes to standard output; resolves when the reader has taken them. */
  printBytes(bytes: Uint8Array): Promise<void>;
  /** One line to standard error, for warnings and notes. */
  warn(line: string): void;
  /**
   * Shows (and replaces) one line of progress on standard error when a person is looking; does nothing otherwise.
   * An empty line clears it.
   */
  progress(line: string): void;
  /** Whether a person is looking at standard error. */
  readonly interactive: boolean;
  /** Aborted when the person asks to stop (Ctrl-C, SIGTERM): finish cleanly, then exit with `EXIT_INTERRUPTED`. */
  readonly interrupt: AbortSignal;
}

/** Prints a document as JSON, two spaces deep, with a line end. */
export async function printJson(context: CliContext, document: unknown): Promise<void> {
  await context.print(`${JSON.stringify(document, null, 2)}\n`);
}

/** Resolves when the person asks to stop. */
export function untilInterrupted(context: CliContext): Promise<undefined> {
  return new Promise((resolve) => {
    if (context.interrupt.aborted) resolve(undefined);
    else context.interrupt.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
