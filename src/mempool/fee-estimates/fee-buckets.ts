import { assert } from '../../bytes/assert.ts';

/** Bounds of the ranges that fee rates are counted in, in satoshis for 1,000 virtual bytes. Source: Core's policy/fees.h. */
const MIN_BUCKET_FEERATE = 1000;
const MAX_BUCKET_FEERATE = 1e7;
/** How much each bound is above the one before, as a factor. */
const FEE_SPACING = 1.05;
/** Upper bound of the last range: it takes in all that is above the others. */
const INF_FEERATE = 1e99;

/** Most ranges that a file may have. Source: Core's `CBlockPolicyEstimator::Read`. */
const MAX_BUCKETS = 1000;

/** The ranges that fee rates are counted in: each from the bound of the one before up to, and with, its own. */
export class FeeBuckets {
  /** Upper bounds, rising. */
  readonly bounds: Float64Array;

  /** @param bounds Are good ones (`areBucketBounds`). */
  constructor(bounds: Float64Array) {
    assert(areBucketBounds(bounds), 'bounds rise');
    this.bounds = bounds;
  }

  get count(): number {
    return this.bounds.length;
  }

  /** Returns the range that a fee rate is in. */
  indexOf(rate: number): number {
    let low = 0;
    let high = this.bounds.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.bounds[middle]! < rate) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where the range begins: the bound of the one before, or 0. */
  startOf(index: number): number {
    return index === 0 ? 0 : this.bounds[index - 1]!;
  }
}

/** The ranges that Core makes where it has no file. */
export function defaultBuckets(): FeeBuckets {
  const bounds: number[] = [];
  for (let bound = MIN_BUCKET_FEERATE; bound <= MAX_BUCKET_FEERATE; bound *= FEE_SPACING) bounds.push(bound);
  bounds.push(INF_FEERATE);
  return new FeeBuckets(Float64Array.from(bounds));
}

/** Whether numbers are bounds that can be worked with: from 2 to 1,000 finite ones above 0, each above the one before. */
export function areBucketBounds(bounds: Float64Array): boolean {
  if (bounds.length <= 1 || bounds.length > MAX_BUCKETS) return false;
  return bounds.every((bound, i) => Number.isFinite(bound) && bound > (i === 0 ? 0 : bounds[i - 1]!));
}
