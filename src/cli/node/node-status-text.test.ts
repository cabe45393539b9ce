import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunningOverview, SyncOverview } from '../../node/node-overview.ts';
import { nodeStatusText } from './node-status-text.ts';

const TIME = 1_700_000_000;

type Changes = Partial<SyncOverview> & {
  readonly peers?: number;
  readonly inbound?: number;
  readonly waiting?: number;
};

function text({ peers = 8, inbound = 0, waiting = 0, ...sync }: Changes): string {
  const kinds = Array.from({ length: peers }, (_, i) => ({ kind: i < inbound ? 'inbound' : 'outbound-full-relay' }));
  const node: RunningOverview = {
    started: TIME,
    memoryBytes: 512e6,
    sync: {
      phase: 'blocks',
      isInitialBlockDownload: true,
      height: 210_000,
      hash: '00'.repeat(32),
      tipTime: 1_354_116_278,
      headersHeight: 840_000,
      headersTime: TIME,
      presyncHeight: null,
      blocksPerSecond: 0,
      bytesPerSecond: 0,
      secondsLeft: null,
      ...sync,
    },
    mempool: { transactions: waiting, virtualBytes: 0, memoryBytes: 0, feesSats: 0, minFeeSatsPerKvb: 1000 },
    aloneSince: null,
    hasHadPeers: true,
    connecting: 0,
    peers: kinds as unknown as RunningOverview['peers'],
    traffic: { receivedBytes: 0, sentBytes: 0, samples: [], messages: [] },
    blocks: [],
    rejections: [],
    departures: [],
  };
  // Thousands are kept apart by thin spaces.
  return nodeStatusText(node, TIME).replaceAll('\u2009', '_');
}

test('before the length of the chain is known it is headers that count', () => {
  assert.equal(
    text({ phase: 'headers', headersHeight: 120_000, headersTime: 1_303_000_000, peers: 1 }),
    'headers: 120_000 (2011-04-17), 1 peer, 512 MB of memory',
  );
  assert.equal(
    text({ phase: 'headers', presyncHeight: 400_000, peers: 0 }),
    'looking at headers: 400_000, no peers yet, 512 MB of memory',
  );
});

test('while blocks are fetched it tells how many, how fast and how long still', () => {
  assert.equal(
    text({ blocksPerSecond: 123.4, bytesPerSecond: 12_340_000, secondsLeft: 5105, inbound: 2 }),
    'block 210_000 of 840_000, 25.0 % (2012-11-28), 123 blocks/s, 12.3 MB/s, 1 h 26 min left, 8 peers (2 inbound), 512 MB of memory',
  );
  assert.match(text({}), /^block 210_000 of 840_000, 25\.0 % \(2012-11-28\), 8 peers, /);
});

test('the time that is left is as exact as it can be', () => {
  const left = (secondsLeft: number): string | undefined =>
    / MB\/s, (.*) left/.exec(text({ blocksPerSecond: 1, bytesPerSecond: 1e6, secondsLeft }))?.[1];
  assert.equal(left(89), '89 s');
  assert.equal(left(90), '2 min');
  assert.equal(left(3599), '60 min');
  assert.equal(left(3600), '1 h 0 min');
  assert.equal(left(172_799), '48 h 0 min');
  assert.equal(left(200_000), '2.31 days');
  assert.equal(left(0), undefined);
});

test('a node that is up to date tells how old its tip is, and what waits', () => {
  const synced = { phase: 'synced', height: 840_000 } as const;
  assert.equal(
    text({ ...synced, tipTime: TIME - 599, waiting: 1 }),
    'block 840_000, 9 min old, 1 transaction waiting, 8 peers, 512 MB of memory',
  );
  const age = (seconds: number): string | undefined =>
    /, (.*) old/.exec(text({ ...synced, tipTime: TIME - seconds }))?.[1];
  assert.deepEqual([-5, 89, 90, 7199, 7200, 172_799, 172_800].map(age), [
    '0 s',
    '89 s',
    '1 min',
    '119 min',
    '2 h',
    '47 h',
    '2 days',
  ]);
  assert.match(text({ ...synced, height: 839_999, tipTime: TIME }), /^block 839_999, 0 s old \(of 840_000\), /);
});
