import type { CloseSeries } from '../../market/close-series.ts';
import { LinearFit } from './linear-fit.ts';

/** Hours over which the mean return is taken, and before which nothing is modelled: four weeks. */
export const WARM_UP_HOURS = 672;

/** Hours of history that a model looks back on at most: three years. */
const MAX_HISTORY_HOURS = 26_304;

/** Half-lives of the three running means of volatility, hours: a day, a week, four weeks (Corsi's HAR, 2009). */
const HALF_LIVES = [24, 168, 672] as const;

/** Every so many hours one is taken to fit the forecast: neighbours say nearly the same. */
const FIT_STEP = 3;

/** Of the slowest running mean: a forecast does not fall below this share of it. */
const MIN_SHARE = 0.25;

/** An hour without any price change in all of its history is taken to move at least so much (log return). */
const MIN_SEASON = 1e-6;

const BUCKETS = 48;
const HOUR_SEC = 3600;

/**
 * What hourly prices usually do around one moment, learned from before it alone.
 *
 * The expected return of an hour is the mean of the four weeks before (MacKinlay's constant-mean model, 1997). Its usual
 * size is a season (the mean absolute return of that hour of the day, working days and weekends apart) times a level,
 * which is forecast for each length of time from running means over a day, a week and four weeks by least squares
 * (Corsi's heterogeneous autoregression, 2009). So calm and wild times can be held against each other.
 *
 * Moments are counted in hours: `index` is the close at the end of the hour `index` of the series.
 */
export class HourlyModel {
  readonly series: CloseSeries;
  /** The close that is the last before the moment; everything learned rests on hours up to it. */
  readonly base: number;
  /** First close that a window may start at. */
  readonly first: number;
  readonly #start: number;
  readonly #logs: Float64Array;
  readonly #season = new Float64Array(BUCKETS);
  readonly #levels: readonly Float64Array[];
  /** Running sums over hours of the squared seasons, and of the returns' sizes without their seasons. */
  readonly #seasonSquares: Float64Array;
  readonly #sizes: Float64Array;
  readonly #fits = new Map<number, readonly number[]>();

  /** @param base Index of the close; at least `WARM_UP_HOURS` hours of history come before `first`. */
  constructor(series: CloseSeries, base: number) {
    this.series = series;
    this.base = base;
    this.#start = Math.max(0, base - MAX_HISTORY_HOURS);
    this.first = this.#start + WARM_UP_HOURS;
    this.#logs = series.close.map(Math.log);
    this.#learnSeason();
    const length = series.close.length;
    this.#seasonSquares = new Float64Array(length + 1);
    this.#sizes = new Float64Array(length + 1);
    this.#levels = HALF_LIVES.map(() => new Float64Array(length));
    this.#runLevels();
  }

  /** When the hour of a close ends, seconds since 1970. */
  timeOf(index: number): number {
    return this.series.fromSec + (index + 1) * HOUR_SEC;
  }

  /** Log return of the hours after one close up to another. */
  change(from: number, to: number): number {
    return this.#logs[to]! - this.#logs[from]!;
  }

  /** Mean log return of an hour in the four weeks before a close. */
  mean(index: number): number {
    return this.change(index - WARM_UP_HOURS, index) / WARM_UP_HOURS;
  }

  /** Log return beyond the mean over the hours after a close. */
  abnormal(index: number, hours: number): number {
    return this.change(index, index + hours) - hours * this.mean(index);
  }

  /** Forecast of the size of a move over the hours after a close, from what was known at it; log return. */
  usualSize(index: number, hours: number): number {
    const squares = this.#seasonSquares[index + hours + 1]! - this.#seasonSquares[index + 1]!;
    return this.#forecast(index, hours) * Math.sqrt(squares);
  }

  /** The abnormal move over its usual size. */
  scaled(index: number, hours: number): number {
    return this.abnormal(index, hours) / this.usualSize(index, hours);
  }

  /** Forecast level of the hours after a close, once their seasons are taken out. */
  #forecast(index: number, hours: number): number {
    const fit = this.#fitFor(hours);
    let level = fit[0]!;
    this.#levels.forEach((values, k) => (level += fit[k + 1]! * values[index]!));
    return Math.max(level, MIN_SHARE * this.#levels.at(-1)![index]!, Number.MIN_VALUE);
  }

  #fitFor(hours: number): readonly number[] {
    const known = this.#fits.get(hours);
    if (known !== undefined) return known;
    const fit = new LinearFit(HALF_LIVES.length + 1);
    for (let i = this.first; i + hours <= this.base; i += FIT_STEP) {
      const target = (this.#sizes[i + hours + 1]! - this.#sizes[i + 1]!) / hours;
      fit.add([1, ...this.#levels.map((values) => values[i]!)], target);
    }
    const solved = fit.solve() ?? [0, ...HALF_LIVES.map(() => 1 / HALF_LIVES.length)];
    this.#fits.set(hours, solved);
    return solved;
  }

  #learnSeason(): void {
    const counts = new Float64Array(BUCKETS);
    let total = 0;
    for (let i = this.#start + 1; i <= this.base; i++) {
      const size = Math.abs(this.change(i - 1, i));
      this.#season[this.#bucket(i)]! += size;
      counts[this.#bucket(i)]! += 1;
      total += size;
    }
    const overall = Math.max(total / Math.max(1, this.base - this.#start), MIN_SEASON);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const mean = counts[bucket] === 0 ? overall : this.#season[bucket]! / counts[bucket]!;
      this.#season[bucket] = Math.max(mean, MIN_SEASON);
    }
  }

  #runLevels(): void {
    const weights = HALF_LIVES.map((hours) => 1 - 2 ** (-1 / hours));
    for (let i = this.#start + 1; i < this.series.close.length; i++) {
      const season = this.#season[this.#bucket(i)]!;
      const size = Math.abs(this.change(i - 1, i)) / season;
      this.#seasonSquares[i + 1] = this.#seasonSquares[i]! + season * season;
      this.#sizes[i + 1] = this.#sizes[i]! + size;
      for (const [k, values] of this.#levels.entries()) {
        const before = i === this.#start + 1 ? 1 : values[i - 1]!;
        values[i] = before + weights[k]! * (size - before);
      }
    }
  }

  /** Hour of the day that ends with a close; weekends apart. */
  #bucket(index: number): number {
    const startSec = this.timeOf(index) - HOUR_SEC;
    return (isWeekend(startSec) ? 24 : 0) + hourOfDay(startSec);
  }
}

/** Whether a moment falls on a Saturday or Sunday UTC. */
export function isWeekend(timeSec: number): boolean {
  const weekday = weekdayOf(timeSec);
  return weekday === 0 || weekday === 6;
}

/** Day of the week in UTC: 0 is Sunday. */
export function weekdayOf(timeSec: number): number {
  return (Math.floor(timeSec / 86_400) + 4) % 7;
}

/** Hour of the day in UTC, 0 to 23. */
export function hourOfDay(timeSec: number): number {
  return Math.floor(timeSec / HOUR_SEC) % 24;
}
