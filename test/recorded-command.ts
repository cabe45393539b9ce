// Runs `vigil` in this process, and records what it prints.
import assert from 'node:assert/strict';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';

/** What came of a command. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  /** A line each, as on standard error. */
  readonly err: string;
}

/** Runs a command. @param given.dataDir What `VIGIL_DATADIR` names. @param given.nowMs What the clock says. */
export async function runRecorded(
  args: readonly string[],
  given: { readonly dataDir: string; readonly nowMs?: () => number },
): Promise<Ran> {
  const recorded = { out: '', err: '' };
  const context: CliContext = {
    clock: { nowMs: given.nowMs ?? (() => 0) },
    env: { VIGIL_DATADIR: given.dataDir },
    print: async (text) => void (recorded.out += text),
    printBytes: async () => assert.fail('no bytes are printed here'),
    warn: (line) => void (recorded.err += `${line}\n`),
    progress: () => {},
    interactive: false,
    interrupt: new AbortController().signal,
  };
  const exitCode = await runVigil(args, context);
  return { exitCode, ...recorded };
}
