import { Counter, Gauge, Registry } from 'prom-client';
import type { NodeDocument, RunningOverview } from '../node/node-overview.ts';
import type { HistoryStore, SeriesColumns } from '../ports/history-store.ts';
import type { CollectorStatus } from './collectors/collector.ts';
import { FileDocument } from './route.ts';

/** Collectors that get a series of their own: their names come from the program, and this keeps them bounded all the same. */
const MAX_COLLECTORS = 200;

/** How alerts stand, in numbers. */
export interface AlertCounts {
  readonly rules: number;
  readonly firing: number;
  /** Messages since the start. */
  readonly delivered: number;
  readonly failed: number;
}

/** What metrics are made from. */
export interface MetricsParts {
  readonly node: () => NodeDocument;
  readonly collectors: () => readonly CollectorStatus[];
  readonly history: HistoryStore;
  readonly alerts?: () => AlertCounts;
}

/** Columns of the history and the quantile that each is; intervals of 90 % have their ends at 5 % and 95 %. */
const HASHRATE_QUANTILES = { '0.05': 'lowHashesPerSec', '0.5': 'hashesPerSec', '0.95': 'highHashesPerSec' } as const;
const CHANGE_QUANTILES = { '0.05': 'changeRatioLow', '0.5': 'changeRatio', '0.95': 'changeRatioHigh' } as const;

/** `GET /metrics`: the process in Prometheus' text format. Names follow https://prometheus.io/docs/practices/naming/. */
export class Metrics {
  readonly #parts: MetricsParts;
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  async document(): Promise<FileDocument> {
    this.#registry.resetMetrics();
    const document = this.#parts.node();
    const { version, network, node } = document;
    this.#set('vigil_build_info', 'What runs; always 1.', 1, { version, network });
    this.#set('vigil_node_up', 'Whether the node beside the page runs.', node === null ? 0 : 1);
    if (node !== null) this.#setNode(node);
    this.#setCollectors(this.#parts.collectors());
    await this.#setChain();
    const alerts = this.#parts.alerts?.();
    if (alerts !== undefined) this.#setAlerts(alerts);
    return new FileDocument(await this.#registry.metrics(), { contentType: this.#registry.contentType });
  }

  #setNode({ sync, mempool, peers, connecting, traffic, memoryBytes }: RunningOverview): void {
    this.#set('vigil_process_resident_memory_bytes', 'Memory of the process.', memoryBytes);
    this.#set('vigil_chain_blocks', 'Height of the active chain.', sync.height);
    this.#set('vigil_chain_headers', 'Height of the header with the most work.', sync.headersHeight);
    this.#set('vigil_chain_tip_timestamp_seconds', "The tip's own time.", sync.tipTime);
    const downloads = sync.isInitialBlockDownload ? 1 : 0;
    this.#set('vigil_chain_initial_block_download', 'Whether the chain is still being fetched.', downloads);
    this.#set('vigil_mempool_transactions', 'Transactions in the mempool.', mempool.transactions);
    this.#set('vigil_mempool_virtual_bytes', 'Their virtual size.', mempool.virtualBytes);
    this.#set('vigil_mempool_usage_bytes', 'Memory that they take.', mempool.memoryBytes);
    this.#set('vigil_mempool_fees_satoshis', 'Fees that they pay.', mempool.feesSats);
    const minFee = mempool.minFeeSatsPerKvb;
    this.#set('vigil_mempool_min_fee_satoshis_per_kilovbyte', 'What a transaction has to pay to be taken.', minFee);
    const inbound = peers.filter(({ kind }) => kind === 'inbound').length;
    const help = 'Peers whose handshake is done.';
    this.#set('vigil_peers', help, inbound, { direction: 'inbound' });
    this.#set('vigil_peers', help, peers.length - inbound, { direction: 'outbound' });
    this.#set('vigil_peers_connecting', 'Connections that are being opened.', connecting);
    this.#count('vigil_network_received_bytes_total', 'Bytes from peers since the start.', traffic.receivedBytes);
    this.#count('vigil_network_sent_bytes_total', 'Bytes to peers since the start.', traffic.sentBytes);
  }

  #setCollectors(statuses: readonly CollectorStatus[]): void {
    for (const { name, state, lastAtMs } of statuses.slice(0, MAX_COLLECTORS)) {
      if (state === 'off') continue;
      const labels = { collector: name };
      const isFresh = state === 'fresh' ? 1 : 0;
      this.#set('vigil_collector_fresh', 'Whether a source has given something lately.', isFresh, labels);
      if (lastAtMs === null) continue;
      const help = 'When a source has given something last.';
      this.#set('vigil_collector_last_success_timestamp_seconds', help, lastAtMs / 1000, labels);
    }
  }

  /** What was written down of the chain last. */
  async #setChain(): Promise<void> {
    const { history } = this.#parts;
    const hashrate = await history.latest('hashrate/24h');
    this.#setQuantiles('vigil_hashrate_hashes_per_second', 'Hashrate of the last 24 h: 90 % interval.', {
      row: hashrate,
      columns: HASHRATE_QUANTILES,
    });
    const help = 'New difficulty over the present one, as forecast: 90 % interval.';
    const row = await history.latest('difficulty/next');
    this.#setQuantiles('vigil_difficulty_next_ratio', help, { row, columns: CHANGE_QUANTILES });
  }

  #setAlerts({ rules, firing, delivered, failed }: AlertCounts): void {
    this.#set('vigil_alerts_rules', 'Rules that are watched.', rules);
    this.#set('vigil_alerts_firing', 'Rules that hold now.', firing);
    const help = 'Messages about alerts since the start.';
    this.#count('vigil_alerts_messages_total', help, delivered, { outcome: 'delivered' });
    this.#count('vigil_alerts_messages_total', help, failed, { outcome: 'failed' });
  }

  #setQuantiles(
    name: string,
    help: string,
    { row, columns }: { readonly row: SeriesColumns | undefined; readonly columns: Readonly<Record<string, string>> },
  ): void {
    if (row === undefined) return;
    for (const [quantile, column] of Object.entries(columns)) {
      const value = row.columns[row.names.indexOf(column)]?.[0];
      if (value !== undefined && Number.isFinite(value)) this.#set(name, help, value, { quantile });
    }
  }

  #set(name: string, help: string, value: number, labels: Readonly<Record<string, string>> = {}): void {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      gauge = new Gauge({ name, help, labelNames: Object.keys(labels), registers: [this.#registry] });
      this.#gauges.set(name, gauge);
    }
    gauge.set({ ...labels }, value);
  }

  /** What only grows; it is kept elsewhere, and set here as it stands. */
  #count(name: string, help: string, value: number, labels: Readonly<Record<string, string>> = {}): void {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = new Counter({ name, help, labelNames: Object.keys(labels), registers: [this.#registry] });
      this.#counters.set(name, counter);
    }
    counter.inc({ ...labels }, value);
  }
}
