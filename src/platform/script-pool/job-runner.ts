import { assert } from '../../bytes/assert.ts';
import { InputScripts } from '../../chain/input-scripts.ts';
import type { Secp256k1 } from '../../ports/secp256k1.ts';
import { parseTransaction } from '../../primitives/transaction.ts';
import type { SharedJobs } from './shared-jobs.ts';
import { CONTROL } from './shared-jobs.ts';

/** Does jobs on one thread. */
export class JobRunner {
  readonly #jobs: SharedJobs;
  readonly #secp256k1: Secp256k1;
  /** The transaction of the last job, which a large one shares with the next. */
  #scripts: InputScripts | undefined;
  #block = -1;
  #transaction = -1;

  constructor(jobs: SharedJobs, secp256k1: Secp256k1) {
    this.#jobs = jobs;
    this.#secp256k1 = secp256k1;
  }

  /** Does one job. @returns False when there is none at the moment. */
  runOne(): boolean {
    const jobs = this.#jobs;
    const job = jobs.take();
    if (job < 0) return false;
    if (!jobs.isBehindFailure(job)) this.#run(job);
    Atomics.add(jobs.memory.control, CONTROL.done, 1);
    return true;
  }

  #run(job: number): void {
    const jobs = this.#jobs;
    const { control } = jobs.memory;
    const { transaction, start, end, firstInput, lastInput, coinsAt } = jobs.read(job);
    const block = Atomics.load(control, CONTROL.block);
    if (this.#scripts === undefined || this.#transaction !== transaction || this.#block !== block) {
      const parsed = parseTransaction(jobs.memory.block.slice(start, end));
      assert(!('code' in parsed), 'the block was parsed before');
      this.#scripts = new InputScripts(parsed, jobs.readCoins(coinsAt, parsed.inputCount), this.#secp256k1);
      this.#transaction = transaction;
      this.#block = block;
    }
    const flags = Atomics.load(control, CONTROL.flags);
    for (let input = firstInput; input <= lastInput; input++) {
      const error = this.#scripts.check(input, flags);
      if (error === undefined) continue;
      jobs.fail(job, input, error);
      return;
    }
  }
}
