import { readFileSync } from 'node:fs';
import { cpuUsage, pid } from 'node:process';

/** What some work took, in milliseconds. */
export interface Spent {
  readonly wallMs: number;
  /** Of the main thread alone where the system tells; of the whole process elsewhere. What others take does not count. */
  readonly cpuMs: number;
}

/** Begins to measure. @returns What says how much was spent since. */
export function spentSince(): () => Spent {
  const [startMs, cpuMs] = [performance.now(), mainThreadMs()];
  return () => ({ wallMs: performance.now() - startMs, cpuMs: mainThreadMs() - cpuMs });
}

/** CPU time of the main thread: of Linux's scheduler, to the nanosecond. */
function mainThreadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = cpuUsage();
    return (user + system) / 1000;
  }
}
