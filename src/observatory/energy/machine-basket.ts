import { CBECI } from './cbeci.ts';
import type { Bounds } from './cbeci.ts';
import type { Machine } from './machine.ts';

/** The machines that pay on a day, and how much energy they take for a terahash. */
export interface MachineBasket {
  readonly machines: number;
  /** J/TH of the most efficient one, of the basket by weight, of the least efficient one. */
  readonly joulesPerTh: Bounds;
}

/**
 * The basket of a day: machines that are counted, on the market, below five years old, at work for less than five, and
 * profitable.
 *
 * @param thresholdJoulesPerTh The profitability threshold of the day.
 * @returns `undefined` when no machine pays: then nothing can be said of those that run nevertheless.
 */
export function machineBasket(
  machines: readonly Machine[],
  daySec: number,
  thresholdJoulesPerTh: number,
): MachineBasket | undefined {
  let count = 0;
  let weights = 0;
  let weighted = 0;
  let lower = Infinity;
  let upper = 0;
  for (const machine of machines) {
    const { joulesPerTh, counted } = machine;
    if (!counted || joulesPerTh >= thresholdJoulesPerTh) continue;
    const weight = basketWeight(machine, daySec);
    if (weight === 0) continue;
    count++;
    weights += weight;
    weighted += weight * joulesPerTh;
    lower = Math.min(lower, joulesPerTh);
    upper = Math.max(upper, joulesPerTh);
  }
  return count === 0 ? undefined : { machines: count, joulesPerTh: { lower, best: weighted / weights, upper } };
}

/** Weight of a machine on a day by its age: 0 before it works and after its life. */
export function basketWeight(machine: Machine, daySec: number): number {
  const { releasedSec } = machine;
  if (daySec <= releasedSec || daySec >= releasedSec + CBECI.lifetimeSec) return 0;
  const months = calendarMonths(releasedSec, daySec) - CBECI.deploymentMonths;
  return months < 0 ? 0 : (CBECI.ageWeights[Math.floor(months / 12)] ?? 0);
}

/** Months from one moment's month to another's: CBECI counts them without looking at the day. */
function calendarMonths(fromSec: number, toSec: number): number {
  const from = new Date(fromSec * 1000);
  const to = new Date(toSec * 1000);
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}
