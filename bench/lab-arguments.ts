import { faultFromText, FAULT_KINDS } from '../src/lab/planted-fault.ts';
import { checkScenario, partitionFromText, usualScenario } from '../src/lab/scenario-options.ts';
import type { ScenarioOptions } from '../src/lab/scenario-options.ts';

/** Flags that say what happens in a scenario, for `parseArgs`. What is left out is as in the usual scenario of that length. */
export const SCENARIO_FLAGS = {
  seed: { type: 'string', default: '1' },
  nodes: { type: 'string', default: '100' },
  hours: { type: 'string' },
  minutes: { type: 'string' },
  'block-interval': { type: 'string' },
  'transaction-interval': { type: 'string' },
  leavers: { type: 'string' },
  partition: { type: 'string', multiple: true },
  fault: { type: 'string' },
} as const;

/** What `parseArgs` makes of them. */
export interface ScenarioFlags {
  readonly seed: string;
  readonly nodes: string;
  readonly hours?: string | undefined;
  readonly minutes?: string | undefined;
  readonly 'block-interval'?: string | undefined;
  readonly 'transaction-interval'?: string | undefined;
  readonly leavers?: string | undefined;
  readonly partition?: readonly string[] | undefined;
  readonly fault?: string | undefined;
}

/** Reads them. @throws {RangeError} Where they make no scenario. */
export function scenarioFromFlags(flags: ScenarioFlags): ScenarioOptions {
  const hours = wholeFrom('--hours', flags.hours ?? '6');
  const minutes = flags.minutes === undefined ? 60 * hours : wholeFrom('--minutes', flags.minutes);
  const size = {
    seed: wholeFrom('--seed', flags.seed),
    nodes: wholeFrom('--nodes', flags.nodes),
    durationMs: minutes * 60_000,
  };
  const usual = usualScenario(size);
  const seconds = (flag: 'block-interval' | 'transaction-interval', usualMs: number): number => {
    const text = flags[flag];
    return text === undefined ? usualMs : 1000 * wholeFrom(`--${flag}`, text);
  };
  const options: ScenarioOptions = {
    ...size,
    blockIntervalMs: seconds('block-interval', usual.blockIntervalMs),
    transactionIntervalMs: seconds('transaction-interval', usual.transactionIntervalMs),
    leaversPerHour: flags.leavers === undefined ? usual.leaversPerHour : wholeFrom('--leavers', flags.leavers),
    partitions: flags.partition === undefined ? usual.partitions : flags.partition.map(partitionFrom),
    ...(flags.fault !== undefined && { fault: faultFrom(flags.fault) }),
  };
  checkScenario(options);
  return options;
}

function partitionFrom(text: string): NonNullable<ReturnType<typeof partitionFromText>> {
  const partition = partitionFromText(text);
  if (partition === undefined) {
    throw new RangeError(`--partition takes minutes and percent, as in 60-105:18, not ${text}`);
  }
  return partition;
}

function faultFrom(text: string): NonNullable<ReturnType<typeof faultFromText>> {
  const fault = faultFromText(text);
  if (fault === undefined) throw new RangeError(`--fault takes ${FAULT_KINDS.join(', ')}, with @NODE, not ${text}`);
  return fault;
}

function wholeFrom(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text === '')
    throw new RangeError(`${flag} takes a whole number, not ${text}`);
  return value;
}
