// `vigil serve --history postgres://` from end to end: exchanges that are followed, a restart, two servers, and what goes wrong.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { MarketDocument } from '../src/observatory/answers/market-document.ts';
import { FakeExchanges, truePrice } from './fake-exchanges.ts';
import { findPostgres, startPostgres } from './postgres-server.ts';
import type { TestPostgres } from './postgres-server.ts';
import { runRecorded } from './recorded-command.ts';
import { runServe } from './running-serve.ts';
import type { RunningServe } from './running-serve.ts';

const found = findPostgres();
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const skip = typeof found === 'string' ? found : hasOpenssl ? false : 'no openssl is installed';

interface SeriesList {
  readonly series: readonly { readonly name: string; readonly first: number; readonly last: number }[];
}

describe('vigil serve with its history in PostgreSQL', { skip }, () => {
  const usualFetch = globalThis.fetch;
  const fakes = new FakeExchanges({ nowMs: () => Date.now() });
  let server: TestPostgres;
  let dataDir = '';
  const running: RunningServe[] = [];

  before(async () => {
    assert.ok(typeof found !== 'string');
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'vigil-serve-pg-'));
    server = await startPostgres(found, { overTcp: true });
    server.database('observatory');
    server.sql('observatory', `create role anna login password 'right'; grant create on database observatory to anna`);
    server.sql('observatory', `create role guest login password 'right'`);
    // The exchanges are those of the tests; all else is asked as it is.
    globalThis.fetch = async (url, init) => {
      const address = url instanceof Request ? url.url : url instanceof URL ? url.href : url;
      const { hostname } = new URL(address);
      if (hostname === '127.0.0.1') return usualFetch(url, init);
      return fakes.fetch(address, init as Parameters<typeof fakes.fetch>[1]);
    };
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });
  after(async () => {
    globalThis.fetch = usualFetch;
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const urlOf = (user = 'anna:right', rest = '', host = '127.0.0.1', database = 'observatory'): string =>
    `postgres://${user}@${host}:${server.port}/${database}${rest}`;

  async function serve(history: string, ...flags: readonly string[]): Promise<RunningServe> {
    const one = await runServe(['--history', history, ...flags], { dataDir });
    running.push(one);
    return one;
  }

  it('keeps what the exchanges say, answers from it after a restart, and two of them read and write at once', async () => {
    const first = await serve(urlOf());
    const seen = await until(async () => {
      const { series } = (await first.get('series?prefix=market/')) as SeriesList;
      const named = new Map(series.map((one) => [one.name, one]));
      return named.has('market/coinbase/btc-usd/1h') && named.has('market/bitstamp/btc-usd/1h') ? named : undefined;
    });
    const live = (await first.get('market')) as MarketDocument;
    assert.equal(live.live, true);
    assert.equal((await runRecorded(['alerts', 'add', 'stale block', '--history', urlOf()], { dataDir })).exitCode, 0);
    assert.equal(await first.stop(), 0);
    assert.deepEqual(first.err, []);

    const asked = fakes.asked.length;
    const again = await serve(urlOf(), '--no-market');
    const beside = await serve(urlOf(), '--no-market');
    const name = 'market/coinbase/btc-usd/1h';
    const { first: from } = seen.get(name)!;
    for (const one of [again, beside]) {
      const points = (await one.get(`series/${name}?limit=100000`)) as { readonly time: readonly number[] };
      assert.equal(points.time[0], from);
      assert.ok(points.time.length > 24, `${points.time.length} hours`);
      const market = (await one.get('market')) as MarketDocument;
      assert.equal(market.live, false);
      // Newer than anything that is built in, and what the exchanges said.
      const truth = truePrice({ base: 'BTC', quote: 'USD' }, market.price.at);
      assert.ok(market.price.at >= seen.get(name)!.last, market.sentence);
      assert.ok(Math.abs(market.price.value / truth - 1) < 2e-3, market.sentence);
      const { rules } = (await one.get('alerts')) as { readonly rules: readonly { readonly rule: string }[] };
      assert.deepEqual(
        rules.map(({ rule }) => rule),
        ['stale block'],
      );
    }
    assert.equal(fakes.asked.length, asked, 'no exchange was asked');
    const event = { from: '2026-11-01T08:00Z', what: 'told to one of them', id: 'told-to-one' };
    const told = await usualFetch(new URL('api/v1/events', again.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(event),
    });
    assert.equal(told.status, 200, await told.text());
    const { events } = (await beside.get('events')) as { readonly events: readonly { readonly id: string }[] };
    assert.ok(
      events.some(({ id }) => id === 'told-to-one'),
      'and known to the other',
    );
  });

  it('encrypts with sslmode=require, and checks the server with verify-full', async () => {
    const root = encodeURIComponent(server.rootCertificate!);
    for (const rest of ['?sslmode=require', `?sslmode=verify-full&sslrootcert=${root}`]) {
      const ran = await list(urlOf('anna:right', rest, 'localhost'));
      assert.deepEqual([ran.exitCode, ran.err], [0, ''], rest);
    }
    const wrong: readonly (readonly [string, RegExp])[] = [
      [
        urlOf('anna:right', '?sslmode=verify-full', 'localhost'),
        /name the certificate of its authority with sslrootcert=/,
      ],
      [urlOf('anna:right', `?sslmode=verify-full&sslrootcert=${root}`), /name the machine as its certificate does/],
      [
        urlOf('anna:right', '?sslmode=verify-full&sslrootcert=/nowhere', 'localhost'),
        /can't read \/nowhere \(sslrootcert\): /,
      ],
    ];
    for (const [url, expected] of wrong) await refused(url, expected);
  });

  it('says in one line what is wrong, and what to do', async () => {
    const nobody = `postgres://anna:hunter2@127.0.0.1:1/observatory`;
    const wrong: readonly (readonly [string, RegExp])[] = [
      [urlOf('anna:hunter2'), /password authentication failed.*give the right password in PGPASSWORD/],
      [
        urlOf('anna:right', '', '127.0.0.1', 'nothing'),
        /database "nothing" does not exist; make it with "createdb nothing"/,
      ],
      [urlOf('guest:right', ''), /permission denied.*grant create on database observatory to guest/],
      [nobody, /ECONNREFUSED.*; is PostgreSQL running there/],
      [urlOf('anna:right', '', 'no-such-host.invalid'), /; is that the name of its machine\?/],
      ['postgres:///observatory?host=/nowhere', /; is PostgreSQL running, and is that the folder of its socket\?/],
    ];
    for (const [url, expected] of wrong) await refused(url, expected);
  });

  /** Both a command and the server end with one line, and neither tells the password. */
  async function refused(url: string, expected: RegExp): Promise<void> {
    const args = ['serve', '--no-node', '--no-market', '--port', '0', '--history', url];
    for (const ran of [await list(url), await runRecorded(args, { dataDir })]) {
      assert.equal(ran.exitCode, 1, ran.err);
      assert.match(ran.err, expected);
      assert.match(ran.err, /^vigil: [^\n]*\n$/, 'one line');
      assert.doesNotMatch(ran.err, /hunter2|right@/);
    }
  }

  const list = (url: string): ReturnType<typeof runRecorded> =>
    runRecorded(['alerts', 'list', '--history', url], { dataDir });
});

/** Asks again and again until there is an answer. */
async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  const endMs = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < endMs, 'it does not come');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
