import { MAX_POINTS_A_READ } from '../../ports/history-store.ts';
import type {
  HistoryRecord,
  HistoryStore,
  JsonValue,
  SeriesBatch,
  SeriesColumns,
  SeriesInfo,
  SeriesSpan,
} from '../../ports/history-store.ts';
import { checkBatches, checkName, checkRecord, checkSameNames, compareUtf8 } from './check-batch.ts';
import { indexAtOrAfter, mergePoints, slicePoints, withoutSpan } from './points.ts';
import type { Points } from './points.ts';

/** A series in memory. */
interface MemorySeries {
  readonly names: readonly string[];
  points: Points;
}

/** A history that is kept as long as the process lives: for tests, and where nothing is to be written to disk. */
export class MemoryHistoryStore implements HistoryStore {
  readonly #series = new Map<string, MemorySeries>();
  readonly #records = new Map<string, Map<string, JsonValue>>();

  async write(batches: readonly SeriesBatch[]): Promise<void> {
    checkBatches(batches);
    const others = new Map<string, readonly string[]>();
    for (const batch of batches) this.#checkNames(batch, others);
    for (const { series, names, atSec, columns } of batches) {
      const given = copyOf({ atSec, columns });
      const kept = this.#series.get(series);
      if (kept === undefined) this.#series.set(series, { names: [...names], points: given });
      else kept.points = mergePoints(kept.points, given);
    }
  }

  async read(
    series: string,
    { fromSec, toSec, limit = MAX_POINTS_A_READ }: SeriesSpan,
  ): Promise<SeriesColumns | undefined> {
    const kept = this.#series.get(series);
    if (kept === undefined) return undefined;
    const first = indexAtOrAfter(kept.points.atSec, fromSec);
    const end = Math.min(indexAtOrAfter(kept.points.atSec, toSec), first + Math.min(limit, MAX_POINTS_A_READ));
    return { names: kept.names, ...copyOf(slicePoints(kept.points, first, Math.max(first, end))) };
  }

  async latest(series: string, atSec: number = Infinity): Promise<SeriesColumns | undefined> {
    const kept = this.#series.get(series);
    if (kept === undefined) return undefined;
    const { length } = kept.points.atSec;
    const end = atSec === Infinity ? length : indexAtOrAfter(kept.points.atSec, Math.floor(atSec) + 1);
    return end === 0 ? undefined : { names: kept.names, ...copyOf(slicePoints(kept.points, end - 1, end)) };
  }

  async list(prefix: string): Promise<readonly SeriesInfo[]> {
    const names = [...this.#series.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.flatMap((series) => {
      const { names: columns, points } = this.#series.get(series)!;
      const [firstSec] = points.atSec;
      return firstSec === undefined ? [] : [{ series, names: columns, firstSec, lastSec: points.atSec.at(-1)! }];
    });
  }

  async forget(series: string, { fromSec, toSec }: SeriesSpan): Promise<void> {
    const kept = this.#series.get(series);
    if (kept !== undefined) kept.points = withoutSpan(kept.points, fromSec, toSec);
  }

  async putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void> {
    checkRecord(kind, id, value);
    const records = this.#records.get(kind) ?? new Map<string, JsonValue>();
    this.#records.set(kind, records);
    if (value === undefined) records.delete(id);
    else records.set(id, structuredClone(value));
  }

  async records(kind: string): Promise<readonly HistoryRecord[]> {
    checkName(kind);
    const ids = [...(this.#records.get(kind)?.keys() ?? [])].sort(compareUtf8);
    return ids.map((id) => ({ id, value: structuredClone(this.#records.get(kind)!.get(id)!) }));
  }

  async close(): Promise<void> {
    this.#series.clear();
    this.#records.clear();
  }

  #checkNames({ series, names }: SeriesBatch, others: Map<string, readonly string[]>): void {
    const kept = this.#series.get(series)?.names ?? others.get(series);
    if (kept === undefined) others.set(series, names);
    else checkSameNames(series, kept, names);
  }
}

/** A copy: what is given stays the giver's. */
function copyOf({ atSec, columns }: Points): Points {
  return { atSec: atSec.slice(), columns: columns.map((column) => column.slice()) };
}
