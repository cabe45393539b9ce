import { assert } from '../../bytes/assert.ts';
import { changeIndex } from './change-moment.ts';
import { lossInterval } from './loss-interval.ts';
import type { MomentInterval, Outage } from './outage.ts';
import { CLIP, outageThreshold, REFERENCE } from './outage-threshold.ts';
import { SignalBaseline, WEEK_SEC } from './signal-baseline.ts';
import type { Expectation, SignalKind } from './signal-baseline.ts';
import { SortedWindow } from './sorted-window.ts';

/** How a signal is watched. */
export interface WatchOptions {
  readonly kind: SignalKind;
  /** Distance of its points, seconds. */
  readonly stepSec: number;
  /** How often a signal without an outage may raise an alarm, a year. */
  readonly falseAlarmsPerYear: number;
  /** Smaller losses are not called an outage: 0.1 for 10 %. */
  readonly minDepth: number;
  /** Level of the intervals. */
  readonly level: number;
}

/** One point as the watch has judged it. */
export interface JudgedPoint {
  readonly atSec: number;
  readonly value: number;
  /** What was expected; `undefined` while the watch was still learning. */
  readonly expected: Expectation | undefined;
}

/** A point whose place is not decided: it may be the first of an outage, or chance. */
interface Pending extends JudgedPoint {
  readonly expected: Expectation;
  /** Deviation as a share of what was expected (-1 when nothing is left), and in standard deviations. */
  readonly deviation: number;
  readonly z: number;
}

/** An outage that lasts. */
interface Open {
  readonly start: MomentInterval;
  readonly alarmAtSec: number;
  /** Its points, from the first. */
  readonly points: Pending[];
  /** Deviations of those that are surely its own: the first `lostCount`. */
  readonly losses: SortedWindow;
  lostCount: number;
  /** Evidence that it is over. */
  recovery: number;
}

/** Deviations are cut here, in standard deviations, before a change is placed or an end is judged. */
const PLACE_CLIP = 8;

/** Points before the one at which the evidence began to grow that may have been the first, too. */
const EARLIER_POINTS = 6;

/** An outage is over when that is this much likelier than that it lasts: a thousand to one. */
const RECOVERY_EVIDENCE = Math.log(1000);

/** After so long below it, what is left is the new level. */
const NEW_LEVEL_SEC = 4 * WEEK_SEC;

/** So long a small loss is held back from the baseline. */
const PENDING_SEC = WEEK_SEC;

/**
 * Watches one signal of a country's network, and says when it is lost and when it is back.
 *
 * A one-sided CUSUM (Page, Biometrika 41, 1954) over deviations from the signal's own baseline (`signal-baseline.ts`), in
 * standard deviations, freed from the correlation with the point before, cut at four. Its threshold follows from the rate of
 * false alarms (`outage-threshold.ts`). An alarm needs a loss of `minDepth`, too. Then the moment of the loss is placed, and
 * the same evidence the other way round says when it is over: when the signal is clearly nearer to its baseline than to the
 * outage. What belongs to an outage, or may, is not learned from.
 */
export class OutageWatch {
  readonly #options: WatchOptions;
  readonly #threshold: number;
  readonly #baseline: SignalBaseline;
  #outages: Outage[] = [];
  #judgedFromSec: number | undefined;
  /** Evidence of a loss, in standard deviations. */
  #evidence = 0;
  /** Points since the evidence was 0. */
  #pending: Pending[] = [];
  /** The last points before those: where a loss may have begun, too. */
  #earlier: Pending[] = [];
  #before: Pending | undefined;
  #open: Open | undefined;

  constructor(options: WatchOptions) {
    assert(options.minDepth > 0 && options.minDepth < 1, 'a depth is a share');
    this.#options = options;
    this.#threshold = outageThreshold(options.falseAlarmsPerYear, options.stepSec);
    this.#baseline = new SignalBaseline(options);
  }

  /** All outages so far, the one that lasts included. */
  get outages(): readonly Outage[] {
    const open = this.#open;
    return open === undefined ? this.#outages : [...this.#outages, this.#describe(open, undefined)];
  }

  /** When the first point was judged; `undefined` while it still learns. */
  get judgedFromSec(): number | undefined {
    return this.#judgedFromSec;
  }

  /** Takes the next point. @param value Not below 0. */
  observe(atSec: number, value: number): JudgedPoint {
    assert(value >= 0 && (this.#before === undefined || atSec > this.#before.atSec), 'points follow one another');
    const expected = this.#baseline.expect(atSec);
    if (expected === undefined) {
      this.#baseline.learn(atSec, value);
      return { atSec, value, expected };
    }
    this.#judgedFromSec ??= atSec;
    const deviation = value / expected.value - 1;
    const point: Pending = { atSec, value, expected, deviation, z: deviation / expected.sd };
    if (this.#open === undefined) this.#judge(point);
    else this.#follow(this.#open, point);
    this.#before = point;
    return { atSec, value, expected };
  }

  #judge(point: Pending): void {
    this.#evidence = Math.max(0, this.#evidence - this.#innovation(point) - REFERENCE);
    this.#pending.push(point);
    if (this.#evidence === 0) return this.#release();
    if (this.#evidence > this.#threshold) {
      const depth = -median(this.#pending.map(({ deviation }) => deviation));
      if (depth >= this.#options.minDepth) return this.#raise(point.atSec);
      this.#evidence = this.#threshold;
    }
    if (point.atSec - this.#pending[0]!.atSec >= PENDING_SEC) {
      this.#evidence = 0;
      this.#release();
    }
    return undefined;
  }

  /** What is new in a point, given the one before it: in standard deviations, cut. */
  #innovation({ z, atSec, expected }: Pending): number {
    const before = this.#before;
    const isNext = before !== undefined && atSec - before.atSec < 1.5 * this.#options.stepSec;
    const correlation = isNext ? expected.correlation : 0;
    const known = isNext ? correlation * clip(before.z, CLIP) : 0;
    return clip((z - known) / Math.sqrt(1 - correlation ** 2), CLIP);
  }

  /** The points that were held back are of no outage: the baseline learns them. */
  #release(): void {
    for (const { atSec, value } of this.#pending) this.#baseline.learn(atSec, value);
    this.#earlier = [...this.#earlier, ...this.#pending].slice(-EARLIER_POINTS);
    this.#pending = [];
  }

  #raise(alarmAtSec: number): void {
    const row = [...this.#earlier, ...this.#pending];
    const deviations = row.map(({ z }) => clip(z, PLACE_CLIP));
    const { correlation } = row[row.length - 1]!.expected;
    const { level, stepSec } = this.#options;
    const to = Math.min(-REFERENCE, median(this.#pending.map(({ z }) => clip(z, PLACE_CLIP))));
    const index = changeIndex(deviations, { from: 0, to, correlation, level });
    const before = (i: number): number => (i > 0 ? row[i - 1]!.atSec : row[i]!.atSec - stepSec);
    const start = { low: before(index.low), at: row[index.mode]!.atSec, high: row[index.high]!.atSec };
    const points = row.slice(index.mode);
    const losses = new SortedWindow(Math.ceil(NEW_LEVEL_SEC / stepSec) + points.length);
    for (const { deviation } of points) losses.push(deviation);
    this.#open = { start, alarmAtSec, points, losses, lostCount: points.length, recovery: 0 };
    this.#earlier = [];
    this.#pending = [];
    this.#evidence = 0;
  }

  #follow(open: Open, point: Pending): void {
    open.points.push(point);
    const lost = open.losses.median;
    const { sd, correlation } = point.expected;
    const worth = (1 - correlation) / (1 + correlation);
    const gain = (worth * -lost * (point.deviation - lost / 2)) / sd ** 2;
    open.recovery = Math.max(0, open.recovery + clip(gain, CLIP));
    if (open.recovery > RECOVERY_EVIDENCE) return this.#close(open);
    if (open.recovery === 0) {
      for (; open.lostCount < open.points.length; open.lostCount++)
        open.losses.push(open.points[open.lostCount]!.deviation);
    }
    if (point.atSec - open.start.at >= NEW_LEVEL_SEC) {
      this.#outages.push(this.#describe(open, undefined));
      this.#open = undefined;
      this.#pending = open.points;
      this.#release();
    }
    return undefined;
  }

  #close(open: Open): void {
    const { points, losses, lostCount } = open;
    const { level } = this.#options;
    const from = Math.max(1, lostCount - EARLIER_POINTS);
    const row = points.slice(from);
    const { sd, correlation } = row[0]!.expected;
    const index = changeIndex(
      row.map(({ z }) => clip(z, PLACE_CLIP)),
      { from: clip(losses.median / sd, PLACE_CLIP), to: 0, correlation, level },
    );
    const first = from + index.mode;
    const end = {
      low: points[from + index.low - 1]!.atSec,
      at: points[first]!.atSec,
      high: points[from + index.high]!.atSec,
    };
    this.#outages.push(this.#describe({ ...open, points: points.slice(0, first) }, end));
    this.#open = undefined;
    this.#pending = points.slice(first);
    this.#release();
  }

  #describe(
    { start, alarmAtSec, points }: Pick<Open, 'start' | 'alarmAtSec' | 'points'>,
    end: MomentInterval | undefined,
  ): Outage {
    return {
      start,
      end: end ?? null,
      alarmAt: alarmAtSec,
      depth: lossInterval(points, this.#options.level),
      deepest: -points.reduce((least, { deviation }) => Math.min(least, deviation), 0),
      points: points.length,
    };
  }
}

function clip(z: number, at: number): number {
  return Math.max(-at, Math.min(at, z));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle]! + sorted[middle - 1]!) / 2;
}
