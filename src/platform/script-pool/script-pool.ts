import { Worker } from 'node:worker_threads';
import { assert } from '../../bytes/assert.ts';
import { InPlaceVerifier } from '../../chain/in-place-verifier.ts';
import type { ScriptFailure, ScriptJob, ScriptVerifier, SpentCoin } from '../../ports/script-verifier.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { ChainStoreError } from '../chain-folder/chain-store-failure.ts';
import { JobRunner } from './job-runner.ts';
import { CONTROL, SharedJobs, makeSharedMemory } from './shared-jobs.ts';

/** Milliseconds between two looks at whether another thread has died. */
const LOOK_MS = 1000;
/** Looks without a job that was done after which it is taken for dead: no job takes minutes. */
const MAX_LOOKS = 600;

/** Most threads, as Bitcoin Core's `MAX_SCRIPTCHECK_THREADS` with the one that asks. */
export const MAX_SCRIPT_THREADS = 16;

/**
 * Checks scripts on several threads: the one that asks, and workers. Jobs lie in shared memory, are taken one by one by whoever
 * is free, and while others are still at it `finish` blocks the thread that asks, which works along.
 *
 * A worker that has not started yet is not waited for: the others do its share.
 */
export class ScriptPool implements ScriptVerifier {
  readonly threads: number;
  readonly #jobs: SharedJobs;
  readonly #runner: JobRunner;
  readonly #workers: readonly { readonly worker: Worker; readonly exited: Promise<void> }[];
  /** For what finds no room in the shared memory: coins with many megabytes of scripts. */
  readonly #inPlace: InPlaceVerifier;

  /** @param threads With the one that asks: from 2 to `MAX_SCRIPT_THREADS`. */
  constructor(threads: number, secp256k1: Secp256k1) {
    this.threads = threads;
    this.#jobs = new SharedJobs(makeSharedMemory());
    this.#runner = new JobRunner(this.#jobs, secp256k1);
    this.#inPlace = new InPlaceVerifier(secp256k1);
    this.#workers = Array.from({ length: threads - 1 }, () => {
      const worker = new Worker(new URL('./script-worker.js', import.meta.url), { workerData: this.#jobs.memory });
      // What it died of is told when the next block is checked.
      worker.on('error', () => {});
      worker.unref();
      return { worker, exited: new Promise((resolve) => worker.once('exit', () => resolve())) };
    });
  }

  begin(block: Uint8Array, flags: number): void {
    this.#inPlace.begin(block, flags);
    this.#throwIfCrashed();
    assert(this.#jobs.begin(block, flags), 'a block whose weight was checked is not that long');
  }

  add(job: ScriptJob, coins: readonly SpentCoin[]): void {
    if (!this.#jobs.add(job, coins)) this.#inPlace.add(job, coins);
  }

  finish(): ScriptFailure | undefined {
    this.#jobs.close({ drop: false });
    while (this.#runner.runOne()) {
      // Works along.
    }
    this.#waitForOthers();
    const failures = [this.#jobs.failure(), this.#inPlace.finish()].filter((failure) => failure !== undefined);
    return failures.sort((a, b) => a.transaction - b.transaction || a.input - b.input)[0];
  }

  abort(): void {
    this.#inPlace.abort();
    this.#jobs.close({ drop: true });
    this.#waitForOthers();
  }

  /**
   * Tells the threads to end, and waits for it. They are not terminated: one that is just loading its library would take the
   * whole process with it (koffi can't throw then; seen on a busy machine, where threads start late).
   */
  async close(): Promise<void> {
    const { control } = this.#jobs.memory;
    Atomics.store(control, CONTROL.isOver, 1);
    this.#jobs.close({ drop: true });
    Atomics.add(control, CONTROL.block, 1);
    Atomics.notify(control, CONTROL.block);
    for (const { worker } of this.#workers) worker.ref();
    await Promise.all(this.#workers.map(async ({ exited }) => exited));
  }

  #waitForOthers(): void {
    const { control } = this.#jobs.memory;
    let done = Atomics.load(control, CONTROL.done);
    let looks = 0;
    for (let active = Atomics.load(control, CONTROL.active); active > 0;) {
      const outcome = Atomics.wait(control, CONTROL.active, active, LOOK_MS);
      this.#throwIfCrashed();
      active = Atomics.load(control, CONTROL.active);
      if (outcome !== 'timed-out') continue;
      const doneNow = Atomics.load(control, CONTROL.done);
      looks = doneNow === done ? looks + 1 : 0;
      done = doneNow;
      if (looks >= MAX_LOOKS) Atomics.store(control, CONTROL.hasCrashed, 1);
    }
    this.#throwIfCrashed();
  }

  #throwIfCrashed(): void {
    if (Atomics.load(this.#jobs.memory.control, CONTROL.hasCrashed) === 0) return;
    throw new ChainStoreError({ code: 'script-thread-died', reason: 'a thread that checks scripts has died' });
  }
}
