import { fork } from 'node:child_process';
import { once } from 'node:events';

import type { ImportResult, ImportRun } from './import-here.ts';

/** Imports in a process of its own, so that its peak of memory is its own. @throws When it fails. */
export async function runImport(run: ImportRun): Promise<ImportResult> {
  const child = fork(new URL('./import-child.js', import.meta.url), [JSON.stringify(run)]);
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the import ended with code ${code}`);
  });
  const [result] = (await Promise.race([once(child, 'message'), exited])) as [ImportResult];
  exited.catch(() => {});
  return result;
}
