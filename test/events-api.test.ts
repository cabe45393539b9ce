import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboard } from '../src/api/dashboard.ts';
import { eventsRoutes } from '../src/api/events-routes.ts';
import { OwnEvents } from '../src/api/own-events.ts';
import { builtInEvents, builtInStudyPrices } from '../src/cli/observatory/event-records.ts';
import type { EventsDocument } from '../src/observatory/events/events-document.ts';
import { MAX_OWN_EVENTS, ownEvent } from '../src/observatory/events/own-event.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';

const BUILT_IN = builtInEvents();
const HOST = '127.0.0.1:8790';

function api(history: MemoryHistoryStore = new MemoryHistoryStore()): {
  ask: (
    method: string,
    path: string,
    options?: { body?: string; headers?: Record<string, string> },
  ) => Promise<Response>;
} {
  const routes = eventsRoutes({ builtIn: () => BUILT_IN, prices: builtInStudyPrices(), history });
  const app = dashboard({ routes, files: new Map(), hosts: [] });
  return {
    ask: async (method, path, { body, headers } = {}) =>
      app.request(`http://${HOST}/api/v1/${path}`, {
        method,
        headers: { host: HOST, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
  };
}

async function timeline(response: Response): Promise<EventsDocument> {
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as EventsDocument;
}

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as { error: { code: string } }).error.code}`;
}

test('an event is kept, told, and forgotten', async () => {
  const { ask } = api();
  const body = JSON.stringify({ from: '2022-01-07T08:00Z', what: 'something of mine' });
  const kept = await timeline(await ask('POST', 'events', { body }));
  const own = kept.events.filter(({ origin }) => origin === 'own');
  assert.deepEqual(
    own.map(({ id, from, to }) => [id, from, to]),
    [['something-of-mine-2022-01-07', 1641542400, 1641542400]],
  );
  const january = await timeline(await ask('GET', 'events?from=2022-01-05&to=2022-01-08'));
  assert.deepEqual(
    january.events.map(({ id }) => id),
    ['kazakhstan-shutdown-2022-01-05', 'fomc-minutes-2022-01-05', 'something-of-mine-2022-01-07'],
  );
  const left = await timeline(await ask('DELETE', 'events/something-of-mine-2022-01-07'));
  assert.ok(left.events.every(({ origin }) => origin === 'built-in'));
});

test('the same event twice is one; another under its id, or under a built-in one’s, is refused', async () => {
  const { ask } = api();
  const event = { id: 'mine', from: '2022-01-07T08:00Z', what: 'mine' };
  const post = async (value: object): Promise<Response> => ask('POST', 'events', { body: JSON.stringify(value) });
  await timeline(await post(event));
  const again = await timeline(await post(event));
  assert.equal(again.events.filter(({ id }) => id === 'mine').length, 1);
  assert.equal(await codeOf(await post({ ...event, what: 'other' })), '409 event-exists');
  assert.equal(await codeOf(await post({ ...event, id: 'halving-3' })), '409 event-exists');
});

test('what is no event, too large, from another site, or built in, is refused', async () => {
  const { ask } = api();
  const good = JSON.stringify({ from: '2022-01-07T08:00Z', what: 'mine' });
  assert.equal(await codeOf(await ask('POST', 'events', { body: '{"from":"soon","what":"a"}' })), '400 bad-event');
  assert.equal(await codeOf(await ask('POST', 'events', { body: '[' })), '400 bad-body');
  assert.equal(await codeOf(await ask('POST', 'events', { body: ' '.repeat(1024 * 1024 + 1) })), '413 too-large');
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as const) {
    assert.equal(await codeOf(await ask('POST', 'events', { body: good, headers })), '403 foreign-origin');
    assert.equal(await codeOf(await ask('DELETE', 'events/mine', { headers })), '403 foreign-origin');
  }
  assert.equal(await codeOf(await ask('DELETE', 'events/halving-3')), '403 built-in-event');
  assert.equal(await codeOf(await ask('DELETE', 'events/none')), '404 no-such-event');
});

test('a study is asked by id or time; neither is a bad question', async () => {
  const { ask } = api();
  const study = await ask('GET', 'events/study?event=fomc-minutes-2022-01-05&level=0.95');
  assert.equal(study.status, 200);
  const { schema, event, level } = (await study.json()) as { schema: string; event: { id: string }; level: number };
  assert.deepEqual([schema, event.id, level], ['vigil.event-study/1', 'fomc-minutes-2022-01-05', 0.95]);
  assert.equal((await ask('GET', 'events/study?event=2022-01-05T19:00Z')).status, 200);
  for (const path of ['events/study', 'events/study?event=nothing', 'events/study?event=halving-3&against=soon']) {
    assert.equal(await codeOf(await ask('GET', path)), '400 bad-query', path);
  }
  const apart = 'events/study?event=fomc-minutes-2022-01-05&against=fomc-statement-2022-01-26';
  assert.equal(await codeOf(await ask('GET', apart)), '400 bad-window');
});

test('own events are bounded, and what another hand wrote among them is passed over', async () => {
  const history = new MemoryHistoryStore();
  const own = new OwnEvents(history, BUILT_IN);
  const many = Array.from({ length: MAX_OWN_EVENTS }, (_, k) =>
    ownEvent({ id: `e-${k}`, fromSec: k * 60, toSec: k * 60, what: 'one of many' }),
  );
  assert.equal(await own.add(many), undefined);
  const refusal = await own.add([ownEvent({ fromSec: 0, toSec: 0, what: 'one more' })]);
  assert.equal(refusal?.code, 'too-many-events');
  assert.equal((await own.list()).length, MAX_OWN_EVENTS);
  await own.remove('e-0');
  await history.putRecord('event', 'strange', [1, 2]);
  assert.equal((await own.list()).length, MAX_OWN_EVENTS - 1);
});

test('the built-in events have ids that differ, in the form of ids, and each says who says so', () => {
  assert.equal(new Set(BUILT_IN.map(({ id }) => id)).size, BUILT_IN.length);
  for (const { id, what, source, fromSec, toSec } of BUILT_IN) {
    assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.ok(what.length > 5 && source.length > 5 && fromSec <= toSec, id);
  }
  const at = (id: string): string => new Date(BUILT_IN.find((event) => event.id === id)!.fromSec * 1000).toISOString();
  assert.equal(at('fomc-minutes-2022-01-05'), '2022-01-05T19:00:00.000Z');
  assert.equal(at('fomc-statement-2021-07-28'), '2021-07-28T18:00:00.000Z');
  assert.equal(at('fomc-unscheduled-2020-03-15'), '2020-03-15T21:00:00.000Z');
  assert.equal(at('halving-3').slice(0, 10), '2020-05-11');
  assert.equal(at('halving-4').slice(0, 10), '2024-04-20');
});
