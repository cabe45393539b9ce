// A node under load for an hour on regtest: a block each second, 200 transactions a second, peers that come and go. Does its
// memory stay flat, and its event loop free? The driver is a process of its own.
//
//   npm run bench -- bench/soak.ts [--minutes N] [--seed N] [--tps N] [--threads N] [--sample-seconds N] [--json]
//
// Ends with 1 where memory grows after ten minutes, or the event loop stands still for more than 200 ms. What other processes
// take of the machine is not held against the node, and printed: `load` is the machine's, `own` a stall without the time that
// the main thread waited for a core. What the collector's threads wait for theirs is in `own`, and in `gc`; not in `cpu`.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process, { stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { benchArguments } from './bench-arguments.ts';
import { SoakDriver } from './soak/soak-driver.ts';
import type { SoakOrder, SoakReport, SoakSample } from './soak/soak-messages.ts';
import { judgeSoak } from './soak/soak-verdict.ts';

const BLOCK_INTERVAL_MS = 1000;

interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly transactionsPerSecond: number;
  readonly threads: number;
  readonly sampleSeconds: number;
  readonly onSample: (sample: SoakSample, driver: SoakDriver | undefined) => void;
}

interface SoakRun {
  readonly samples: readonly SoakSample[];
  readonly driver: SoakDriver;
  readonly rejected: readonly string[];
  /** Why the node has dropped peers. */
  readonly dropped: readonly string[];
  readonly failure: string | undefined;
}

/** The node's process, as the driver sees it. */
class SoakNode {
  readonly #child: ChildProcess;
  readonly ended: Promise<string | undefined>;
  driver: SoakDriver | undefined;
  readonly ready: Promise<Extract<SoakReport, { readonly report: 'ready' }>>;
  readonly samples: SoakSample[] = [];
  readonly rejected: string[] = [];
  readonly dropped: string[] = [];

  constructor(folder: string, options: SoakOptions) {
    const file = fileURLToPath(new URL('soak-node.js', import.meta.url));
    this.#child = fork(file, [folder, String(options.threads), String(options.sampleSeconds)]);
    let tellReady: (ready: Extract<SoakReport, { readonly report: 'ready' }>) => void;
    let tellEnded: (failure: string | undefined) => void;
    this.ready = new Promise((resolve) => (tellReady = resolve));
    this.ended = new Promise((resolve) => (tellEnded = resolve));
    this.#child.on('exit', (code, signal) => tellEnded(`it ended with ${code ?? signal}`));
    this.#child.on('message', (message) => {
      const said = message as SoakReport;
      if (said.report === 'ready') tellReady(said);
      else if (said.report === 'ended') tellEnded(said.failure);
      else if (said.report === 'tip') this.driver?.connected(said.tip, said.txids);
      else if (said.report === 'rejected') this.rejected.push(said.code);
      else if (said.report === 'dropped') this.dropped.push(said.reason);
      else {
        this.samples.push(said.sample);
        options.onSample(said.sample, this.driver);
      }
    });
  }

  order(order: SoakOrder): void {
    if (this.#child.connected) this.#child.send(order);
  }
}

async function soak(options: SoakOptions): Promise<SoakRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-soak-'));
  try {
    const node = new SoakNode(folder, options);
    const ready = await Promise.race([node.ready, node.ended]);
    if (typeof ready !== 'object') throw new Error(`the node did not start: ${ready}`);
    const { port, tip } = ready;
    const random = new SeededRandom(options.seed);
    const { transactionsPerSecond } = options;
    const driver = new SoakDriver(
      { transactionsPerSecond },
      { node: { port, tip, mine: () => node.order({ order: 'mine' }) }, random },
    );
    node.driver = driver;
    await driver.prepare();
    driver.start();
    const endMs = Date.now() + options.minutes * 60_000;
    let isOver = false;
    void node.ended.then(() => (isOver = true));
    for (let nextMs = Date.now(); Date.now() < endMs && !isOver;) {
      await driver.block();
      // Late blocks are not made up for.
      nextMs = Math.max(nextMs + BLOCK_INTERVAL_MS, Date.now());
      await new Promise((resolve) => setTimeout(resolve, nextMs - Date.now()));
    }
    driver.stop();
    node.order({ order: 'stop' });
    const failure = await node.ended;
    return { samples: node.samples, driver, rejected: node.rejected, dropped: node.dropped, failure };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const COLUMNS = [
  ['sec', 6],
  ['rss', 6],
  ['heap', 6],
  ['ext', 6],
  ['cpu%', 5],
  ['load', 6],
  ['wall', 6],
  ['own', 6],
  ['cpu', 6],
  ['gc', 6],
  ['height', 7],
  ['mempool', 8],
  ['unconf', 7],
  ['peers', 6],
  ['met', 6],
  ['addrs', 7],
  ['orphans', 8],
] as const;

function row(cells: readonly string[]): string {
  return `${cells.map((cell, i) => cell.padStart(COLUMNS[i]![1])).join('')}\n`;
}

function sampleRow(sample: SoakSample, driver: SoakDriver | undefined): string {
  const mb = (bytes: number): string => String(Math.round(bytes / 1e6));
  const whole = (value: number): string => String(Math.round(value));
  return row([
    whole(sample.atSec),
    mb(sample.rssBytes),
    mb(sample.heapBytes),
    mb(sample.externalBytes),
    whole(100 * sample.cpuShare),
    sample.loadAverage.toFixed(1),
    whole(sample.wallMs),
    whole(sample.ownMs),
    whole(sample.cpuMs),
    whole(sample.gcMs),
    whole(sample.height),
    whole(sample.mempoolCount),
    whole(driver?.pendingCount ?? 0),
    whole(sample.peers),
    whole(driver?.peers.met ?? 0),
    whole(sample.addresses),
    whole(sample.orphans),
  ]);
}

function summary(run: SoakRun): string {
  const { driver, samples, rejected, dropped, failure } = run;
  const verdict = judgeSoak(samples);
  const reasons = (all: readonly string[]): string => (all.length > 0 ? ` (${[...new Set(all)].join(', ')})` : '');
  const lines = [
    `${driver.sent} transactions sent, ${driver.confirmed} in blocks; ${driver.peers.met} peers met, ` +
      `${dropped.length} of them dropped by the node${reasons(dropped)}; ${driver.reorganizations} reorganizations`,
    `blocks that did not become the tip in time: ${driver.late}; rejected: ${rejected.length}${reasons(rejected)}`,
  ];
  if (failure !== undefined) lines.push(`the node failed: ${failure}`);
  if (verdict === undefined) return `${lines.join('\n')}\ntoo short to judge\n`;
  const mb = (bytes: number): number => Math.round(bytes / 1e6);
  lines.push(
    `memory, by the line through ${verdict.counted} samples: ${mb(verdict.rssStartBytes)} to ${mb(verdict.rssEndBytes)} MB ` +
      `resident (${verdict.rssMegabytesPerHour.toFixed(1)} MB an hour; heap ${verdict.heapMegabytesPerHour.toFixed(1)}): ` +
      (verdict.isFlat === undefined ? 'too short to judge' : verdict.isFlat ? 'flat' : 'NOT FLAT'),
    `longest stall: ${verdict.stallWallMs.toFixed(0)} ms by the clock, ${verdict.stallOwnMs.toFixed(0)} ms of its own, ${verdict.stallCpuMs.toFixed(0)} ms of computing: ` +
      (verdict.isSmooth ? 'good' : 'TOO LONG'),
  );
  return `${lines.join('\n')}\n`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: benchArguments(),
    options: {
      minutes: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      tps: { type: 'string', default: '200' },
      threads: { type: 'string', default: '2' },
      'sample-seconds': { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  if (!values.json) stdout.write(row(COLUMNS.map(([name]) => name)));
  const run = await soak({
    minutes: Number(values.minutes),
    seed: Number(values.seed),
    transactionsPerSecond: Number(values.tps),
    threads: Number(values.threads),
    sampleSeconds: Number(values['sample-seconds']),
    onSample: (sample, driver) => void (values.json || stdout.write(sampleRow(sample, driver))),
  });
  const verdict = judgeSoak(run.samples);
  const { driver, samples, rejected, dropped, failure } = run;
  const { sent, confirmed, late, reorganizations } = driver;
  const { met } = driver.peers;
  if (values.json) {
    const document = { verdict, sent, confirmed, late, reorganizations, met, dropped, rejected, failure, samples };
    stdout.write(`${JSON.stringify(document)}\n`);
  } else stdout.write(summary(run));
  if (failure !== undefined || verdict?.isFlat === false || verdict?.isSmooth === false) process.exitCode = 1;
}

await main();
