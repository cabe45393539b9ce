import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { poissonAtMost } from '../hashrate/poisson-row.ts';
import { blockSeries } from '../series/block-series.ts';
import { answerBlackout } from './blackout-answer.ts';
import type { BlackoutKnowledge } from './blackout-answer.ts';
import type { PublishedShare } from './blackout-document.ts';

const DAY = 86_400;
const AT = Date.UTC(2022, 0, 5, 10, 30) / 1000;
const COUNTRY = { code: 'KZ', name: 'Kazakhstan' };
const QUESTION = { country: COUNTRY, atSec: AT, level: 0.9 };
const NOTHING: BlackoutKnowledge = { censuses: [], shares: [], signals: [] };

function share(month: string, value: number): PublishedShare {
  const [year, index] = month.split('-').map(Number);
  return { share: value, low: 0, high: 1, month, toSec: Date.UTC(year!, index!) / 1000, source: 'a map' };
}

/** Blocks every ten minutes from eight days before on, and every so many after. */
function blocks(secondsAfter: number): Parameters<typeof answerBlackout>[0] {
  const times: number[] = [];
  for (let sec = AT - 8 * DAY; sec < AT + 4 * DAY; sec += sec < AT ? 600 : secondsAfter) times.push(sec);
  const timesSec = Float64Array.from(times);
  const work = new Float64Array(times.length).fill(1e23);
  const bits = new Uint32Array(times.length).fill(0x170b3ce9);
  const series = blockSeries({ firstHeight: 717_000, timesSec, work, bits, timeSource: 'header' });
  return { network: 'mainnet', observations: [{ series, description: 'made blocks' }] };
}

describe('answerBlackout', () => {
  test('without blocks it tells what could be seen, for a block every ten minutes', () => {
    const document = answerBlackout({ network: 'mainnet', observations: [] }, NOTHING, QUESTION);
    assert.equal(document.source, null);
    assert.equal(document.test.baseline.measured, false);
    assert.deepEqual(
      document.windows.map(({ expectedBlocks }) => Math.round(expectedBlocks)),
      [36, 144, 432],
    );
    assert.ok(
      document.windows.every(
        ({ blocks: found, ratio, verdict }) => found === null && ratio === null && verdict === 'cannot be told',
      ),
    );
    const limits = document.windows.map(({ detectable }) => detectable!);
    assert.ok(
      limits[0]! > limits[1]! && limits[1]! > limits[2]!,
      `longer windows show smaller falls: ${limits.join(', ')}`,
    );
    assert.match(document.notes[0]!, /no blocks of mainnet cover/);
  });

  test('the smallest fall that shows is that of a test with a known baseline, and a little more for the baseline', () => {
    const { windows } = answerBlackout({ network: 'mainnet', observations: [] }, NOTHING, QUESTION);
    // Of a known rate of 144: reject at the largest count that luck falls to in 5 %, and ask for a power of 90 %.
    let limit = 0;
    while (poissonAtMost(limit + 1, 144) <= 0.05) limit++;
    let known = 0;
    while (poissonAtMost(limit, 144 * (1 - known)) < 0.9) known += 0.001;
    const day = windows[1]!.detectable!;
    assert.ok(day > known && day < known + 0.04, `${day} against ${known}`);
  });

  test('the share is that of the last month that was over; months of the year before are shown, others are not', () => {
    const shares = [share('2020-05', 0.05), share('2021-08', 0.181), share('2022-01', 0.1322), share('2022-03', 0.1)];
    const { hashrate, windows } = answerBlackout(blocks(600), { ...NOTHING, shares }, QUESTION);
    assert.deepEqual(
      hashrate.published.map(({ month }) => month),
      ['2021-08', '2022-01'],
    );
    assert.equal(hashrate.atStake?.month, '2021-08');
    assert.equal(hashrate.atStake.secondsToShow! > DAY && hashrate.atStake.secondsToShow! < 3 * DAY, true);
    assert.deepEqual(
      windows.map(({ wouldShow }) => wouldShow),
      [false, false, true],
    );
    assert.ok(hashrate.published[1]!.secondsToShow! > hashrate.published[0]!.secondsToShow!);
  });

  test('a share that is too small for two months of blocks says so', () => {
    const { hashrate, sentence } = answerBlackout(
      blocks(600),
      { ...NOTHING, shares: [share('2021-08', 0.02)] },
      QUESTION,
    );
    assert.equal(hashrate.atStake?.secondsToShow, null);
    assert.match(sentence, /not within two months/);
  });

  test('a share that the reader gives takes the place of what was published', () => {
    const document = answerBlackout(
      blocks(600),
      { ...NOTHING, shares: [share('2021-08', 0.181)] },
      { ...QUESTION, share: 0.5 },
    );
    assert.equal(document.hashrate.atStake?.share, 0.5);
    assert.match(
      document.sentence,
      /^Kazakhstan had 50.0 % of the hashrate, as given: a day of blocks would show its loss/,
    );
  });

  test('blocks as before contradict a large fall; half as many support it', () => {
    const shares = [share('2021-08', 0.3)];
    assert.equal(answerBlackout(blocks(600), { ...NOTHING, shares }, QUESTION).windows[2]!.verdict, 'contradicted');
    assert.equal(answerBlackout(blocks(1200), { ...NOTHING, shares }, QUESTION).windows[2]!.verdict, 'supported');
  });

  test('nodes: a count within a month before speaks for the moment, another is an example only', () => {
    const count = (atSec: number): BlackoutKnowledge['censuses'][number] => ({
      atSec,
      total: 12,
      byCountry: new Map([
        ['KZ', 1],
        ['US', 9],
      ]),
      source: 'a crawl',
    });
    const far = answerBlackout(blocks(600), { ...NOTHING, censuses: [count(AT + 900 * DAY)] }, QUESTION);
    assert.equal(far.nodes.counted, null);
    assert.equal(far.nodes.example?.share, 0.1);
    assert.match(far.sentence, /Its share of the nodes then cannot be told/);
    const near = answerBlackout(
      blocks(600),
      { ...NOTHING, censuses: [count(AT + 2 * DAY), count(AT - 3 * DAY)] },
      QUESTION,
    );
    assert.equal(near.nodes.counted?.at, AT - 3 * DAY);
    assert.match(near.sentence, /1 of 10 located nodes \(10.0 %\) stood in Kazakhstan/);
  });
});
