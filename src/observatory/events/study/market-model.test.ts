import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarketModel } from './market-model.ts';

/** Closes whose returns of a day are given. */
function closes(returns: readonly number[]): Float64Array {
  let log = 0;
  return Float64Array.from([0, ...returns], (change) => Math.exp((log += change)));
}

const MARKET = Array.from({ length: 200 }, (_, i) => 0.02 * Math.sin(i * 1.7));

test('a coin that follows the market to the letter has no abnormal return, whatever the market does', () => {
  const own = MARKET.map((change) => 0.001 + 0.8 * change);
  const model = new MarketModel(
    {
      firstDaySec: 0,
      closes: new Map([
        ['BTC', closes(own)],
        ['ETH', closes(MARKET)],
      ]),
    },
    'BTC',
  );
  const { alpha, beta, r2 } = model.fitBefore(150);
  assert.ok(Math.abs(alpha - 0.001) < 1e-12 && Math.abs(beta - 0.8) < 1e-9 && r2 > 0.999999);
  assert.ok(Math.abs(model.abnormal(150, 7)) < 1e-9);
});

test('what a coin does on its own is abnormal, and days after the window’s start do not change the fit', () => {
  const own = MARKET.map((change, i) => 0.8 * change + (i === 150 ? -0.1 : 0));
  const model = new MarketModel(
    {
      firstDaySec: 0,
      closes: new Map([
        ['BTC', closes(own)],
        ['ETH', closes(MARKET)],
        ['XRP', closes(MARKET)],
      ]),
    },
    'BTC',
  );
  assert.deepEqual(model.coins, ['ETH', 'XRP']);
  assert.ok(Math.abs(model.abnormal(150, 1) + 0.1) < 1e-9);
  assert.ok(Math.abs(model.fitBefore(150).beta - 0.8) < 1e-9);
});
