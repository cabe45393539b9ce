import { findOutages } from '../../src/observatory/outage/find-outages.ts';
import { drawSignal } from './worlds.ts';
import type { World } from './worlds.ts';

const HOUR_SEC = 3600;
const WEEK_SEC = 604_800;

/** What the searches of a bench are asked for. */
export const SETTINGS = { falseAlarmsPerYear: 1, minDepth: 0.1, level: 0.9 } as const;

/** False alarms of one world. */
export interface FalseAlarms {
  readonly world: string;
  readonly signals: number;
  /** Time in which an alarm was possible, years of all signals together. */
  readonly years: number;
  readonly alarms: number;
}

/** Counts alarms in signals without an outage: half a year each. */
export function measureFalseAlarms(world: World, run: { seed: number; signals: number; weeks: number }): FalseAlarms {
  let alarms = 0;
  let years = 0;
  for (let stream = 0; stream < run.signals; stream++) {
    const { points, outages, judgedFromSec } = findOutages(drawSignal(world, { ...run, stream }), {
      kind: world.kind,
      ...SETTINGS,
    });
    alarms += outages.length;
    years += (points.at(-1)!.atSec - judgedFromSec!) / (365 * 86_400);
  }
  return { world: world.name, signals: run.signals, years, alarms };
}

/** What became of falls of one depth in one world. */
export interface Detection {
  readonly world: string;
  readonly depth: number;
  readonly signals: number;
  /** Falls that were found while they lasted. */
  readonly found: number;
  /** Median time from the fall to the alarm, hours; `NaN` without any. */
  readonly delayHours: number;
  /** Of those found: how many starts, ends and depths their 90 % intervals hold. */
  readonly startsHeld: number;
  readonly endsHeld: number;
  readonly depthsHeld: number;
}

/** Draws falls of a day and a half after six weeks, at any hour. */
export function measureDetection(world: World, run: { seed: number; signals: number; depth: number }): Detection {
  const delays: number[] = [];
  let starts = 0;
  let ends = 0;
  let depths = 0;
  for (let stream = 0; stream < run.signals; stream++) {
    const fromSec = 6 * WEEK_SEC + (stream % 168) * HOUR_SEC + 1;
    const toSec = fromSec + 36 * HOUR_SEC;
    const fall = { fromSec, toSec, depth: run.depth };
    const signal = drawSignal(world, { seed: run.seed, stream: 1_000_000 + stream, weeks: 8, fall });
    const { outages } = findOutages(signal, { kind: world.kind, ...SETTINGS });
    const hit = outages.find(({ alarmAt }) => alarmAt >= fromSec && alarmAt < toSec);
    if (hit === undefined) continue;
    delays.push((hit.alarmAt - fromSec) / HOUR_SEC);
    if (hit.start.low <= fromSec && fromSec <= hit.start.high) starts++;
    if (hit.end !== null && hit.end.low <= toSec && toSec <= hit.end.high) ends++;
    if (hit.depth.low <= run.depth && run.depth <= hit.depth.high) depths++;
  }
  delays.sort((a, b) => a - b);
  return {
    world: world.name,
    depth: run.depth,
    signals: run.signals,
    found: delays.length,
    delayHours: delays[delays.length >> 1] ?? Number.NaN,
    startsHeld: starts,
    endsHeld: ends,
    depthsHeld: depths,
  };
}
