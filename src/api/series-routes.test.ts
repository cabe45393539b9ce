import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryHistoryStore } from '../platform/history/memory-history-store.ts';
import { dashboard } from './dashboard.ts';
import { seriesRoutes } from './series-routes.ts';

const history = new MemoryHistoryStore();
const atSec = Float64Array.from({ length: 20 }, (_, i) => 1_641_378_600 + 60 * i);
await history.write([
  {
    series: 'market/x/btc-usd/1m',
    names: ['close', 'volume'],
    atSec,
    columns: [atSec.map((_, i) => i), atSec.map(() => NaN)],
  },
  { series: 'mempool/totals', names: ['transactions'], atSec: atSec.subarray(0, 1), columns: [Float64Array.of(7)] },
]);
const app = dashboard({ routes: seriesRoutes(history), files: new Map(), hosts: [] });

async function get(path: string): Promise<Response> {
  return app.request(`http://127.0.0.1/api/v1/${path}`, { headers: { host: '127.0.0.1' } });
}

test('series are listed by prefix', async () => {
  const all = (await (await get('series')).json()) as { series: object[]; sentence: string };
  assert.equal(all.series.length, 2);
  assert.equal(all.sentence, '2 series are recorded.');
  assert.deepEqual(await (await get('series?prefix=market/')).json(), {
    schema: 'vigil.series-list/1',
    sentence: '1 series are recorded under market/.',
    series: [{ name: 'market/x/btc-usd/1m', columns: ['close', 'volume'], first: atSec[0], last: atSec[19] }],
    isCut: false,
  });
});

test('points come as columns, a page at a time, and what is not known is null', async () => {
  const page = await get('series/market/x/btc-usd/1m?from=2022-01-05T10:31Z&to=2022-01-05T10:34Z&limit=2');
  assert.deepEqual(await page.json(), {
    schema: 'vigil.series/1',
    name: 'market/x/btc-usd/1m',
    time: [atSec[1], atSec[2]],
    columns: { close: [1, 2], volume: [null, null] },
    next: atSec[3],
  });
  const last = (await (await get(`series/market/x/btc-usd/1m?from=${atSec[18]}&limit=2`)).json()) as { next: unknown };
  assert.equal(last.next, null);
});

test('points come as CSV too, under a name of their own', async () => {
  const response = await get(`series/market/x/btc-usd/1m?format=csv&limit=1`);
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(response.headers.get('content-disposition') ?? '', /filename="market-x-btc-usd-1m\.csv"/);
  assert.equal(await response.text(), `time,close,volume\n${atSec[0]},0,\n`);
});

test('what is not there, and what is asked wrongly, is said', async () => {
  for (const name of ['nothing', 'NO%20NAME', '..%2f..']) assert.equal((await get(`series/${name}`)).status, 404, name);
  for (const query of ['limit=0', 'limit=100001', 'format=xml', 'from=x', 'until=1']) {
    assert.equal((await get(`series/mempool/totals?${query}`)).status, 400, query);
  }
});
