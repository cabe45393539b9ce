import assert from 'node:assert/strict';
import { test } from 'node:test';

import { networkParams } from './params.ts';
import { blockSubsidy } from './subsidy.ts';

test('all subsidies come to 20,999,999.9769 bitcoin', () => {
  let sum = 0n;
  for (let height = 0; height < 14_000_000; height += 1000)
    sum += 1000n * blockSubsidy(networkParams('mainnet'), height);
  assert.equal(sum, 2_099_999_997_690_000n);
});

// Core's `TestBlockSubsidyHalvings`.
test('the subsidy halves at each interval, from 50 bitcoin to nothing', () => {
  for (const subsidyHalvingInterval of [210_000, 150, 1000]) {
    const at = (height: number): bigint => blockSubsidy({ subsidyHalvingInterval }, height);
    let expected = 5_000_000_000n;
    for (let halvings = 0; halvings < 64; halvings++, expected /= 2n) {
      assert.equal(at(halvings * subsidyHalvingInterval), expected);
      assert.equal(at((halvings + 1) * subsidyHalvingInterval - 1), expected);
    }
    assert.equal(at(64 * subsidyHalvingInterval), 0n);
    assert.equal(at(2 ** 31 - 1), 0n);
  }
  assert.equal(blockSubsidy(networkParams('regtest'), 149), 5_000_000_000n);
  assert.equal(blockSubsidy(networkParams('regtest'), 150), 2_500_000_000n);
});
