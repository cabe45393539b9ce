import type { NodeCensus } from '../../observatory/outage/blackout-document.ts';
import type { CrawledCensus } from '../../observatory/outage/nodes-answer.ts';
import type { HistoryStore } from '../../ports/history-store.ts';

const DAY_SEC = 86_400;
const COUNTRY_PREFIX = 'nodes/country/';
const ASN_PREFIX = 'nodes/asn/';

/** Whether a census and a country's count were made by the same crawl: they are written in one batch. */
const SAME_SEC = 1;

/** How long back the counts of all nodes are given. */
const HISTORY_SEC = 366 * DAY_SEC;

/** Counts that are given of that time, at most. */
const MAX_COUNTS = 10_000;

/** The kind and the id of the record that says with which table countries were told. */
export const CENSUS_RECORD = { kind: 'nodes-census', id: 'latest' } as const;

/** The last crawl's count at a moment or before; `undefined`: none was kept. */
export async function storedCensus(history: HistoryStore, untilSec?: number): Promise<CrawledCensus | undefined> {
  const reachable = await history.latest('nodes/reachable', untilSec);
  const atSec = reachable?.atSec[0];
  const total = reachable?.columns[reachable.names.indexOf('nodes')]?.[0];
  if (atSec === undefined || total === undefined || !(total >= 0)) return undefined;
  const byCountry = await countsAt(history, COUNTRY_PREFIX, atSec);
  const byAsn = await countsAt(history, ASN_PREFIX, atSec);
  return {
    atSec,
    total,
    byCountry: new Map([...byCountry].map(([code, nodes]) => [code.toUpperCase(), nodes])),
    byAsn: new Map([...byAsn].map(([asn, nodes]) => [Number(asn), nodes])),
    source: "Vigil's own crawl",
    database: await databaseOf(history),
  };
}

/** Counts of all reachable nodes, the last year. */
export async function storedCounts(
  history: HistoryStore,
  nowSec: number,
): Promise<readonly { readonly at: number; readonly nodes: number }[]> {
  const span = { fromSec: Math.max(0, nowSec - HISTORY_SEC), toSec: nowSec + DAY_SEC, limit: MAX_COUNTS };
  const kept = await history.read('nodes/reachable', span);
  const nodes = kept?.columns[kept.names.indexOf('nodes')];
  return kept === undefined || nodes === undefined ? [] : [...kept.atSec].map((at, i) => ({ at, nodes: nodes[i]! }));
}

/** The counts that stand nearest to a moment: the last one before it. */
export async function censusesAround(history: HistoryStore, atSec: number): Promise<NodeCensus[]> {
  const [before, newest] = [await storedCensus(history, atSec), await storedCensus(history)];
  return [before, newest].filter((census) => census !== undefined);
}

async function countsAt(history: HistoryStore, prefix: string, atSec: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { series, lastSec, firstSec } of await history.list(prefix)) {
    if (firstSec > atSec + SAME_SEC || lastSec < atSec - SAME_SEC) continue;
    const last = await history.latest(series, atSec);
    const nodes = last?.columns[0]?.[0];
    if (last === undefined || nodes === undefined || !(nodes > 0)) continue;
    if (Math.abs(last.atSec[0]! - atSec) <= SAME_SEC) counts.set(series.slice(prefix.length), nodes);
  }
  return counts;
}

async function databaseOf(history: HistoryStore): Promise<CrawledCensus['database']> {
  const record = (await history.records(CENSUS_RECORD.kind)).find(({ id }) => id === CENSUS_RECORD.id);
  const value = record?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { database, day } = value as { readonly database?: unknown; readonly day?: unknown };
  return typeof database === 'string' && typeof day === 'string' ? { name: database, day } : null;
}
