/** What every published claim has. */
interface ClaimHead {
  /** Short name, unique in its timeline: `hashrate-fell-12-percent`. */
  readonly id: string;
  /** The claim as the press put it, in one sentence. */
  readonly text: string;
  /** Who published it, where, when. */
  readonly source: string;
}

/** "The hashrate changed by `size` at `atSec`." */
export interface HashrateChangeClaim extends ClaimHead {
  readonly kind: 'hashrate-change';
  /** Relative change: -0.12 is a fall of 12 %. */
  readonly size: number;
  readonly atSec: number;
  /** Length of the baseline that ends at `atSec`, in seconds. */
  readonly baselineSec: number;
  /** Lengths of the windows that start at `atSec`, in seconds; the one that the claim speaks of comes first. */
  readonly windowsSec: readonly number[];
  /** The two levels that were printed with the claim, in H/s. */
  readonly published: { readonly beforeHashesPerSec: number; readonly afterHashesPerSec: number } | undefined;
}

/** "This pool's hashrate changed by `size`." Which days were compared was not published. */
export interface PoolHashrateChangeClaim extends ClaimHead {
  readonly kind: 'pool-hashrate-change';
  readonly pool: string;
  readonly size: number;
}

/** "The hashrate was so high." */
export interface HashrateLevelClaim extends ClaimHead {
  readonly kind: 'hashrate-level';
  readonly hashesPerSec: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** "This country has so much of the hashrate." */
export interface ShareClaim extends ClaimHead {
  readonly kind: 'share';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** 0 to 1. */
  readonly share: number;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** "Miners moved from one country to another": between two months, `YYYY-MM`. */
export interface MigrationClaim extends ClaimHead {
  readonly kind: 'migration';
  /** ISO 3166-1 alpha-2. */
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly after: string;
}

/** "This country's electricity is fossil": so much of it at the least, in a calendar year. */
export interface FossilShareClaim extends ClaimHead {
  readonly kind: 'fossil-share';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** 0 to 1. */
  readonly atLeast: number;
  readonly year: number;
}

/** "The price fell below, or reached, `level` between the two moments." */
export interface PriceLevelClaim extends ClaimHead {
  readonly kind: 'price-level';
  readonly asset: string;
  readonly is: 'below' | 'at-least';
  /** US dollars. */
  readonly level: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** "The price changed by `size`": from its value at `fromSec` to some moment up to `toSec`. */
export interface PriceChangeClaim extends ClaimHead {
  readonly kind: 'price-change';
  readonly asset: string;
  readonly size: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** "Most prices rose, or fell, between the two moments." */
export interface PriceBreadthClaim extends ClaimHead {
  readonly kind: 'price-breadth';
  readonly direction: 'fall' | 'rise';
  /** More than this share of the assets, 0 to 1. */
  readonly moreThanShare: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** "The difficulty changed by `size` at this height." */
export interface DifficultyChangeClaim extends ClaimHead {
  readonly kind: 'difficulty-change';
  /** Height of the first block with the new difficulty. */
  readonly height: number;
  readonly size: number;
}

/** "The price moved because of this." */
export interface CauseClaim extends ClaimHead {
  readonly kind: 'cause';
  readonly cause: 'internet-shutdown' | 'fed-minutes';
  /** When the cause happened. */
  readonly atSec: number;
  readonly asset: string;
  readonly direction: 'fall' | 'rise';
  /** How long after `atSec` the effect is looked for, in seconds. */
  readonly windowSec: number;
}

/** A published claim, with what is needed to weigh it against data. */
export type Claim =
  | HashrateChangeClaim
  | PoolHashrateChangeClaim
  | HashrateLevelClaim
  | ShareClaim
  | MigrationClaim
  | FossilShareClaim
  | PriceLevelClaim
  | PriceChangeClaim
  | PriceBreadthClaim
  | DifficultyChangeClaim
  | CauseClaim;
