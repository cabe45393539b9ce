import type { Detector } from './estimator.ts';
import { drawHistory } from './histories.ts';

/** False alarms of a detector on histories in which nothing changes. */
export interface FalseAlarmRow {
  readonly name: string;
  readonly per: string;
  readonly stated: number;
  /** Whether the stated rate is an upper bound, and not the rate itself. */
  readonly atMost: boolean;
  readonly alarms: number;
  readonly units: number;
  /** Alarms a unit, and its standard error, taking alarms as Poisson. */
  readonly measured: number;
  readonly error: number;
}

/** How often a detector sees a fall of one size, given one time after it. */
export interface PowerRow {
  readonly name: string;
  readonly fall: number;
  readonly windowSec: number;
  readonly histories: number;
  readonly power: number;
}

/** Falls and times after them, of the power table. */
export const FALLS: readonly number[] = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5];
export const POWER_WINDOWS_SEC: readonly number[] = [6, 12, 24, 72, 168, 336].map((hours) => hours * 3600);

/** What to draw: the histories of these numbers. */
export interface DetectionOptions {
  readonly detectors: readonly Detector[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Counts false alarms over steady histories. */
export function measureFalseAlarms(options: DetectionOptions): FalseAlarmRow[] {
  const sums = options.detectors.map(() => ({ alarms: 0, units: 0 }));
  for (let index = options.from; index < options.to; index++) {
    const history = drawHistory({ kind: 'steady', seed: options.seed, index });
    for (const [i, detector] of options.detectors.entries()) {
      const { alarms, units } = detector.falseAlarms(history);
      sums[i]!.alarms += alarms;
      sums[i]!.units += units;
    }
  }
  return options.detectors.map(({ name, per, statedRate, atMost = false }, i) => {
    return falseAlarmRow({ name, per, stated: statedRate, atMost }, sums[i]!);
  });
}

function falseAlarmRow(
  of: Pick<FalseAlarmRow, 'name' | 'per' | 'stated' | 'atMost'>,
  { alarms, units }: Pick<FalseAlarmRow, 'alarms' | 'units'>,
): FalseAlarmRow {
  return { ...of, alarms, units, measured: alarms / units, error: Math.sqrt(alarms + 0.5) / units };
}

/** Rows of one detector, measured on different histories, made one. */
export function mergeFalseAlarms(rows: readonly FalseAlarmRow[]): FalseAlarmRow[] {
  const merged = new Map<string, FalseAlarmRow>();
  for (const row of rows) {
    const known = merged.get(row.name);
    const [alarms, units] = [row.alarms + (known?.alarms ?? 0), row.units + (known?.units ?? 0)];
    merged.set(row.name, falseAlarmRow(row, { alarms, units }));
  }
  return [...merged.values()];
}

/** Rows of one detector, fall and time, measured on different histories, made one. */
export function mergePower(rows: readonly PowerRow[]): PowerRow[] {
  const merged = new Map<string, PowerRow>();
  for (const row of rows) {
    const key = `${row.name}\n${row.fall}\n${row.windowSec}`;
    const known = merged.get(key) ?? { ...row, histories: 0, power: 0 };
    const histories = known.histories + row.histories;
    const power = (known.power * known.histories + row.power * row.histories) / histories;
    merged.set(key, { ...row, histories, power });
  }
  return [...merged.values()];
}

/** Measures power over stepped histories, the same ones for all detectors and times. */
export function measurePower(options: DetectionOptions): PowerRow[] {
  const rows: PowerRow[] = [];
  const histories = options.to - options.from;
  for (const [i, fall] of FALLS.entries()) {
    const seen = options.detectors.map(() => POWER_WINDOWS_SEC.map(() => 0));
    for (let index = options.from; index < options.to; index++) {
      const history = drawHistory({ kind: 'stepped', seed: options.seed + 1 + i, index, step: 1 - fall });
      for (const [d, detector] of options.detectors.entries()) {
        for (const [w, windowSec] of POWER_WINDOWS_SEC.entries()) {
          if (detector.detects(history, windowSec)) seen[d]![w]!++;
        }
      }
    }
    for (const [d, { name }] of options.detectors.entries()) {
      for (const [w, windowSec] of POWER_WINDOWS_SEC.entries()) {
        rows.push({ name, fall, windowSec, histories, power: seen[d]![w]! / histories });
      }
    }
  }
  return rows;
}
