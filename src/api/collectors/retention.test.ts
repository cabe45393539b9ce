import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryHistoryStore } from '../../platform/history/memory-history-store.ts';
import { Retention } from './retention.ts';
import { point } from './series-point.ts';

const DAY_SEC = 86_400;
const NOW_SEC = 1_700_000_000;

test('minutes older than two years are forgotten, hours and days are not', async () => {
  const history = new MemoryHistoryStore();
  const minutes = ['market/kraken/btc-usd/1m', 'mempool/totals', 'node/peers', 'chain/tip'];
  const others = ['market/kraken/btc-usd/1h', 'hashrate/24h', 'chain/stale-blocks', 'nodes/country/kz'];
  const keptSec = NOW_SEC - 730 * DAY_SEC;
  for (const series of [...minutes, ...others]) {
    for (const sec of [1, keptSec - 1, keptSec]) await history.write([point(series, sec, { v: 1 })]);
  }
  const retention = new Retention({ history, clock: { nowMs: () => NOW_SEC * 1000 } });
  await retention.run();
  await retention.stop();
  const timesOf = async (series: string): Promise<number[]> => [
    ...(await history.read(series, { fromSec: 0, toSec: NOW_SEC }))!.atSec,
  ];
  for (const series of minutes) assert.deepEqual(await timesOf(series), [keptSec], series);
  for (const series of others) assert.deepEqual(await timesOf(series), [1, keptSec - 1, keptSec], series);
  assert.equal(retention.statuses[0]!.state, 'fresh');
});
