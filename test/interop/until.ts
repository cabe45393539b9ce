import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Waits until something is so, in a program that can only be asked.
 *
 * @param what In words, for the error.
 * @throws {Error} When it is not in time.
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not after ${timeoutMs / 1000} s: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
