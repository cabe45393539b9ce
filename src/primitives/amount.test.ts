import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COIN, SATS_MAX, isInMoneyRange, satsToBtcText } from './amount.ts';

test('money is from 0 to 21 million bitcoin', () => {
  assert.deepEqual([-1n, 0n, SATS_MAX, SATS_MAX + 1n].map(isInMoneyRange), [false, true, true, false]);
});

// Cases: Bitcoin Core's rpc_tests.cpp (rpc_format_monetary_values).
test('amounts are shown in bitcoin with eight decimals, of either sign', () => {
  assert.equal(satsToBtcText(0n), '0.00000000');
  assert.equal(satsToBtcText(1n), '0.00000001');
  assert.equal(satsToBtcText(17_622_195n), '0.17622195');
  assert.equal(satsToBtcText(SATS_MAX), '21000000.00000000');
  assert.equal(satsToBtcText(-COIN), '-1.00000000');
  assert.equal(satsToBtcText(-1n), '-0.00000001');
  assert.equal(satsToBtcText((1n << 63n) - 1n), '92233720368.54775807');
});
