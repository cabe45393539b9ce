/**
 * Proves, by drawn histories, that intervals hold the truth as often as they say and that alarms are as rare as stated.
 *
 *     npm run bench -- bench/calibration.ts [--histories 2000] [--seed 1] [--only NAME] [--jobs 2] [--json]
 *
 * `--histories` counts histories of each of the five kinds; false alarms are counted on five times as many steady ones,
 * power on a tenth for each fall. Tables go to standard output, progress and what left its tolerance
 * (`calibration/tolerance.ts`: then the exit code is 1) to standard error. A run is replayed by its seed, whatever the
 * number of jobs.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { CoverageTable, calibrate } from './calibration/coverage.ts';
import type { TallyEntry } from './calibration/coverage.ts';
import { mergeFalseAlarms, mergePower, measureFalseAlarms, measurePower } from './calibration/detection.ts';
import type { FalseAlarmRow, PowerRow } from './calibration/detection.ts';
import { HISTORY_KINDS } from './calibration/histories.ts';
import { DETECTORS, ESTIMATORS } from './calibration/registry.ts';
import { calibrationTables } from './calibration/report.ts';
import { leftTolerance } from './calibration/tolerance.ts';

const LEVEL = 0.9;
/** Histories between two messages of progress. */
const BATCH = 50;

/** False alarms are rare: they are counted on so many steady histories for each history of each kind. */
const QUIET_SHARE = HISTORY_KINDS.length;
/** Power needs fewer. */
const POWER_SHARE = 0.1;

/** One job's part of the work: of each lot of histories, those from the first of two shares to the second. */
interface Part {
  readonly seed: number;
  readonly only: string;
  readonly histories: number;
  readonly from: number;
  readonly to: number;
}

/** What a job tells the main thread: histories done, or what it measured. */
type Message =
  | { readonly done: number }
  | { readonly tallies: TallyEntry[]; readonly falseAlarms: FalseAlarmRow[]; readonly power: PowerRow[] };

/** Names that begin as asked for; all when nothing is asked. */
function named<T extends { readonly name: string }>(all: readonly T[], only: string): T[] {
  return all.filter(({ name }) => name.startsWith(only));
}

/** A job's histories of a lot, in batches. */
function* batches(part: Part, lot: number): Generator<{ from: number; to: number }> {
  const end = Math.floor(part.to * lot);
  for (let from = Math.floor(part.from * lot); from < end; from += BATCH)
    yield { from, to: Math.min(end, from + BATCH) };
}

/** What a batch weighs in the message of progress: about its share of the time. */
const WEIGHT = { coverage: 1, quiet: 0.06, power: 0.6 };

function runPart(part: Part, send: (message: Message) => void): void {
  const { seed, only, histories } = part;
  const table = new CoverageTable();
  const estimators = named(ESTIMATORS, only);
  const detectors = named(DETECTORS, only);
  const falseAlarms: FalseAlarmRow[] = [];
  const power: PowerRow[] = [];
  for (const { from, to } of estimators.length > 0 ? batches(part, histories) : []) {
    calibrate({ estimators, kinds: HISTORY_KINDS, seed, level: LEVEL, from, to, table });
    send({ done: (to - from) * WEIGHT.coverage });
  }
  for (const { from, to } of detectors.length > 0 ? batches(part, histories * QUIET_SHARE) : []) {
    falseAlarms.push(...measureFalseAlarms({ detectors, seed, from, to }));
    send({ done: (to - from) * WEIGHT.quiet });
  }
  for (const { from, to } of detectors.length > 0 ? batches(part, Math.ceil(histories * POWER_SHARE)) : []) {
    power.push(...measurePower({ detectors, seed, from, to }));
    send({ done: (to - from) * WEIGHT.power });
  }
  send({ tallies: table.entries(), falseAlarms, power });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: String(cpus().length) },
      json: { type: 'boolean', default: false },
    },
  });
  const [histories, seed, jobs] = [values.histories, values.seed, values.jobs].map(Number) as [number, number, number];
  if (![histories, seed, jobs].every(Number.isSafeInteger) || histories < 1 || jobs < 1) {
    process.stderr.write('calibration: --histories, --seed and --jobs take whole numbers\n');
    process.exitCode = 2;
    return;
  }
  const table = new CoverageTable();
  const falseAlarms: FalseAlarmRow[] = [];
  const power: PowerRow[] = [];
  let done = 0;
  const all =
    histories *
    ((named(ESTIMATORS, values.only).length > 0 ? WEIGHT.coverage : 0) +
      (named(DETECTORS, values.only).length > 0 ? QUIET_SHARE * WEIGHT.quiet + POWER_SHARE * WEIGHT.power : 0));
  const startedMs = performance.now();
  const receive = (message: Message): void => {
    if ('tallies' in message) {
      table.merge(message.tallies);
      falseAlarms.push(...message.falseAlarms);
      power.push(...message.power);
      return;
    }
    done += message.done;
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    process.stderr.write(`\r${Math.floor((100 * done) / all)} % of ${histories} histories of each kind, ${seconds} s `);
  };
  const parts = Array.from({ length: jobs }, (_, job): Part => {
    return { seed, only: values.only, histories, from: job / jobs, to: (job + 1) / jobs };
  });
  await Promise.all(parts.map((part) => runInWorker(part, receive)));
  process.stderr.write('\n');
  const result = {
    level: LEVEL,
    seed,
    histories,
    coverage: table.rows(),
    falseAlarms: mergeFalseAlarms(falseAlarms),
    power: mergePower(power),
  };
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${calibrationTables(result)}\n`);
  const left = leftTolerance(result);
  for (const line of left) process.stderr.write(`calibration: left its tolerance: ${line}\n`);
  if (left.length > 0) process.exitCode = 1;
}

function runInWorker(part: Part, receive: (message: Message) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: part });
    worker.on('message', receive);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a job ended with code ${code}`))));
  });
}

if (isMainThread) await main();
else runPart(workerData as Part, (message) => parentPort!.postMessage(message));
