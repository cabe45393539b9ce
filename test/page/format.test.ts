import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatChange,
  formatChangeInterval,
  formatCount,
  formatHashrate,
  formatHashrateInterval,
  formatOdds,
  formatProbability,
  formatShare,
  prefixOf,
} from '../../web/src/format/numbers.ts';
import {
  formatDuration,
  formatDurationWords,
  formatIso,
  formatSpan,
  formatUtc,
  parseDuration,
  parseIso,
} from '../../web/src/format/time.ts';
import { cellWords } from '../../web/src/views/report-cells.ts';

const en = { locale: 'en' };
const de = { locale: 'de' };

/** Narrow spaces as plain ones, so that expectations can be read. */
function plain(text: string): string {
  return text.replaceAll('\u202f', ' ');
}

test('hashrates carry three significant digits and the unit that suits them', () => {
  assert.equal(plain(formatHashrate(178.04e18, en)), '178 EH/s');
  assert.equal(plain(formatHashrate(57.47e18, en)), '57.5 EH/s');
  assert.equal(plain(formatHashrate(57.47e18, de)), '57,5 EH/s');
  assert.equal(plain(formatHashrate(7.158e6, en)), '7.16 MH/s');
  assert.equal(plain(formatHashrate(1.5e24, en)), '1 500 ZH/s');
  assert.equal(prefixOf(999e15), 5);
  assert.equal(prefixOf(1e18), 6);
  assert.equal(prefixOf(0), 0);
});

test('an interval is written in the unit of its median', () => {
  assert.equal(
    plain(formatHashrateInterval({ low: 950e15, median: 1.1e18, high: 1.3e18 }, en)),
    '1.10 EH/s (0.950 to 1.30)',
  );
});

test('changes are signed, with a minus sign that is not a hyphen', () => {
  assert.equal(plain(formatChange(0.88, en)), '−12.0 %');
  assert.equal(plain(formatChange(1.0932, en, 2)), '+9.32 %');
  assert.equal(plain(formatChange(1, en)), '0.0 %');
  assert.equal(plain(formatChangeInterval({ low: 0.793, median: 0.924, high: 1.07 }, en)), '−7.6 % (−20.7 to +7.0)');
});

test('shares keep what can be read, and say "under" rather than zero', () => {
  assert.equal(plain(formatShare(0.123, en)), '12 %');
  assert.equal(plain(formatShare(0.0123, en)), '1.2 %');
  assert.equal(plain(formatShare(0.00123, en)), '0.12 %');
  assert.equal(plain(formatShare(0.00001, en)), 'under 0.01 %');
  assert.equal(plain(formatShare(0, en)), '0 %');
});

test('odds are written from the side that they favour, and very long ones end at "over"', () => {
  assert.equal(formatOdds(1.2975, en), '1.30 to 1');
  assert.equal(formatOdds(1 / 4.45, en), '1 to 4.45');
  assert.equal(plain(formatOdds(1e30, en)), 'over 1 000 000 to 1');
  assert.equal(plain(formatOdds(0, en)), '1 to over 1 000 000');
});

test('a probability is never told as certainty', () => {
  assert.equal(plain(formatProbability(0.9995, en)), 'over 99 %');
  assert.equal(plain(formatProbability(0.001, en)), 'under 1 %');
  assert.equal(plain(formatProbability(0.95, en)), '95 %');
});

test('thousands are parted by thin spaces in every locale', () => {
  assert.equal(formatCount(832608, en), '832\u202f608');
  assert.equal(formatCount(832608, de), '832\u202f608');
  assert.equal(formatCount(NaN, en), '–');
});

test('times are written and read in UTC', () => {
  const at = Date.UTC(2022, 0, 5, 10, 30) / 1000;
  assert.equal(formatUtc(at), '5 January 2022, 10:30 UTC');
  assert.equal(formatIso(at), '2022-01-05T10:30Z');
  assert.equal(parseIso('2022-01-05T10:30Z'), at);
  assert.equal(parseIso('2022-01-05T10:30'), at);
  assert.equal(parseIso('2022-01-05'), at - 37_800);
  assert.equal(parseIso('5 January'), undefined);
  assert.equal(parseIso('2022-13-05'), undefined);
  assert.equal(parseIso(undefined), undefined);
});

test('every whole second comes back from its ISO form', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (at) => assert.equal(parseIso(formatIso(at)), at)));
});

test('spans of whole days leave the clock out', () => {
  const day = Date.UTC(2022, 0, 5) / 1000;
  assert.equal(formatSpan(day, day + 86_400), '5 Jan 2022');
  assert.equal(formatSpan(day, day + 7 * 86_400), '5 Jan 2022 to 12 Jan 2022');
  assert.equal(formatSpan(day + 6 * 3600, day + 12 * 3600), '5 Jan 2022, 06:00 to 12:00');
});

test('lengths of time are read as the command line reads them, and come back', () => {
  assert.equal(parseDuration('7d'), 604_800);
  assert.equal(parseDuration('90m'), 5_400);
  assert.equal(parseDuration('2w'), 1_209_600);
  assert.equal(parseDuration('0h'), undefined);
  assert.equal(parseDuration('7 days'), undefined);
  assert.equal(formatDuration(86_400), '24h');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500_000 }), (minutes) =>
      assert.equal(parseDuration(formatDuration(minutes * 60)), minutes * 60),
    ),
  );
  assert.equal(formatDurationWords(30 * 3600), '1 day 6 hours');
});

test('a price in a report keeps its digits, however cheap the coin is', () => {
  const prices = [43_436, 206.8, 2.934, 0.1594].map((price) => plain(cellWords(price, 'price', en)));
  assert.deepEqual(prices, ['$43 436', '$207', '$2.93', '$0.159']);
});
