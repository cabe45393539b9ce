import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboard } from './dashboard.ts';
import type { PageFile } from './page-files.ts';
import type { Query } from './query.ts';

const PAGE: PageFile = {
  bytes: new TextEncoder().encode('<!doctype html>'),
  contentType: 'text/html; charset=utf-8',
  immutable: false,
};
const SCRIPT: PageFile = { bytes: new Uint8Array(1), contentType: 'text/javascript; charset=utf-8', immutable: true };

const app = dashboard({
  routes: [
    { path: 'echo', params: ['at'], answer: (query: Query) => ({ schema: 'vigil.echo/1', at: query.time('at') }) },
    { path: 'none', params: [], answer: () => ({ code: 'outside-coverage', message: 'nothing there' }) },
    { path: 'wrong', params: [], answer: () => ({ code: 'bad-window', message: 'too short' }) },
  ],
  files: new Map([
    ['/index.html', PAGE],
    ['/assets/page-1.js', SCRIPT],
  ]),
  hosts: ['vigil.example'],
});

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.request(`http://127.0.0.1:8790${path}`, { headers: { host: '127.0.0.1:8790', ...headers } });
}

test('a document is sent as it is answered, and is not kept by caches', async () => {
  const response = await get('/api/v1/echo?at=2022-01-05T10:30Z');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { schema: 'vigil.echo/1', at: 1641378600 });
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

test('rejects become 404 where data are missing and 400 where the question is wrong', async () => {
  const none = await get('/api/v1/none');
  assert.equal(none.status, 404);
  assert.deepEqual(await none.json(), { error: { code: 'outside-coverage', message: 'nothing there' } });
  assert.equal((await get('/api/v1/wrong')).status, 400);
});

test('a bad parameter is named, and an unknown path of the API is no page', async () => {
  const bad = await get('/api/v1/echo?at=soon');
  assert.equal(bad.status, 400);
  assert.match(JSON.stringify(await bad.json()), /bad-query.*at: .*soon.* is not a time/);
  const unknown = await get('/api/v1/nothing');
  assert.equal(unknown.status, 404);
  assert.match(JSON.stringify(await unknown.json()), /not-found/);
});

test('views are paths of the page; files that are not there are not', async () => {
  for (const path of ['/', '/claim', '/index.html']) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get('content-type')!, /text\/html/);
  }
  assert.equal((await get('/missing.js')).status, 404);
  assert.equal((await get('/../package.json')).status, 404);
});

test('only files with a hash in their name are kept for good', async () => {
  assert.match((await get('/assets/page-1.js')).headers.get('cache-control')!, /immutable/);
  assert.equal((await get('/')).headers.get('cache-control'), 'no-cache');
});

test('the page may load nothing from elsewhere', async () => {
  const policy = (await get('/')).headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'self'/);
  assert.doesNotMatch(policy, /https?:|\*/);
});

test('a request that came under a stranger’s name is refused, our own names are not', async () => {
  for (const host of ['evil.example', 'localhost.evil.example:8790', '127.0.0.1.evil.example', '']) {
    assert.equal((await get('/api/v1/echo', { host })).status, 421, host);
  }
  for (const host of ['127.0.0.1', '[::1]:8790', 'localhost:8790', 'vigil.example:1', '192.168.1.5:8790']) {
    assert.equal((await get('/api/v1/echo', { host })).status, 200, host);
  }
});

test('nothing can be changed through it', async () => {
  const response = await app.request('http://127.0.0.1/api/v1/echo', {
    method: 'POST',
    headers: { host: '127.0.0.1' },
  });
  assert.equal(response.status, 404);
});

test('a page that was not built says what to do', async () => {
  const bare = dashboard({ routes: [], files: new Map(), hosts: [] });
  const response = await bare.request('http://127.0.0.1/', { headers: { host: '127.0.0.1' } });
  assert.equal(response.status, 503);
  assert.match(await response.text(), /npm run build/);
});
