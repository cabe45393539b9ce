import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunningOverview, SyncOverview } from './node-overview.ts';
import { leftText, overviewSentence, restOfPage } from './overview-sentence.ts';

const TIME = Date.UTC(2026, 2, 3, 12, 31) / 1000;

const SYNC: SyncOverview = {
  phase: 'blocks',
  isInitialBlockDownload: true,
  height: 812_345,
  hash: '00',
  tipTime: TIME - 600,
  headersHeight: 925_001,
  headersTime: TIME,
  presyncHeight: null,
  blocksPerSecond: 10,
  bytesPerSecond: 1e7,
  secondsLeft: 11_265,
};

function running(sync: Partial<SyncOverview>, others: Partial<RunningOverview> = {}): RunningOverview {
  return {
    started: TIME,
    memoryBytes: 0,
    sync: { ...SYNC, ...sync },
    mempool: { transactions: 0, virtualBytes: 0, memoryBytes: 0, feesSats: 0, minFeeSatsPerKvb: 1000 },
    aloneSince: null,
    hasHadPeers: true,
    connecting: 0,
    peers: Array.from<RunningOverview['peers'][number]>({ length: 9 }),
    traffic: { receivedBytes: 0, sentBytes: 0, samples: [], messages: [] },
    blocks: [],
    rejections: [],
    departures: [],
    ...others,
  };
}

function sentence(node: RunningOverview, network: 'mainnet' | 'regtest' = 'mainnet', time = TIME): string {
  return overviewSentence({ network, state: 'running', reason: null, node, time, rest: restOfPage(network) });
}

test('a node that fetches blocks says how far it is, and how long still', () => {
  assert.equal(
    sentence(running({})),
    'Connected to 9 peers; blocks to 812\u2009345 of 925\u2009001 (87 %); about 3 hours left.',
  );
  assert.match(
    sentence(running({ height: 925_000, secondsLeft: null })),
    /\(99 %\)\.$/,
    'not 100 % before all are there',
  );
});

test('headers come first, and before them those that have to show their work', () => {
  assert.equal(
    sentence(running({ phase: 'headers', headersHeight: 512_000, headersTime: Date.UTC(2018, 2, 5) / 1000 })),
    'Connected to 9 peers; headers to 512\u2009000, of 5 March 2018.',
  );
  assert.match(
    sentence(running({ phase: 'headers', presyncHeight: 40_000 })),
    /looking through headers, at 40\u2009000\.$/,
  );
});

test('a node that is up to date names its last block, and its network unless it is mainnet', () => {
  const synced = running({ phase: 'synced', height: 925_001, secondsLeft: 0 });
  assert.equal(
    sentence(synced, 'regtest'),
    'Connected to 9 peers on regtest; up to date with block 925\u2009001 of 2026-03-03 12:21 UTC.',
  );
});

test('without peers it waits a little, then says since when it tries, and what the page shows', () => {
  const alone = running({ phase: 'headers' }, { aloneSince: TIME, hasHadPeers: false, peers: [] });
  assert.equal(
    sentence(alone, 'mainnet', TIME + 14),
    'Looking for peers; the page goes on with the built-in history until one is found.',
  );
  assert.equal(
    sentence(alone, 'mainnet', TIME + 15),
    'No peer could be reached since 2026-03-03 12:31 UTC; trying on; the page goes on with the built-in history.',
  );
  assert.match(
    sentence({ ...alone, hasHadPeers: true }, 'regtest'),
    /^No peer on regtest is connected since .*; trying on; the page shows the blocks at hand\.$/,
  );
});

test('a node that does not run says so, and what goes on', () => {
  const without = { network: 'mainnet', node: null, time: TIME } as const;
  const rest = restOfPage('mainnet');
  assert.equal(
    overviewSentence({ ...without, state: 'off', reason: '--no-node', rest }),
    'No node is running (--no-node); the page goes on with the built-in history.',
  );
  assert.equal(
    overviewSentence({ ...without, state: 'failed', reason: 'port 8333 is taken', rest }),
    'The node on mainnet is not running; the page goes on with the built-in history.',
  );
});

test('what is left is told as exactly as it is known', () => {
  assert.equal(leftText(0.2), '1 second');
  assert.equal(leftText(89), '89 seconds');
  assert.equal(leftText(90), '2 minutes');
  assert.equal(leftText(5399), '90 minutes');
  assert.equal(leftText(5400), '2 hours');
  assert.equal(leftText(3 * 86_400), '3 days');
});

test('a node without a page says nothing of one', () => {
  const facts = { network: 'mainnet', reason: null, time: TIME } as const;
  const alone = (aloneSince: number, hasHadPeers: boolean): string =>
    overviewSentence({ ...facts, state: 'running', node: running({}, { aloneSince, hasHadPeers, peers: [] }) });
  assert.equal(alone(TIME, false), 'Looking for peers.');
  assert.match(alone(TIME - 3600, false), /^No peer could be reached since .*; trying on\.$/);
  assert.match(alone(TIME - 3600, true), /^No peer is connected since .*; trying on\.$/);
  assert.deepEqual(
    (['off', 'starting', 'failed', 'stopped'] as const).map((state) =>
      overviewSentence({ ...facts, state, node: null }),
    ),
    [
      'No node is running.',
      'The node on mainnet is starting.',
      'The node on mainnet is not running.',
      'The node on mainnet has stopped.',
    ],
  );
});
