import { rateFromFee } from '../policy/fee-rate.ts';
import type { Txid } from '../../primitives/hash.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import { ConfirmationStats } from './confirmation-stats.ts';
import type { ConfirmationAverages } from './confirmation-stats.ts';
import { NO_RESULT } from './estimation-result.ts';
import type {
  EstimateHorizon,
  EstimationResult,
  FeeReason,
  RawFeeEstimate,
  SmartFeeEstimate,
} from './estimation-result.ts';
import { FeeBuckets, defaultBuckets } from './fee-buckets.ts';

/** The horizons of Core's policy/fees.h: half-lives of 18, 144 and 1,008 blocks. */
const HORIZONS = {
  short: { decay: 0.962, scale: 1, periods: 12 },
  medium: { decay: 0.9952, scale: 2, periods: 24 },
  long: { decay: 0.99931, scale: 24, periods: 42 },
} as const;

/** Share that has to be confirmed within half the target, the target, and twice the target. */
const HALF_SUCCESS_PCT = 0.6;
const SUCCESS_PCT = 0.85;
const DOUBLE_SUCCESS_PCT = 0.95;

/** Transactions a block that a range of fee rates has to have: fewer blocks count on the short horizon. */
const SUFFICIENT_FEETXS = 0.1;
const SUFFICIENT_TXS_SHORT = 0.5;

/** What was saved says nothing any more after so many blocks. */
const OLDEST_ESTIMATE_HISTORY = 6 * 1008;

/** A transaction as estimates see it. */
export interface EstimatedTransaction {
  readonly txid: Txid;
  readonly feeSats: bigint;
  readonly vsize: number;
  /** Height of the tip when it came. */
  readonly height: number;
}

/** What is kept of estimates when a node stops. */
export interface SavedFeeEstimates {
  readonly bestHeight: number;
  /** First and last block of what was counted; 0 where nothing was. */
  readonly firstHeight: number;
  readonly lastHeight: number;
  readonly bounds: Float64Array;
  readonly medium: ConfirmationAverages;
  readonly short: ConfirmationAverages;
  readonly long: ConfirmationAverages;
}

/** A waiting transaction that is counted. */
interface Tracked {
  readonly height: number;
  readonly bucket: number;
}

/**
 * Learns from what is confirmed, and how soon, what fee it takes to be confirmed within so many blocks.
 *
 * Told of every transaction that comes into the mempool and that leaves it; it tracks none that is not there, and so no more
 * than the mempool holds. Nothing but sums and products of doubles is computed, in Core's order.
 *
 * Source: Bitcoin Core's `CBlockPolicyEstimator`.
 */
export class FeeEstimator {
  readonly #buckets: FeeBuckets;
  readonly #stats: Readonly<Record<EstimateHorizon, ConfirmationStats>>;
  readonly #tracked = new Map<HashKey, Tracked>();
  #bestHeight: number;
  /** First block that had a transaction which was tracked; 0 before. */
  #firstRecordedHeight = 0;
  readonly #savedFirst: number;
  readonly #savedLast: number;

  /** @param saved What an earlier run has kept. */
  constructor(saved?: SavedFeeEstimates) {
    this.#buckets = saved === undefined ? defaultBuckets() : new FeeBuckets(saved.bounds);
    const statsOf = (horizon: EstimateHorizon): ConfirmationStats =>
      new ConfirmationStats(this.#buckets, saved?.[horizon] ?? HORIZONS[horizon]);
    this.#stats = { short: statsOf('short'), medium: statsOf('medium'), long: statsOf('long') };
    this.#bestHeight = saved?.bestHeight ?? 0;
    this.#savedFirst = saved?.firstHeight ?? 0;
    this.#savedLast = saved?.lastHeight ?? 0;
  }

  /** How many transactions are tracked. */
  get trackedCount(): number {
    return this.#tracked.size;
  }

  /**
   * Takes note of a transaction that came into the mempool. Source: Core's `processTransaction`.
   *
   * @param options.isEvidence Whether its fee says something: it came alone, spends nothing unconfirmed, was not put back by a
   * reorganization, and the chain is up to date.
   */
  transactionAdded(tx: EstimatedTransaction, { isEvidence }: { readonly isEvidence: boolean }): void {
    const key = hashKey(tx.txid);
    if (!isEvidence || tx.height !== this.#bestHeight || this.#tracked.has(key)) return;
    const bucket = this.#buckets.indexOf(rateOf(tx));
    this.#tracked.set(key, { height: tx.height, bucket });
    for (const stats of this.#all()) stats.addWaiting(tx.height, bucket);
  }

  /** Takes note of a transaction that left the mempool, but not for a block. @returns Whether it was tracked. */
  transactionRemoved(txid: Txid): boolean {
    return this.#untrack(hashKey(txid), { inBlock: false });
  }

  /**
   * Takes note of a block. Source: Core's `processBlock`.
   *
   * @param confirmed What of the mempool is in it.
   */
  blockConnected(confirmed: readonly EstimatedTransaction[], height: number): void {
    // Reorganizations are taken for noise.
    if (height <= this.#bestHeight) return;
    this.#bestHeight = height;
    for (const stats of this.#all()) {
      stats.beginBlock(height);
      stats.decay();
    }
    let counted = 0;
    for (const tx of confirmed) if (this.#confirm(tx, height)) counted++;
    if (this.#firstRecordedHeight === 0 && counted > 0) this.#firstRecordedHeight = height;
  }

  /** Counts everything that still waits as given up, before estimates are saved. Source: Core's `FlushUnconfirmed`. */
  flushUnconfirmed(): void {
    for (const key of this.#tracked.keys()) this.#untrack(key, { inBlock: false });
  }

  /** What a later run begins with. The arrays are this estimator's own: to be written at once. */
  save(): SavedFeeEstimates {
    const isOwnSpan = this.#blockSpan() > this.#savedSpan() / 2;
    return {
      bestHeight: this.#bestHeight,
      firstHeight: isOwnSpan ? this.#firstRecordedHeight : this.#savedFirst,
      lastHeight: isOwnSpan ? this.#bestHeight : this.#savedLast,
      bounds: this.#buckets.bounds,
      medium: this.#stats.medium.averages,
      short: this.#stats.short.averages,
      long: this.#stats.long.averages,
    };
  }

  /** The highest target that a horizon knows of, in blocks. */
  highestTarget(horizon: EstimateHorizon): number {
    return this.#stats[horizon].maxConfirms;
  }

  /** Source: Core's `estimateRawFee`. @param query.targetBlocks A whole number. */
  estimateRawFee(query: {
    readonly targetBlocks: number;
    readonly successThreshold: number;
    readonly horizon: EstimateHorizon;
  }): RawFeeEstimate {
    const { targetBlocks, successThreshold, horizon } = query;
    const isKnown = targetBlocks > 0 && targetBlocks <= this.highestTarget(horizon) && successThreshold <= 1;
    if (!isKnown) return { feeRateSatsPerKvb: 0n, result: NO_RESULT };
    const { median, result } = this.#median(horizon, targetBlocks, successThreshold);
    return { feeRateSatsPerKvb: satsFromMedian(median), result };
  }

  /**
   * Estimates the fee rate it takes to be confirmed within a target: the highest of what 60 % within half of it, 85 % within
   * it, and 95 % within twice as long took. A conservative estimate asks for the 95 % on longer horizons too.
   *
   * Source: Core's `estimateSmartFee`.
   *
   * @param targetBlocks A whole number; where too little is known for it, the estimate is for a lower one.
   */
  estimateSmartFee(targetBlocks: number, options: { readonly isConservative: boolean }): SmartFeeEstimate {
    const none = { reason: 'None', desiredTarget: targetBlocks, result: NO_RESULT, feeRateSatsPerKvb: 0n } as const;
    if (targetBlocks <= 0 || targetBlocks > this.highestTarget('long'))
      return { ...none, returnedTarget: targetBlocks };
    // Nothing can be said of the very next block.
    const target = Math.min(Math.max(targetBlocks, 2), this.#maxUsableTarget());
    if (target <= 1) return { ...none, returnedTarget: target };
    const { isConservative } = options;
    let best = this.#combined(Math.floor(target / 2), HALF_SUCCESS_PCT, { checkShorter: true });
    let reason: FeeReason = 'Half Target 60% Threshold';
    const consider = (next: MedianResult, why: FeeReason): void => {
      if (next.median <= best.median) return;
      best = next;
      reason = why;
    };
    consider(this.#combined(target, SUCCESS_PCT, { checkShorter: true }), 'Target 85% Threshold');
    consider(
      this.#combined(2 * target, DOUBLE_SUCCESS_PCT, { checkShorter: !isConservative }),
      'Double Target 95% Threshold',
    );
    if (isConservative || best.median === -1) {
      consider(this.#conservative(2 * target), 'Conservative Double Target longer horizon');
    }
    const feeRateSatsPerKvb = satsFromMedian(best.median);
    return { feeRateSatsPerKvb, reason, desiredTarget: targetBlocks, returnedTarget: target, result: best.result };
  }

  #all(): readonly ConfirmationStats[] {
    return [this.#stats.medium, this.#stats.short, this.#stats.long];
  }

  /** Source: Core's `processBlockTx`. */
  #confirm(tx: EstimatedTransaction, height: number): boolean {
    if (!this.#untrack(hashKey(tx.txid), { inBlock: true })) return false;
    const blocks = height - tx.height;
    if (blocks <= 0) return false;
    for (const stats of this.#all()) stats.addConfirmed(blocks, rateOf(tx));
    return true;
  }

  #untrack(key: HashKey, { inBlock }: { readonly inBlock: boolean }): boolean {
    const tracked = this.#tracked.get(key);
    if (tracked === undefined) return false;
    this.#tracked.delete(key);
    const tx = { ...tracked, bestHeight: this.#bestHeight, inBlock };
    for (const stats of this.#all()) stats.removeWaiting(tx);
    return true;
  }

  #median(horizon: EstimateHorizon, targetBlocks: number, successThreshold: number): MedianResult {
    const sufficientTransactions = horizon === 'short' ? SUFFICIENT_TXS_SHORT : SUFFICIENT_FEETXS;
    const query = { targetBlocks, sufficientTransactions, successThreshold, height: this.#bestHeight };
    return this.#stats[horizon].estimateMedian(query);
  }

  /**
   * Estimates on the shortest horizon that knows of the target; where `checkShorter`, takes what a shorter one says of its own
   * longest target if that is less. Source: Core's `estimateCombinedFee`.
   */
  #combined(target: number, threshold: number, { checkShorter }: { readonly checkShorter: boolean }): MedianResult {
    const [shortMax, mediumMax] = [this.highestTarget('short'), this.highestTarget('medium')];
    if (target < 1 || target > this.highestTarget('long')) return NO_MEDIAN;
    const horizon = target <= shortMax ? 'short' : target <= mediumMax ? 'medium' : 'long';
    let best = this.#median(horizon, target, threshold);
    if (!checkShorter) return best;
    const consider = (next: MedianResult): void => {
      if (next.median > 0 && (best.median === -1 || next.median < best.median)) best = next;
    };
    if (target > mediumMax) consider(this.#median('medium', mediumMax, threshold));
    if (target > shortMax) consider(this.#median('short', shortMax, threshold));
    return best;
  }

  /** Source: Core's `estimateConservativeFee`. */
  #conservative(doubleTarget: number): MedianResult {
    let best = NO_MEDIAN;
    if (doubleTarget <= this.highestTarget('short')) best = this.#median('medium', doubleTarget, DOUBLE_SUCCESS_PCT);
    if (doubleTarget > this.highestTarget('medium')) return best;
    const long = this.#median('long', doubleTarget, DOUBLE_SUCCESS_PCT);
    return long.median > best.median ? long : best;
  }

  /** Targets above have too few blocks to go by. Source: Core's `MaxUsableEstimate`. */
  #maxUsableTarget(): number {
    const span = Math.max(this.#blockSpan(), this.#savedSpan());
    return Math.min(this.highestTarget('long'), Math.floor(span / 2));
  }

  #blockSpan(): number {
    return this.#firstRecordedHeight === 0 ? 0 : this.#bestHeight - this.#firstRecordedHeight;
  }

  #savedSpan(): number {
    if (this.#savedFirst === 0 || this.#bestHeight - this.#savedLast > OLDEST_ESTIMATE_HISTORY) return 0;
    return this.#savedLast - this.#savedFirst;
  }
}

/** The median fee rate, or -1; and what it rests on. */
interface MedianResult {
  readonly median: number;
  readonly result: EstimationResult;
}

const NO_MEDIAN: MedianResult = { median: -1, result: NO_RESULT };

function rateOf({ feeSats, vsize }: EstimatedTransaction): number {
  return Number(rateFromFee(feeSats, vsize));
}

/** A damaged file may have averages whose quotient is no number that can be told. */
function satsFromMedian(median: number): bigint {
  return median < 0 || !Number.isFinite(median) ? 0n : BigInt(Math.round(median));
}
