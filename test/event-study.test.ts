import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byVolatility, clusterOf, falsePositives, levelVerdict } from '../bench/event-study/false-positives.ts';
import { simulatedMarket } from '../bench/event-study/simulated-market.ts';
import { simulatedCloses } from '../bench/event-study/simulated-prices.ts';
import { testDay } from '../bench/event-study/tested-days.ts';
import { testHours } from '../bench/event-study/tested-hours.ts';
import { builtInCloses, builtInEvents, builtInStudyPrices } from '../src/cli/observatory/event-records.ts';
import { SeededRandom } from '../src/lab/seeded-random.ts';
import { answerEventStudy } from '../src/observatory/answers/event-study-answer.ts';
import { DAILY_HORIZONS } from '../src/observatory/events/study/daily-study.ts';
import { MarketModel } from '../src/observatory/events/study/market-model.ts';
import type { EventStudyDocument } from '../src/observatory/events/study/study-document.ts';
import type { CloseSeries } from '../src/observatory/market/close-series.ts';

const PRICES = builtInStudyPrices();
const KNOWN = builtInEvents();
const named = (id: string): (typeof KNOWN)[number] => KNOWN.find((event) => event.id === id)!;
const SHUTDOWN = named('kazakhstan-shutdown-2022-01-05');
const MINUTES = named('fomc-minutes-2022-01-05');

function study(
  question: Partial<Parameters<typeof answerEventStudy>[1]> = {},
  series: CloseSeries = PRICES.hourly.series,
): EventStudyDocument {
  const prices = { ...PRICES, hourly: { series, description: 'test' }, known: KNOWN };
  const document = answerEventStudy(prices, { event: SHUTDOWN, level: 0.9, ...question });
  assert.ok('schema' in document, JSON.stringify(document));
  return document;
}

/** The same prices, moved by a share over some hours from a moment on. */
function moved(share: number, fromSec: number, hours: number): CloseSeries {
  const series = PRICES.hourly.series;
  const close = series.close.map((price, i) => {
    const since = (series.fromSec + (i + 1) * 3600 - fromSec) / 3600;
    return price * (1 + share * Math.min(1, Math.max(0, since / hours)));
  });
  return { ...series, close };
}

test('the minutes of 5 January 2022 fit the path better than the shutdown, and the fall was not Bitcoin’s own', () => {
  const document = study({ against: MINUTES });
  const { odds, daily, hourly } = document;
  assert.ok(odds !== null && daily !== null && hourly !== null);
  assert.ok(odds.factor < 0.2 && odds.low <= odds.factor && odds.factor <= odds.high);
  assert.ok(odds.luck < 0.03 && odds.windows >= 1000);
  assert.ok(hourly.horizons[0]!.ratio > 1, 'in the hour of the shutdown the price rose');
  assert.ok(hourly.match.windows >= 1000);
  assert.ok(daily.horizons[0]!.ratio < 0.96 && daily.horizons[0]!.pValue > 0.3);
  assert.equal(study({ event: MINUTES }).hourly!.horizons[0]!.pFall < 0.005, true);
  assert.match(document.sentence, /fits a move from the Fed minutes/);
  assert.match(document.limits, /not why/);
});

test('odds turn round with the order of the events', () => {
  const there = study({ against: MINUTES }).odds!;
  const back = study({ event: MINUTES, against: SHUTDOWN }).odds!;
  assert.ok(Math.abs(there.factor * back.factor - 1) < 1e-9);
  assert.ok(Math.abs(there.low * back.high - 1) < 1e-9);
  assert.equal(there.luck, back.luck);
});

test('on a quiet day neither of two hours fits better; a fall that is put at one turns the odds to it', () => {
  const quiet = Date.UTC(2021, 7, 3, 10, 30) / 1000;
  const event = { fromSec: quiet, toSec: quiet, what: 'one' };
  const against = { fromSec: quiet + 9 * 3600, toSec: quiet + 9 * 3600, what: 'other' };
  const none = study({ event, against }).odds!;
  assert.ok(none.factor > 0.5 && none.factor < 2 && none.verdict !== 'supported', JSON.stringify(none));
  // The window of 10:30 begins with the close of 10:00, that of 19:30 with the close of 19:00.
  const early = study({ event, against }, moved(-0.06, quiet - 1800, 1)).odds!;
  assert.ok(early.factor > 10 && early.luck < 0.02 && early.verdict === 'supported', JSON.stringify(early));
  const late = study({ event, against }, moved(-0.06, quiet + 8.5 * 3600, 1)).odds!;
  assert.ok(late.factor < 0.3 && late.luck < 0.05 && late.verdict === 'supported', JSON.stringify(late));
});

test('what comes after the window changes nothing of what is said of it', () => {
  const whole = study({ event: MINUTES });
  const series = PRICES.hourly.series;
  const hours = (MINUTES.fromSec - series.fromSec) / 3600 + 72;
  const cut = study({ event: MINUTES }, { ...series, close: series.close.slice(0, hours) });
  assert.deepEqual(cut.hourly, whole.hourly);
});

test('an event known to the day is studied by the day; one without prices not at all', () => {
  const ban = study({ event: named('china-ban-2021-09-24') });
  assert.equal(ban.hourly, null);
  assert.ok(ban.daily !== null && ban.notes.some((note) => note.includes('hour of the event is not known')));
  const sec = Date.UTC(2023, 0, 4, 10) / 1000;
  const none = answerEventStudy(
    { ...PRICES, known: KNOWN },
    { event: { fromSec: sec, toSec: sec, what: '' }, level: 0.9 },
  );
  assert.ok('code' in none && none.code === 'outside-coverage');
});

test('events an hour to three days apart are held against each other, others are not', () => {
  const at = (hours: number): { fromSec: number; toSec: number; what: string } => {
    const sec = SHUTDOWN.fromSec + hours * 3600;
    return { fromSec: sec, toSec: sec, what: '' };
  };
  for (const hours of [0, 0.99, 72.01, -72.01]) {
    const answer = answerEventStudy({ ...PRICES, known: KNOWN }, { event: SHUTDOWN, against: at(hours), level: 0.9 });
    assert.ok('code' in answer && answer.code === 'bad-window', String(hours));
  }
  assert.ok(study({ against: at(1) }).odds !== null);
  assert.ok(study({ against: at(-72) }).odds !== null);
});

test('a day with fewer than 250 windows before it is not held against the market, and the document says so', () => {
  const noon = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day, 12) / 1000;
  const at = (sec: number): EventStudyDocument => study({ event: { fromSec: sec, toSec: sec, what: '' } });
  const early = at(noon(2019, 6, 1));
  assert.equal(early.daily, null);
  assert.ok(
    early.notes.some((note) => /^by the day: only \d+ windows .* 250 are needed$/.test(note)),
    early.notes.join(),
  );
  assert.ok(at(noon(2019, 9, 1)).daily!.match.windows >= 250);
});

const HOURS = [1, 8];

test('at moments at which nothing happened, five in a hundred are called abnormal at the 5 % level', (t) => {
  const prices = builtInCloses();
  const tested = testHours({
    prices,
    avoid: KNOWN.filter(({ category }) => category !== 'market'),
    hours: HOURS,
    // Every 41st hour meets every hour of the week.
    moments: Array.from({ length: 660 }, (_, k) => Date.UTC(2019, 6) / 1000 + 41 * k * 3600),
    clusterOf,
  });
  for (const [k, hours] of HOURS.entries()) {
    const found = falsePositives(tested, ({ pValues }) => pValues[k]!.scaled, 0.05);
    t.diagnostic(`${hours} h: ${(100 * found.share).toFixed(1)} ± ${(100 * found.error).toFixed(1)} %`);
    assert.notEqual(levelVerdict(found, 0.05), 'broken', `${hours} h: ${found.share}`);
    // Without scaling by volatility, wild times give far more false alarms than calm ones: what scaling is for.
    const plain = byVolatility(tested).map(
      (part) => falsePositives(part, ({ pValues }) => pValues[k]!.plain, 0.05).share,
    );
    assert.ok(plain.at(-1)! > 1.5 * plain[0]!, plain.join(' '));
  }
});

test('on simulated prices with heavy tails and clustered volatility the level holds too', (t) => {
  const tested = Array.from({ length: 120 }, (_, k) => {
    const random = new SeededRandom(100 + k);
    const prices = simulatedCloses(random, 12_000);
    const moments = Array.from({ length: 3 }, () => prices.fromSec + (10_500 + random.below(1490)) * 3600);
    return testHours({ prices, avoid: [], hours: HOURS, moments, clusterOf: () => k });
  }).flat();
  for (const [k, hours] of HOURS.entries()) {
    const { share, moments } = falsePositives(tested, ({ pValues }) => pValues[k]!.scaled, 0.05);
    t.diagnostic(`${hours} h: ${(100 * share).toFixed(1)} % of ${moments}`);
    assertWithinChance(share, moments);
  }
});

test('by the day, of every coin in turn, five in a hundred days at which nothing happened are called abnormal', (t) => {
  const { closes } = PRICES.daily;
  const avoid = KNOWN.filter(({ category }) => category !== 'market');
  const tested = [...closes.closes.keys()].flatMap((asset) => {
    const model = new MarketModel(closes, asset);
    return Array.from({ length: Math.floor(model.length / 4) }, (_, k) => {
      const atSec = closes.firstDaySec + 4 * k * 86_400;
      return testDay(model, { atSec, avoid, cluster: clusterOf(atSec) }) ?? [];
    }).flat();
  });
  assert.ok(tested.length > 2000);
  for (const [k, days] of DAILY_HORIZONS.entries()) {
    const found = falsePositives(tested, ({ pValues }) => pValues[k]!.scaled, 0.05);
    t.diagnostic(`${days} d: ${(100 * found.share).toFixed(1)} ± ${(100 * found.error).toFixed(1)} %`);
    assert.notEqual(levelVerdict(found, 0.05), 'broken', `${days} d: ${found.share}`);
  }
});

test('by the day, on simulated markets, the level holds as far as chance allows', (t) => {
  const tested = Array.from({ length: 200 }, (_, k) => {
    const random = new SeededRandom(500 + k);
    const closes = simulatedMarket(random, 1000);
    const model = new MarketModel(closes, 'BTC');
    return Array.from({ length: 6 }, () => {
      const atSec = closes.firstDaySec + (400 + random.below(590)) * 86_400;
      return testDay(model, { atSec, avoid: [], cluster: k }) ?? [];
    }).flat();
  }).flat();
  assert.equal(tested.length, 1200);
  for (const [k, days] of DAILY_HORIZONS.entries()) {
    const { share, moments } = falsePositives(tested, ({ pValues }) => pValues[k]!.scaled, 0.05);
    t.diagnostic(`${days} d: ${(100 * share).toFixed(1)} %`);
    assertWithinChance(share, moments);
  }
});

/** Fails where so many, or so few, false positives come of less than one in a thousand runs at every true share of 4 to 6 %. */
function assertWithinChance(share: number, moments: number): void {
  const found = Math.round(share * moments);
  assert.ok(binomialAtMost(found, moments, 0.04) > 0.001, `${found} of ${moments} is too few`);
  assert.ok(1 - binomialAtMost(found - 1, moments, 0.06) > 0.001, `${found} of ${moments} is too many`);
}

/** Probability of at most so many successes. */
function binomialAtMost(successes: number, trials: number, share: number): number {
  let term = (1 - share) ** trials;
  let sum = 0;
  for (let k = 0; k <= successes; k++) {
    sum += term;
    term *= ((trials - k) / (k + 1)) * (share / (1 - share));
  }
  return sum;
}
