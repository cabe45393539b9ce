import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseIoda } from '../src/observatory/outage/observers/ioda.ts';
import { isRefused } from '../src/observatory/outage/observers/observed-signal.ts';
import type { ObservedReject, ObservedSignal } from '../src/observatory/outage/observers/observed-signal.ts';
import { parsePercentCsv } from '../src/observatory/outage/observers/percent-csv.ts';
import { parseRadar } from '../src/observatory/outage/observers/radar.ts';

const FROM = 1_641_340_800;

/** A signal as IODA's API gives it; written by hand from its description. */
function iodaSignal(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    entityType: 'country',
    entityCode: 'KZ',
    entityName: 'Kazakhstan',
    entityFqid: 'KZ',
    datasource: 'bgp',
    subtype: '',
    from: FROM,
    until: FROM + 900,
    step: 300,
    nativeStep: 300,
    values: [11_500, null, 6000],
    ...change,
  };
}

function ioda(...signals: readonly unknown[]): string {
  return JSON.stringify({ type: 'signals', metadata: {}, requestTime: 'x', error: null, data: [signals] });
}

function radar(series: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ success: true, errors: [], result: { meta: { normalization: 'MIN0_MAX' }, ...series } });
}

function taken(answer: ObservedSignal[] | ObservedReject): ObservedSignal[] {
  assert.ok(!isRefused(answer), JSON.stringify(answer));
  return answer as ObservedSignal[];
}

function refused(answer: ObservedSignal[] | ObservedReject): ObservedReject {
  assert.ok(isRefused(answer), 'it was taken');
  return answer;
}

describe('parseIoda', () => {
  test('takes each data source, and a step without a value as unknown', () => {
    const text = ioda(iodaSignal(), iodaSignal({ datasource: 'ping-slash24', values: [1, 2, 3] }));
    const [bgp, ping] = taken(parseIoda(text, 'KZ'));
    assert.equal(bgp!.source, 'ioda-bgp');
    assert.deepEqual([...bgp!.signal.atSec], [FROM, FROM + 300, FROM + 600]);
    assert.deepEqual([...bgp!.signal.values], [11_500, NaN, 6000]);
    assert.equal(ping!.source, 'ioda-ping-slash24');
  });

  test('takes a plain list as well, and leaves out losses and latencies, which are lists', () => {
    const loss = iodaSignal({ datasource: 'ping-slash24-loss', values: [[{ agg: {} }]] });
    const text = JSON.stringify({ error: null, data: [iodaSignal(), loss] });
    assert.deepEqual(
      taken(parseIoda(text, 'KZ')).map(({ source }) => source),
      ['ioda-bgp'],
    );
  });

  test('what is wrong is told with its path', () => {
    const cases: readonly (readonly [text: string, where: string])[] = [
      ['{', ''],
      ['[]', ''],
      [JSON.stringify({ error: 'no such entity', data: [] }), 'error'],
      [JSON.stringify({ data: 5 }), 'data'],
      [JSON.stringify({ data: [] }), 'data'],
      [ioda(5), 'data[0][0]'],
      [ioda(iodaSignal({ entityCode: 'US' })), 'data[0][0].entityCode'],
      [ioda(iodaSignal({ entityType: 'asn' })), 'data[0][0].entityType'],
      [ioda(iodaSignal({ datasource: '../x' })), 'data[0][0].datasource'],
      [ioda(iodaSignal({ from: -1 })), 'data[0][0].from'],
      [ioda(iodaSignal({ from: 1.6e12 })), 'data[0][0].from'],
      [ioda(iodaSignal({ step: 0 })), 'data[0][0].step'],
      [ioda(iodaSignal({ values: [] })), 'data[0][0].values'],
      [ioda(iodaSignal({ values: [1, 'x'] })), 'data[0][0].values[1]'],
      [ioda(iodaSignal({ values: [-1] })), 'data[0][0].values[0]'],
      [ioda(iodaSignal(), iodaSignal()), 'data[0][1].datasource'],
      [ioda(...Array.from({ length: 70 }, (_, i) => iodaSignal({ datasource: `d${i}` }))), 'data[0][64]'],
    ];
    for (const [text, where] of cases) assert.equal(refused(parseIoda(text, 'KZ')).where, where, text.slice(0, 90));
  });
});

describe('parseRadar', () => {
  const timestamps = ['2022-01-05T00:00:00Z', '2022-01-05T00:15:00Z'];

  test('takes a series with its numbers as text, and a missing one as unknown', () => {
    const [only] = taken(parseRadar(radar({ serie_0: { timestamps, values: ['0.5231', null] } })));
    assert.equal(only!.source, 'radar');
    assert.deepEqual([...only!.signal.atSec], [1_641_340_800, 1_641_341_700]);
    assert.deepEqual([...only!.signal.values], [0.5231, NaN]);
  });

  test('several series are told apart by their names', () => {
    const text = radar({ main: { timestamps, values: [1, 2] }, previous: { timestamps, values: ['1', '2'] } });
    assert.deepEqual(
      taken(parseRadar(text)).map(({ source }) => source),
      ['radar-main', 'radar-previous'],
    );
  });

  test('what is wrong is told with its path', () => {
    const cases: readonly (readonly [text: string, where: string])[] = [
      ['nonsense', ''],
      [JSON.stringify({ success: false, errors: [{ code: 10_000 }] }), 'success'],
      [JSON.stringify({ success: true }), 'result'],
      [radar({}), 'result'],
      [radar({ serie_0: { timestamps, values: ['1'] } }), 'result.serie_0.values'],
      [
        radar({ serie_0: { timestamps: ['yesterday', '2022-01-05T00:15:00Z'], values: ['1', '1'] } }),
        'result.serie_0.timestamps[0]',
      ],
      [
        radar({ serie_0: { timestamps: [timestamps[0], timestamps[0]], values: ['1', '1'] } }),
        'result.serie_0.timestamps[1]',
      ],
      [radar({ serie_0: { timestamps, values: ['1', '-1'] } }), 'result.serie_0.values[1]'],
      [radar({ 'a b': { timestamps, values: ['1', '1'] } }), 'result.a b'],
    ];
    for (const [text, where] of cases) assert.equal(refused(parseRadar(text)).where, where, text.slice(0, 90));
  });
});

describe('parsePercentCsv', () => {
  test('takes lines in any order, with or without a heading, a sign, quotes, offsets', () => {
    const text =
      '\uFEFFtime,percent\r\n2022-01-05T11:00Z,2%\r\n2022-01-05T10:00Z,"98.5"\n\n1641384000,\n2022-01-05T18:30+06:00,5\n';
    const [only] = taken(parsePercentCsv(text));
    assert.equal(only!.source, 'csv');
    assert.deepEqual([...only!.signal.values], [98.5, 2, NaN, 5]);
    assert.deepEqual(
      [...only!.signal.atSec].map((sec) => sec - 1_641_376_800),
      [0, 3600, 7200, 9000],
    );
  });

  test('what is wrong is told with its line', () => {
    const cases: readonly (readonly [text: string, where: string])[] = [
      ['', ''],
      ['time,percent\n', ''],
      ['time,percent\nyesterday,5\n', 'line 2'],
      ['2022-01-05,5\n2022-01-06,minus\n', 'line 2'],
      ['2022-01-05,1001\n', 'line 1'],
      ['2022-01-05,5\n\n2022-01-05,6\n', 'line 3'],
      ['2022-01-05\n', 'line 1'],
      ['2022-01-05,1,2\n', 'line 1'],
    ];
    for (const [text, where] of cases) assert.equal(refused(parsePercentCsv(text)).where, where, text);
  });
});

test('no text of an observer throws, whatever it holds', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((data) => JSON.stringify({ data, result: data, success: true })),
  );
  fc.assert(
    fc.property(anything, (text) => {
      for (const answer of [parseIoda(text, 'KZ'), parseRadar(text), parsePercentCsv(text)]) {
        if (isRefused(answer)) assert.ok(answer.expected.length > 0 && answer.found.length <= 60);
      }
    }),
  );
});
