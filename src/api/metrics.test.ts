import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { NodeDocument } from '../node/node-overview.ts';
import { MemoryHistoryStore } from '../platform/history/memory-history-store.ts';
import { point } from './collectors/series-point.ts';
import { Metrics } from './metrics.ts';

const NODE = {
  schema: 'vigil.node-overview/1',
  version: '0.1.0',
  network: 'mainnet',
  state: 'running',
  node: {
    memoryBytes: 5,
    sync: { height: 100, headersHeight: 102, tipTime: 1_700_000_000, isInitialBlockDownload: false },
    mempool: { transactions: 7, virtualBytes: 1400, memoryBytes: 9000, feesSats: 2100, minFeeSatsPerKvb: 1000 },
    peers: [{ kind: 'inbound' }, { kind: 'manual' }, { kind: 'manual' }],
    connecting: 1,
    traffic: { receivedBytes: 10, sentBytes: 20 },
  },
} as unknown as NodeDocument;

async function fullMetrics(): Promise<Metrics> {
  const history = new MemoryHistoryStore();
  const hashrate = { hashesPerSec: 178e18, lowHashesPerSec: 169e18, highHashesPerSec: 187e18 };
  const change = { changeRatio: 1.05, changeRatioLow: 1.02, changeRatioHigh: 1.08 };
  await history.write([point('hashrate/24h', 3600, hashrate), point('difficulty/next', 3600, change)]);
  return new Metrics({
    node: () => NODE,
    history,
    collectors: () => [
      { name: 'market/kraken', state: 'fresh', lastAtMs: 60_000, failure: null, nextAtMs: null },
      { name: 'market/off', state: 'off', lastAtMs: null, failure: null, nextAtMs: null },
      { name: 'market/waiting', state: 'waiting', lastAtMs: null, failure: null, nextAtMs: 1 },
    ],
    alerts: () => ({ rules: 3, firing: 1, delivered: 5, failed: 2 }),
  });
}

test('the process is told in Prometheus’ format, the same at each scrape', async () => {
  const metrics = await fullMetrics();
  const { text, contentType } = await metrics.document();
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n');
  for (const line of [
    'vigil_build_info{version="0.1.0",network="mainnet"} 1',
    'vigil_chain_blocks 100',
    'vigil_peers{direction="inbound"} 1',
    'vigil_peers{direction="outbound"} 2',
    'vigil_network_received_bytes_total 10',
    'vigil_hashrate_hashes_per_second{quantile="0.5"} 178000000000000000000',
    'vigil_difficulty_next_ratio{quantile="0.95"} 1.08',
    'vigil_collector_fresh{collector="market/kraken"} 1',
    'vigil_collector_fresh{collector="market/waiting"} 0',
    'vigil_collector_last_success_timestamp_seconds{collector="market/kraken"} 60',
    'vigil_alerts_messages_total{outcome="failed"} 2',
  ]) {
    assert.ok(lines.includes(line), `${line}\n${text}`);
  }
  assert.doesNotMatch(text, /market\/off/);
  assert.equal((await metrics.document()).text, text, 'counters are not added up');
});

test('names end in a base unit or in total, and each has a help', async () => {
  const { text } = await (await fullMetrics()).document();
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  assert.ok(types.length > 20);
  for (const [, name, type] of types) {
    assert.match(name!, /^vigil_[a-z_]+$/);
    assert.equal(type === 'counter', name!.endsWith('_total'), name);
    assert.match(text, new RegExp(`^# HELP ${name} .+\\.$`, 'm'));
  }
});

test('without a node only what is there is told', async () => {
  const node = { ...NODE, state: 'off', node: null } as NodeDocument;
  const metrics = new Metrics({ node: () => node, history: new MemoryHistoryStore(), collectors: () => [] });
  const { text } = await metrics.document();
  assert.match(text, /^vigil_node_up 0$/m);
  assert.doesNotMatch(text, /^vigil_(chain|mempool|peers|hashrate|alerts)/m);
});

test('the Grafana dashboard asks only for metrics that there are, and shows each collector of them', async () => {
  const { text } = await (await fullMetrics()).document();
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const dashboard = JSON.parse(readFileSync('docs/grafana/vigil.json', 'utf8')) as {
    panels: { id: number; title: string; targets: { expr: string }[] }[];
  };
  const asked = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => expr.match(/vigil_\w+/g) ?? []),
  );
  assert.ok(asked.length > 10);
  for (const name of asked) assert.ok(known.has(name), name);
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
});
