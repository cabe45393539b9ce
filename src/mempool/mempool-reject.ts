/**
 * What kind of failure it is, which decides what relay does with it. Source: Bitcoin Core's `TxValidationResult`, in its
 * order.
 */
export type MempoolRejectKind =
  /** Breaks a rule of consensus. */
  | 'consensus'
  | 'inputs-not-standard'
  | 'not-standard'
  /** May be an orphan. */
  | 'missing-inputs'
  | 'premature-spend'
  | 'witness-mutated'
  | 'witness-stripped'
  /** It, or what spends the same, is in the mempool. */
  | 'conflict'
  | 'mempool-policy'
  /** Too low a fee alone; with a child it may do. */
  | 'reconsiderable'
  | 'unknown';

/** Why a transaction does not get into the mempool. */
export interface MempoolReject {
  readonly kind: MempoolRejectKind;
  /** Spelled as Bitcoin Core 28.1 spells its reject reason, such as `min relay fee not met`. */
  readonly code: string;
  /** The facts in a line, as Core's debug message has them: `0 < 110`. Empty where there are none. */
  readonly details: string;
}
