// How fast each provider of secp256k1 checks signatures and tweaks, on one thread and on two; and whether they all agree.
//
//   node dist/bench/secp256k1.js [--count N] [--rounds N] [--agree N] [--seed N] [--json]
import { once } from 'node:events';
import { cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { schnorr, secp256k1 as curve } from '@noble/curves/secp256k1.js';

import { CHECK_BYTES, CheckBatch } from '../src/crypto/check-batch.ts';
import { findDisagreement } from '../src/platform/secp256k1/agreement.ts';
import { openSecp256k1, SECP256K1_PROVIDERS } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1Provider } from '../src/platform/secp256k1/best-secp256k1.ts';
import type { Secp256k1 } from '../src/ports/secp256k1.ts';

const CHECKS = ['ECDSA', 'Schnorr', 'tweak'] as const;
type CheckName = (typeof CHECKS)[number];

const THREADS = 2;

/** What a worker is started with: a provider, and the batch that all threads read. */
interface WorkerTask {
  readonly provider: Secp256k1Provider;
  readonly buffer: SharedArrayBuffer;
  readonly size: number;
}

/** Checks a worker is to do, from the first to before the last. */
type Range = readonly [number, number];

interface Opened {
  readonly provider: Secp256k1Provider;
  readonly secp256k1: Secp256k1;
  /** Share of the batch that one timing covers: slow providers need fewer checks. */
  readonly share: number;
}

interface Result {
  readonly provider: Secp256k1Provider;
  readonly words: string;
  readonly check: CheckName;
  /** Of CPU time, so that others on the machine do not count. Median of the rounds. */
  readonly checksPerCpuSec: number;
  /** Against the first provider, in the same round. Median of the rounds. */
  readonly ratio: number;
  /** Checks a second of two threads against one, by the clock, in the same round. Median of the rounds. */
  readonly twoThreads: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '4000' },
      rounds: { type: 'string', default: '5' },
      agree: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const opened = openAll();
  const agree = Number(values.agree);
  if (agree > 0) return compare(opened, agree, Number(values.seed));
  const results: Result[] = [];
  for (const check of CHECKS)
    results.push(...(await measure(opened, check, Number(values.count), Number(values.rounds))));
  stdout.write(values.json ? `${JSON.stringify({ schema: 1, results })}\n` : results.map(lineFrom).join(''));
}

function openAll(): readonly Opened[] {
  return SECP256K1_PROVIDERS.flatMap((provider) => {
    try {
      return [{ provider, secp256k1: openSecp256k1(provider), share: provider === 'noble' ? 0.05 : 1 }];
    } catch (error) {
      stdout.write(`${provider} is not there: ${error instanceof Error ? error.message : String(error)}\n`);
      return [];
    }
  });
}

function compare(opened: readonly Opened[], count: number, seed: number): void {
  const providers = opened.map(({ secp256k1 }) => secp256k1);
  const { held, disagreement } = findDisagreement({ providers, count, seed });
  const who = providers.map(({ words }) => words).join('; ');
  stdout.write(disagreement ?? `all agree on ${count} checks of seed ${seed}, of which ${held} hold: ${who}\n`);
  if (disagreement !== undefined) process.exitCode = 1;
}

/** A batch of checks that hold. Every fourth ECDSA key is uncompressed, as in old blocks. */
function batchOf(check: CheckName, count: number): { readonly batch: CheckBatch; readonly buffer: SharedArrayBuffer } {
  const buffer = new SharedArrayBuffer(count * CHECK_BYTES);
  const batch = new CheckBatch(buffer);
  const distinct = 64;
  const rows = Array.from({ length: distinct }, (_, i) => {
    const secret = new Uint8Array(32).fill(i + 1);
    const message = new Uint8Array(32).fill(0xff - i);
    const key = curve.getPublicKey(secret, i % 4 !== 0);
    const x = key.slice(1, 33);
    const tweaked = schnorr.utils.lift_x(schnorr.Point.Fp.fromBytes(x)).add(curve.Point.BASE.multiply(BigInt(i + 1)));
    const output = tweaked.toBytes();
    const ecdsa = curve.sign(message, secret, { prehash: false });
    return { message, key, x, output, ecdsa, bip340: schnorr.sign(message, secret, new Uint8Array(32)) };
  });
  for (let i = 0; i < count; i++) {
    const { message, key, x, output, ecdsa, bip340 } = rows[i % distinct]!;
    if (check === 'ECDSA') batch.addEcdsa(message, ecdsa, key);
    else if (check === 'Schnorr') batch.addSchnorr(message, bip340, x);
    else batch.addTweak(x, new Uint8Array(32).fill((i % distinct) + 1, 31), output.slice(1), output[0] === 3 ? 1 : 0);
  }
  return { batch, buffer };
}

async function measure(
  opened: readonly Opened[],
  check: CheckName,
  count: number,
  rounds: number,
): Promise<readonly Result[]> {
  const { batch, buffer } = batchOf(check, count);
  const runs: { readonly one: Timing; readonly two: Timing }[][] = [];
  for (let round = 0; round < rounds; round++) {
    const row: { one: Timing; two: Timing }[] = [];
    for (const { provider, share } of opened) {
      const size = Math.ceil(count * share);
      const task: WorkerTask = { provider, buffer, size: batch.size };
      row.push({ one: await timeWorkers(task, 1, size), two: await timeWorkers(task, THREADS, size) });
    }
    runs.push(row);
  }
  return opened.map(({ provider, secp256k1 }, i) => ({
    provider,
    words: secp256k1.words,
    check,
    checksPerCpuSec: Math.round(median(runs.map((row) => row[i]!.one.perCpuSec))),
    ratio: median(runs.map((row) => row[i]!.one.perCpuSec / row[0]!.one.perCpuSec)),
    twoThreads: median(runs.map((row) => row[i]!.two.perSec / row[i]!.one.perSec)),
  }));
}

interface Timing {
  readonly perSec: number;
  readonly perCpuSec: number;
}

/** Times `size` checks for each of `threads` workers, which are up and warm before the clock starts. */
async function timeWorkers(task: WorkerTask, threads: number, size: number): Promise<Timing> {
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url), { workerData: task }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const cpuBefore = cpuUsage();
  const startMs = performance.now();
  await Promise.all(
    workers.map(async (worker) => {
      const done = once(worker, 'message');
      worker.postMessage([0, size] satisfies Range);
      const [failure] = (await done) as [number];
      if (failure !== -1) throw new Error(`${task.provider}: check ${failure} does not hold`);
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const { user, system } = cpuUsage(cpuBefore);
  await Promise.all(workers.map(async (worker) => worker.terminate()));
  return { perSec: (threads * size * 1e3) / elapsedMs, perCpuSec: (threads * size * 1e6) / (user + system) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function lineFrom({ words, check, checksPerCpuSec, ratio, twoThreads }: Result): string {
  const two = `two threads ${twoThreads.toFixed(2)} times one`;
  return `${check.padEnd(7)} ${ratio.toFixed(3)}  ${checksPerCpuSec} a CPU second, ${two}: ${words}\n`;
}

function work(): void {
  const { provider, buffer, size } = workerData as WorkerTask;
  const secp256k1 = openSecp256k1(provider);
  const batch = new CheckBatch(buffer, size);
  batch.firstFailure(secp256k1, 0, Math.min(size, 100));
  parentPort!.on('message', (range: Range) => parentPort!.postMessage(batch.firstFailure(secp256k1, ...range)));
  parentPort!.postMessage('ready');
}

if (isMainThread) await main();
else work();
