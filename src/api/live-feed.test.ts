import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import type { NodeDocument } from '../node/node-overview.ts';
import { dashboard } from './dashboard.ts';
import { LiveFeed } from './live-feed.ts';
import { nodeTopic } from './live-topics.ts';

const DOCUMENT: NodeDocument = {
  schema: 'vigil.node-overview/1',
  version: '0.1.0',
  network: 'regtest',
  time: 1,
  state: 'off',
  reason: null,
  sentence: 'No node is running.',
  node: null,
};

const HOST = { host: '127.0.0.1:8790' };

before(() => mock.timers.enable({ apis: ['setInterval'] }));
after(() => mock.timers.reset());

/** A feed of one topic. */
function feedOf(document: () => NodeDocument): LiveFeed {
  return new LiveFeed([nodeTopic(document)], { run: 'run' });
}

async function told(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

test('a reader is told at once, and then only when something has changed', async () => {
  let document = DOCUMENT;
  let made = 0;
  const feed = feedOf(() => {
    made++;
    return document;
  });
  mock.timers.tick(10_000);
  assert.equal(made, 0, 'nobody looks: nothing is made');
  const reader = feed.open()!.getReader();
  assert.match(await told(reader), /^retry: 2000\n\n$/);
  assert.equal(await told(reader), `event: node\nid: run-1\ndata: ${JSON.stringify(DOCUMENT)}\n\n`);
  const next = told(reader);
  document = { ...DOCUMENT, time: 2 };
  mock.timers.tick(1000);
  document = { ...DOCUMENT, time: 3, sentence: 'It runs.' };
  mock.timers.tick(1000);
  assert.match(await next, /"time":3,.*It runs/, 'the clock alone is no news');
  await reader.cancel();
  assert.equal(feed.readerCount, 0);
  const before = made;
  mock.timers.tick(5000);
  assert.equal(made, before);
});

test('for a reader that does not read nothing is queued', async () => {
  let count = 0;
  const feed = feedOf(() => ({ ...DOCUMENT, sentence: `${++count}` }));
  const stream = feed.open()!;
  mock.timers.tick(60_000);
  const reader = stream.getReader();
  await told(reader);
  assert.match(await told(reader), /"sentence":"1"/);
  const next = told(reader);
  mock.timers.tick(1000);
  assert.match(await next, /"sentence":"62"/, 'then it is told how things stand now');
  feed.stop();
});

test('the 33rd reader is refused, and let in when another has gone', async () => {
  const feed = feedOf(() => DOCUMENT);
  const app = dashboard({ routes: [], files: new Map(), hosts: [], live: feed });
  const first = feed.open()!;
  for (let i = 1; i < 32; i++) assert.ok(feed.open());
  const refused = await app.request('http://127.0.0.1/api/v1/live', { headers: HOST });
  assert.equal(refused.status, 503);
  assert.match(JSON.stringify(await refused.json()), /too-many-readers/);
  await first.cancel();
  assert.ok(feed.open());
  feed.stop();
  assert.equal(feed.readerCount, 0);
});

test('the node is followed; another site’s page is refused the stream', async () => {
  const feed = feedOf(() => DOCUMENT);
  const app = dashboard({ routes: [], files: new Map(), hosts: [], live: feed });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    app.request(`http://127.0.0.1/api/v1/${path}`, { headers: { ...HOST, ...headers } });
  assert.equal((await get('live?since=1')).status, 400);
  assert.equal((await get('live?topics=node,weather')).status, 400);
  for (const site of ['cross-site', 'same-site']) {
    assert.equal((await get('live', { 'sec-fetch-site': site })).status, 403, site);
  }
  assert.equal((await get('live', { host: 'evil.example' })).status, 421);
  assert.equal(feed.readerCount, 0);
  const followed = await get('live', { 'sec-fetch-site': 'same-origin', 'accept-encoding': 'gzip' });
  assert.equal(followed.headers.get('content-type'), 'text/event-stream');
  assert.equal(followed.headers.get('cache-control'), 'no-store');
  assert.equal(followed.headers.get('content-encoding'), null, 'a packed stream would wait for more');
  assert.equal(followed.headers.get('access-control-allow-origin'), null);
  await followed.body!.cancel();
  assert.equal(feed.readerCount, 0);
});

test('a reader is told of the topics that it asks for, and after a lost connection only of what it does not know', async () => {
  const documents = { a: { n: 1 }, b: { n: 1 } };
  const topics = (['a', 'b'] as const).map((name) => ({ name, document: () => documents[name] }));
  const feed = new LiveFeed(topics, { run: 'run' });
  const onlyB = feed.open({ topics: ['b'] })!.getReader();
  await told(onlyB);
  assert.equal(await told(onlyB), 'event: b\nid: run-1\ndata: {"n":1}\n\n');
  await onlyB.cancel();
  const both = feed.open()!.getReader();
  await told(both);
  assert.equal(await told(both), 'event: b\nid: run-1\ndata: {"n":1}\n\nevent: a\nid: run-2\ndata: {"n":1}\n\n');
  await both.cancel();
  documents.b = { n: 2 };
  const again = feed.open({ lastEventId: 'run-2' })!.getReader();
  await told(again);
  assert.equal(await told(again), 'event: b\nid: run-3\ndata: {"n":2}\n\n');
  await again.cancel();
  for (const lastEventId of ['other-3', 'run-4', 'run-x', '']) {
    const fresh = feed.open({ lastEventId })!.getReader();
    await told(fresh);
    assert.match(await told(fresh), /event: a\n[^]*event: b\n/, lastEventId);
    await fresh.cancel();
  }
});

test('without news a line is sent every quarter of a minute', async () => {
  const feed = feedOf(() => DOCUMENT);
  let nowMs = 0;
  const performanceNow = mock.method(performance, 'now', () => nowMs);
  const reader = feed.open()!.getReader();
  await told(reader);
  await told(reader);
  const next = told(reader);
  nowMs = 14_999;
  mock.timers.tick(1000);
  nowMs = 15_000;
  mock.timers.tick(1000);
  assert.equal(await next, ': nothing new\n\n');
  await reader.cancel();
  performanceNow.mock.restore();
});
