import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import type { SignBatch, SigningRange, SigningTask } from './sign-batch.ts';
import { openSigner } from './signer.ts';
import type { Signer } from './signer.ts';

/** Makes the signatures of batches, on other threads or, with none, at once on this one. */
export class SigningPool {
  /** For what has to be signed at once. */
  readonly signer: Signer;
  readonly #workers: readonly Worker[];

  constructor(options: {
    readonly secrets: SharedArrayBuffer;
    /** Threads beside this one. */
    readonly threads: number;
    readonly provider?: 'best' | 'npm' | undefined;
  }) {
    const { secrets, threads, provider } = options;
    this.signer = openSigner(new Uint8Array(secrets), provider);
    this.#workers = Array.from(
      { length: threads },
      () =>
        new Worker(new URL('./signing-worker.js', import.meta.url), { workerData: { secrets } satisfies SigningTask }),
    );
  }

  async sign(batch: SignBatch): Promise<void> {
    const { size, buffer } = batch;
    const threads = this.#workers.length;
    if (threads === 0) return batch.sign(this.signer, 0, size);
    const share = Math.ceil(size / threads);
    await Promise.all(
      this.#workers.map(async (worker, i) =>
        doneBy(worker, { buffer, start: Math.min(i * share, size), end: Math.min((i + 1) * share, size) }),
      ),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(async (worker) => worker.terminate()));
  }
}

/** One range at a time: the next batch is handed over when the one before is done. */
async function doneBy(worker: Worker, range: SigningRange): Promise<void> {
  const done = once(worker, 'message');
  worker.postMessage(range);
  await done;
}
