import { readU32Le, writeU32Le } from '../../bytes/u32-le.ts';
import type { ScriptFailure, ScriptJob, SpentCoin } from '../../ports/script-verifier.ts';
import { SCRIPT_ERRORS } from '../../consensus/script/script-error.ts';

/** No block that has passed the check of its weight is longer. */
const MAX_BLOCK_BYTES = 4_000_000;

/** Jobs of one block: as many as there can be transactions (60 bytes at the least), and parts of large ones. */
const MAX_JOBS = 65_536;

/** Room for the coins that a block spends: about 4 MB if all are of usual kinds. */
const COINS_BYTES = 32 * 1024 * 1024;

/** Inputs of one job: larger transactions are shared between threads. */
const JOB_INPUTS = 16;

/** Integers of one job. */
const JOB = { transaction: 0, start: 1, end: 2, firstInput: 3, lastInput: 4, coinsAt: 5, result: 6, count: 7 } as const;

/** What threads tell each other, as integers that are only touched by `Atomics`. */
export const CONTROL = {
  /** Counts blocks; threads without work wait for it to change. */
  block: 0,
  /** 1 while jobs may be added. */
  isOpen: 1,
  /** Jobs that were added, and of these how many were taken. */
  added: 2,
  taken: 3,
  /** Other threads that may be at work. */
  active: 4,
  /** The first job that has failed so far. */
  firstFailed: 5,
  flags: 6,
  /** A thread has hit a bug. */
  hasCrashed: 7,
  /** Threads are to end. */
  isOver: 8,
  /** Changes with each job that is added, and when no more come: what a thread without a job waits for. */
  news: 9,
  /** Counts jobs that are done, over all blocks: a sign of life. */
  done: 10,
  count: 11,
} as const;

const NONE_FAILED = 0x7fff_ffff;

/** The memory that threads share: given to each when it starts. */
export interface SharedMemory {
  readonly control: Int32Array;
  readonly jobs: Int32Array;
  readonly block: Uint8Array;
  readonly coins: Uint8Array;
}

/** Makes the memory. What is not used takes no real memory: the system gives pages when they are first written. */
export function makeSharedMemory(): SharedMemory {
  const ints = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
  return {
    control: ints(CONTROL.count),
    jobs: ints(MAX_JOBS * JOB.count),
    block: new Uint8Array(new SharedArrayBuffer(MAX_BLOCK_BYTES)),
    coins: new Uint8Array(new SharedArrayBuffer(COINS_BYTES)),
  };
}

/** A job as a thread reads it. */
export interface ReadJob {
  readonly transaction: number;
  readonly start: number;
  readonly end: number;
  readonly firstInput: number;
  readonly lastInput: number;
  readonly coinsAt: number;
}

/**
 * The jobs of one block in shared memory. One thread adds; all take.
 *
 * A job's numbers are written before the count of jobs is raised, which orders them for whoever reads the count.
 */
export class SharedJobs {
  readonly memory: SharedMemory;
  #added = 0;
  #coinsEnd = 0;

  constructor(memory: SharedMemory) {
    this.memory = memory;
  }

  /** Begins with a block. No other thread is at work. @returns False when the block is too long. */
  begin(block: Uint8Array, flags: number): boolean {
    const { control, block: shared } = this.memory;
    if (block.length > shared.length) return false;
    shared.set(block);
    this.#added = 0;
    this.#coinsEnd = 0;
    Atomics.store(control, CONTROL.added, 0);
    Atomics.store(control, CONTROL.taken, 0);
    Atomics.store(control, CONTROL.firstFailed, NONE_FAILED);
    Atomics.store(control, CONTROL.flags, flags);
    Atomics.store(control, CONTROL.isOpen, 1);
    Atomics.add(control, CONTROL.block, 1);
    Atomics.notify(control, CONTROL.block);
    return true;
  }

  /** Adds a transaction. @returns False when there is no room for it. */
  add(job: ScriptJob, coins: readonly SpentCoin[]): boolean {
    const parts = Math.ceil(coins.length / JOB_INPUTS);
    const coinsAt = this.#coinsEnd;
    if (this.#added + parts > MAX_JOBS || !this.#writeCoins(coins)) return false;
    const { jobs, control } = this.memory;
    for (let part = 0; part < parts; part++) {
      const at = (this.#added + part) * JOB.count;
      jobs[at + JOB.transaction] = job.transaction;
      jobs[at + JOB.start] = job.start;
      jobs[at + JOB.end] = job.end;
      jobs[at + JOB.firstInput] = part * JOB_INPUTS;
      jobs[at + JOB.lastInput] = Math.min(coins.length, (part + 1) * JOB_INPUTS) - 1;
      jobs[at + JOB.coinsAt] = coinsAt;
      jobs[at + JOB.result] = 0;
    }
    this.#added += parts;
    Atomics.store(control, CONTROL.added, this.#added);
    this.#tell();
    return true;
  }

  /** Says that no more jobs come; `drop` that those not taken need not be done. */
  close(options: { readonly drop: boolean }): void {
    const { control } = this.memory;
    if (options.drop) Atomics.store(control, CONTROL.taken, this.#added);
    Atomics.store(control, CONTROL.isOpen, 0);
    this.#tell();
  }

  /**
   * Waits for a job to be added. @returns False when the block is closed.
   *
   * The news are read before the state: what changes in between makes the wait end at once.
   */
  waitForMore(): boolean {
    const { control } = this.memory;
    const news = Atomics.load(control, CONTROL.news);
    if (Atomics.load(control, CONTROL.taken) < Atomics.load(control, CONTROL.added)) return true;
    if (Atomics.load(control, CONTROL.isOpen) === 0) return false;
    Atomics.wait(control, CONTROL.news, news);
    return true;
  }

  /** Takes the next job; -1 when there is none at the moment. */
  take(): number {
    const { control } = this.memory;
    for (;;) {
      const taken = Atomics.load(control, CONTROL.taken);
      if (taken >= Atomics.load(control, CONTROL.added)) return -1;
      if (Atomics.compareExchange(control, CONTROL.taken, taken, taken + 1) === taken) return taken;
    }
  }

  read(job: number): ReadJob {
    const { jobs } = this.memory;
    const at = job * JOB.count;
    return {
      transaction: jobs[at]!,
      start: jobs[at + JOB.start]!,
      end: jobs[at + JOB.end]!,
      firstInput: jobs[at + JOB.firstInput]!,
      lastInput: jobs[at + JOB.lastInput]!,
      coinsAt: jobs[at + JOB.coinsAt]!,
    };
  }

  /** Reads so many coins as `add` wrote them. Scripts are copies. */
  readCoins(at: number, count: number): SpentCoin[] {
    const { coins } = this.memory;
    const read: SpentCoin[] = [];
    for (let i = 0, from = at; i < count; i++) {
      const size = readU32Le(coins, from + 8);
      const value = (BigInt(readU32Le(coins, from + 4)) << 32n) | BigInt(readU32Le(coins, from));
      read.push({ value, scriptPubKey: coins.slice(from + 12, from + 12 + size) });
      from += 12 + size;
    }
    return read;
  }

  /** Whether a job is behind one that has failed, so that its result has no meaning. */
  isBehindFailure(job: number): boolean {
    return Atomics.load(this.memory.control, CONTROL.firstFailed) < job;
  }

  /** Takes note of a job's first input that fails. */
  fail(job: number, input: number, error: string): void {
    const { control, jobs } = this.memory;
    const code = SCRIPT_ERRORS.findIndex((each) => each === error);
    jobs[job * JOB.count + JOB.result] = (input << 8) | code;
    for (;;) {
      const first = Atomics.load(control, CONTROL.firstFailed);
      if (first <= job || Atomics.compareExchange(control, CONTROL.firstFailed, first, job) === first) return;
    }
  }

  /** The first failure, once all jobs are done. */
  failure(): ScriptFailure | undefined {
    const { control, jobs } = this.memory;
    const job = Atomics.load(control, CONTROL.firstFailed);
    if (job === NONE_FAILED) return undefined;
    const result = jobs[job * JOB.count + JOB.result]!;
    const error = SCRIPT_ERRORS[result & 0xff]!;
    return { transaction: this.read(job).transaction, input: result >>> 8, error };
  }

  #tell(): void {
    Atomics.add(this.memory.control, CONTROL.news, 1);
    Atomics.notify(this.memory.control, CONTROL.news);
  }

  #writeCoins(coins: readonly SpentCoin[]): boolean {
    const { coins: shared } = this.memory;
    let at = this.#coinsEnd;
    for (const { value, scriptPubKey } of coins) {
      const size = scriptPubKey.length;
      if (at + 12 + size > shared.length) return false;
      const satoshis = Number(value);
      writeU32Le(shared, at, satoshis);
      writeU32Le(shared, at + 4, Math.floor(satoshis / 0x1_0000_0000));
      writeU32Le(shared, at + 8, size);
      for (let i = 0; i < size; i++) shared[at + 12 + i] = scriptPubKey[i]!;
      at += 12 + size;
    }
    this.#coinsEnd = at;
    return true;
  }
}
