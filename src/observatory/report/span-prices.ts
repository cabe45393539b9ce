import type { DescribedPrices, PriceSeries } from '../market/price-series.ts';

/** A span of time, seconds since 1970: `fromSec` inclusive, `toSec` exclusive. */
interface Span {
  readonly fromSec: number;
  readonly toSec: number;
}

/**
 * The prices that cover most of a span; of those that cover as much, the ones that are named first. `undefined` where none cover any.
 *
 * @param candidates The finest first, and of those one's own before what is built in.
 */
export function pricesOfSpan(
  candidates: readonly (DescribedPrices | undefined)[],
  span: Span,
): DescribedPrices | undefined {
  let best: DescribedPrices | undefined;
  let most = 0;
  for (const prices of candidates) {
    const covered = prices === undefined ? 0 : coveredSec(prices, span);
    if (covered > most) [best, most] = [prices, covered];
  }
  return best;
}

function coveredSec({ fromSec, stepSec, close }: PriceSeries, span: Span): number {
  return Math.min(fromSec + stepSec * close.length, span.toSec) - Math.max(fromSec, span.fromSec);
}
