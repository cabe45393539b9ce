import { SortedWindow } from './sorted-window.ts';

/** What a signal counts: whole things (nodes), whose luck is at least Poisson's, or a level (percent, traffic). */
export type SignalKind = 'count' | 'level';

/** What the expected value rests on: the same hour of earlier weeks, of earlier days, or the level alone. */
export type BaselinePattern = 'week' | 'day' | 'level';

/** What a signal should be at a moment. */
export interface Expectation {
  readonly value: number;
  /** Standard deviation of a point around it, as a share of it. */
  readonly sd: number;
  /** Correlation of a point's deviation with that of the point before, 0 to 0.95. */
  readonly correlation: number;
  readonly pattern: BaselinePattern;
}

export const WEEK_SEC = 604_800;
const DAY_SEC = 86_400;

/** Weeks and days whose same moment is remembered, and how many of them make a pattern. */
const PATTERN_WEEKS = 6;
const PATTERN_DAYS = 14;
const MIN_REFERENCES = 3;

/** Deviations that the scale is learned from, and how many are needed before anything is judged. */
const SCALE_SEC = 28 * DAY_SEC;
const MAX_SCALE_POINTS = 4096;
const MIN_SCALE_POINTS = 48;
const MIN_LEARN_SEC = 2 * DAY_SEC;

/** A level's deviation is not taken for smaller than this: 2 %. */
const LEAST_LEVEL_SD = 0.02;

/** Logarithms end at 0: a value below this is taken for it. Half a node; a level's unit is not known. */
const LEAST_VALUE: Readonly<Record<SignalKind, number>> = { count: 0.5, level: 1e-9 };

/** From a median absolute deviation to the standard deviation of a normal distribution. */
const SD_PER_MAD = 1.4826;

/** Deviations are cut here, in standard deviations, before their correlation is learned. */
const CORRELATION_CLIP = 3;
const MAX_CORRELATION = 0.95;
/** Points that the correlation remembers. */
const CORRELATION_MEMORY = 500;

/**
 * What a signal usually is: a trailing level (median of a week; of a day, while less than a week is known), times a
 * pattern (median of what the same moment of the week, or else of the day, was to its level), and the scale of deviations
 * from the two (their median absolute deviation over four weeks). Medians throughout: up to half of what it learns from may
 * be wrong.
 *
 * What is learned is chosen by the caller, who leaves out what belongs to an outage.
 */
export class SignalBaseline {
  readonly #kind: SignalKind;
  readonly #stepSec: number;
  readonly #week: SortedWindow;
  readonly #day: SortedWindow;
  readonly #ofWeek = new Map<number, SortedWindow>();
  readonly #ofDay = new Map<number, SortedWindow>();
  readonly #deviations: SortedWindow;
  #firstSec: number | undefined;
  #covariance = 0;
  #variance = 0;
  #before: { readonly atSec: number; readonly deviation: number } | undefined;

  /** @param options.stepSec Distance of the points; a whole number of them makes a day. */
  constructor(options: { readonly kind: SignalKind; readonly stepSec: number }) {
    const { kind, stepSec } = options;
    this.#kind = kind;
    this.#stepSec = stepSec;
    this.#week = new SortedWindow(Math.max(1, Math.round(WEEK_SEC / stepSec)));
    this.#day = new SortedWindow(Math.max(1, Math.round(DAY_SEC / stepSec)));
    this.#deviations = new SortedWindow(Math.min(MAX_SCALE_POINTS, Math.max(64, Math.round(SCALE_SEC / stepSec))));
  }

  /** What is expected at a moment; `undefined` while too little is known. */
  expect(atSec: number): Expectation | undefined {
    if (this.#firstSec === undefined || atSec - this.#firstSec < MIN_LEARN_SEC) return undefined;
    if (this.#deviations.count < MIN_SCALE_POINTS) return undefined;
    const { value, pattern } = this.#center(atSec);
    const learned = SD_PER_MAD * this.#deviations.median;
    const least = this.#kind === 'count' ? 1 / Math.sqrt(Math.max(1, value)) : LEAST_LEVEL_SD;
    const correlation = this.#variance === 0 ? 0 : this.#covariance / this.#variance;
    return {
      value,
      sd: Math.max(learned, least),
      correlation: Math.min(MAX_CORRELATION, Math.max(0, correlation)),
      pattern,
    };
  }

  /** Learns a point. */
  learn(atSec: number, value: number): void {
    this.#firstSec ??= atSec;
    const log = Math.log(Math.max(value, LEAST_VALUE[this.#kind]));
    if (this.#day.count > 0) {
      const deviation = value / this.#center(atSec).value - 1;
      this.#deviations.push(Math.abs(deviation));
      this.#correlate(atSec, deviation);
    }
    const level = this.#level().median;
    this.#day.push(log);
    this.#week.push(log);
    if (Number.isNaN(level)) return;
    // What a day's level leaves of a weekday is not what a week's does.
    if (this.#hasWeek()) windowOf(this.#ofWeek, atSec % WEEK_SEC, PATTERN_WEEKS, this.#stepSec).push(log - level);
    windowOf(this.#ofDay, atSec % DAY_SEC, PATTERN_DAYS, this.#stepSec).push(log - level);
  }

  /** The trailing level: of a week, once nearly all of one is known; else of a day. */
  #level(): SortedWindow {
    return this.#hasWeek() ? this.#week : this.#day;
  }

  #hasWeek(): boolean {
    return this.#week.count >= 0.9 * (WEEK_SEC / this.#stepSec);
  }

  #center(atSec: number): Pick<Expectation, 'value' | 'pattern'> {
    const level = this.#level().median;
    const week = this.#ofWeek.get(slotOf(atSec % WEEK_SEC, this.#stepSec));
    if (week !== undefined && week.count >= MIN_REFERENCES) {
      return { value: Math.exp(level + week.median), pattern: 'week' };
    }
    const day = this.#ofDay.get(slotOf(atSec % DAY_SEC, this.#stepSec));
    if (day !== undefined && day.count >= MIN_REFERENCES) {
      return { value: Math.exp(level + day.median), pattern: 'day' };
    }
    return { value: Math.exp(level), pattern: 'level' };
  }

  #correlate(atSec: number, deviation: number): void {
    const scale = SD_PER_MAD * this.#deviations.median;
    const cut = CORRELATION_CLIP * scale;
    const clipped = Math.max(-cut, Math.min(cut, deviation));
    const before = this.#before;
    this.#before = { atSec, deviation: clipped };
    if (before === undefined || atSec - before.atSec > 1.5 * this.#stepSec) return;
    const keep = 1 - 1 / CORRELATION_MEMORY;
    this.#covariance = keep * this.#covariance + clipped * before.deviation;
    this.#variance = keep * this.#variance + (clipped * clipped + before.deviation * before.deviation) / 2;
  }
}

function slotOf(sec: number, stepSec: number): number {
  return Math.round(sec / stepSec);
}

function windowOf(windows: Map<number, SortedWindow>, sec: number, size: number, stepSec: number): SortedWindow {
  const slot = slotOf(sec, stepSec);
  let found = windows.get(slot);
  if (found === undefined) {
    found = new SortedWindow(size);
    windows.set(slot, found);
  }
  return found;
}
