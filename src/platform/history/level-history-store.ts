import { mkdir } from 'node:fs/promises';
import { StorageDamageError } from '../../chain/storage-damage.ts';
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
import { LevelStore } from '../coin-store/level-store.ts';
import { checkBatches, checkName, checkRecord, checkSameNames } from './check-batch.ts';
import * as keys from './history-keys.ts';
import { addPoints, loadIndex, readLatest, readPoints, removePoints } from './level-series.ts';
import type { SeriesHead, SeriesIndex } from './level-series.ts';
import { mergePoints } from './points.ts';
import type { Points } from './points.ts';
import { removeServerFile, writeServerFile } from './server/server-file.ts';
import type { HistoryServer } from './server/server-file.ts';

/** Most series: a mistake that makes a name of each value would otherwise fill memory. */
const MAX_SERIES = 20_000;

const LAYOUT_VERSION = 1;

/** Memory of LevelDB: small beside the chain's. */
const CACHE_BYTES = 8 * 1024 * 1024;
const WRITE_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * The history in a folder (LevelDB), of one process at a time. Points lie in blocks of some thousand, so that a year of minutes is
 * some five hundred reads; the newest lie singly. Each write is one atomic batch, on disk when it resolves.
 */
export class LevelHistoryStore implements HistoryStore {
  readonly #folder: string;
  readonly #store: LevelStore;
  readonly #heads = new Map<string, SeriesHead>();
  readonly #indexes = new Map<string, SeriesIndex>();
  #nextNumber = 1;
  /** One thing at a time: what is written depends on what is there. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, store: LevelStore) {
    this.#folder = folder;
    this.#store = store;
  }

  /** Opens the history in a folder, or begins one. @throws {HistoryStoreError} When it is in use, damaged or can't be had. */
  static async open(folder: string): Promise<LevelHistoryStore> {
    let level: LevelStore;
    try {
      await mkdir(folder, { recursive: true });
      level = await LevelStore.open({
        folder,
        cacheBytes: CACHE_BYTES,
        writeBufferBytes: WRITE_BUFFER_BYTES,
        compress: true,
      });
    } catch (error) {
      throw new HistoryStoreError(describeOpening(folder, error), {
        cause: error,
        ...(isLocked(error) ? { code: 'in-use' } : {}),
      });
    }
    const store = new LevelHistoryStore(folder, level);
    try {
      await store.#inTurn(async () => {
        // Who holds the lock: whatever stands there is of one that was killed.
        await removeServerFile(folder);
        await store.#load();
      });
      return store;
    } catch (error) {
      await level.close();
      throw error;
    }
  }

  write(batches: readonly SeriesBatch[]): Promise<void> {
    return this.#inTurn(async () => {
      checkBatches(batches);
      const added = this.#headsFor(batches);
      const batch = this.#store.batch();
      for (const [name, head] of added) batch.put(keys.seriesKey(name), keys.jsonValue(head));
      const indexes = new Map<string, SeriesIndex>();
      for (const [name, points] of pointsBySeries(batches)) {
        const head = added.get(name) ?? this.#heads.get(name)!;
        const index = added.has(name) ? await loadIndex(this.#store, head) : await this.#indexOf(name, head);
        indexes.set(name, addPoints(this.#store, batch, head, { index, points }));
      }
      await batch.write();
      for (const [name, head] of added) this.#heads.set(name, head);
      for (const [name, index] of indexes) this.#indexes.set(name, index);
      this.#nextNumber += added.size;
    });
  }

  read(series: string, { fromSec, toSec, limit = MAX_POINTS_A_READ }: SeriesSpan): Promise<SeriesColumns | undefined> {
    return this.#inTurn(async () => {
      const head = this.#heads.get(series);
      if (head === undefined) return undefined;
      const span = { fromSec, toSec, limit: Math.min(limit, MAX_POINTS_A_READ) };
      const points = await readPoints(this.#store, head, await this.#indexOf(series, head), span);
      return { names: head.names, ...points };
    });
  }

  latest(series: string, atSec: number = Number.MAX_SAFE_INTEGER): Promise<SeriesColumns | undefined> {
    return this.#inTurn(async () => {
      const head = this.#heads.get(series);
      if (head === undefined) return undefined;
      const points = readLatest(this.#store, head, await this.#indexOf(series, head), atSec);
      return points.atSec.length === 0 ? undefined : { names: head.names, ...points };
    });
  }

  list(prefix: string): Promise<readonly SeriesInfo[]> {
    return this.#inTurn(async () => {
      const infos: SeriesInfo[] = [];
      for (const series of [...this.#heads.keys()].filter((name) => name.startsWith(prefix)).sort()) {
        const head = this.#heads.get(series)!;
        const { blocks, loose } = await this.#indexOf(series, head);
        const firstSec = blocks[0]?.firstSec ?? loose.atSec[0];
        const lastSec = loose.atSec.at(-1) ?? blocks.at(-1)?.lastSec;
        if (firstSec !== undefined && lastSec !== undefined)
          infos.push({ series, names: head.names, firstSec, lastSec });
      }
      return infos;
    });
  }

  forget(series: string, { fromSec, toSec }: SeriesSpan): Promise<void> {
    return this.#inTurn(async () => {
      const head = this.#heads.get(series);
      if (head === undefined) return;
      const batch = this.#store.batch();
      const index = await this.#indexOf(series, head);
      const after = removePoints(this.#store, batch, head, { index, fromSec, toSec });
      await batch.write();
      this.#indexes.set(series, after);
    });
  }

  putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void> {
    return this.#inTurn(async () => {
      checkRecord(kind, id, value);
      const batch = this.#store.batch();
      if (value === undefined) batch.del(keys.recordKey(kind, id));
      else batch.put(keys.recordKey(kind, id), keys.jsonValue(value));
      await batch.write();
    });
  }

  records(kind: string): Promise<readonly HistoryRecord[]> {
    return this.#inTurn(async () => {
      checkName(kind);
      const records: HistoryRecord[] = [];
      for await (const entries of this.#store.entries(keys.recordKey(kind))) {
        for (const { key, value } of entries) {
          records.push({ id: keys.recordIdOf(key), value: keys.readJson(value) as JsonValue });
        }
      }
      return records;
    });
  }

  /** Writes down, for other processes of the same person, who answers for the history while it is open here. */
  announce(server: HistoryServer): Promise<void> {
    return this.#inTurn(() => writeServerFile(this.#folder, server));
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => {});
    await removeServerFile(this.#folder).catch(() => {});
    await this.#store.close();
  }

  /** Does one thing when those before are done, and says of what fails where. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#turn;
    const done = (async (): Promise<Result> => {
      await before.catch(() => {});
      return work();
    })();
    this.#turn = done;
    try {
      return await done;
    } catch (error) {
      if (error instanceof HistoryStoreError) throw error;
      throw new HistoryStoreError(`the history in ${this.#folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #load(): Promise<void> {
    const version = this.#store.get(keys.VERSION_KEY);
    if (version === undefined) {
      const batch = this.#store.batch();
      batch.put(keys.VERSION_KEY, keys.jsonValue(LAYOUT_VERSION));
      await batch.write();
    } else if (keys.readJson(version) !== LAYOUT_VERSION) {
      throw new HistoryStoreError(
        `the history in ${this.#folder} was written by a newer Vigil; update, or name another folder with --history`,
      );
    }
    for await (const entries of this.#store.entries(keys.seriesKey(''))) {
      for (const { key, value } of entries) {
        const head = keys.readJson(value) as SeriesHead;
        this.#heads.set(keys.seriesNameOf(key), head);
        this.#nextNumber = Math.max(this.#nextNumber, head.number + 1);
      }
    }
  }

  async #indexOf(name: string, head: SeriesHead): Promise<SeriesIndex> {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = await loadIndex(this.#store, head);
    this.#indexes.set(name, index);
    return index;
  }

  /** Heads for the series that are new. @throws {HistoryStoreError} When the columns of one that is known are others. */
  #headsFor(batches: readonly SeriesBatch[]): Map<string, SeriesHead> {
    const added = new Map<string, SeriesHead>();
    for (const { series, names } of batches) {
      const head = this.#heads.get(series) ?? added.get(series);
      if (head !== undefined) checkSameNames(series, head.names, names);
      else added.set(series, { number: this.#nextNumber + added.size, names: [...names] });
    }
    if (this.#heads.size + added.size > MAX_SERIES) {
      throw new HistoryStoreError(`at most ${MAX_SERIES} series are kept`);
    }
    return added;
  }
}

/** The points of each series: one that is written twice has the later ones last. */
function pointsBySeries(batches: readonly SeriesBatch[]): Map<string, Points> {
  const points = new Map<string, Points>();
  for (const { series, atSec, columns } of batches) {
    const before = points.get(series);
    points.set(series, before === undefined ? { atSec, columns } : mergePoints(before, { atSec, columns }));
  }
  return points;
}

function reasonOf(error: unknown): string {
  if (error instanceof StorageDamageError) {
    return `${error.message}; move the folder away to begin anew, or bring it back from a copy`;
  }
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function describeOpening(folder: string, error: unknown): string {
  if (isLocked(error)) {
    return (
      `the history in ${folder} is in use by another process, such as vigil serve; ask that (its page, or --server), ` +
      'stop it, or keep the history in PostgreSQL (--history postgres://...)'
    );
  }
  return `can't open the history in ${folder}: ${reasonOf(error)}`;
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause].some(
    (one) => one instanceof Error && (one as { readonly code?: unknown }).code === 'LEVEL_LOCKED',
  );
}
