import type { NodeDocument, RunningOverview } from '../../../node/node-overview.ts';
import { answerDifficulty } from '../../../observatory/answers/difficulty-answer.ts';
import { isReject } from '../../../observatory/answers/sources.ts';
import type { ObservatorySources } from '../../../observatory/answers/sources.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { HistoryStore, SeriesBatch } from '../../../ports/history-store.ts';
import type { Collector, CollectorStatus } from '../collector.ts';
import { PeriodicWork } from '../periodic-work.ts';
import { point } from '../series-point.ts';
import { hashrateHours } from './hashrate-hours.ts';
import { StaleBlocks } from './stale-blocks.ts';

const MINUTE_MS = 60_000;

/** Hashrate and the forecast go through the whole chain: not each minute. */
const CHAIN_PERIOD_MS = 10 * MINUTE_MS;

/** A forecast from blocks that are older says nothing of now. */
const MAX_TIP_AGE_SEC = 24 * 3600;

/** Probability of the intervals that are written down. */
export const RECORDED_LEVEL = 0.9;

/** What the recorder reads and writes. */
export interface NodeRecorderParts {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly sources: () => ObservatorySources;
  readonly node: () => NodeDocument;
}

/**
 * Writes down what the node sees: mempool, peers, traffic and tip each minute, blocks that became stale, and what blocks tell of
 * hashrate and the next retarget. `docs/history.md` lists the series.
 */
export class NodeRecorder implements Collector {
  readonly #parts: NodeRecorderParts;
  readonly #stale = new StaleBlocks();
  readonly #minutes: PeriodicWork;
  readonly #chain: PeriodicWork;

  constructor(parts: NodeRecorderParts) {
    this.#parts = parts;
    const { clock } = parts;
    const work = (nowMs: number): Promise<void> => this.#writeMinute(nowMs);
    this.#minutes = new PeriodicWork({ name: 'node', periodMs: MINUTE_MS, clock, work });
    const chainWork = (nowMs: number): Promise<void> => this.#writeChain(nowMs);
    this.#chain = new PeriodicWork({ name: 'node/chain', periodMs: CHAIN_PERIOD_MS, clock, work: chainWork });
  }

  start(): void {
    this.#minutes.start();
    this.#chain.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#minutes.stop(), this.#chain.stop()]);
  }

  get statuses(): readonly CollectorStatus[] {
    if (this.#parts.node().state !== 'off') return [this.#minutes.status, this.#chain.status];
    return [{ name: 'node', state: 'off', lastAtMs: null, failure: null, nextAtMs: null }, this.#chain.status];
  }

  async #writeMinute(nowMs: number): Promise<void> {
    const { node } = this.#parts.node();
    if (node === null) return;
    const atSec = Math.floor(nowMs / MINUTE_MS) * 60;
    await this.#parts.history.write([...minuteBatches(node, atSec), ...this.#stale.batches(node.blocks, atSec)]);
  }

  async #writeChain(nowMs: number): Promise<void> {
    const { history } = this.#parts;
    const sources = this.#parts.sources();
    const nowSec = Math.floor(nowMs / 1000);
    const last = await history.latest('hashrate/24h');
    const hours = hashrateHours(sources, { nowSec, afterSec: last?.atSec[0] ?? 0, level: RECORDED_LEVEL });
    await history.write([...hours, ...forecastBatches(sources, nowSec)]);
  }
}

/** What a running node shows at one moment. */
function minuteBatches({ mempool, peers, connecting, sync, traffic }: RunningOverview, atSec: number): SeriesBatch[] {
  const inbound = peers.filter(({ kind }) => kind === 'inbound').length;
  return [
    point('mempool/totals', atSec, {
      transactions: mempool.transactions,
      virtualBytes: mempool.virtualBytes,
      memoryBytes: mempool.memoryBytes,
      feesSats: mempool.feesSats,
      minFeeSatsPerKvb: mempool.minFeeSatsPerKvb,
    }),
    point('node/peers', atSec, { peers: peers.length, inbound, outbound: peers.length - inbound, connecting }),
    point('node/traffic', atSec, { receivedBytes: traffic.receivedBytes, sentBytes: traffic.sentBytes }),
    point('chain/tip', atSec, { height: sync.height, headersHeight: sync.headersHeight, tipTimeSec: sync.tipTime }),
  ];
}

/** The forecast of the next retarget, once an hour. */
function forecastBatches(sources: ObservatorySources, nowSec: number): SeriesBatch[] {
  const answer = answerDifficulty(sources, { level: RECORDED_LEVEL });
  if (isReject(answer) || answer.epoch.tipTime < nowSec - MAX_TIP_AGE_SEC) return [];
  const { change, probabilityUp, height, time } = answer.next;
  return [
    point('difficulty/next', Math.floor(nowSec / 3600) * 3600, {
      changeRatio: change.median,
      changeRatioLow: change.low,
      changeRatioHigh: change.high,
      probabilityUp,
      height,
      retargetSec: time.median,
    }),
  ];
}
