import { ALWAYS_ACTIVE, BIP9_DEPLOYMENT_NAMES, NEVER_ACTIVE } from './deployment.ts';
import type { Bip9DeploymentName } from './deployment.ts';
import type { NetworkParams } from './params.ts';

/** How far a deployment has come (BIP9). Source: Bitcoin Core's `ThresholdState`, by the names its RPC shows. */
export type ThresholdState = 'defined' | 'started' | 'locked_in' | 'active' | 'failed';

/** What deployments read of a chain of headers. `index` names a header; the tree of headers is one such. */
export interface VersionHistory {
  heightOf(index: number): number;
  /** Signed or unsigned 32-bit integer. */
  versionOf(index: number): number;
  /** Median of the times of this header and the ten before it, in seconds. */
  medianTimePast(index: number): number;
  /** Index of the header at `height` that `index` builds on (or is); -1 for heights below the first. */
  ancestor(index: number, height: number): number;
  /** Index of the header before, or -1. */
  prevOf(index: number): number;
}

/** Names no header: what comes before the first block. */
export const BEFORE_GENESIS = -1;

/** The three highest bits of a version that signals: 001. */
const TOP_MASK = 0xe000_0000;
const TOP_BITS = 0x2000_0000;

/** When and how one deployment is decided. Source: Bitcoin Core's `AbstractThresholdConditionChecker`. */
export interface ThresholdCondition {
  readonly periodBlocks: number;
  readonly thresholdBlocks: number;
  readonly startTimeSec: number;
  readonly timeoutSec: number;
  readonly minActivationHeight: number;
  /** Whether a block signals for it. */
  readonly signals: (history: VersionHistory, index: number) => boolean;
}

/** What a period has signalled so far. Source: Bitcoin Core's `BIP9Stats`. */
export interface SignalCount {
  readonly periodBlocks: number;
  readonly thresholdBlocks: number;
  /** Blocks of the period so far, and how many of them signal. */
  readonly elapsedBlocks: number;
  readonly signallingBlocks: number;
  /** Whether the threshold can still be reached in this period. */
  readonly isPossible: boolean;
}

/** Walks one deployment through its states, and remembers the state of each period that it has seen. */
export class ThresholdStates {
  readonly #condition: ThresholdCondition;
  readonly #history: VersionHistory;
  /** State of the period that begins after a header; one entry for each period of each branch that was asked about. */
  readonly #states = new Map<number, ThresholdState>();

  constructor(condition: ThresholdCondition, history: VersionHistory) {
    this.#condition = condition;
    this.#history = history;
  }

  /**
   * Returns the state for the block after `prev`. Source: Bitcoin Core's `GetStateFor`.
   *
   * @param prev Index of a header, or `BEFORE_GENESIS`.
   */
  stateAfter(prev: number): ThresholdState {
    const { startTimeSec } = this.#condition;
    if (startTimeSec === ALWAYS_ACTIVE) return 'active';
    if (startTimeSec === NEVER_ACTIVE) return 'failed';
    const unknown: number[] = [];
    let last = this.#lastOfPeriod(prev);
    let state = this.#states.get(last);
    while (state === undefined) {
      if (last === BEFORE_GENESIS || this.#history.medianTimePast(last) < startTimeSec) {
        // Median times never fall: every block before is before the start too.
        state = 'defined';
        this.#states.set(last, state);
      } else {
        unknown.push(last);
        last = this.#periodBefore(last);
        state = this.#states.get(last);
      }
    }
    for (const period of unknown.toReversed()) {
      state = this.#next(state, period);
      this.#states.set(period, state);
    }
    return state;
  }

  /**
   * Returns the height of the first block with the state that the block after `prev` has; 0 for `defined`, and for what was
   * always or never active. Source: Bitcoin Core's `GetStateSinceHeightFor`.
   */
  sinceHeight(prev: number): number {
    const { startTimeSec } = this.#condition;
    if (startTimeSec === ALWAYS_ACTIVE || startTimeSec === NEVER_ACTIVE) return 0;
    const state = this.stateAfter(prev);
    if (state === 'defined') return 0;
    let last = this.#lastOfPeriod(prev);
    for (;;) {
      const before = this.#periodBefore(last);
      if (before === BEFORE_GENESIS || this.stateAfter(before) !== state) return this.#history.heightOf(last) + 1;
      last = before;
    }
  }

  /** Counts the signals of the period that a header is in, up to and with it. Source: Core's `GetStateStatisticsFor`. */
  countSignals(index: number): SignalCount {
    const { periodBlocks, thresholdBlocks } = this.#condition;
    const elapsedBlocks = index === BEFORE_GENESIS ? 0 : 1 + (this.#history.heightOf(index) % periodBlocks);
    const signallingBlocks = this.#signalsBack(index, elapsedBlocks);
    const isPossible = index !== BEFORE_GENESIS && periodBlocks - thresholdBlocks >= elapsedBlocks - signallingBlocks;
    return { periodBlocks, thresholdBlocks, elapsedBlocks, signallingBlocks, isPossible };
  }

  /** The last block of the period before the one that the block after `prev` is in. */
  #lastOfPeriod(prev: number): number {
    if (prev === BEFORE_GENESIS) return prev;
    const height = this.#history.heightOf(prev);
    return this.#history.ancestor(prev, height - ((height + 1) % this.#condition.periodBlocks));
  }

  #periodBefore(last: number): number {
    return this.#history.ancestor(last, this.#history.heightOf(last) - this.#condition.periodBlocks);
  }

  /** The state after one more period, which ends with the header `last`. */
  #next(state: ThresholdState, last: number): ThresholdState {
    const { startTimeSec, timeoutSec, minActivationHeight, periodBlocks, thresholdBlocks } = this.#condition;
    switch (state) {
      case 'defined':
        return this.#history.medianTimePast(last) >= startTimeSec ? 'started' : 'defined';
      case 'started':
        if (this.#signalsBack(last, periodBlocks) >= thresholdBlocks) return 'locked_in';
        return this.#history.medianTimePast(last) >= timeoutSec ? 'failed' : 'started';
      case 'locked_in':
        return this.#history.heightOf(last) + 1 >= minActivationHeight ? 'active' : 'locked_in';
      case 'active':
      case 'failed':
        return state;
    }
  }

  #signalsBack(index: number, blocks: number): number {
    let count = 0;
    for (let left = blocks, at = index; left > 0; left--, at = this.#history.prevOf(at)) {
      if (this.#condition.signals(this.#history, at)) count++;
    }
    return count;
  }
}

/** The bit of a version that signals a deployment, as a mask. Source: Bitcoin Core's `VersionBitsCache::Mask`. */
export function deploymentMask(params: NetworkParams, name: Bip9DeploymentName): number {
  return 1 << params.deployments[name].bit;
}

/** Returns when and how a network decides a deployment. Source: Bitcoin Core's `VersionBitsConditionChecker`. */
export function deploymentCondition(params: NetworkParams, name: Bip9DeploymentName): ThresholdCondition {
  const { startTimeSec, timeoutSec, minActivationHeight } = params.deployments[name];
  const mask = deploymentMask(params, name);
  return {
    periodBlocks: params.minerConfirmationWindow,
    thresholdBlocks: params.ruleChangeActivationThreshold,
    startTimeSec,
    timeoutSec,
    minActivationHeight,
    signals: (history, index) => {
      const version = history.versionOf(index);
      return (version & TOP_MASK) >>> 0 === TOP_BITS && (version & mask) !== 0;
    },
  };
}

/** All deployments of a network, on one tree of headers. Source: Bitcoin Core's `VersionBitsCache`. */
export class VersionBits {
  readonly #params: NetworkParams;
  readonly #states: Readonly<Record<Bip9DeploymentName, ThresholdStates>>;

  constructor(params: NetworkParams, history: VersionHistory) {
    this.#params = params;
    this.#states = {
      testdummy: new ThresholdStates(deploymentCondition(params, 'testdummy'), history),
      taproot: new ThresholdStates(deploymentCondition(params, 'taproot'), history),
    };
  }

  /** The states of one deployment. */
  of(name: Bip9DeploymentName): ThresholdStates {
    return this.#states[name];
  }

  /**
   * Returns the version for a block after `prev`, with the bits of all deployments that are started or locked in. Source:
   * Bitcoin Core's `ComputeBlockVersion`.
   */
  blockVersionAfter(prev: number): number {
    let version = TOP_BITS;
    for (const name of BIP9_DEPLOYMENT_NAMES) {
      const state = this.#states[name].stateAfter(prev);
      if (state === 'started' || state === 'locked_in') version |= deploymentMask(this.#params, name);
    }
    return version;
  }
}
