import type { CrawlRound } from '../../../net/crawl/crawler.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { HistoryStore } from '../../../ports/history-store.ts';
import type { NetAddress } from '../../../wire/net-address.ts';
import { CENSUS_RECORD } from '../../outage/stored-nodes.ts';
import type { Collector, CollectorStatus } from '../collector.ts';
import { censusBatches, countRound } from './census-batches.ts';
import type { RoundCount } from './census-batches.ts';

/** A crawl as the collector sees it: `platform/crawl` runs the real one. */
export interface Crawl {
  run(): Promise<void>;
  stop(): void;
}

/** What the collector is made from. */
export interface NodesCollectorParts {
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly countryOf: (address: NetAddress) => string | undefined;
  /** The table of countries, told with each count. */
  readonly database: () => { readonly name: string; readonly day: string };
  /** Makes the crawl. @param onRound What it tells each round to. */
  readonly makeCrawl: (onRound: (round: CrawlRound) => Promise<void>) => Promise<Crawl>;
}

/** A count that is older than so much is stale. */
const STALE_MS = 6 * 3_600_000;

/** Crawls the network, and writes how many nodes it reached to the history. */
export class NodesCollector implements Collector {
  readonly #parts: NodesCollectorParts;
  #crawl: Crawl | undefined;
  #work: Promise<void> | undefined;
  #isStopped = false;
  #lastAtMs: number | null = null;
  #failure: string | null = null;
  #lastCount: RoundCount | undefined;

  constructor(parts: NodesCollectorParts) {
    this.#parts = parts;
  }

  /** What the last round that was written counted. */
  get lastCount(): RoundCount | undefined {
    return this.#lastCount;
  }

  start(): void {
    this.#work = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#crawl?.stop();
    await this.#work;
  }

  /** Resolves when the crawl has ended by itself, or was stopped. */
  get ended(): Promise<void> {
    return this.#work ?? Promise.resolve();
  }

  get statuses(): readonly CollectorStatus[] {
    const ageMs = this.#lastAtMs === null ? 0 : this.#parts.clock.nowMs() - this.#lastAtMs;
    const isStale = this.#lastAtMs !== null && ageMs > STALE_MS;
    const state =
      this.#failure !== null ? 'failing' : this.#lastAtMs === null ? 'waiting' : isStale ? 'stale' : 'fresh';
    return [{ name: 'nodes', state, lastAtMs: this.#lastAtMs, failure: this.#failure, nextAtMs: null }];
  }

  /** Takes a round: writes its count, unless it says more of this machine's net than of the network. */
  async takeRound(round: CrawlRound): Promise<void> {
    const reason = whyNotCounted(round);
    this.#failure = reason ?? null;
    if (reason !== undefined) return;
    const { history, countryOf, database } = this.#parts;
    try {
      const count = countRound(round, countryOf);
      const known = await history.list('nodes/');
      await history.write(
        censusBatches(
          round,
          count,
          known.map(({ series }) => series),
        ),
      );
      const { name, day } = database();
      await history.putRecord(CENSUS_RECORD.kind, CENSUS_RECORD.id, { atSec: count.atSec, database: name, day });
      this.#lastAtMs = round.endedAtMs;
      this.#lastCount = count;
    } catch (error) {
      // The crawl goes on: the next round may find the store again.
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  async #run(): Promise<void> {
    try {
      const crawl = await this.#parts.makeCrawl((round) => this.takeRound(round));
      this.#crawl = crawl;
      if (!this.#isStopped) await crawl.run();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }
}

function whyNotCounted({ isComplete, isDoubtful, reached, known }: CrawlRound): string | undefined {
  if (known === 0) return 'no address of a node is known: DNS seeds did not answer';
  if (reached.length === 0) return 'no node was reached: is this machine online?';
  if (isDoubtful) return 'fewer than half of the nodes of the round before were reached: the count was left out';
  if (!isComplete) return 'a round did not come to its end in time: the count was left out';
  return undefined;
}
