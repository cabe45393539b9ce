/** Last prices of consecutive spans of equal length, of one asset in US dollars. A `PriceSeries` is one too. */
export interface CloseSeries {
  /** Ticker: `BTC`. */
  readonly asset: string;
  /** Start of the first span, seconds since 1970 UTC. */
  readonly fromSec: number;
  /** Length of a span in seconds. */
  readonly stepSec: number;
  readonly close: Float64Array;
}

/** Where a series ends: the moment of its last close. */
export function endOfCloses(series: CloseSeries): number {
  return series.fromSec + series.close.length * series.stepSec;
}

/**
 * Puts two series of one asset and step together: where both have a price, the first one's is taken.
 *
 * @returns `undefined` when there is a gap between them, or their spans do not fall on the same moments.
 */
export function joinCloses(first: CloseSeries, second: CloseSeries): CloseSeries | undefined {
  const { asset, stepSec } = first;
  const apart = (second.fromSec - first.fromSec) / stepSec;
  const isSameKind = asset === second.asset && stepSec === second.stepSec && Number.isInteger(apart);
  if (!isSameKind || first.fromSec > endOfCloses(second) || second.fromSec > endOfCloses(first)) return undefined;
  const fromSec = Math.min(first.fromSec, second.fromSec);
  const toSec = Math.max(endOfCloses(first), endOfCloses(second));
  const close = new Float64Array((toSec - fromSec) / stepSec);
  close.set(second.close, (second.fromSec - fromSec) / stepSec);
  close.set(first.close, (first.fromSec - fromSec) / stepSec);
  return { asset, fromSec, stepSec, close };
}
