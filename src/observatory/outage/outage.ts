import type { Interval } from '../hashrate/interval.ts';

/** A moment that is known up to an interval: seconds since 1970. */
export interface MomentInterval {
  readonly low: number;
  /** The most likely one. */
  readonly at: number;
  readonly high: number;
}

/** A loss of one country's signal against its own baseline. */
export interface Outage {
  readonly start: MomentInterval;
  /** `null` while it lasts. */
  readonly end: MomentInterval | null;
  /** When it could be told that something is wrong, seconds since 1970. */
  readonly alarmAt: number;
  /** Mean loss from start to end as a share of the baseline: 0.9 for a fall to a tenth. */
  readonly depth: Interval;
  /** Largest loss of a single point. */
  readonly deepest: number;
  /** Points from start to end. */
  readonly points: number;
}
