import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import postgres from 'postgres';
import { parsePostgresUrl } from '../src/platform/history/postgres/place.ts';
import type { PostgresPlace } from '../src/platform/history/postgres/place.ts';
import { PostgresHistoryStore } from '../src/platform/history/postgres/postgres-history-store.ts';
import { HistoryStoreError } from '../src/ports/history-store.ts';
import { HISTORY_STORE_CONFORMANCE, HISTORY_STORE_RESTARTS } from './history-store-conformance.ts';
import { findPostgres, startPostgres } from './postgres-server.ts';
import type { TestPostgres } from './postgres-server.ts';

const found = findPostgres();

describe('a history store in PostgreSQL', { skip: typeof found === 'string' && found }, () => {
  let server: TestPostgres;
  let place: PostgresPlace;
  let count = 0;
  before(async () => {
    assert.ok(typeof found !== 'string');
    server = await startPostgres(found);
    place = placeOf(server.database('histories'));
  });
  after(async () => server.stop());

  for (const { sentence, check } of HISTORY_STORE_CONFORMANCE) {
    it(sentence, async () => {
      const store = await PostgresHistoryStore.open(place, `vigil_${++count}`);
      await check(store);
      await store.close();
    });
  }
  for (const { sentence, check } of HISTORY_STORE_RESTARTS) {
    it(sentence, async () => {
      const schema = `vigil_${++count}`;
      await check(() => PostgresHistoryStore.open(place, schema));
    });
  }

  it('makes its tables once, also when several start at the same time', async () => {
    const stores = await Promise.all(
      Array.from({ length: 6 }, () => PostgresHistoryStore.open(place, 'vigil_together')),
    );
    const batch = (sec: number) => ({
      series: 'a',
      names: ['v'],
      atSec: Float64Array.of(sec),
      columns: [Float64Array.of(sec)],
    });
    await Promise.all(stores.map((store, i) => store.write([batch(i)])));
    assert.equal((await stores[0]!.read('a', { fromSec: 0, toSec: 9 }))!.atSec.length, 6);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('can be read with plain SQL, and refuses tables of a newer Vigil', async () => {
    const store = await PostgresHistoryStore.open(place, 'vigil_plain');
    const columns = [Float64Array.of(42_000), Float64Array.of(NaN)];
    await store.write([{ series: 'market/x', names: ['closeUsd', 'volume'], atSec: Float64Array.of(60), columns }]);
    await store.close();
    const sql = postgres({ path: `${place.host}/.s.PGSQL.5432`, database: place.database, user: place.user });
    const rows = await sql`select name, to_timestamp(at_sec) as at, values[1] as close
      from vigil_plain.points join vigil_plain.series on series.id = series_id`;
    assert.deepEqual([...rows], [{ name: 'market/x', at: new Date(60_000), close: 42_000 }]);
    await sql`insert into vigil_plain.migrations (version) values (99)`;
    await sql.end();
    await assert.rejects(PostgresHistoryStore.open(place, 'vigil_plain'), /version 99.*update it/);
  });

  it('says where it is when it can not be reached, and never the password', async () => {
    const gone = { ...place, host: '/nowhere', password: 'hunter2' };
    await assert.rejects(PostgresHistoryStore.open(gone, 'vigil_gone'), (error) => {
      assert.ok(error instanceof HistoryStoreError);
      assert.match(error.message, /histories of vigil at \/nowhere/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
});

function placeOf(url: string): PostgresPlace {
  const place = parsePostgresUrl(url, {});
  assert.ok(!('code' in place));
  return place;
}
