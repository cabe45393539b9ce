import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePowerPrice } from './power-price.ts';

test('prices of electricity from 0.001 to 1 USD a kWh are taken, others are told what to write', () => {
  for (const [text, value] of [
    ['0.05', 0.05],
    ['.08', 0.08],
    ['0.001', 0.001],
    ['1', 1],
  ] as const) {
    assert.equal(parsePowerPrice(text), value);
  }
  for (const text of ['0', '0.0009', '1.01', '5 cents', '-0.05', '1e-2', '', '9'.repeat(100)]) {
    const wrong = parsePowerPrice(text);
    assert.ok(typeof wrong === 'object' && wrong.message.length < 150, text);
    assert.match(wrong.message, /such as 0\.05/);
  }
});
