import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboard } from './dashboard.ts';
import { Refusal, FileDocument } from './route.ts';
import type { Query } from './query.ts';

const app = dashboard({
  routes: [
    { path: 'rules', method: 'POST', params: [], answer: (_, body) => ({ got: body ?? null }) },
    { path: 'rules/{name}', method: 'DELETE', params: [], answer: (query: Query) => ({ gone: query.text('name') }) },
    { path: 'rules/{name}', params: ['from'], answer: (query: Query) => ({ asked: query.text('name') }) },
    {
      path: 'table',
      params: [],
      answer: () => new FileDocument('a,b\n', { contentType: 'text/csv', fileName: 't.csv' }),
    },
    {
      path: 'missing',
      params: [],
      answer: () => {
        throw new Refusal(404, 'no-such-series', 'nobody has written it');
      },
    },
  ],
  files: new Map(),
  hosts: [],
});

async function send(
  method: string,
  path: string,
  { headers = {}, body }: { readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<{ readonly status: number; readonly json: unknown }> {
  const host = '127.0.0.1:8790';
  const all = { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
  const response = await app.request(`http://${host}/api/v1/${path}`, {
    method,
    headers: all,
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, json: await response.json() };
}

test('what is sent is taken as JSON, from a program or from the page itself', async () => {
  const body = '{"rule":"stale block"}';
  assert.deepEqual(await send('POST', 'rules', { body }), { status: 200, json: { got: { rule: 'stale block' } } });
  const own = { origin: 'http://127.0.0.1:8790', 'sec-fetch-site': 'same-origin' };
  assert.equal((await send('POST', 'rules', { body, headers: own })).status, 200);
  assert.deepEqual((await send('POST', 'rules')).json, { got: null });
});

test('pages of other sites change nothing', async () => {
  const others = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:9999' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:8790' },
  ];
  for (const headers of others) {
    const answer = await send('POST', 'rules', { body: '{}', headers: headers as unknown as Record<string, string> });
    assert.equal(answer.status, 403, JSON.stringify(headers));
  }
  assert.equal((await send('DELETE', 'rules/a', { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
  assert.equal((await send('POST', 'rules', { body: '{}', headers: { 'content-type': 'text/plain' } })).status, 400);
});

test('what is no JSON, or too much of it, is refused', async () => {
  assert.equal((await send('POST', 'rules', { body: '{' })).status, 400);
  const most = JSON.stringify('x'.repeat(1024 * 1024 - 2));
  assert.equal((await send('POST', 'rules', { body: most })).status, 200);
  assert.equal((await send('POST', 'rules', { body: `${most} ` })).status, 413);
});

test('a name at the end of the path may have slashes', async () => {
  assert.deepEqual((await send('GET', 'rules/market/kraken/1m')).json, { asked: 'market/kraken/1m' });
  assert.deepEqual((await send('GET', 'rules/market%2Fkraken%2F1m')).json, { asked: 'market/kraken/1m' });
  assert.deepEqual((await send('DELETE', 'rules/a/b')).json, { gone: 'a/b' });
  assert.equal((await send('GET', 'rules/a?name=b')).status, 400);
});

test('a route may answer with a table, or say what is not there', async () => {
  const response = await app.request('http://127.0.0.1/api/v1/table', { headers: { host: '127.0.0.1' } });
  assert.equal(response.headers.get('content-type'), 'text/csv');
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="t.csv"');
  assert.equal(await response.text(), 'a,b\n');
  assert.deepEqual(await send('GET', 'missing'), {
    status: 404,
    json: { error: { code: 'no-such-series', message: 'nobody has written it' } },
  });
});
