/** Most characters of a rule. */
export const MAX_RULE_CHARS = 300;

/** What a rule watches. Sizes are shares: 0.1 is 10 %. */
export type AlertCondition =
  /** The hashrate of a window against that of the baseline before it. */
  | {
      readonly kind: 'hashrate';
      readonly direction: 'fell' | 'rose';
      readonly size: number;
      readonly probability: number;
      readonly windowSec: number;
      readonly baselineSec: number;
    }
  /** A price against the highest, or the lowest, of the time before. */
  | {
      readonly kind: 'price';
      /** Such as `btc-usd`. */
      readonly pair: string;
      readonly side: 'under-high' | 'over-low';
      readonly size: number;
      readonly windowSec: number;
    }
  /** Reachable nodes of a country against their own baseline, the median of the week before yesterday. */
  | { readonly kind: 'nodes'; readonly country: string; readonly share: number }
  /** A reorganization took a block out of the chain. */
  | { readonly kind: 'stale-block' }
  /** The forecast of the next retarget, as its median. */
  | { readonly kind: 'retarget'; readonly side: 'above' | 'below'; readonly change: number }
  /** Any column of any series. */
  | {
      readonly kind: 'series';
      readonly series: string;
      /** The first when left out. */
      readonly column: string | undefined;
      readonly side: 'above' | 'below';
      readonly value: number;
    };

/** A rule: what is watched, and for how long it has to hold before it is told. */
export interface AlertRule {
  readonly condition: AlertCondition;
  readonly holdSec: number;
}

/** Why a text is no rule. */
export interface BadRule {
  readonly code: 'bad-rule';
  /** One line: what was read, and what to write. */
  readonly message: string;
}

/** The forms of rules, for messages and help. */
export const RULE_FORMS: readonly string[] = [
  'hashrate fell by more than 10% with probability above 0.95 over 24h',
  'btc-usd is 10% under its 24h high',
  'nodes in KZ below 50% of baseline',
  'stale block',
  'next retarget above +5%',
  'series mempool/totals:transactions above 100000 for 30m',
];

/** How long a condition has to hold when the rule does not say: two looks, where a single one may be an accident. */
export const HOLD_SEC: Readonly<Record<AlertCondition['kind'], number>> = {
  hashrate: 0,
  price: 120,
  nodes: 1800,
  'stale-block': 0,
  retarget: 3600,
  series: 300,
};
