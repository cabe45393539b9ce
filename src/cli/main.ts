import { CommanderError } from 'commander';
import { CliError, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE } from './cli-error.ts';
import type { CliContext } from './context.ts';
import { vigilProgram } from './program.ts';
import { terminalContext } from './terminal-context.ts';

/** Runs `vigil` with the process's arguments and sets the exit code. Called by `bin/vigil`. */
export async function main(): Promise<void> {
  process.exitCode = await runVigil(process.argv.slice(2), terminalContext());
  // A signal handler and a keep-alive socket may hold the process open after a command that was interrupted.
  if (process.exitCode === EXIT_INTERRUPTED) process.exit();
}

/**
 * Runs one command.
 *
 * @param args Arguments after `vigil`.
 * @returns The exit code: 0 done, 1 failed, 2 wrong command, 130 stopped by the person. A bug (AssertionError and other
 *   errors that nobody planned for) is not caught.
 */
export async function runVigil(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await vigilProgram(context).parseAsync(args, { from: 'user' });
    return EXIT_OK;
  } catch (error) {
    if (error instanceof CliError) {
      context.warn(`vigil: ${error.message}`);
      return error.exitCode;
    }
    if (context.interrupt.aborted && (error as Error).name === 'AbortError') {
      context.warn('vigil: stopped; nothing was changed');
      return EXIT_INTERRUPTED;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    throw error;
  }
}
