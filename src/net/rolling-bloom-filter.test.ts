import assert from 'node:assert/strict';
import test from 'node:test';

import { seededRandom } from '../../test/seeded-random.ts';
import { RollingBloomFilter } from './rolling-bloom-filter.ts';

function key(n: number): Uint8Array {
  return new Uint8Array(new Uint32Array([n, 7, 11]).buffer);
}

function filter(elements: number, falsePositiveRate: number, seed = 1): RollingBloomFilter {
  return new RollingBloomFilter({ elements, falsePositiveRate }, seededRandom(seed));
}

test('the last keys, as many as were asked for, are always known', () => {
  const rolling = filter(100, 0.001);
  for (let n = 0; n < 5000; n++) {
    rolling.insert(key(n));
    for (let back = 0; back < 100 && back <= n; back++) assert.equal(rolling.contains(key(n - back)), true);
  }
});

test('keys that are older than one and a half times as many are forgotten', () => {
  const rolling = filter(100, 0.001);
  for (let n = 0; n < 10_000; n++) rolling.insert(key(n));
  let known = 0;
  for (let n = 0; n < 9850; n++) known += rolling.contains(key(n)) ? 1 : 0;
  assert.ok(known <= 30, `${known} of 9850 old keys are taken for known`);
});

test('a key that never came is taken for known as often as was asked for, and not more', () => {
  for (const { elements, falsePositiveRate, looks } of [
    { elements: 5000, falsePositiveRate: 0.001, looks: 300_000 },
    { elements: 1000, falsePositiveRate: 0.01, looks: 100_000 },
    { elements: 50_000, falsePositiveRate: 0.000001, looks: 1_000_000 },
  ]) {
    const rolling = filter(elements, falsePositiveRate);
    for (let n = 0; n < 4 * elements; n++) rolling.insert(key(n));
    let wrong = 0;
    for (let n = 0; n < looks; n++) wrong += rolling.contains(key(1_000_000_000 + n)) ? 1 : 0;
    const expected = falsePositiveRate * looks;
    assert.ok(wrong <= expected + 5 * Math.sqrt(expected) + 3, `${wrong} of ${looks} for ${falsePositiveRate}`);
  }
});

test('before its bits are taken up, and when they are, it knows the same keys', () => {
  const rolling = filter(50_000, 0.000001);
  for (let n = 0; n < 1024; n++) {
    rolling.insert(key(n));
    rolling.insert(key(0));
    assert.equal(rolling.contains(key(n)), true);
    assert.equal(rolling.contains(key(1_000_000 + n)), false);
  }
  for (let n = 0; n < 1024; n++) assert.equal(rolling.contains(key(n)), true);
});

test('after a reset nothing is known, and other keys are taken for known', () => {
  const rolling = filter(10, 0.5);
  const wrong = (): string => Array.from({ length: 64 }, (_, n) => Number(rolling.contains(key(1000 + n)))).join('');
  for (let n = 0; n < 10; n++) rolling.insert(key(n));
  const before = wrong();
  rolling.reset();
  assert.equal(wrong(), '0'.repeat(64));
  for (let n = 0; n < 10; n++) rolling.insert(key(n));
  assert.notEqual(wrong(), before);
});

test('filters of one seed take the same keys for known; of another seed others', () => {
  const picture = (seed: number): string => {
    const rolling = filter(50, 0.3, seed);
    for (let n = 0; n < 200; n++) rolling.insert(key(n));
    return Array.from({ length: 500 }, (_, n) => Number(rolling.contains(key(n)))).join('');
  };
  assert.equal(picture(5), picture(5));
  assert.notEqual(picture(5), picture(6));
});

test('the filter of known addresses takes up 27 KB, and the one of known transactions 540 KB', () => {
  // As Core's: 108 and 2156 kilobits of two bits each.
  assert.equal(Math.round(filter(5000, 0.001).sizeBytes / 1000), 27);
  assert.equal(Math.round(filter(50_000, 0.000001).sizeBytes / 1000), 539);
});
