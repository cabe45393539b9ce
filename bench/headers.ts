// How fast headers are checked and added to the tree, on one core, all rules checked; and how much memory one takes.
//
//   node dist/bench/headers.js [--count N] [--rounds N] [--json]
import { existsSync, readFileSync } from 'node:fs';
import { cpuUsage, memoryUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';

import { HeaderTree } from '../src/chain/header-tree.ts';
import { EASY_PARAMS, syntheticHeaders } from '../src/chain/synthetic-headers.ts';
import { networkParams } from '../src/consensus/params.ts';
import type { NetworkParams } from '../src/consensus/params.ts';
import { HEADER_BYTES } from '../src/primitives/header.ts';

/** A time after every header here. */
const NOW_SEC = 0xffffffff;

const MAINNET_FILE = '../shared/data/headers/mainnet_headers_0_10236.bin';

interface Source {
  readonly name: string;
  readonly params: NetworkParams;
  readonly run: Uint8Array;
  /** Times that a round goes over the run, each into a new tree: short runs need more for the clock to tell. */
  readonly repeats: number;
}

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

interface Result {
  readonly name: string;
  readonly headers: number;
  readonly headersPerSec: Spread;
  /** By the process's own time: what an idle core would do, where others share the machine. */
  readonly headersPerCpuSec: Spread;
  readonly bytesPerHeader: number | undefined;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const count = countFrom('--count', values.count);
  const rounds = countFrom('--rounds', values.rounds);
  const sources: Source[] = [{ name: 'synthetic', params: EASY_PARAMS, run: syntheticHeaders(count), repeats: 1 }];
  if (existsSync(MAINNET_FILE)) {
    const run = new Uint8Array(readFileSync(MAINNET_FILE)).subarray(HEADER_BYTES);
    sources.push({ name: 'mainnet 1..10236', params: networkParams('mainnet'), run, repeats: 20 });
  }
  const results = sources.map((source) => measure(source, rounds));
  stdout.write(values.json ? `${JSON.stringify({ schema: 1, results })}\n` : results.map(lineFrom).join(''));
}

function countFrom(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${flag} takes a whole number above 0, not ${text}`);
  return count;
}

function measure(source: Source, rounds: number): Result {
  const headers = source.run.length / HEADER_BYTES;
  // Only of a long run: in a short one the part-empty segment and the heap's noise would be most of it.
  const bytesPerHeader = headers >= 100_000 ? measureBytes(source) / headers : undefined;
  const perSec: number[] = [];
  const perCpuSec: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const cpuBefore = cpuUsage();
    const startMs = performance.now();
    for (let repeat = 0; repeat < source.repeats; repeat++) fill(source);
    const elapsedMs = performance.now() - startMs;
    const { user, system } = cpuUsage(cpuBefore);
    perSec.push((headers * source.repeats * 1e3) / elapsedMs);
    perCpuSec.push((headers * source.repeats * 1e6) / (user + system));
  }
  const { name } = source;
  return { name, headers, headersPerSec: spreadOf(perSec), headersPerCpuSec: spreadOf(perCpuSec), bytesPerHeader };
}

function spreadOf(speeds: number[]): Spread {
  const sorted = speeds.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.round(share * (sorted.length - 1))] ?? 0);
  return { min: at(0), median: at(0.5), max: at(1) };
}

function fill(source: Source): HeaderTree {
  const tree = new HeaderTree({ params: source.params });
  for (let offset = 0; offset < source.run.length; offset += HEADER_BYTES) {
    const result = tree.accept(source.run, offset, NOW_SEC);
    if (result.status !== 'added') throw new Error(`header ${offset / HEADER_BYTES}: ${JSON.stringify(result)}`);
  }
  return tree;
}

/** Memory that one filled tree takes; exact where Node was started with --expose-gc. */
function measureBytes(source: Source): number {
  const before = usedBytes();
  const tree = fill(source);
  const after = usedBytes();
  if (tree.size === 0) throw new Error('the tree is empty');
  return after - before;
}

/** Heap in use, and memory of typed arrays, which is outside the heap. */
function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

function lineFrom({ name, headers, headersPerSec, headersPerCpuSec, bytesPerHeader }: Result): string {
  const { min, median, max } = headersPerSec;
  const memory = bytesPerHeader === undefined ? '' : `, ${bytesPerHeader.toFixed(0)} bytes a header`;
  const cpu = `${headersPerCpuSec.median} a second of CPU time`;
  return `${name}: ${headers} headers, ${median} a second (${min} to ${max}), ${cpu}${memory}\n`;
}

main();
