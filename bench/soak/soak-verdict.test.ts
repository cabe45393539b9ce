import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SoakSample } from './soak-messages.ts';
import { MAX_STALL_MS, WARM_UP_SEC, judgeSoak } from './soak-verdict.ts';

const MB = 1e6;

function sample(atSec: number, rssBytes: number, stall: Partial<SoakSample> = {}): SoakSample {
  return {
    atSec,
    rssBytes,
    heapBytes: rssBytes / 2,
    externalBytes: 0,
    arrayBufferBytes: 0,
    cpuShare: 0.1,
    height: 1,
    mempoolCount: 0,
    mempoolBytes: 0,
    peers: 0,
    addresses: 0,
    orphans: 0,
    receivedBytes: 0,
    sentBytes: 0,
    loadAverage: 1,
    wallMs: 0,
    ownMs: 0,
    cpuMs: 0,
    loopDelayMs: 0,
    gcMs: 0,
    ...stall,
  };
}

/** An hour, a sample each ten seconds. */
function hour(rssAt: (sec: number) => number): SoakSample[] {
  return Array.from({ length: 361 }, (_, i) => sample(10 * i, rssAt(10 * i)));
}

test('memory that grows while caches fill, and goes up and down after that, is flat', () => {
  const verdict = judgeSoak(hour((sec) => (sec < WARM_UP_SEC ? 100 + sec / 6 : 200 + (sec % 70)) * MB));
  assert.equal(verdict?.isFlat, true);
});

test('memory that grows by a tenth after the warm-up is not flat; a little less is', () => {
  const growing = (megabytes: number): boolean | undefined =>
    judgeSoak(hour((sec) => (200 + (megabytes * Math.max(0, sec - WARM_UP_SEC)) / 3000) * MB))?.isFlat;
  assert.equal(growing(20.1), false);
  assert.equal(growing(19.9), true);
});

test('a run without samples after the warm-up says nothing of memory', () => {
  const samples = [sample(10, 100 * MB), sample(20, 200 * MB)];
  assert.equal(judgeSoak(samples)?.isFlat, undefined);
  assert.equal(judgeSoak(samples.slice(1)), undefined);
});

test('a stall counts from its first millisecond above 200, unless the system had given the core to others', () => {
  const smooth = (stall: Partial<SoakSample>): boolean | undefined =>
    judgeSoak([sample(10, MB), sample(20, MB, stall)])?.isSmooth;
  assert.equal(smooth({ wallMs: MAX_STALL_MS, ownMs: MAX_STALL_MS }), true);
  assert.equal(smooth({ wallMs: MAX_STALL_MS + 1, ownMs: MAX_STALL_MS + 1 }), false);
  assert.equal(smooth({ wallMs: 5000, ownMs: 20 }), true);
});
