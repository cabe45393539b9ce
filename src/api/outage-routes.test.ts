import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlackoutDocument } from '../observatory/outage/blackout-document.ts';
import type { NodesDocument } from '../observatory/outage/nodes-answer.ts';
import type { OutagesDocument } from '../observatory/outage/outages-answer.ts';
import { MemoryHistoryStore } from '../platform/history/memory-history-store.ts';
import { outageRoutes } from './outage-routes.ts';
import type { OutageHoldings } from './outage-routes.ts';
import { BadQuery, Query } from './query.ts';

const HOUR = 3600;
const AT = Date.UTC(2022, 0, 5, 10) / 1000;

/** A history with a signal of Kazakhstan that is lost for two days, and one too short to tell anything. */
async function history(): Promise<MemoryHistoryStore> {
  const store = new MemoryHistoryStore();
  const atSec = Float64Array.from({ length: 1000 }, (_, i) => AT + (i - 900) * HOUR);
  const values = atSec.map((sec, i) => (sec >= AT && sec < AT + 48 * HOUR ? 4 : 100) * (1 + 0.02 * ((i * 0.618) % 1)));
  const ten = atSec.slice(0, 10);
  await store.write([
    { series: 'observed/csv/kz', names: ['value'], atSec, columns: [values] },
    { series: 'observed/radar/kz', names: ['value'], atSec: ten, columns: [ten] },
    { series: 'observed/csv/us', names: ['value'], atSec, columns: [values] },
  ]);
  return store;
}

function ask(
  holdings: Partial<OutageHoldings> & Pick<OutageHoldings, 'history'>,
  path: string,
  text: string,
): Promise<object> {
  const routes = outageRoutes({
    network: 'mainnet',
    sources: () => ({ network: 'mainnet', observations: [] }),
    shares: undefined,
    example: undefined,
    nowSec: () => AT + 100 * HOUR,
    ...holdings,
  });
  const route = routes.find((one) => one.path === path)!;
  return Promise.resolve().then(() => route.answer(new Query(new URLSearchParams(text), route.params), undefined));
}

describe('outageRoutes', () => {
  test('outage: each signal of the country, with what was found in it', async () => {
    const document = (await ask(
      { history: await history() },
      'outage',
      'country=KZ&from=2022-01-01',
    )) as OutagesDocument;
    assert.equal(document.schema, 'vigil.outage/1');
    assert.deepEqual(
      document.signals.map(({ series }) => series),
      ['observed/csv/kz', 'observed/radar/kz'],
    );
    const [lost, short] = document.signals;
    assert.equal(lost!.outages.length, 1);
    assert.equal(lost!.outages[0]!.start.at, AT);
    assert.equal(lost!.outages[0]!.end?.at, AT + 48 * HOUR);
    assert.ok(lost!.points.every(({ at }) => at >= Date.UTC(2022, 0, 1) / 1000));
    assert.match(short!.untold!, /too short/);
    assert.match(document.sentence, /^The one signal shows an outage of Kazakhstan: observed\/csv\/kz fell by 96/);
  });

  test('outage: a country is found by its name; without signals that is said', async () => {
    const document = (await ask(
      { history: new MemoryHistoryStore() },
      'outage',
      'country=Kazakhstan',
    )) as OutagesDocument;
    assert.equal(document.country.code, 'KZ');
    assert.equal(document.sentence, 'No signal of Kazakhstan is at hand.');
    assert.equal(document.from, null);
  });

  test('blackout: the signals around the moment stand in it', async () => {
    const document = (await ask(
      { history: await history() },
      'blackout',
      'country=KZ&at=2022-01-05T10:00Z',
    )) as BlackoutDocument;
    assert.equal(document.schema, 'vigil.blackout/1');
    assert.equal(document.signals.find(({ series }) => series === 'observed/csv/kz')!.outages.length, 1);
    const far = (await ask({ history: await history() }, 'blackout', 'country=KZ&at=2022-01-01')) as BlackoutDocument;
    assert.equal(far.signals.find(({ series }) => series === 'observed/csv/kz')!.outages.length, 0);
  });

  test('nodes: without any count that is said; a count from elsewhere is told as what it is', async () => {
    const none = (await ask({ history: new MemoryHistoryStore() }, 'nodes', '')) as NodesDocument;
    assert.equal(none.at, null);
    assert.match(none.sentence, /have not been counted yet/);
    const example = { atSec: AT, total: 15, byCountry: new Map([['US', 10]]), source: 'elsewhere' };
    const document = (await ask({ history: new MemoryHistoryStore(), example }, 'nodes', '')) as NodesDocument;
    assert.equal(document.isExample, true);
    assert.deepEqual(document.countries, [{ code: 'US', name: 'United States', nodes: 10, share: 1 }]);
  });

  test('questions that can’t be answered are refused in a line', async () => {
    const store = new MemoryHistoryStore();
    for (const [path, text, words] of [
      ['outage', '', /give country/],
      ['outage', 'country=XX', /give country/],
      ['outage', 'country=KZ&from=2022-01-02&to=2022-01-01', /to has to lie after from/],
      ['blackout', 'country=KZ', /give at/],
      ['blackout', 'country=KZ&at=2022-01-05&share=2', /share/],
      ['nodes', 'country=KZ', /unknown parameter/],
    ] as const) {
      await assert.rejects(
        ask({ history: store }, path, text),
        (error) => error instanceof BadQuery && words.test(error.message),
      );
    }
  });
});
