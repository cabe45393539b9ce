import { assert } from '../../src/bytes/assert.ts';
import { blockSeries } from '../../src/observatory/series/block-series.ts';
import type { BlockSeries } from '../../src/observatory/series/block-series.ts';
import { HashrateCurve } from './hashrate-curve.ts';
import { HeaderClocks } from './header-clocks.ts';
import { Random } from './random.ts';

const DAY_SEC = 86_400;
const EPOCH_BLOCKS = 2016;
const EPOCH_SEC = 14 * DAY_SEC;

/** Every history begins at this moment (2023-01-01 UTC) and around this hashrate: estimators must not care. */
const START_SEC = 1_672_531_200;
const START_HASHRATE = 2.5e20;

/**
 * What the true hashrate of a drawn history does.
 *
 * - `steady`: constant.
 * - `drifting`: a random walk in the logarithm (a daily standard deviation drawn from 0.5 to 2 % for each history,
 *   hourly steps) on top of a growth of 0.3 % a day.
 * - `stepped`: constant, but for one step at `atSec` by -50 to +50 % (uniform, or as asked for).
 * - `retarget`: constant, but the difficulty of one epoch is wrong by up to 40 % (uniform in the logarithm), and the
 *   retarget falls within a day or so after `atSec` (within a few days where whole epochs lie before).
 * - `noisy`: constant, and header times as miners write them (`HeaderClocks`). All other kinds have exact times.
 */
export type HistoryKind = 'steady' | 'drifting' | 'stepped' | 'retarget' | 'noisy';

/** All kinds, in the order of the tables. */
export const HISTORY_KINDS: readonly HistoryKind[] = ['steady', 'drifting', 'stepped', 'retarget', 'noisy'];

/** One drawn history: what an observer sees, and the truth behind it. */
export interface History {
  readonly kind: HistoryKind;
  readonly index: number;
  /** What is observed: header times in whole seconds (repaired where they run backwards), 29 to 44 days or as asked for. */
  readonly series: BlockSeries;
  /** The header times as written, before any repair. */
  readonly headerTimesSec: Float64Array;
  /** When each block was truly found. */
  readonly foundSec: Float64Array;
  /** The true hashrate over the whole span. */
  readonly hashrate: HashrateCurve;
  /**
   * The moment of interest: a baseline lies before it, a window after. At least 8 days of blocks (15 unless `retarget`)
   * and the epochs asked for lie before, 14.9 days or as asked for after. Drawn without a look at the blocks. A `stepped`
   * history steps here.
   */
  readonly atSec: number;
  /** Hashrate just after `atSec` through just before: 1 unless `stepped`. */
  readonly step: number;
}

/** How long a history is. */
export interface HistorySpan {
  /** Whole epochs of two weeks more before the moment of interest; none when left out. */
  readonly epochsBefore?: number;
  /** Days after the moment of interest; 15 when left out. */
  readonly daysAfter?: number;
}

/** Which history to draw. */
export interface HistoryOptions extends HistorySpan {
  readonly kind: HistoryKind;
  /** Seed of the whole run. */
  readonly seed: number;
  /** Number of the history: each is drawn by itself, in any order. */
  readonly index: number;
  /** Of a `stepped` history: the ratio after / before; drawn from 0.5 to 1.5 when left out. */
  readonly step?: number;
}

/**
 * Draws one history: the block process is simulated exactly.
 *
 * Between two blocks the network does an exponential number of hashes with the mean `work`; the time that this takes
 * follows from the true hashrate (the time-changed Poisson process; Bowden et al. 2020, section 2). The difficulty
 * follows Bitcoin Core's rule on the header times as written: every 2016 blocks, from the time of the epoch's last
 * header minus that of its first, which are 2015 intervals for a goal of 2016 (the off-by-one), clamped to a factor of
 * four (`CalculateNextWorkRequired`). The rounding of targets to 24 bits is left out: it is below 1e-6.
 */
export function drawHistory(options: HistoryOptions): History {
  const { kind, index, epochsBefore = 0, daysAfter = 15 } = options;
  const random = new Random(options.seed, index * HISTORY_KINDS.length + HISTORY_KINDS.indexOf(kind));
  const misfit = kind === 'retarget' ? Math.exp(random.between(-0.4, 0.4)) : 1;
  const atSec =
    START_SEC +
    epochsBefore * EPOCH_SEC +
    (kind === 'retarget' ? EPOCH_SEC * misfit - random.uniform() * DAY_SEC : random.between(15, 29) * DAY_SEC);
  const step = kind === 'stepped' ? (options.step ?? random.between(0.5, 1.5)) : 1;
  const hashrate = drawCurve(random, { kind, atSec, endSec: atSec + daysAfter * DAY_SEC, step });
  const clocks = kind === 'noisy' ? new HeaderClocks(random) : undefined;
  const { foundSec, headerTimesSec, work } = mine(random, { hashrate, clocks, misfit, misfitEpoch: epochsBefore });
  const firstHeight = 800 * EPOCH_BLOCKS;
  const series = blockSeries({ firstHeight, timesSec: headerTimesSec, work, timeSource: 'header' });
  return { kind, index, series, headerTimesSec, foundSec, hashrate, atSec, step };
}

/** The true hashrate: constant, a drift in hourly steps, or one step at `atSec`. */
function drawCurve(
  random: Random,
  shape: { readonly kind: HistoryKind; readonly atSec: number; readonly endSec: number; readonly step: number },
): HashrateCurve {
  const { kind, atSec, endSec, step } = shape;
  if (kind === 'stepped') {
    const rates = Float64Array.of(START_HASHRATE, START_HASHRATE * step);
    return new HashrateCurve(Float64Array.of(START_SEC, atSec, endSec), rates);
  }
  if (kind !== 'drifting') {
    return new HashrateCurve(Float64Array.of(START_SEC, endSec), Float64Array.of(START_HASHRATE));
  }
  const dailySd = random.between(0.005, 0.02);
  const hours = Math.ceil((endSec - START_SEC) / 3600);
  const times = Float64Array.from({ length: hours + 1 }, (_, i) => START_SEC + i * 3600);
  const rates = new Float64Array(hours);
  let log = Math.log(START_HASHRATE);
  for (let i = 0; i < hours; i++) {
    rates[i] = Math.exp(log);
    log += 0.003 / 24 + (dailySd / Math.sqrt(24)) * random.normal();
  }
  return new HashrateCurve(times, rates);
}

/** Finds blocks until the curve ends. The difficulty of one epoch is made wrong by a factor. */
function mine(
  random: Random,
  network: {
    readonly hashrate: HashrateCurve;
    readonly clocks: HeaderClocks | undefined;
    readonly misfit: number;
    readonly misfitEpoch: number;
  },
): { foundSec: Float64Array; headerTimesSec: Float64Array; work: Float64Array } {
  const { hashrate, clocks, misfit, misfitEpoch } = network;
  const found = [START_SEC];
  const header = [START_SEC];
  let work = START_HASHRATE * 600 * (misfitEpoch === 0 ? misfit : 1);
  const works = [work];
  let epochStart = START_SEC;
  for (;;) {
    const parentFoundSec = found[found.length - 1]!;
    if (found.length % EPOCH_BLOCKS === 0) {
      const actual = header[header.length - 1]! - epochStart;
      work *= EPOCH_SEC / Math.min(Math.max(actual, EPOCH_SEC / 4), EPOCH_SEC * 4);
      if (misfit !== 1 && found.length === misfitEpoch * EPOCH_BLOCKS) work = START_HASHRATE * 600 * misfit;
    }
    const foundSec = hashrate.timeAfter(parentFoundSec, work * random.exponential());
    if (foundSec === Infinity) break;
    const headerSec = clocks === undefined ? Math.floor(foundSec) : clocks.stamp(parentFoundSec, foundSec);
    if (found.length % EPOCH_BLOCKS === 0) epochStart = headerSec;
    found.push(foundSec);
    header.push(headerSec);
    works.push(work);
  }
  assert(found.length > EPOCH_BLOCKS / 2, 'a history has blocks');
  return {
    foundSec: Float64Array.from(found),
    headerTimesSec: Float64Array.from(header),
    work: Float64Array.from(works),
  };
}
