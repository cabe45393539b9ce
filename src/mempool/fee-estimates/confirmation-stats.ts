import { assert } from '../../bytes/assert.ts';
import { NO_RANGE } from './estimation-result.ts';
import type { BucketRange, EstimationResult } from './estimation-result.ts';
import type { FeeBuckets } from './fee-buckets.ts';

/** Averages of one horizon, as they are kept. Arrays by period are one period's ranges after the other's. */
export interface ConfirmationAverages {
  /** What is left of an average after a block: above 0, below 1. */
  readonly decay: number;
  /** Blocks of one period. */
  readonly scale: number;
  readonly periods: number;
  /** By range: sum of the fee rates of confirmed transactions, and their number. */
  readonly feeRates: Float64Array;
  readonly confirmed: Float64Array;
  /** By period and range: transactions that were confirmed within so many periods, or left unconfirmed after as many. */
  readonly within: Float64Array;
  readonly failed: Float64Array;
}

/** How fast one horizon forgets, and how far it looks: the fixed part of `ConfirmationAverages`. */
export type EstimateSpan = Pick<ConfirmationAverages, 'decay' | 'scale' | 'periods'>;

/** All numbers of one horizon. */
interface Counts {
  readonly averages: ConfirmationAverages;
  /** Waiting transactions by the block they came after, in a ring of `maxConfirms`, and by range; and the older ones. */
  readonly waiting: Int32Array;
  readonly waitingLonger: Int32Array;
}

/** What an estimate asks for. */
export interface MedianQuery {
  /** Blocks, from 1 to `maxConfirms`. */
  readonly targetBlocks: number;
  /** Transactions a block that a range has to have on average. */
  readonly sufficientTransactions: number;
  /** Share that has to be confirmed within the target. */
  readonly successThreshold: number;
  /** Of the tip. */
  readonly height: number;
}

/** The sums over ranges that are looked at together. */
interface RangeSums {
  withinTarget: number;
  totalConfirmed: number;
  inMempool: number;
  leftMempool: number;
}

/** What going through the ranges, from the highest down, has found. */
interface Scan {
  /** The lowest ranges that passed, as indexes from the lower to the higher; `undefined` if none did. */
  readonly best: { readonly low: number; readonly high: number; readonly sums: RangeSums } | undefined;
  readonly fail: BucketRange;
}

/**
 * Counts, for one horizon, how many blocks transactions of each range of fee rates have waited for: decaying averages of those
 * that were confirmed or given up, and the numbers of those that wait now.
 *
 * Source: Bitcoin Core's `TxConfirmStats`, in the same order of sums, so that the doubles are the same.
 */
export class ConfirmationStats {
  readonly #buckets: FeeBuckets;
  readonly #span: EstimateSpan;
  /** Made when something is to be counted: until then all numbers are 0, and no block changes that. */
  #counts: Counts | undefined;

  /** @param averages What was counted before, if anything was. */
  constructor(buckets: FeeBuckets, averages: EstimateSpan | ConfirmationAverages) {
    this.#buckets = buckets;
    this.#span = averages;
    if (!('confirmed' in averages)) return;
    assert(averages.confirmed.length === buckets.count, 'averages are of the same ranges');
    this.#counts = this.#countsWith(averages);
  }

  get averages(): ConfirmationAverages {
    return this.#begun().averages;
  }

  /** The longest wait that is counted, in blocks. */
  get maxConfirms(): number {
    return this.#span.scale * this.#span.periods;
  }

  /** Makes room for transactions that come after the block at `height`. Source: Core's `ClearCurrent`. */
  beginBlock(height: number): void {
    if (this.#counts === undefined) return;
    const { waiting, waitingLonger } = this.#counts;
    const at = this.#ringAt(height);
    for (let bucket = 0; bucket < this.#buckets.count; bucket++) {
      waitingLonger[bucket]! += waiting[at + bucket]!;
      waiting[at + bucket] = 0;
    }
  }

  /** Lets what was counted before weigh less. Source: Core's `UpdateMovingAverages`. */
  decay(): void {
    if (this.#counts === undefined) return;
    const { decay, feeRates, confirmed, within, failed } = this.#counts.averages;
    for (const column of [feeRates, confirmed, within, failed]) {
      for (let i = 0; i < column.length; i++) column[i]! *= decay;
    }
  }

  /** Counts a transaction that was confirmed. @param blocks From 1 on: the first block it could be in. Core's `Record`. */
  addConfirmed(blocks: number, rate: number): void {
    const { scale, periods, confirmed, feeRates, within } = this.averages;
    const bucket = this.#buckets.indexOf(rate);
    for (let period = Math.ceil(blocks / scale); period <= periods; period++) {
      within[(period - 1) * this.#buckets.count + bucket]! += 1;
    }
    confirmed[bucket]! += 1;
    feeRates[bucket]! += rate;
  }

  /** Counts a transaction that begins to wait. @param height Of the tip. Source: Core's `NewTx`. */
  addWaiting(height: number, bucket: number): void {
    this.#begun().waiting[this.#ringAt(height) + bucket]! += 1;
  }

  /** Takes out a transaction that waits no more. Source: Core's `removeTx`. */
  removeWaiting(tx: {
    readonly height: number;
    readonly bucket: number;
    readonly bestHeight: number;
    readonly inBlock: boolean;
  }): void {
    const { height, bucket, bestHeight, inBlock } = tx;
    const blocksAgo = bestHeight === 0 ? 0 : bestHeight - height;
    if (blocksAgo < 0) return;
    const { averages, waiting, waitingLonger } = this.#begun();
    const [counts, at] =
      blocksAgo >= this.maxConfirms ? [waitingLonger, bucket] : [waiting, this.#ringAt(height) + bucket];
    if (counts[at]! > 0) counts[at]! -= 1;
    const { scale, periods, failed } = averages;
    if (inBlock || blocksAgo < scale) return;
    const periodsAgo = Math.min(Math.floor(blocksAgo / scale), periods);
    for (let period = 0; period < periodsAgo; period++) failed[period * this.#buckets.count + bucket]! += 1;
  }

  /**
   * Finds the lowest fee rates that were confirmed within the target often enough, and returns the average of the range that
   * has their median transaction; -1 if there are none. Source: Bitcoin Core's `EstimateMedianVal`.
   */
  estimateMedian(query: MedianQuery): { readonly median: number; readonly result: EstimationResult } {
    const { decay, scale } = this.averages;
    const { best, fail } = this.#scan(query);
    if (best === undefined) return { median: -1, result: { pass: NO_RANGE, fail, decay, scale } };
    const { low, high, sums } = best;
    const { median, hasTransactions } = this.#medianOf(low, high);
    const bounds = hasTransactions ? this.#boundsOf(low, high) : { start: -1, end: -1 };
    return { median, result: { pass: { ...bounds, ...sums }, fail, decay, scale } };
  }

  /** Puts ranges together, from the highest down, until there are transactions enough to judge by; and so on. */
  #scan(query: MedianQuery): Scan {
    const { targetBlocks, sufficientTransactions, successThreshold } = query;
    const { decay, confirmed } = this.averages;
    let sums = noSums();
    let high = this.#buckets.count - 1;
    let partial = 0;
    let best: Scan['best'];
    let fail = NO_RANGE;
    let isPassing = true;
    let isNewRange = true;
    for (let bucket = high; bucket >= 0; bucket--) {
      if (isNewRange) high = bucket;
      isNewRange = false;
      this.#addBucket(sums, bucket, query.height, targetBlocks);
      partial += confirmed[bucket]!;
      if (partial < sufficientTransactions / (1 - decay)) continue;
      partial = 0;
      const share = sums.withinTarget / (sums.totalConfirmed + sums.leftMempool + sums.inMempool);
      if (share < successThreshold) {
        if (isPassing) fail = { ...this.#boundsOf(bucket, high), ...sums };
        isPassing = false;
        continue;
      }
      fail = NO_RANGE;
      isPassing = true;
      best = { low: bucket, high, sums };
      sums = noSums();
      isNewRange = true;
    }
    // The last ranges had too little to go by.
    if (isPassing && !isNewRange) fail = { ...this.#boundsOf(0, high), ...sums };
    return { best, fail };
  }

  #addBucket(sums: RangeSums, bucket: number, height: number, targetBlocks: number): void {
    const { averages, waiting, waitingLonger } = this.#begun();
    const { scale, confirmed, within, failed } = averages;
    const at = (Math.ceil(targetBlocks / scale) - 1) * this.#buckets.count + bucket;
    sums.withinTarget += within[at]!;
    sums.totalConfirmed += confirmed[bucket]!;
    sums.leftMempool += failed[at]!;
    for (let blocks = targetBlocks; blocks < this.maxConfirms; blocks++) {
      sums.inMempool += waiting[this.#ringAt(height - blocks) + bucket]!;
    }
    sums.inMempool += waitingLonger[bucket]!;
  }

  #medianOf(low: number, high: number): { readonly median: number; readonly hasTransactions: boolean } {
    const { confirmed, feeRates } = this.averages;
    let total = 0;
    for (let bucket = low; bucket <= high; bucket++) total += confirmed[bucket]!;
    if (total === 0) return { median: -1, hasTransactions: false };
    let left = total / 2;
    for (let bucket = low; bucket <= high; bucket++) {
      if (confirmed[bucket]! >= left) return { median: feeRates[bucket]! / confirmed[bucket]!, hasTransactions: true };
      left -= confirmed[bucket]!;
    }
    return { median: -1, hasTransactions: true };
  }

  #boundsOf(low: number, high: number): { readonly start: number; readonly end: number } {
    return { start: this.#buckets.startOf(low), end: this.#buckets.bounds[high]! };
  }

  #begun(): Counts {
    const { count } = this.#buckets;
    this.#counts ??= this.#countsWith({
      ...this.#span,
      feeRates: new Float64Array(count),
      confirmed: new Float64Array(count),
      within: new Float64Array(this.#span.periods * count),
      failed: new Float64Array(this.#span.periods * count),
    });
    return this.#counts;
  }

  #countsWith(averages: ConfirmationAverages): Counts {
    const { count } = this.#buckets;
    return { averages, waiting: new Int32Array(this.maxConfirms * count), waitingLonger: new Int32Array(count) };
  }

  /** Where the ring's place for a block begins. Heights wrap at 2^32, as Core's unsigned ones do. */
  #ringAt(height: number): number {
    return ((height >>> 0) % this.maxConfirms) * this.#buckets.count;
  }
}

function noSums(): RangeSums {
  return { withinTarget: 0, totalConfirmed: 0, inMempool: 0, leftMempool: 0 };
}
