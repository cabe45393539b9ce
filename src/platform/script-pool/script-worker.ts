// A thread that checks scripts: waits for blocks, does jobs until there are no more, waits again. Started by `ScriptPool`.
import { workerData } from 'node:worker_threads';
import { bestSecp256k1 } from '../secp256k1/best-secp256k1.ts';
import { JobRunner } from './job-runner.ts';
import { CONTROL, SharedJobs } from './shared-jobs.ts';
import type { SharedMemory } from './shared-jobs.ts';

const memory = workerData as SharedMemory;
const { control } = memory;
try {
  const jobs = new SharedJobs(memory);
  work(jobs, new JobRunner(jobs, bestSecp256k1()));
} catch (error) {
  Atomics.store(control, CONTROL.hasCrashed, 1);
  throw error;
} finally {
  Atomics.notify(control, CONTROL.active);
}

function work(jobs: SharedJobs, runner: JobRunner): void {
  let seen = 0;
  while (Atomics.load(control, CONTROL.isOver) === 0) {
    Atomics.wait(control, CONTROL.block, seen);
    seen = Atomics.load(control, CONTROL.block);
    if (Atomics.load(control, CONTROL.isOver) === 1) return;
    Atomics.add(control, CONTROL.active, 1);
    while (runner.runOne() || jobs.waitForMore()) {
      // Until the block is closed and no job is left.
    }
    Atomics.sub(control, CONTROL.active, 1);
    Atomics.notify(control, CONTROL.active);
  }
}
