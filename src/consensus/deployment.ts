/** A deployment that was never decided by signals: it is a rule from the first block on. */
export const ALWAYS_ACTIVE = -1;

/** A deployment that is switched off. */
export const NEVER_ACTIVE = -2;

/** A deployment that waits for signals without an end. */
export const NO_TIMEOUT: number = Number.MAX_SAFE_INTEGER;

/** The deployments that are decided by the bits of blocks' versions. Source: Core's `VersionBitsDeploymentInfo`. */
export const BIP9_DEPLOYMENT_NAMES = ['testdummy', 'taproot'] as const;

export type Bip9DeploymentName = (typeof BIP9_DEPLOYMENT_NAMES)[number];

/** One deployment by BIP9, with BIP341's later addition of a least height. Source: Bitcoin Core's `BIP9Deployment`. */
export interface Bip9Deployment {
  /** Which bit of the version signals it, from 0 to 28. */
  readonly bit: number;
  /** Median time past from which signals count, in seconds since 1970; or `ALWAYS_ACTIVE`, `NEVER_ACTIVE`. */
  readonly startTimeSec: number;
  /** Median time past from which it has failed, if it is not locked in; or `NO_TIMEOUT`. */
  readonly timeoutSec: number;
  /** Once locked in, it waits for this height. */
  readonly minActivationHeight: number;
}

/** Deployments that are history: a rule from a height on. Source: Bitcoin Core's `BuriedDeployment`. */
export const BURIED_DEPLOYMENT_NAMES = ['bip34', 'bip66', 'bip65', 'csv', 'segwit'] as const;

export type BuriedDeploymentName = (typeof BURIED_DEPLOYMENT_NAMES)[number];

/** The heights that `NetworkParams` has for buried deployments. */
export type BuriedHeights = { readonly [Name in BuriedDeploymentName as `${Name}Height`]: number };

/** Their names, since every block asks ten times, and to put a name together takes longer than to look it up. */
const HEIGHT_NAMES = {
  bip34: 'bip34Height',
  bip66: 'bip66Height',
  bip65: 'bip65Height',
  csv: 'csvHeight',
  segwit: 'segwitHeight',
} as const satisfies { readonly [Name in BuriedDeploymentName]: `${Name}Height` };

/**
 * Whether a buried deployment is a rule for the block at `height`.
 *
 * Source: Bitcoin Core's `DeploymentActiveAt`, and `DeploymentActiveAfter` for the block before.
 */
export function isBuriedActive(params: BuriedHeights, name: BuriedDeploymentName, height: number): boolean {
  return height >= params[HEIGHT_NAMES[name]];
}
