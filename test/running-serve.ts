// `vigil serve` in this process, for tests that ask what it answers.
import assert from 'node:assert/strict';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';
import type { Clock } from '../src/ports/clock.ts';

const STARTS_WITHIN_MS = 30_000;

/** A server that runs. */
export interface RunningServe {
  /** Where it answers: `http://127.0.0.1:NNNNN/`. */
  readonly url: string;
  /** What it said on standard error so far. */
  readonly err: readonly string[];
  /** A document of its API. */
  readonly get: (path: string) => Promise<unknown>;
  /** Ctrl-C. @returns The exit code. */
  readonly stop: () => Promise<number>;
}

/** Starts `vigil serve` on a free port, without a node, and waits until it answers. */
export async function runServe(
  args: readonly string[],
  given: { readonly dataDir: string; readonly clock?: Clock; readonly env?: Readonly<Record<string, string>> },
): Promise<RunningServe> {
  const controller = new AbortController();
  const err: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let told: (text: string) => void = () => {};
  const printed = new Promise<string>((resolve) => (told = resolve));
  const context: CliContext = {
    clock: given.clock ?? { nowMs: () => Date.now() },
    env: { VIGIL_DATADIR: given.dataDir, ...given.env },
    print: async (text) => told(text),
    printBytes: async () => assert.fail('no bytes are printed here'),
    warn: (line) => void err.push(line),
    progress: () => {},
    interactive: false,
    interrupt: controller.signal,
  };
  const exited = runVigil(['serve', '--no-node', '--port', '0', '--json', ...args], context);
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('vigil serve does not start')), STARTS_WITHIN_MS);
  });
  const early = exited.then((code) => assert.fail(`vigil serve ended with ${code}: ${err.join('\n')}`));
  early.catch(() => {});
  const { url } = JSON.parse(await Promise.race([printed, late, early])) as { readonly url: string };
  clearTimeout(timer);
  return {
    url,
    err,
    get: async (path) => (await fetch(new URL(`api/v1/${path}`, url))).json(),
    stop: async () => {
      controller.abort();
      return exited;
    },
  };
}
