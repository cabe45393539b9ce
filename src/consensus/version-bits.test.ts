import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ALWAYS_ACTIVE, NEVER_ACTIVE } from './deployment.ts';
import { NETWORK_NAMES, networkParams } from './params.ts';
import type { NetworkParams } from './params.ts';
import { BEFORE_GENESIS, ThresholdStates, VersionBits, deploymentMask } from './version-bits.ts';
import type { ThresholdCondition, ThresholdState, VersionHistory } from './version-bits.ts';

/** A chain without forks: the index of a block is its height. */
class TestChain implements VersionHistory {
  readonly #blocks: { readonly timeSec: number; readonly version: number }[] = [];

  /** Mines up to `count` blocks in all. @returns The index of the last. */
  mine(count: number, timeSec: number, version: number): number {
    while (this.#blocks.length < count) this.#blocks.push({ timeSec, version });
    return this.tip;
  }

  get tip(): number {
    return this.#blocks.length - 1;
  }

  heightOf(index: number): number {
    return index;
  }

  versionOf(index: number): number {
    return this.#blocks[index]!.version;
  }

  medianTimePast(index: number): number {
    const times = this.#blocks.slice(Math.max(0, index - 10), index + 1).map(({ timeSec }) => timeSec);
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
  }

  ancestor(index: number, height: number): number {
    return height >= 0 && height <= index ? height : -1;
  }

  prevOf(index: number): number {
    return index - 1;
  }
}

/** Core's `TestTime`: a block each ten minutes. */
function testTime(height: number): number {
  return 1_415_926_536 + 600 * height;
}

/** Core's `TestConditionChecker`. */
const CONDITION: ThresholdCondition = {
  periodBlocks: 1000,
  thresholdBlocks: 900,
  startTimeSec: testTime(10_000),
  timeoutSec: testTime(20_000),
  minActivationHeight: 0,
  signals: (history, index) => (history.versionOf(index) & 0x100) !== 0,
};

type Step = readonly [count: number, timeSec: number, version: number, state: ThresholdState, since: number];

/** Mines step by step; after each, the states are those expected, with memory of earlier steps and without. */
function walk(condition: ThresholdCondition, steps: readonly Step[]): void {
  const chain = new TestChain();
  const remembering = new ThresholdStates(condition, chain);
  assert.equal(remembering.stateAfter(BEFORE_GENESIS), 'defined');
  assert.equal(remembering.sinceHeight(BEFORE_GENESIS), 0);
  const always = new ThresholdStates({ ...condition, startTimeSec: ALWAYS_ACTIVE }, chain);
  const never = new ThresholdStates({ ...condition, startTimeSec: NEVER_ACTIVE }, chain);
  for (const [count, timeSec, version, state, since] of steps) {
    const tip = chain.mine(count, timeSec, version);
    for (const states of [remembering, new ThresholdStates(condition, chain)]) {
      assert.equal(states.stateAfter(tip), state, `after ${count} blocks`);
      assert.equal(states.sinceHeight(tip), since, `after ${count} blocks`);
    }
    assert.deepEqual([always.stateAfter(tip), always.sinceHeight(tip)], ['active', 0]);
    assert.deepEqual([never.stateAfter(tip), never.sinceHeight(tip)], ['failed', 0]);
  }
}

// The walks of Core's `versionbits_test` (src/test/versionbits_tests.cpp).
test('a deployment that nobody signals in its one period fails, whatever is signalled later', () => {
  walk(CONDITION, [
    [1, testTime(1), 0x100, 'defined', 0],
    [11, testTime(11), 0x100, 'defined', 0],
    [989, testTime(989), 0x100, 'defined', 0],
    [999, testTime(20_000), 0x100, 'defined', 0],
    [1000, testTime(20_000), 0, 'started', 1000],
    [1999, testTime(30_001), 0, 'started', 1000],
    [2000, testTime(30_002), 0x100, 'failed', 2000],
    [2001, testTime(30_003), 0x100, 'failed', 2000],
    [2999, testTime(30_004), 0x100, 'failed', 2000],
    [3000, testTime(30_005), 0x100, 'failed', 2000],
    [4000, testTime(30_006), 0x100, 'failed', 2000],
  ]);
});

test('899 of 1000 blocks are too few', () => {
  walk(CONDITION, [
    [1, testTime(1), 0, 'defined', 0],
    [1000, testTime(10_000) - 1, 0x100, 'defined', 0],
    [2000, testTime(10_000), 0x100, 'started', 2000],
    [2051, testTime(10_010), 0, 'started', 2000],
    [2950, testTime(10_020), 0x100, 'started', 2000],
    [3000, testTime(20_000), 0, 'failed', 3000],
    [4000, testTime(20_010), 0x100, 'failed', 3000],
  ]);
});

test('900 of 1000 blocks lock a deployment in, and a period later it is active', () => {
  const lockedIn: readonly Step[] = [
    [1, testTime(1), 0, 'defined', 0],
    [1000, testTime(10_000) - 1, 0x101, 'defined', 0],
    [2000, testTime(10_000), 0x101, 'started', 2000],
    [2050, testTime(10_010), 0x200, 'started', 2000],
    [2950, testTime(10_020), 0x100, 'started', 2000],
    [2999, testTime(19_999), 0x200, 'started', 2000],
    [3000, testTime(29_999), 0x200, 'locked_in', 3000],
    [3999, testTime(30_001), 0, 'locked_in', 3000],
  ];
  walk(CONDITION, [
    ...lockedIn,
    [4000, testTime(30_002), 0, 'active', 4000],
    [14_333, testTime(30_003), 0, 'active', 4000],
    [24_000, testTime(40_000), 0, 'active', 4000],
  ]);
  walk({ ...CONDITION, minActivationHeight: 15_000 }, [
    ...lockedIn,
    [4000, testTime(30_002), 0, 'locked_in', 3000],
    [14_333, testTime(30_003), 0, 'locked_in', 3000],
    [15_000, testTime(40_000), 0, 'active', 15_000],
    [24_000, testTime(40_000), 0, 'active', 15_000],
  ]);
});

test('enough signals lock in even when the timeout passes in the same period', () => {
  walk(CONDITION, [
    [1000, testTime(10_000) - 1, 0x101, 'defined', 0],
    [2000, testTime(10_000), 0x101, 'started', 2000],
    [2999, testTime(30_000), 0x100, 'started', 2000],
    [3000, testTime(30_000), 0x100, 'locked_in', 3000],
    [3999, testTime(30_001), 0, 'locked_in', 3000],
    [4000, testTime(30_002), 0, 'active', 4000],
  ]);
});

test('a deployment may be defined, and started, for many periods', () => {
  walk(CONDITION, [
    [999, testTime(999), 0, 'defined', 0],
    [1000, testTime(1000), 0, 'defined', 0],
    [2000, testTime(2000), 0, 'defined', 0],
    [3000, testTime(10_000), 0, 'started', 3000],
    [4000, testTime(10_000), 0, 'started', 3000],
    [5000, testTime(10_000), 0, 'started', 3000],
    [5999, testTime(20_000), 0, 'started', 3000],
    [6000, testTime(20_000), 0, 'failed', 6000],
    [7000, testTime(20_000), 0x100, 'failed', 6000],
    [24_000, testTime(20_000), 0x100, 'failed', 6000],
  ]);
});

test('signals of a period are counted up to the block that is asked about', () => {
  const chain = new TestChain();
  const states = new ThresholdStates(CONDITION, chain);
  const none = { elapsedBlocks: 0, signallingBlocks: 0, isPossible: false };
  assert.deepEqual(states.countSignals(BEFORE_GENESIS), { periodBlocks: 1000, thresholdBlocks: 900, ...none });
  chain.mine(1050, 1, 0x100);
  const counted = states.countSignals(chain.mine(1150, 1, 0));
  assert.deepEqual([counted.elapsedBlocks, counted.signallingBlocks, counted.isPossible], [150, 50, true]);
  assert.equal(states.countSignals(chain.mine(1151, 1, 0)).isPossible, false, '101 blocks without a signal');
  assert.equal(states.countSignals(chain.mine(2001, 1, 0x100)).signallingBlocks, 1, 'a new period');
});

test('blocks signal what is started or locked in, with the bits 001 on top', () => {
  const params: NetworkParams = {
    ...networkParams('regtest'),
    deployments: {
      ...networkParams('regtest').deployments,
      taproot: { bit: 2, startTimeSec: 100, timeoutSec: 1000, minActivationHeight: 0 },
    },
  };
  const chain = new TestChain();
  const bits = new VersionBits(params, chain);
  assert.equal(bits.blockVersionAfter(BEFORE_GENESIS), 0x2000_0000);
  assert.equal(bits.blockVersionAfter(chain.mine(144, 99, 4)), 0x3000_0000, 'only the test deployment has begun');
  assert.equal(bits.blockVersionAfter(chain.mine(288, 100, 4)), 0x3000_0004);
  // 107 of 144 are one too few; a version without the right top bits is no signal.
  chain.mine(288 + 107, 100, 0x2000_0004);
  assert.equal(bits.of('taproot').stateAfter(chain.mine(432, 100, 0x6000_0004)), 'started');
  chain.mine(432 + 108, 100, 0x3fff_ffff | 0);
  assert.equal(bits.of('taproot').stateAfter(chain.mine(576, 100, 4)), 'locked_in');
  assert.equal(bits.blockVersionAfter(chain.tip), 0x3000_0004);
  assert.equal(bits.of('taproot').stateAfter(chain.mine(720, 100, 4)), 'active');
  assert.equal(bits.blockVersionAfter(chain.tip), 0x2000_0000, 'both are active');
});

// Core's `versionbits_computeblockversion` and `versionbits_params`.
test('no network’s deployments share a bit or use one of the top three, and their heights begin a period', () => {
  for (const name of NETWORK_NAMES) {
    const params = networkParams(name);
    const masks = [deploymentMask(params, 'testdummy'), deploymentMask(params, 'taproot')];
    assert.equal(masks[0]! & masks[1]!, 0, name);
    assert.ok(
      masks.every((mask) => mask > 0 && mask < 0x2000_0000),
      name,
    );
    for (const deployment of Object.values(params.deployments)) {
      assert.equal(deployment.minActivationHeight % params.minerConfirmationWindow, 0, name);
      assert.ok(deployment.startTimeSec < deployment.timeoutSec, name);
    }
    assert.ok(params.ruleChangeActivationThreshold <= params.minerConfirmationWindow, name);
  }
});
