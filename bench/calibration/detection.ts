import type { Detector } from './estimator.ts';
import { drawHistory } from './histories.ts';

/** False alarms of a detector on histories in which nothing changes. */
export interface FalseAlarmRow {
  readonly name: string;
  readonly per: string;
  readonly stated: number;
  readonly measured: number;
  /** Standard error of `measured`, taking alarms as Poisson. */
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

/** What to draw. `histories` numbers are drawn from 0. */
export interface DetectionOptions {
  readonly detectors: readonly Detector[];
  readonly seed: number;
  readonly histories: number;
}

/** Counts false alarms over steady histories. */
export function measureFalseAlarms(options: DetectionOptions): FalseAlarmRow[] {
  const sums = options.detectors.map(() => ({ alarms: 0, units: 0 }));
  for (let index = 0; index < options.histories; index++) {
    const history = drawHistory({ kind: 'steady', seed: options.seed, index });
    for (const [i, detector] of options.detectors.entries()) {
      const { alarms, units } = detector.falseAlarms(history);
      sums[i]!.alarms += alarms;
      sums[i]!.units += units;
    }
  }
  return options.detectors.map(({ name, per, statedRate }, i) => {
    const { alarms, units } = sums[i]!;
    return { name, per, stated: statedRate, measured: alarms / units, error: Math.sqrt(alarms + 0.5) / units };
  });
}

/** Measures power over stepped histories, the same ones for all detectors and times. */
export function measurePower(options: DetectionOptions): PowerRow[] {
  const rows: PowerRow[] = [];
  for (const [i, fall] of FALLS.entries()) {
    const seen = options.detectors.map(() => POWER_WINDOWS_SEC.map(() => 0));
    for (let index = 0; index < options.histories; index++) {
      const history = drawHistory({ kind: 'stepped', seed: options.seed + 1 + i, index, step: 1 - fall });
      for (const [d, detector] of options.detectors.entries()) {
        for (const [w, windowSec] of POWER_WINDOWS_SEC.entries()) {
          if (detector.detects(history, windowSec)) seen[d]![w]!++;
        }
      }
    }
    for (const [d, { name }] of options.detectors.entries()) {
      for (const [w, windowSec] of POWER_WINDOWS_SEC.entries()) {
        rows.push({ name, fall, windowSec, histories: options.histories, power: seen[d]![w]! / options.histories });
      }
    }
  }
  return rows;
}
