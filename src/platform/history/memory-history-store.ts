import { HistoryStoreError, MAX_POINTS_A_READ } from '../../ports/history-store.ts';
import type {
  HistoryRecord,
  HistoryStore,
  JsonValue,
  SeriesBatch,
  SeriesColumns,
  SeriesInfo,
  SeriesSpan,
} from '../../ports/history-store.ts';
import { checkBatches, checkName } from './check-batch.ts';

/** A series in memory: rows by their times, sorted when they are read. */
interface MemorySeries {
  readonly names: readonly string[];
  readonly rows: Map<number, Float64Array>;
}

/** A history that is kept as long as the process lives: for tests, and where nothing is to be written to disk. */
export class MemoryHistoryStore implements HistoryStore {
  readonly #series = new Map<string, MemorySeries>();
  readonly #records = new Map<string, Map<string, JsonValue>>();

  async write(batches: readonly SeriesBatch[]): Promise<void> {
    checkBatches(batches);
    for (const batch of batches) this.#checkNames(batch);
    for (const { series, names, atSec, columns } of batches) {
      const kept = this.#series.get(series) ?? { names: [...names], rows: new Map<number, Float64Array>() };
      this.#series.set(series, kept);
      atSec.forEach((sec, i) =>
        kept.rows.set(
          sec,
          Float64Array.from(columns, (column) => column[i]!),
        ),
      );
    }
  }

  async read(
    series: string,
    { fromSec, toSec, limit = MAX_POINTS_A_READ }: SeriesSpan,
  ): Promise<SeriesColumns | undefined> {
    const kept = this.#series.get(series);
    if (kept === undefined) return undefined;
    const times = sortedTimes(kept).filter((sec) => sec >= fromSec && sec < toSec);
    return columnsAt(kept, times.slice(0, Math.min(limit, MAX_POINTS_A_READ)));
  }

  async latest(series: string, atSec: number = Infinity): Promise<SeriesColumns | undefined> {
    const kept = this.#series.get(series);
    const last = kept === undefined ? undefined : sortedTimes(kept).findLast((sec) => sec <= atSec);
    return kept === undefined || last === undefined ? undefined : columnsAt(kept, [last]);
  }

  async list(prefix: string): Promise<readonly SeriesInfo[]> {
    const names = [...this.#series.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.flatMap((series) => {
      const kept = this.#series.get(series)!;
      const times = sortedTimes(kept);
      if (times.length === 0) return [];
      return [{ series, names: kept.names, firstSec: times[0]!, lastSec: times.at(-1)! }];
    });
  }

  async forget(series: string, { fromSec, toSec }: SeriesSpan): Promise<void> {
    const rows = this.#series.get(series)?.rows;
    for (const sec of rows?.keys() ?? []) if (sec >= fromSec && sec < toSec) rows!.delete(sec);
  }

  async putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void> {
    checkName(kind);
    const records = this.#records.get(kind) ?? new Map<string, JsonValue>();
    this.#records.set(kind, records);
    if (value === undefined) records.delete(id);
    else records.set(id, structuredClone(value));
  }

  async records(kind: string): Promise<readonly HistoryRecord[]> {
    const ids = [...(this.#records.get(kind)?.keys() ?? [])].sort();
    return ids.map((id) => ({ id, value: structuredClone(this.#records.get(kind)!.get(id)!) }));
  }

  async close(): Promise<void> {
    this.#series.clear();
    this.#records.clear();
  }

  #checkNames({ series, names }: SeriesBatch): void {
    const kept = this.#series.get(series);
    if (kept !== undefined && kept.names.join() !== names.join()) {
      throw new HistoryStoreError(`${series} has the columns ${kept.names.join(', ')}, not ${names.join(', ')}`);
    }
  }
}

function sortedTimes({ rows }: MemorySeries): number[] {
  return [...rows.keys()].sort((a, b) => a - b);
}

function columnsAt({ names, rows }: MemorySeries, times: readonly number[]): SeriesColumns {
  return {
    names,
    atSec: Float64Array.from(times),
    columns: names.map((_, k) => Float64Array.from(times, (sec) => rows.get(sec)![k]!)),
  };
}
