import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarketModel } from './market-model.ts';
import { SizeForecast } from './size-forecast.ts';

const DAYS = 700;

/** A coin that moves by itself, by sizes of a day that are given and a sign in turn, against a market of two coins. */
function model(sizeOf: (day: number) => number): MarketModel {
  const closes = (returnOf: (day: number) => number): Float64Array => {
    let log = 0;
    return Float64Array.from({ length: DAYS }, (_, day) => Math.exp((log += returnOf(day))));
  };
  const market = (day: number): number => 0.01 * Math.sin(day * 1.7);
  // Signs that keep no pattern with the market: those of a faster wave.
  const own = (day: number): number => market(day) + sizeOf(day) * Math.sign(Math.sin(day * day));
  return new MarketModel(
    {
      firstDaySec: 0,
      closes: new Map([
        ['BTC', closes(own)],
        ['ETH', closes(market)],
        ['XRP', closes(market)],
      ]),
    },
    'BTC',
  );
}

test('where wild spells last, the forecast of a day follows them; where they are over at once, it does not', () => {
  const lasting = model((day) => (day % 80 < 40 ? 0.04 : 0.01));
  const wild = 585;
  const calm = 545;
  const following = new SizeForecast(lasting, { base: wild, days: 1 });
  assert.ok(following.usualSize(wild) > 1.8 * following.usualSize(calm));
  // As many wild days, none of which tells anything of the next.
  const passing = model((day) => (Math.sin(day * day * 1.3) > 0 ? 0.04 : 0.01));
  const even = new SizeForecast(passing, { base: wild, days: 1 });
  const sizes = Array.from({ length: 80 }, (_, k) => even.usualSize(wild - k));
  assert.ok(Math.max(...sizes) < 1.3 * Math.min(...sizes), `${Math.min(...sizes)} to ${Math.max(...sizes)}`);
});

test('the longer the window, the nearer the forecast is to what is usual', () => {
  const spells = model((day) => (day % 80 < 20 ? 0.04 : 0.01));
  const leaning = [1, 20].map((days) => {
    const forecast = new SizeForecast(spells, { base: 579, days });
    return forecast.usualSize(579) / forecast.usualSize(539);
  });
  // The close of day 579 is the last of a wild spell of 20 days, that of day 539 lies in a calm one.
  assert.ok(leaning[0]! > 1.5 * leaning[1]!, leaning.join(' '));
});

test('what comes after the event’s window begins changes nothing of what was forecast', () => {
  const before = new SizeForecast(
    model((day) => (day % 80 < 40 ? 0.04 : 0.01)),
    { base: 599, days: 3 },
  );
  const after = new SizeForecast(
    model((day) => (day > 599 ? 0.5 : day % 80 < 40 ? 0.04 : 0.01)),
    { base: 599, days: 3 },
  );
  assert.equal(after.usualSize(599), before.usualSize(599));
  assert.equal(after.scaled(580), before.scaled(580));
});

test('with nothing to learn from, the forecast lies between the days of late and the whole window', () => {
  const calmer = model((day) => (day < 100 ? 0.04 : 0.01));
  const forecast = new SizeForecast(calmer, { base: 121, days: 4 });
  const { whole, recent } = calmer.sizesBefore(121);
  assert.ok(recent < whole);
  assert.ok(Math.abs(forecast.usualSize(121) - 2 * (0.5 * whole + 0.5 * recent)) < 1e-12);
});

test('a coin that never moves has a size all the same, so that nothing is divided by nothing', () => {
  const still = model(() => 0);
  const forecast = new SizeForecast(still, { base: 400, days: 1 });
  assert.ok(forecast.usualSize(400) >= 1e-6);
  assert.ok(Number.isFinite(forecast.scaled(300)));
});
