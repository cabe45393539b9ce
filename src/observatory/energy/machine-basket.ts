import { CBECI } from './cbeci.ts';
import type { Bounds } from './cbeci.ts';
import type { Machine } from './machine.ts';

/** The machines that pay on a day, and how much energy they take for a terahash. */
export interface MachineBasket {
  readonly machines: number;
  /** J/TH of the most efficient one, of the basket by weight, of the least efficient one. */
  readonly joulesPerTh: Bounds;
}

/** A machine of the baskets, with the month of its release: years of days are gone through, and dates are slow. */
interface FleetMachine extends Machine {
  readonly releasedMonth: number;
}

/** The machines that baskets are made from: those that are counted. */
export function fleetOf(machines: readonly Machine[]): readonly FleetMachine[] {
  return machines
    .filter(({ counted }) => counted)
    .map((machine) => ({ ...machine, releasedMonth: monthOf(machine.releasedSec) }));
}

/**
 * The basket of a day: machines on the market, below five years old, at work for less than five, and profitable.
 *
 * @param thresholdJoulesPerTh The profitability threshold of the day.
 * @returns `undefined` when no machine pays: then nothing can be said of those that run nevertheless.
 */
export function machineBasket(
  fleet: readonly FleetMachine[],
  daySec: number,
  thresholdJoulesPerTh: number,
): MachineBasket | undefined {
  const month = monthOf(daySec);
  let machines = 0;
  let weights = 0;
  let weighted = 0;
  let lower = Infinity;
  let upper = 0;
  for (const machine of fleet) {
    const { joulesPerTh } = machine;
    if (joulesPerTh >= thresholdJoulesPerTh) continue;
    const weight = weightAt(machine, daySec, month);
    if (weight === 0) continue;
    machines++;
    weights += weight;
    weighted += weight * joulesPerTh;
    lower = Math.min(lower, joulesPerTh);
    upper = Math.max(upper, joulesPerTh);
  }
  return machines === 0 ? undefined : { machines, joulesPerTh: { lower, best: weighted / weights, upper } };
}

/** Weight of a machine on a day by its age: 0 before it works and after its life. */
export function basketWeight(machine: Machine, daySec: number): number {
  return weightAt({ ...machine, releasedMonth: monthOf(machine.releasedSec) }, daySec, monthOf(daySec));
}

/** CBECI counts months from one calendar month to another, without looking at the day. */
function weightAt({ releasedSec, releasedMonth }: FleetMachine, daySec: number, month: number): number {
  if (daySec <= releasedSec || daySec >= releasedSec + CBECI.lifetimeSec) return 0;
  const months = month - releasedMonth - CBECI.deploymentMonths;
  return months < 0 ? 0 : (CBECI.ageWeights[Math.floor(months / 12)] ?? 0);
}

/** Months from January of the year 0 to a moment's month. */
function monthOf(timeSec: number): number {
  const date = new Date(timeSec * 1000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
