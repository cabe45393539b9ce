import type { WindowCount } from '../series/window-count.ts';
import type { LogGrid } from './log-grid.ts';

/** How the log hashrate moves from one bin to the next. */
export interface Motion {
  /** Growth of the logarithm a day: 0.003 is 0.3 % a day. */
  readonly growthPerDay: number;
  /** Standard deviation of the drift's innovations, per square root of a day: 0.01 is a percent a day. */
  readonly dailySd: number;
  /** Jumps a day, and the scale of their two-sided exponential size in the logarithm. */
  readonly jumpsPerDay: number;
  readonly jumpScale: number;
}

/** Weights and decays of one step: share * two-sided geometric kernel, for the drift and for the jumps. */
interface StepKernel {
  readonly driftDecay: number;
  readonly driftWeight: number;
  readonly jumpDecay: number;
  readonly jumpWeight: number;
}

/** Keeps recursions out of subnormal numbers, which are slow; far below any probability that matters. */
const FLOOR = 1e-25;

/** Likelihood of each cell of each bin's band, scaled to a maximum of 1 within the bin; packed as the grid's bands. */
export function likelihoods(grid: LogGrid, bins: readonly WindowCount[]): Float32Array {
  const scaled = new Float32Array(grid.offset[bins.length]!);
  for (let t = 0; t < bins.length; t++) {
    const { blocks, exposure } = bins[t]!;
    const from = grid.offset[t]!;
    const to = grid.offset[t + 1]!;
    if (exposure <= 0) {
      scaled.fill(1, from, to);
      continue;
    }
    const best = blocks === 0 ? 0 : blocks * Math.log(blocks) - blocks;
    const logExposure = Math.log(exposure);
    for (let k = from; k < to; k++) {
      const logMean = grid.origin + (grid.first[t]! + k - from) * grid.step + logExposure;
      scaled[k] = Math.max(FLOOR, Math.exp(blocks * logMean - Math.exp(logMean) - best));
    }
  }
  return scaled;
}

/**
 * A filter and smoother of a hidden log hashrate on a grid (a hidden Markov model; Rabiner 1989), for one motion.
 *
 * A step's kernel is a mixture of two two-sided geometric distributions: small moves (drift) and rare large ones
 * (jumps). Such a kernel is two recursions over the cells, so that a step costs the same however wide it is.
 */
export class TrendFilter {
  readonly #grid: LogGrid;
  readonly #scaled: Float32Array;
  readonly #kernels: readonly StepKernel[];
  readonly #shifts: Int32Array;
  readonly #filtered: Float32Array;
  readonly #input: Float64Array;
  readonly #output: Float64Array;

  constructor(
    options: { readonly motion: Motion },
    data: { grid: LogGrid; scaled: Float32Array; bins: readonly WindowCount[] },
  ) {
    this.#grid = data.grid;
    this.#scaled = data.scaled;
    this.#kernels = data.bins.map((bin, t) =>
      stepKernel(options.motion, daysBetween(data.bins[t - 1] ?? bin, bin), data.grid.step),
    );
    this.#shifts = growthShifts(options.motion.growthPerDay, data.bins, data.grid.step);
    this.#filtered = new Float32Array(data.scaled.length);
    this.#input = new Float64Array(data.grid.cells);
    this.#output = new Float64Array(data.grid.cells);
  }

  /** Runs over the bins forward; gives the logarithm of the evidence, up to a constant equal for all motions. */
  forward(): number {
    const { first, end, offset } = this.#grid;
    const filtered = this.#filtered;
    let logEvidence = 0;
    for (let t = 0; t < first.length; t++) {
      const from = first[t]!;
      const to = end[t]!;
      const shift = offset[t]! - from;
      if (t === 0) this.#output.fill(1 / (to - from), from, to);
      else this.#predict(t - 1, t, filtered);
      let sum = 0;
      for (let i = from; i < to; i++) sum += this.#output[i]! *= this.#scaled[i + shift]!;
      const scale = 1 / sum;
      for (let i = from; i < to; i++) filtered[i + shift] = this.#output[i]! * scale + FLOOR;
      logEvidence += Math.log(sum);
    }
    return logEvidence;
  }

  /** Runs over the bins backward, after `forward`, and adds `weight` times each bin's smoothed probabilities to `sums`. */
  addSmoothed(sums: Float32Array, weight: number): void {
    const { first, end, offset } = this.#grid;
    const filtered = this.#filtered;
    const carried = new Float32Array(this.#grid.cells);
    for (let t = first.length - 1; t >= 0; t--) {
      const from = first[t]!;
      const to = end[t]!;
      const shift = offset[t]! - from;
      if (t === first.length - 1) this.#output.fill(1, from, to);
      else this.#predictBack(t + 1, t, carried);
      let sum = 0;
      let top = 0;
      for (let i = from; i < to; i++) {
        sum += filtered[i + shift]! * this.#output[i]!;
        top = Math.max(top, this.#output[i]!);
      }
      const scale = weight / sum;
      for (let i = from; i < to; i++) {
        sums[i + shift]! += filtered[i + shift]! * this.#output[i]! * scale;
        carried[i] = (this.#output[i]! * this.#scaled[i + shift]!) / top;
      }
    }
  }

  /** Moves bin `t`'s packed probabilities one step on, into `#output` over the band of bin `next`. */
  #predict(t: number, next: number, packed: Float32Array): void {
    const { first, end, offset } = this.#grid;
    const grown = this.#shifts[next]!;
    const [from, to] = this.#load(t, next);
    const start = Math.max(first[t]!, from - grown);
    const stop = Math.min(end[t]!, to - grown);
    const shift = offset[t]! - first[t]!;
    for (let i = start; i < stop; i++) this.#input[i + grown] = packed[i + shift]!;
    this.#smear(from, to, this.#kernels[next]!);
  }

  /** The same backward: the kernel is symmetric, and growth takes back. `cells` holds bin `later`'s values by cell. */
  #predictBack(later: number, t: number, cells: Float32Array): void {
    const { first, end } = this.#grid;
    const grown = this.#shifts[later]!;
    const [from, to] = this.#load(later, t);
    const start = Math.max(first[later]!, from + grown);
    const stop = Math.min(end[later]!, to + grown);
    for (let i = start; i < stop; i++) this.#input[i - grown] = cells[i]!;
    this.#smear(from, to, this.#kernels[later]!);
  }

  /** Empties the input over the bands of two bins; gives the cells that both span. */
  #load(a: number, b: number): [from: number, to: number] {
    const { first, end } = this.#grid;
    const from = Math.min(first[a]!, first[b]!);
    const to = Math.max(end[a]!, end[b]!);
    this.#input.fill(FLOOR, from, to);
    return [from, to];
  }

  /** Convolves `#input` with a step's kernel over a span of cells: one recursion up the cells, one down. */
  #smear(from: number, to: number, kernel: StepKernel): void {
    const { driftDecay, driftWeight, jumpDecay, jumpWeight } = kernel;
    const input = this.#input;
    const output = this.#output;
    let drift = 0;
    let jump = 0;
    for (let i = from; i < to; i++) {
      const x = input[i]!;
      drift = drift * driftDecay + x;
      jump = jump * jumpDecay + x;
      output[i] = driftWeight * drift + jumpWeight * jump;
    }
    drift = 0;
    jump = 0;
    for (let i = to - 1; i >= from; i--) {
      const x = input[i]!;
      output[i]! += driftWeight * drift + jumpWeight * jump;
      drift = (drift + x) * driftDecay;
      jump = (jump + x) * jumpDecay;
    }
  }
}

/** Days from the middle of one bin to that of the next. */
function daysBetween(a: WindowCount, b: WindowCount): number {
  return (b.fromSec + b.toSec - a.fromSec - a.toSec) / 2 / 86_400;
}

/** Cells that growth moves each bin's probabilities on by: whole ones, so that what is rounded is made up for later. */
function growthShifts(growthPerDay: number, bins: readonly WindowCount[], step: number): Int32Array {
  const shifts = new Int32Array(bins.length);
  let grown = 0;
  let moved = 0;
  for (let t = 1; t < bins.length; t++) {
    grown += (growthPerDay * daysBetween(bins[t - 1]!, bins[t]!)) / step;
    shifts[t] = Math.round(grown) - moved;
    moved += shifts[t]!;
  }
  return shifts;
}

function stepKernel(motion: Motion, days: number, step: number): StepKernel {
  const drift = geometricDecay((motion.dailySd * Math.sqrt(days)) / step);
  const jump = geometricDecay((motion.jumpScale * Math.SQRT2) / step);
  const jumpShare = -Math.expm1(-motion.jumpsPerDay * days);
  return {
    driftDecay: drift,
    driftWeight: ((1 - jumpShare) * (1 - drift)) / (1 + drift),
    jumpDecay: jump,
    jumpWeight: (jumpShare * (1 - jump)) / (1 + jump),
  };
}

/** Decay r of the two-sided geometric kernel ~ r^|k| whose variance 2r / (1 - r)^2 is `sd`^2, in cells. */
function geometricDecay(sd: number): number {
  if (sd === 0) return 0;
  const half = 1 + 1 / (sd * sd);
  return half - Math.sqrt(half * half - 1);
}
