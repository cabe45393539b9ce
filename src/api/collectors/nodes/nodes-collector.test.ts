import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CrawlRound, ReachedNode } from '../../../net/crawl/crawler.ts';
import { MemoryHistoryStore } from '../../../platform/history/memory-history-store.ts';
import type { NetAddress } from '../../../wire/net-address.ts';
import { storedCensus, storedCounts } from '../../outage/stored-nodes.ts';
import { NodesCollector } from './nodes-collector.ts';
import type { Crawl } from './nodes-collector.ts';

const AT_MS = 1_700_000_000_000;

function node(first: number, asn?: number): ReachedNode {
  const address: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(first, 1, 1, 1), port: 8333 };
  return { address, asn, userAgent: '/x/', services: 9n, version: 70016, startHeight: 0 };
}

function round(reached: readonly ReachedNode[], change: Partial<CrawlRound> = {}): CrawlRound {
  const times = { startedAtMs: AT_MS - 1000, endedAtMs: AT_MS };
  return { ...times, reached, visits: 9, known: 20, isComplete: true, isDoubtful: false, ...change };
}

function collector(history: MemoryHistoryStore, makeCrawl?: () => Promise<Crawl>): NodesCollector {
  return new NodesCollector({
    history,
    clock: { nowMs: () => AT_MS },
    countryOf: ({ bytes }) => ({ 1: 'KZ', 2: 'US', 3: 'US' })[bytes[0]!],
    database: () => ({ name: 'a table', day: '2026-06-17' }),
    makeCrawl: makeCrawl ?? (() => Promise.reject(new Error('no crawl here'))),
  });
}

describe('NodesCollector', () => {
  test('a round becomes counts of all, of countries and of networks, which are read back as they were', async () => {
    const history = new MemoryHistoryStore();
    await collector(history).takeRound(round([node(1, 9198), node(2, 7922), node(3, 7922), node(9)]));
    const census = await storedCensus(history);
    assert.equal(census?.total, 4);
    assert.deepEqual(
      [...census.byCountry].sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      [
        ['KZ', 1],
        ['US', 2],
      ],
    );
    assert.deepEqual(
      [...census.byAsn].sort((a, b) => a[0] - b[0]),
      [
        [7922, 2],
        [9198, 1],
      ],
    );
    assert.deepEqual(census.database, { name: 'a table', day: '2026-06-17' });
    assert.deepEqual(await storedCounts(history, AT_MS / 1000), [{ at: AT_MS / 1000, nodes: 4 }]);
  });

  test('a country that has no node any more is written as 0, and is not among the countries of the count', async () => {
    const history = new MemoryHistoryStore();
    const nodes = collector(history);
    await nodes.takeRound(round([node(1), node(2)]));
    await nodes.takeRound(round([node(2)], { endedAtMs: AT_MS + 3_600_000 }));
    assert.deepEqual([...(await storedCensus(history))!.byCountry], [['US', 1]]);
    const kept = await history.read('nodes/country/kz', { fromSec: 0, toSec: 2e9 });
    assert.deepEqual([...kept!.columns[0]!], [1, 0]);
    assert.equal((await storedCensus(history, AT_MS / 1000 + 60))!.byCountry.get('KZ'), 1, 'as it was then');
  });

  test('a round that says more of this machine is left out, and told', async () => {
    for (const [change, words] of [
      [{ isDoubtful: true }, /fewer than half/],
      [{ isComplete: false }, /did not come to its end/],
      [{ known: 0 }, /DNS seeds/],
    ] as const) {
      const history = new MemoryHistoryStore();
      const nodes = collector(history);
      await nodes.takeRound(round([node(1)], change));
      assert.equal(await storedCensus(history), undefined);
      assert.equal(nodes.statuses[0]!.state, 'failing');
      assert.match(nodes.statuses[0]!.failure!, words);
    }
    const nodes = collector(new MemoryHistoryStore());
    await nodes.takeRound(round([]));
    assert.match(nodes.statuses[0]!.failure!, /online/);
    await nodes.takeRound(round([node(1)]));
    assert.equal(nodes.statuses[0]!.failure, null);
    assert.equal(nodes.statuses[0]!.state, 'fresh');
  });

  test('stopped while it is set up, it does not begin', async () => {
    let ran = false;
    let release: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => (release = resolve));
    const nodes = collector(new MemoryHistoryStore(), async () => {
      await waits;
      return { run: async () => void (ran = true), stop: () => {} };
    });
    nodes.start();
    const stopped = nodes.stop();
    release!();
    await stopped;
    assert.equal(ran, false);
  });

  test('a crawl that can’t be set up is told as the failure', async () => {
    const nodes = collector(new MemoryHistoryStore());
    nodes.start();
    await nodes.ended;
    assert.equal(nodes.statuses[0]!.failure, 'no crawl here');
  });
});
