import { faultToText } from './planted-fault.ts';
import type { PlantedFault } from './planted-fault.ts';

const MINUTE_MS = 60_000;

/** A part of the network is cut off for a while. */
export interface ScenarioPartition {
  /** When, and when it heals: milliseconds from the beginning. */
  readonly atMs: number;
  readonly healMs: number;
  /** How many of a hundred nodes are cut off; whole number. */
  readonly sharePercent: number;
}

/** What happens in a scenario. Whole numbers, so that its line says all of it. */
export interface ScenarioOptions {
  /** 32-bit integer: all chance comes from it. */
  readonly seed: number;
  /** How many nodes there are at first: from 2 on. */
  readonly nodes: number;
  /** Whole minutes, in milliseconds, the quiet at the end included. */
  readonly durationMs: number;
  /** Means of exponential waits: from one block of the network to the next, and from one transaction to the next; whole seconds. */
  readonly blockIntervalMs: number;
  readonly transactionIntervalMs: number;
  /** How many nodes leave in an hour, each replaced by one that starts with nothing. */
  readonly leaversPerHour: number;
  /** One after another. */
  readonly partitions: readonly ScenarioPartition[];
  readonly fault?: PlantedFault | undefined;
}

/** Neither blocks nor transactions come in the last part of a scenario: all nodes have to agree by its end. */
export const QUIET_MS: number = 15 * MINUTE_MS;

/** After a network is whole again, nodes may need so long to find out. See `Keepalive` (20 minutes) and `ConnectionPlan`. */
export const HEALING_MS: number = 30 * MINUTE_MS;

/**
 * The usual scenario of a length: blocks every ten minutes, a transaction every half minute, a node that leaves every quarter of
 * an hour; cut in two twice, once a smaller part, once a larger one.
 */
export function usualScenario(size: {
  readonly seed: number;
  readonly nodes: number;
  readonly durationMs: number;
}): ScenarioOptions {
  const { durationMs } = size;
  const minutes = durationMs / MINUTE_MS;
  const at = (percent: number): number => Math.floor((minutes * percent) / 100) * MINUTE_MS;
  const last = durationMs - QUIET_MS - HEALING_MS;
  const first = { atMs: at(15), healMs: Math.min(at(30), last), sharePercent: 18 };
  const second = { atMs: at(55), healMs: Math.min(at(68), last), sharePercent: 40 };
  return {
    ...size,
    blockIntervalMs: 10 * MINUTE_MS,
    transactionIntervalMs: 30_000,
    leaversPerHour: 4,
    partitions: [first, second].filter(({ atMs, healMs }) => healMs > atMs),
  };
}

/**
 * The moment from which on a planted fault happens: with the first partition, or after a quarter of the time. A coin is lost after
 * the last partition, since one that is lost with the block that made it is not missed.
 */
export function faultMs({ partitions, durationMs, fault }: ScenarioOptions): number {
  const [first, last] = [partitions[0], partitions.at(-1)];
  if (first === undefined || last === undefined) return Math.floor(durationMs / 4);
  return fault?.kind === 'coin-lost' ? last.healMs + 10 * MINUTE_MS : first.atMs;
}

/** @throws {RangeError} Where options make no scenario: says which. */
export function checkScenario(options: ScenarioOptions): void {
  const { seed, nodes, durationMs, partitions, fault } = options;
  if (!Number.isInteger(seed) || Math.abs(seed) > 0x7fff_ffff) throw new RangeError(`no 32-bit seed: ${seed}`);
  if (!isWhole(nodes, 1) || nodes < 2 || nodes > 10_000) throw new RangeError(`no number of nodes: ${nodes}`);
  if (!isWhole(durationMs, MINUTE_MS) || durationMs <= QUIET_MS) {
    throw new RangeError(
      `a scenario has whole minutes, and more than the ${QUIET_MS / MINUTE_MS} quiet ones at its end`,
    );
  }
  for (const meanMs of [options.blockIntervalMs, options.transactionIntervalMs]) {
    if (!isWhole(meanMs, 1000) || meanMs === 0) throw new RangeError(`an interval has whole seconds: ${meanMs} ms`);
  }
  if (!isWhole(options.leaversPerHour, 1)) throw new RangeError(`no number of leavers: ${options.leaversPerHour}`);
  let endMs = 0;
  for (const { atMs, healMs, sharePercent } of partitions) {
    if (!isWhole(atMs, MINUTE_MS) || !isWhole(healMs, MINUTE_MS) || !(sharePercent > 0 && sharePercent < 100))
      throw new RangeError('a partition has whole minutes, and a share between 0 and 100');
    if (atMs < endMs || healMs <= atMs || healMs > durationMs)
      throw new RangeError('partitions come one after another');
    endMs = healMs;
  }
  if (endMs + HEALING_MS + QUIET_MS > durationMs && partitions.length > 0)
    throw new RangeError(`the last partition heals ${(HEALING_MS + QUIET_MS) / MINUTE_MS} minutes before the end`);
  if (fault !== undefined && fault.node >= nodes) throw new RangeError(`there is no node ${fault.node}`);
}

/** The command that runs a scenario again: `bench/lab-scenario.ts` reads it. */
export function scenarioLine(options: ScenarioOptions): string {
  const { seed, nodes, durationMs, blockIntervalMs, transactionIntervalMs, leaversPerHour, partitions, fault } =
    options;
  const flags = [
    `--seed ${seed} --nodes ${nodes} --minutes ${durationMs / MINUTE_MS}`,
    `--block-interval ${blockIntervalMs / 1000} --transaction-interval ${transactionIntervalMs / 1000}`,
    `--leavers ${leaversPerHour}`,
    ...partitions.map((each) => `--partition ${partitionToText(each)}`),
    ...(fault === undefined ? [] : [`--fault ${faultToText(fault)}`]),
  ];
  return `npm run bench -- bench/lab-scenario.ts ${flags.join(' ')}`;
}

/** Writes a partition as flags have it: `60-105:18`, minutes from the beginning and percent. */
export function partitionToText({ atMs, healMs, sharePercent }: ScenarioPartition): string {
  return `${atMs / MINUTE_MS}-${healMs / MINUTE_MS}:${sharePercent}`;
}

/** Reads that; `undefined` for anything else. */
export function partitionFromText(text: string): ScenarioPartition | undefined {
  const match = /^(\d{1,6})-(\d{1,6}):(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [, at, heal, share] = match.map(Number);
  return { atMs: at! * MINUTE_MS, healMs: heal! * MINUTE_MS, sharePercent: share! };
}

function isWhole(value: number, unit: number): boolean {
  return Number.isInteger(value) && value >= 0 && value % unit === 0;
}
