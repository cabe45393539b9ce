import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRoute, parseRoute, VIEWS } from '../../web/src/router.ts';
import {
  blocksAround,
  commandLine,
  firstQuestion,
  fitToCoverage,
  FIRST_QUESTION,
  groundAround,
  paramsOfQuestion,
  questionFromParams,
} from '../../web/src/views/claim-question.ts';
import { whatIsMissing } from '../../web/src/views/what-is-missing.ts';
import { blockSeries } from '../../src/observatory/series/block-series.ts';
import { binCounts, coverage } from '../../src/observatory/series/observations.ts';
import { spanChoices } from '../../web/src/views/hashrate-choices.ts';

test('an address comes back as it was written', () => {
  const params = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    {
      maxKeys: 6,
      noNullPrototype: true,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(...VIEWS), params, (view, choices) => {
      assert.deepEqual(parseRoute(formatRoute({ view, params: choices })), { view, params: choices });
    }),
  );
});

test('an address that is nonsense, or longer than any the page writes, shows the first view', () => {
  assert.deepEqual(parseRoute('#/nowhere'), { view: 'overview', params: {} });
  assert.deepEqual(parseRoute(''), { view: 'overview', params: {} });
  assert.deepEqual(parseRoute(`#/claim?at=${'1'.repeat(2_000)}`), { view: 'overview', params: {} });
  assert.equal(parseRoute('#/claim?drop=%ZZ').view, 'claim');
});

test('times stay readable in an address', () => {
  const address = formatRoute({ view: 'claim', params: { drop: '12%', at: '2022-01-05T10:30Z', rise: '' } });
  assert.equal(address, '#/claim?drop=12%25&at=2022-01-05T10:30Z');
});

test('a question goes through the address and comes back, and is the command line’s', () => {
  const question = { ...FIRST_QUESTION, direction: 'rise' as const, size: 0.125, baselineSec: 36 * 3600, level: 0.95 };
  const params = Object.fromEntries(Object.entries(paramsOfQuestion(question)).filter(([, value]) => value !== ''));
  assert.deepEqual(questionFromParams(params), question);
  assert.equal(commandLine(FIRST_QUESTION), 'vigil claim --drop 12% --at 2022-01-05T10:30Z --baseline 7d --window 24h');
  assert.equal(
    commandLine(question),
    'vigil claim --rise 12.5% --at 2022-01-05T10:30Z --baseline 36h --window 24h --level 0.95',
  );
});

test('what can not be read in an address is as in the first question', () => {
  const params = { drop: '140%', at: 'tomorrow', baseline: '-7d', window: '1e9', level: '7' };
  assert.deepEqual(questionFromParams(params), FIRST_QUESTION);
});

test('windows are moved into what is covered, and keep their lengths where they fit', () => {
  const covered = { fromSec: 0, toSec: 10 * 86_400 };
  const { atSec, baselineSec, windowSec } = fitToCoverage({ ...FIRST_QUESTION, atSec: 99 * 86_400 }, covered);
  assert.deepEqual([atSec, baselineSec, windowSec], [9 * 86_400, 7 * 86_400, 86_400]);
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 1e7 }),
      fc.integer({ min: 1, max: 1e7 }),
      (at, baseline, window) => {
        const fitted = fitToCoverage(
          { ...FIRST_QUESTION, atSec: at, baselineSec: baseline, windowSec: window },
          covered,
        );
        assert.ok(fitted.atSec - fitted.baselineSec >= 0 && fitted.atSec + fitted.windowSec <= covered.toSec);
      },
    ),
  );
});

const source = (kind: 'blocks' | 'days', from: string, to: string) => ({
  kind,
  description: '',
  from: Date.parse(from) / 1000,
  to: Date.parse(to) / 1000,
  timeSource: 'header' as const,
  repairedTimes: 0,
});

test('the first question is the event where its data are at hand, and the last day of other data', () => {
  const event = source('blocks', '2021-12-28T10:32Z', '2022-01-14T00:47Z');
  assert.deepEqual(firstQuestion([event]), FIRST_QUESTION);
  const other = source('blocks', '2024-03-01T00:00Z', '2024-03-20T12:34Z');
  const question = firstQuestion([other]);
  assert.equal(question.atSec + question.windowSec, Date.parse('2024-03-20T12:00Z') / 1000);
});

test('of a long chain, only the blocks around the question are fetched, the same for small moves', () => {
  assert.deepEqual(blocksAround([source('blocks', '2021-12-28', '2022-01-14')], FIRST_QUESTION), {});
  assert.equal(blocksAround([source('days', '2009-01-09', '2024-01-01')], FIRST_QUESTION), undefined);
  const long = [source('blocks', '2009-01-09', '2024-01-01')];
  const asked = blocksAround(long, FIRST_QUESTION);
  assert.ok(Number(asked?.from) < FIRST_QUESTION.atSec - FIRST_QUESTION.baselineSec);
  assert.ok(Number(asked?.to) > FIRST_QUESTION.atSec + FIRST_QUESTION.windowSec);
  assert.deepEqual(blocksAround(long, { ...FIRST_QUESTION, atSec: FIRST_QUESTION.atSec + 3600 }), asked);
});

test('the spans on offer are those that the sources cover', () => {
  const labels = (sources: Parameters<typeof spanChoices>[0], network = 'mainnet'): string[] =>
    spanChoices(sources, network).map(({ label }) => label);
  const blocks = source('blocks', '2021-12-28T10:32Z', '2022-01-14T00:47Z');
  const days = source('days', '2009-01-09', '2024-01-01');
  assert.deepEqual(labels([blocks, days]), ['January 2022', 'All blocks', 'China ban, 2021', 'Since 2009']);
  assert.deepEqual(labels([blocks], 'testnet4'), ['All blocks']);
  assert.deepEqual(labels([source('blocks', '2023-01-01', '2024-01-01')]), [
    'Last 90 days',
    'Last 7 days',
    'All blocks',
  ]);
  assert.deepEqual(labels([]), []);
});

test('the ground that windows are moved on lies within the blocks, be they of two hours or of years', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_600_000_000, max: 1_700_000_000 }),
      fc.integer({ min: 7200, max: 3e8 }),
      fc.integer({ min: 60, max: 1e8 }),
      (fromSec, length, windowSec) => {
        const timesSec = Array.from({ length: 100 }, (_, n) => fromSec + Math.round((length * n) / 99));
        const series = blockSeries({ firstHeight: 0, timesSec, work: timesSec.map(() => 1), timeSource: 'header' });
        const question = fitToCoverage({ ...FIRST_QUESTION, windowSec }, coverage(series));
        const { domain, stepSec } = groundAround(series, question);
        assert.ok(domain[0] >= fromSec && domain[1] <= fromSec + length);
        const bins = binCounts(series, { fromSec: domain[0], toSec: domain[1], stepSec });
        assert.ok(bins.length >= 8, `${bins.length} bins`);
      },
    ),
  );
});

test('a view without data says what is missing, and how to bring it', () => {
  const hours = (count: number): ReturnType<typeof source> => {
    const start = source('blocks', '2022-01-01', '2022-01-02');
    return { ...start, to: start.from + count * 3600 };
  };
  const empty = { network: 'regtest', sources: [] } as const;
  assert.equal(whatIsMissing('hashrate', empty)!.commands[0]!.text, 'vigil headers import FILE... --network regtest');
  assert.match(whatIsMissing('claim', empty)!.sentence, /No blocks of regtest/);
  assert.match(whatIsMissing('january-2022', empty)!.sentence, /story of mainnet/);
  assert.equal(whatIsMissing('method', empty), undefined);
  const short = { network: 'mainnet', sources: [hours(1.9)] } as const;
  assert.match(whatIsMissing('claim', short)!.sentence, /cover 1 hour 54 minutes/);
  assert.equal(whatIsMissing('hashrate', short), undefined);
  assert.equal(whatIsMissing('claim', { network: 'mainnet', sources: [hours(2)] }), undefined);
});
