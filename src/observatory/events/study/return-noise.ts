import lgamma from '@stdlib/math-base-special-gammaln';
import type { HourlyModel } from './hourly-model.ts';

/** Hours before the event that the noise is learned from: a year. */
const NOISE_HOURS = 8760;

/** Shapes that are weighed: degrees of freedom of Student's t, and its scale against the forecast size. */
const FREEDOMS = [2.2, 2.6, 3, 3.5, 4, 5, 6, 8, 12, 20] as const;
const SCALES: readonly number[] = Array.from({ length: 17 }, (_, i) => 0.5 + i * 0.06);

/** Hours of a part that can be left out as one: a week. */
const PART_HOURS = 168;

/** Student's t around nothing: how an hour's return, over its forecast size, scatters. */
export interface ReturnNoise {
  readonly freedom: number;
  readonly scale: number;
}

/** Log density of a scattered value, but for the constant that all hypotheses share. */
function logNoise({ freedom, scale }: ReturnNoise, value: number): number {
  const t = value / scale;
  return (-(freedom + 1) / 2) * Math.log1p((t * t) / freedom);
}

/** An hour's return beyond the mean, over its size as it was forecast one hour before. */
export function scaledHour(model: HourlyModel, index: number, mean: number): number {
  return (model.change(index - 1, index) - mean) / model.usualSize(index - 1, 1);
}

/**
 * The noise of the hours before the event: heavy tails (Student's t), fitted over the year before, as a whole and with
 * each week left out in turn.
 */
export class NoiseFit {
  /** Log likelihoods of each shape, by week. */
  readonly #weeks: readonly Float64Array[];
  readonly #first: number;
  readonly #whole: Float64Array;

  constructor(model: HourlyModel) {
    this.#first = Math.max(model.first + 1, model.base - NOISE_HOURS + 1);
    const weeks: Float64Array[] = [];
    this.#whole = new Float64Array(FREEDOMS.length * SCALES.length);
    for (let i = this.#first; i <= model.base; i++) {
      const week = (weeks[this.weekOf(i)] ??= new Float64Array(this.#whole.length));
      addLikelihoods(week, scaledHour(model, i, model.mean(i - 1)));
    }
    for (const week of weeks) week.forEach((value, k) => (this.#whole[k]! += value));
    this.#weeks = weeks;
  }

  /** How many weeks can be left out. */
  get weeks(): number {
    return this.#weeks.length;
  }

  /** The week that an hour belongs to, from 0; below 0 for hours before them all. */
  weekOf(index: number): number {
    return Math.floor((index - this.#first) / PART_HOURS);
  }

  /** Mean of the noise's posterior over the shapes, each as likely beforehand. @param without A week to leave out. */
  noise(without?: number): ReturnNoise {
    const left = without === undefined ? undefined : this.#weeks[without];
    const logs = this.#whole.map((value, k) => value - (left?.[k] ?? 0));
    const most = Math.max(...logs);
    let [total, freedom, scale] = [0, 0, 0];
    for (const [k, log] of logs.entries()) {
      const weight = Math.exp(log - most);
      total += weight;
      freedom += weight * FREEDOMS[Math.floor(k / SCALES.length)]!;
      scale += weight * SCALES[k % SCALES.length]!;
    }
    return { freedom: freedom / total, scale: scale / total };
  }
}

/** Constants of Student's t density for each number of degrees of freedom. */
const CONSTANTS = FREEDOMS.map(
  (freedom) => lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - 0.5 * Math.log(freedom * Math.PI),
);

function addLikelihoods(sums: Float64Array, value: number): void {
  for (const [f, freedom] of FREEDOMS.entries()) {
    for (const [s, scale] of SCALES.entries()) {
      sums[f * SCALES.length + s]! += CONSTANTS[f]! - Math.log(scale) + logNoise({ freedom, scale }, value);
    }
  }
}
