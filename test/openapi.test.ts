// The API's description against what is served: each route of it is asked, on a server as `vigil serve` composes it.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { AlertWatch } from '../src/api/alerts/alert-watch.ts';
import { point } from '../src/api/collectors/series-point.ts';
import { dashboard } from '../src/api/dashboard.ts';
import { PARAMETERS } from '../src/api/parameters.ts';
import type { Route } from '../src/api/route.ts';
import { builtInHistory } from '../src/cli/built-in-history.ts';
import { builtInMarket } from '../src/cli/observatory/built-in-market.ts';
import { CollectorSet } from '../src/cli/serve/collector-set.ts';
import { reportHistory } from '../src/cli/report-history.ts';
import { serveRoutes } from '../src/cli/serve/routes.ts';
import type { NodeDocument } from '../src/node/node-overview.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';

const NODE = { schema: 'vigil.node-overview/1', state: 'off', node: null } as unknown as NodeDocument;

interface Operation {
  readonly summary: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object; example?: string }[];
  readonly responses: Readonly<Record<string, { content: Record<string, object> }>>;
}

let routes: readonly Route[];
let ask: (path: string) => Promise<Response>;
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;

before(async () => {
  const history = new MemoryHistoryStore();
  await history.write([point('mempool/totals', 60, { transactions: 1 })]);
  const { blocks, days, epochs } = builtInHistory();
  const observations = [
    { series: blocks, description: 'blocks' },
    { series: days, description: 'days' },
  ];
  const sources = { network: 'mainnet', observations, epochs } as const;
  const records = reportHistory();
  routes = serveRoutes({
    network: 'mainnet',
    clock: { nowMs: () => 1_700_000_000_000 },
    sources: () => sources,
    history,
    collectors: new CollectorSet([]),
    market: {
      history,
      clock: { nowMs: () => 1_700_000_000_000 },
      collector: { ticks: [], sources: [] },
      builtIn: builtInMarket(records),
    },
    records,
    pools: { lastBlocks: () => Promise.resolve('There are no blocks.') },
    node: () => NODE,
    watch: new AlertWatch({ history, clock: { nowMs: () => 1_700_000_000_000 }, channels: [] }),
  });
  const app = dashboard({ routes, files: new Map(), hosts: [] });
  ask = async (path) => app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
  const description = (await (await ask('/api/v1/openapi.json')).json()) as { openapi: string; paths: typeof paths };
  assert.equal(description.openapi, '3.1.0');
  ({ paths } = description);
});

test('every route is described: what it answers, and each of its parameters', () => {
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const served = routes.map(({ path, method = 'GET' }) => `${method.toLowerCase()} /api/v1/${path}`);
  assert.deepEqual(described.sort(), served.sort());
  for (const route of routes) {
    assert.ok(route.summary !== undefined, `${route.path} has a summary`);
    for (const name of route.params)
      assert.ok(PARAMETERS[name] !== undefined, `${name} of ${route.path} is in parameters.ts`);
  }
});

test('every question with its examples gets a document, and a parameter that nobody knows is refused', async () => {
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined) continue;
    const values = get.parameters.filter(({ example }) => example !== undefined);
    const query = new URLSearchParams(
      values.filter((one) => one.in === 'query').map(({ name, example }) => [name, example!]),
    );
    const named = values.find((one) => one.in === 'path')?.example ?? '';
    const url = path.replace('{name}', named);
    const response = await ask(`${url}?${query.toString()}`);
    assert.equal(response.status, 200, `${url}?${query.toString()}`);
    const document = (await response.json()) as { schema?: string; openapi?: string };
    assert.ok(document.openapi !== undefined || /^vigil\.[a-z0-9-]+\/\d+$/.test(document.schema ?? ''), path);
    assert.equal((await ask(`${url}?nobody=knows`)).status, 400, path);
  }
});
