import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { BlockArrival } from '../../../node/node-journal.ts';
import type { NodeDocument } from '../../../node/node-overview.ts';
import { estimateWindow } from '../../../observatory/hashrate/window-estimate.ts';
import { blockSeries } from '../../../observatory/series/block-series.ts';
import { countWindow } from '../../../observatory/series/observations.ts';
import { MemoryHistoryStore } from '../../../platform/history/memory-history-store.ts';
import type { SeriesBatch } from '../../../ports/history-store.ts';
import { hashrateHours } from './hashrate-hours.ts';
import { NodeRecorder } from './node-recorder.ts';
import { StaleBlocks } from './stale-blocks.ts';

const START_SEC = 1_700_000_040;

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START_SEC * 1000 }));
afterEach(() => mock.timers.reset());

const clock = { nowMs: (): number => Date.now() };

function nodeDocument(node: object | null): NodeDocument {
  return { schema: 'vigil.node-overview/1', state: node === null ? 'off' : 'running', node } as unknown as NodeDocument;
}

const RUNNING = {
  mempool: { transactions: 7, virtualBytes: 1400, memoryBytes: 9000, feesSats: 2100, minFeeSatsPerKvb: 1000 },
  peers: [{ kind: 'inbound' }, { kind: 'outbound-full-relay' }, { kind: 'manual' }],
  connecting: 1,
  sync: { height: 100, headersHeight: 102, tipTime: START_SEC - 5 },
  traffic: { receivedBytes: 10, sentBytes: 20 },
  blocks: [],
};

/** Lets promises that are settled be noticed. */
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

test('what the node shows is written each minute, at the minute', async () => {
  const history = new MemoryHistoryStore();
  const sources = () => ({ network: 'mainnet', observations: [] }) as const;
  const recorder = new NodeRecorder({ history, clock, sources, node: () => nodeDocument(RUNNING) });
  recorder.start();
  mock.timers.tick(60_000);
  await settle();
  await recorder.stop();
  const minute = START_SEC + 60 - ((START_SEC + 60) % 60);
  const mempool = await history.latest('mempool/totals');
  assert.deepEqual([...mempool!.atSec], [minute]);
  assert.deepEqual(
    mempool!.columns.map((column) => column[0]),
    [7, 1400, 9000, 2100, 1000],
  );
  const peers = await history.latest('node/peers');
  assert.deepEqual(peers!.names, ['peers', 'inbound', 'outbound', 'connecting']);
  assert.deepEqual(
    peers!.columns.map((column) => column[0]),
    [3, 1, 2, 1],
  );
  assert.equal((await history.latest('chain/tip'))!.columns[0]![0], 100);
  assert.deepEqual(
    recorder.statuses.map(({ name, state }) => [name, state]),
    [
      ['node', 'fresh'],
      ['node/chain', 'waiting'],
    ],
  );
});

test('without a node nothing is written of it, and it is called off', async () => {
  const history = new MemoryHistoryStore();
  const sources = () => ({ network: 'mainnet', observations: [] }) as const;
  const recorder = new NodeRecorder({ history, clock, sources, node: () => nodeDocument(null) });
  recorder.start();
  mock.timers.tick(60_000);
  await settle();
  await recorder.stop();
  assert.deepEqual(await history.list(''), []);
  assert.equal(recorder.statuses[0]!.state, 'off');
});

test('each full hour has the hashrate of the day before it, once a block has passed it', () => {
  // A block each 600 s for three days, each of one hash; the last is half an hour after an hour.
  const count = 3 * 144 + 4;
  const timesSec = Float64Array.from({ length: count }, (_, i) => 1_699_999_200 + 600 * i);
  const work = new Float64Array(count).fill(1);
  const series = blockSeries({ firstHeight: 0, timesSec, work, bits: new Uint32Array(count), timeSource: 'header' });
  const sources = { network: 'mainnet', observations: [{ series, description: 'a chain' }] } as const;
  const lastSec = timesSec.at(-1)!;
  const nowSec = lastSec + 4000;
  const [all, hours] = hashrateHours(sources, { nowSec, afterSec: 0, level: 0.9 }) as [SeriesBatch, SeriesBatch];
  assert.ok(all.atSec.every((sec) => sec % 3600 === 0 && sec >= timesSec[0]! + 86_400 && sec <= lastSec));
  assert.equal(all.atSec.at(-1), Math.floor(lastSec / 3600) * 3600);
  const expected = estimateWindow(countWindow(series, all.atSec[0]! - 86_400, all.atSec[0]!), 0.9);
  assert.equal(all.columns[0]![0], expected.median);
  assert.equal(all.columns[1]![0], expected.low);
  const [more] = hashrateHours(sources, { nowSec, afterSec: all.atSec.at(-2)!, level: 0.9 });
  assert.deepEqual([...more!.atSec], [all.atSec.at(-1)]);
  assert.equal(hours.series, 'hashrate/counts');
  assert.deepEqual(
    [...hours.columns[0]!],
    Array.from(hours.atSec, () => 6),
  );
  assert.ok(hours.columns[2]!.every((spanSec) => spanSec === 3600));
  assert.deepEqual(hashrateHours(sources, { nowSec, afterSec: all.atSec.at(-1)!, level: 0.9 }), []);
  assert.deepEqual(hashrateHours(sources, { nowSec: nowSec + 36 * 86_400, afterSec: 0, level: 0.9 }), []);
});

test('a block that became stale is counted once', () => {
  const block = (hash: string, height: number, isStale: boolean): BlockArrival =>
    ({ hash, height, isStale }) as unknown as BlockArrival;
  const stale = new StaleBlocks();
  assert.deepEqual(stale.batches([block('a', 5, false)], 60), []);
  const [batch] = stale.batches([block('b', 6, true), block('a', 5, true)], 120);
  assert.deepEqual(
    batch!.columns.map((column) => column[0]),
    [2, 5],
  );
  assert.deepEqual(stale.batches([block('b', 6, true), block('a', 5, true)], 180), []);
});
