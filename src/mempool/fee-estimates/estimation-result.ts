/** How far back an estimate looks: averages with a half-life of about 3 hours, a day, a week. */
export type EstimateHorizon = 'short' | 'medium' | 'long';

/** What a range of fee rates has come to. Source: Bitcoin Core's `EstimatorBucket`. */
export interface BucketRange {
  /** Fee rates, in satoshis for 1,000 virtual bytes; -1 where there is no such range. */
  readonly start: number;
  readonly end: number;
  /** Transactions, as decaying averages: confirmed within the target; confirmed at all. */
  readonly withinTarget: number;
  readonly totalConfirmed: number;
  /** In the mempool for as long as the target or longer. */
  readonly inMempool: number;
  /** Left the mempool unconfirmed after as long. */
  readonly leftMempool: number;
}

/** Where there is no range. */
export const NO_RANGE: BucketRange = {
  start: -1,
  end: -1,
  withinTarget: 0,
  totalConfirmed: 0,
  inMempool: 0,
  leftMempool: 0,
};

/** What an estimate rests on. Source: Bitcoin Core's `EstimationResult`. */
export interface EstimationResult {
  /** The lowest range that was confirmed often enough, and the one below it that was not. */
  readonly pass: BucketRange;
  readonly fail: BucketRange;
  readonly decay: number;
  /** Blocks that are counted together. */
  readonly scale: number;
}

/** Before anything was looked at. */
export const NO_RESULT: EstimationResult = { pass: NO_RANGE, fail: NO_RANGE, decay: 0, scale: 0 };

/** Which threshold an estimate comes from. Source: Bitcoin Core's `FeeReason`, by the names that its RPC shows. */
export type FeeReason =
  | 'None'
  | 'Half Target 60% Threshold'
  | 'Target 85% Threshold'
  | 'Double Target 95% Threshold'
  | 'Conservative Double Target longer horizon';

/** Answer of `estimateSmartFee`. Source: Bitcoin Core's `FeeCalculation`. */
export interface SmartFeeEstimate {
  /** In satoshis for 1,000 virtual bytes; 0 when nothing can be said. */
  readonly feeRateSatsPerKvb: bigint;
  readonly reason: FeeReason;
  /** The target that was asked for, and the one that the estimate is for: blocks. */
  readonly desiredTarget: number;
  readonly returnedTarget: number;
  readonly result: EstimationResult;
}

/** Answer of `estimateRawFee`. */
export interface RawFeeEstimate {
  /** In satoshis for 1,000 virtual bytes; 0 when nothing can be said. */
  readonly feeRateSatsPerKvb: bigint;
  readonly result: EstimationResult;
}
