import { once } from 'node:events';
import { systemClock } from '../platform/clock.ts';
import { reasonOf } from '../platform/system-error.ts';
import { EXIT_FAILED } from './cli-error.ts';
import type { CliContext } from './context.ts';

/**
 * The real terminal: standard streams, the system's clock, Ctrl-C.
 *
 * The first Ctrl-C (or SIGTERM) aborts `interrupt`, and the command finishes cleanly; a second one ends the process.
 * A reader of standard output that goes away (`| head`) ends the process quietly; a full disk under it with one line.
 */
export function terminalContext(): CliContext {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`vigil: can't write to standard output: ${reasonOf(error)}\n`);
    process.exit(EXIT_FAILED);
  });
  const interactive = process.stderr.isTTY === true;
  let progressShown = false;
  const clearProgress = (): void => {
    if (progressShown) process.stderr.write('\r\x1b[2K');
    progressShown = false;
  };
  const write = async (chunk: string | Uint8Array): Promise<void> => {
    clearProgress();
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
  };
  return {
    clock: systemClock,
    env: process.env,
    print: write,
    printBytes: write,
    warn: (line) => {
      clearProgress();
      process.stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!interactive) return;
      clearProgress();
      if (line === '') return;
      process.stderr.write(line.slice(0, (process.stderr.columns ?? 80) - 1));
      progressShown = true;
    },
    interactive,
    interrupt: controller.signal,
  };
}
