/**
 * Proves, by drawn histories, that intervals hold the truth as often as they say and that alarms are as rare as stated.
 *
 *     node dist/bench/calibration.js [--histories 10000] [--seed 1] [--only NAME] [--jobs 2] [--json]
 *
 * `--histories` counts histories of each kind. Tables go to standard output, progress to standard error. A run is
 * replayed by its seed, whatever the number of jobs.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { CoverageTable, calibrate } from './calibration/coverage.ts';
import type { TallyEntry } from './calibration/coverage.ts';
import { measureFalseAlarms, measurePower } from './calibration/detection.ts';
import type { FalseAlarmRow, PowerRow } from './calibration/detection.ts';
import { HISTORY_KINDS } from './calibration/histories.ts';
import { DETECTORS, ESTIMATORS } from './calibration/registry.ts';
import { calibrationTables } from './calibration/report.ts';

const LEVEL = 0.9;
/** Histories between two messages of progress. */
const BATCH = 50;

/** One job's part of the work. */
interface Part {
  readonly seed: number;
  readonly only: string;
  readonly from: number;
  readonly to: number;
  /** Histories for false alarms and power; 0 in all jobs but one. */
  readonly detection: number;
}

/** What a job tells the main thread. */
type Message =
  | { readonly done: number }
  | { readonly tallies: TallyEntry[]; readonly falseAlarms: FalseAlarmRow[]; readonly power: PowerRow[] };

/** Names that begin as asked for; all when nothing is asked. */
function named<T extends { readonly name: string }>(all: readonly T[], only: string): T[] {
  return all.filter(({ name }) => name.startsWith(only));
}

function runPart({ seed, only, from, to, detection }: Part, send: (message: Message) => void): void {
  const table = new CoverageTable();
  const estimators = named(ESTIMATORS, only);
  if (estimators.length > 0) {
    for (let start = from; start < to; start += BATCH) {
      const end = Math.min(to, start + BATCH);
      calibrate({ estimators, kinds: HISTORY_KINDS, seed, level: LEVEL, from: start, to: end, table });
      send({ done: end - start });
    }
  }
  const detectors = detection > 0 ? named(DETECTORS, only) : [];
  const options = { detectors, seed, histories: detection };
  const falseAlarms = detectors.length > 0 ? measureFalseAlarms(options) : [];
  const power = detectors.length > 0 ? measurePower({ ...options, histories: Math.ceil(detection / 10) }) : [];
  send({ tallies: table.entries(), falseAlarms, power });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '10000' },
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
    process.stderr.write(`\r${done} of ${histories} histories of each kind, ${seconds} s `);
  };
  const parts = Array.from({ length: jobs }, (_, job): Part => {
    const from = Math.floor((job * histories) / jobs);
    const to = Math.floor(((job + 1) * histories) / jobs);
    return { seed, only: values.only, from, to, detection: job === jobs - 1 ? histories : 0 };
  });
  await Promise.all(parts.map((part) => runInWorker(part, receive)));
  process.stderr.write('\n');
  const result = { level: LEVEL, seed, histories, coverage: table.rows(), falseAlarms, power };
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${calibrationTables(result)}\n`);
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
