import type { CollectorStatus } from './collectors/collector.ts';
import type { Route } from './route.ts';

/** How everything that watches stands: `GET /api/v1/collectors`. Times in seconds since 1970. */
export interface CollectorsDocument {
  readonly schema: 'vigil.collectors/1';
  readonly time: number;
  readonly sentence: string;
  readonly collectors: readonly {
    readonly name: string;
    readonly state: CollectorStatus['state'];
    readonly lastAt: number | null;
    readonly failure: string | null;
    readonly nextAt: number | null;
  }[];
}

/** Sums up how collectors stand. */
export function collectorsDocument(statuses: readonly CollectorStatus[], nowMs: number): CollectorsDocument {
  const collectors = statuses.map(({ name, state, lastAtMs, failure, nextAtMs }) => ({
    name,
    state,
    lastAt: secondsOf(lastAtMs),
    failure,
    nextAt: secondsOf(nextAtMs),
  }));
  const time = Math.floor(nowMs / 1000);
  return { schema: 'vigil.collectors/1', time, sentence: sentenceOf(statuses), collectors };
}

/** `GET /api/v1/collectors`. */
export function collectorsRoutes(document: () => CollectorsDocument): Route[] {
  return [{ path: 'collectors', summary: 'How everything that watches stands', params: [], answer: document }];
}

function sentenceOf(statuses: readonly CollectorStatus[]): string {
  const running = statuses.filter(({ state }) => state !== 'off');
  if (running.length === 0) return 'Nothing is being collected.';
  const fresh = running.filter(({ state }) => state === 'fresh').length;
  const failing = running.filter(({ state }) => state === 'failing').map(({ name }) => name);
  const what = running.length === 1 ? 'source' : 'sources';
  const failed = failing.length === 0 ? '' : ` Failing: ${failing.join(', ')}.`;
  return `${fresh} of ${running.length} ${what} have given something lately.${failed}`;
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000);
}
