import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashrateRatio } from '../../src/observatory/hashrate/ratio.ts';
import { estimateWindow } from '../../src/observatory/hashrate/window-estimate.ts';
import type { Density } from '../../web/src/views/density.ts';
import { hashrateDensity, ratioDensity } from '../../web/src/views/density.ts';

const baseline = { fromSec: 0, toSec: 604_800, blocks: 1_039, exposure: 1_039 / 179e18 };
const window = { fromSec: 604_800, toSec: 691_200, blocks: 137, exposure: 137 / 165e18 };

/** Share of a drawn density that lies between two values. */
function shareBetween({ x, y }: Density, low: number, high: number): number {
  let inside = 0;
  let all = 0;
  for (let k = 0; k < x.length; k++) {
    all += y[k]!;
    if (x[k]! >= low && x[k]! <= high) inside += y[k]!;
  }
  return inside / all;
}

test('the drawn density of a hashrate holds nine tenths of itself in the 90 % interval', () => {
  const { low, high } = estimateWindow(window, 0.9);
  const share = shareBetween(hashrateDensity(window, [60e18, 300e18]), low, high);
  assert.ok(Math.abs(share - 0.9) < 0.02, String(share));
});

test('the drawn density of a ratio holds nine tenths of itself in the 90 % interval', () => {
  const { low, high } = hashrateRatio({ baseline, window, level: 0.9 });
  const share = shareBetween(ratioDensity(baseline, window, [0.4, 1.6]), low, high);
  assert.ok(Math.abs(share - 0.9) < 0.02, String(share));
});
