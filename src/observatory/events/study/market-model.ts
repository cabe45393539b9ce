import type { DailyCloses } from '../../market/price-series.ts';

/** Days that the market model is fitted to, ending with the day before the window. */
export const ESTIMATION_DAYS = 120;

/** Half-life of the running mean that tells how large residuals are just now, days. */
const RECENT_HALF_LIFE = 10;

/** What the regression gave. */
export interface MarketRegression {
  readonly alpha: number;
  readonly beta: number;
  readonly residualSd: number;
  readonly r2: number;
}

/** How large the residuals of a fit are: mean absolute log return of a day. */
export interface ResidualSizes {
  /** Over the whole estimation window. */
  readonly whole: number;
  /** Of late: a running mean with a half-life of ten days. */
  readonly recent: number;
}

/**
 * One coin against the market of the others, by the day: r = alpha + beta · m + residual, where m is the mean log return
 * of the other coins, each counted alike. Fitted anew before every window, on the 120 days that end with its start.
 *
 * Days are counted by closes: `index` is the close that a window begins with.
 */
export class MarketModel {
  readonly closes: DailyCloses;
  readonly asset: string;
  /** The coins that stand for the market. */
  readonly coins: readonly string[];
  readonly #own: Float64Array;
  readonly #market: Float64Array;
  readonly #fits: (MarketRegression | undefined)[] = [];
  readonly #sizes: (ResidualSizes | undefined)[] = [];

  constructor(closes: DailyCloses, asset: string) {
    this.closes = closes;
    this.asset = asset;
    this.coins = [...closes.closes.keys()].filter((coin) => coin !== asset);
    this.#own = logReturns(closes.closes.get(asset)!);
    const others = this.coins.map((coin) => logReturns(closes.closes.get(coin)!));
    this.#market = this.#own.map((_, i) => others.reduce((sum, returns) => sum + returns[i]!, 0) / others.length);
  }

  /** How many closes there are. */
  get length(): number {
    return this.#own.length;
  }

  /** Log return of the market over the days after a close. */
  market(index: number, days: number): number {
    let sum = 0;
    for (let i = index + 1; i <= index + days; i++) sum += this.#market[i]!;
    return sum;
  }

  /** Log return beyond what the market explains over the days after a close. */
  abnormal(index: number, days: number): number {
    const fit = this.fitBefore(index);
    let sum = 0;
    for (let i = index + 1; i <= index + days; i++) sum += this.#residual(fit, i);
    return sum;
  }

  /** Mean absolute abnormal return of a day over the days after a close. */
  sizeAfter(index: number, days: number): number {
    const fit = this.fitBefore(index);
    let sum = 0;
    for (let i = index + 1; i <= index + days; i++) sum += Math.abs(this.#residual(fit, i));
    return sum / days;
  }

  /** How large the residuals are that the fit leaves over, up to the close. */
  sizesBefore(index: number): ResidualSizes {
    return (this.#sizes[index] ??= this.#measure(index));
  }

  /** Least squares over the days up to a close. */
  fitBefore(index: number): MarketRegression {
    return (this.#fits[index] ??= this.#fit(index));
  }

  #measure(index: number): ResidualSizes {
    const fit = this.fitBefore(index);
    const first = index - ESTIMATION_DAYS + 1;
    const weight = 1 - 2 ** (-1 / RECENT_HALF_LIFE);
    let whole = 0;
    let recent = Math.abs(this.#residual(fit, first));
    for (let i = first; i <= index; i++) {
      const size = Math.abs(this.#residual(fit, i));
      whole += size / ESTIMATION_DAYS;
      recent += weight * (size - recent);
    }
    return { whole, recent };
  }

  #fit(index: number): MarketRegression {
    let [x, y, xx, xy, yy] = [0, 0, 0, 0, 0];
    for (let i = index - ESTIMATION_DAYS + 1; i <= index; i++) {
      const [m, r] = [this.#market[i]!, this.#own[i]!];
      x += m;
      y += r;
      xx += m * m;
      xy += m * r;
      yy += r * r;
    }
    const n = ESTIMATION_DAYS;
    const spread = xx - (x * x) / n;
    const beta = spread > 0 ? (xy - (x * y) / n) / spread : 0;
    const alpha = (y - beta * x) / n;
    const total = yy - (y * y) / n;
    const left = Math.max(0, total - beta * beta * spread);
    return { alpha, beta, residualSd: Math.sqrt(left / (n - 2)), r2: total > 0 ? 1 - left / total : 0 };
  }

  #residual({ alpha, beta }: MarketRegression, index: number): number {
    return this.#own[index]! - alpha - beta * this.#market[index]!;
  }
}

/** Log return of each day from the close before; the first day has none and counts as 0. */
function logReturns(closes: Float64Array): Float64Array {
  return closes.map((close, i) => (i === 0 ? 0 : Math.log(close / closes[i - 1]!)));
}
