import type { Collector } from '../../api/collectors/collector.ts';
import { NodeRecorder } from '../../api/collectors/node/node-recorder.ts';
import { Retention } from '../../api/collectors/retention.ts';
import type { ObservatorySources } from '../../observatory/answers/sources.ts';
import type { NodeDocument } from '../../node/node-overview.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

/** What collectors are made from. */
export interface CollectorParts {
  /** Where they write to. It is open before they start, and closed after they have stopped. */
  readonly history: HistoryStore;
  readonly clock: Clock;
  /** What blocks tell: grows while the node follows the chain. */
  readonly sources: () => ObservatorySources;
  /** Whoever follows the market. */
  readonly market: Collector;
  /** How the node beside the page stands. */
  readonly node: () => NodeDocument;
}

/** Makes every collector that `vigil serve` runs, those first that others read from. */
export function makeCollectors({ history, clock, sources, market, node }: CollectorParts): Collector[] {
  return [market, new NodeRecorder({ history, clock, sources, node }), new Retention({ history, clock })];
}
