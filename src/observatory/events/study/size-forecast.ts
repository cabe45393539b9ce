import { LinearFit } from './linear-fit.ts';
import { ESTIMATION_DAYS } from './market-model.ts';
import type { MarketModel } from './market-model.ts';

/** Of the estimation window's mean: a forecast does not fall below this share of it. */
const MIN_SHARE = 0.25;

/** Below this, a mean absolute log return of a day is rounding. */
const MIN_SIZE = 1e-6;

/** Weights where too little has been seen to learn them: half of late, half of the whole estimation window. */
const UNLEARNED = [0, 0.5, 0.5] as const;

/**
 * Forecasts how large the abnormal return of some days is, so that calm and wild times can be held against each other.
 *
 * The mean absolute residual of the days to come is a constant plus weights times its means over the estimation window
 * and of late. They are learned for each length of time, by least squares over all windows that ended before the event:
 * the longer the window, the further volatility falls back to what is usual, and weights set by hand miss by how much.
 * Each window is weighted by the inverse of its mean, since errors grow with what they are errors of (so Patton and
 * Sheppard, 2015, fit Corsi's model of volatility).
 */
export class SizeForecast {
  readonly #model: MarketModel;
  readonly #days: number;
  readonly #weights: readonly number[];

  /** @param window.base Close that the event's window begins with; everything learned rests on days up to it. */
  constructor(model: MarketModel, window: { readonly base: number; readonly days: number }) {
    const { base, days } = window;
    this.#model = model;
    this.#days = days;
    const fit = new LinearFit(UNLEARNED.length);
    for (let index = ESTIMATION_DAYS; index + days <= base; index++) {
      const { whole, recent } = model.sizesBefore(index);
      const scale = Math.max(whole, MIN_SIZE);
      fit.add([1 / scale, whole / scale, recent / scale], model.sizeAfter(index, days) / scale);
    }
    this.#weights = fit.solve() ?? UNLEARNED;
  }

  /** Usual size of the abnormal return over the days after a close, from what was known at it; log return. */
  usualSize(index: number): number {
    const { whole, recent } = this.#model.sizesBefore(index);
    const [constant, ofWhole, ofRecent] = this.#weights;
    const forecast = constant! + ofWhole! * whole + ofRecent! * recent;
    return Math.max(forecast, MIN_SHARE * whole, MIN_SIZE) * Math.sqrt(this.#days);
  }

  /** The abnormal return over its usual size. */
  scaled(index: number): number {
    return this.#model.abnormal(index, this.#days) / this.usualSize(index);
  }
}
