import { readFile } from 'node:fs/promises';
import type { Sql, TransactionSql } from 'postgres';
import { HistoryStoreError, MAX_POINTS_A_READ } from '../../../ports/history-store.ts';
import type {
  HistoryRecord,
  HistoryStore,
  JsonValue,
  SeriesBatch,
  SeriesColumns,
  SeriesInfo,
  SeriesSpan,
} from '../../../ports/history-store.ts';
import { isSystemError, reasonOf } from '../../system-error.ts';
import { checkBatches, checkName, checkRecord, checkSameNames } from '../check-batch.ts';
import { joinPoints, noPoints } from '../points.ts';
import type { Points } from '../points.ts';
import { failureHint } from './failure-hint.ts';
import { migrate } from './migrations.ts';
import { describePlace } from './place.ts';
import type { PostgresPlace } from './place.ts';
import { arrayText, readRows, rowExpression } from './row-bytes.ts';

/** Connections at a time: reads go on while something is written. */
const MAX_CONNECTIONS = 4;

/** Longest wait for a connection, and for one statement. */
const CONNECT_TIMEOUT_SEC = 10;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Rows that come as one value. */
const ROWS_A_PAGE = 50_000;

/** How often a write is tried that the server broke off for the sake of another one. */
const MAX_ATTEMPTS = 4;

/** PostgreSQL's codes for that: `serialization_failure`, `deadlock_detected`. */
const BROKEN_OFF: readonly unknown[] = ['40001', '40P01'];

/** A series as the database knows it. */
interface SeriesRow {
  readonly id: number;
  readonly name: string;
  readonly columns: readonly string[];
}

/** The history in PostgreSQL, for many readers and writers: one schema a network, tables as in `migrations.ts`. */
export class PostgresHistoryStore implements HistoryStore {
  readonly #sql: Sql;
  readonly #schema: string;
  readonly #place: PostgresPlace;

  private constructor(sql: Sql, parts: { readonly schema: string; readonly place: PostgresPlace }) {
    this.#sql = sql;
    this.#schema = parts.schema;
    this.#place = parts.place;
  }

  /**
   * Connects, and brings the tables to today's form.
   *
   * @param schema Name of the schema: lower-case letters, digits and underscores, such as `vigil_mainnet`.
   * @throws {HistoryStoreError} When the server can't be reached, refuses, or a newer Vigil has been there.
   */
  static async open(place: PostgresPlace, schema: string): Promise<PostgresHistoryStore> {
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new HistoryStoreError(`${schema} is no name of a schema`);
    // Only who keeps the history in a server pays for its client.
    const { default: postgres } = await import('postgres');
    const { host, port, database, user, password } = place;
    const ssl = await tlsOf(place);
    const sql = postgres({
      ...(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }),
      database,
      user,
      pass: password ?? '',
      ssl,
      max: MAX_CONNECTIONS,
      connect_timeout: CONNECT_TIMEOUT_SEC,
      connection: { application_name: 'vigil', statement_timeout: STATEMENT_TIMEOUT_MS },
      fetch_types: false,
      onnotice: () => {},
    });
    const store = new PostgresHistoryStore(sql, { schema, place });
    try {
      await store.#asking(() => migrate(sql, schema));
      return store;
    } catch (error) {
      await sql.end({ timeout: 0 });
      throw error;
    }
  }

  write(batches: readonly SeriesBatch[]): Promise<void> {
    return this.#asking(async () => {
      checkBatches(batches);
      // In one order, so that two writers do not wait for each other.
      const sorted = batches.toSorted((a, b) => (a.series < b.series ? -1 : a.series > b.series ? 1 : 0));
      await this.#sql.begin(async (transaction) => {
        const rows = await this.#seriesFor(transaction, sorted);
        for (const batch of sorted) {
          const row = rows.get(batch.series)!;
          checkSameNames(batch.series, row.columns, batch.names);
          await this.#writePoints(transaction, row.id, batch);
        }
      });
    });
  }

  read(series: string, { fromSec, toSec, limit = MAX_POINTS_A_READ }: SeriesSpan): Promise<SeriesColumns | undefined> {
    return this.#asking(async () => {
      const row = await this.#find(series);
      if (row === undefined) return undefined;
      const names = row.columns;
      const span = { fromSec: wholeSec(fromSec), toSec: wholeSec(toSec), limit: Math.min(limit, MAX_POINTS_A_READ) };
      return { names, ...(await this.#readPages(row, span)) };
    });
  }

  latest(series: string, atSec: number = Infinity): Promise<SeriesColumns | undefined> {
    return this.#asking(async () => {
      const row = await this.#find(series);
      if (row === undefined) return undefined;
      const [found] = await this.#sql.unsafe<{ row: Uint8Array }[]>(
        `select ${rowExpression(row.columns.length)} as row from ${this.#schema}.points
         where series_id = $1 and at_sec <= $2 order by at_sec desc limit 1`,
        [row.id, Math.floor(Math.min(atSec, Number.MAX_SAFE_INTEGER))],
      );
      if (found === undefined) return undefined;
      return { names: row.columns, ...wholeRows(found.row, row) };
    });
  }

  list(prefix: string): Promise<readonly SeriesInfo[]> {
    return this.#asking(async () => {
      const points = `select at_sec from ${this.#schema}.points where series_id = s.id order by at_sec`;
      const rows = await this.#sql.unsafe<{ name: string; columns: string[]; first: string; last: string }[]>(
        `select s.name, to_json(s.columns) as columns, f.at_sec as first, l.at_sec as last from ${this.#schema}.series s
         cross join lateral (${points} limit 1) f cross join lateral (${points} desc limit 1) l
         where starts_with(s.name, $1) order by s.name`,
        [prefix],
      );
      return rows.map(({ name, columns, first, last }) => {
        return { series: name, names: columns, firstSec: Number(first), lastSec: Number(last) };
      });
    });
  }

  forget(series: string, { fromSec, toSec }: SeriesSpan): Promise<void> {
    return this.#asking(async () => {
      await this.#sql.unsafe(
        `delete from ${this.#schema}.points using ${this.#schema}.series
         where series.name = $1 and points.series_id = series.id and at_sec >= $2 and at_sec < $3`,
        [series, wholeSec(fromSec), wholeSec(toSec)],
      );
    });
  }

  putRecord(kind: string, id: string, value: JsonValue | undefined): Promise<void> {
    return this.#asking(async () => {
      checkRecord(kind, id, value);
      if (value === undefined) {
        await this.#sql.unsafe(`delete from ${this.#schema}.records where kind = $1 and id = $2`, [kind, id]);
        return;
      }
      await this.#sql.unsafe(
        `insert into ${this.#schema}.records (kind, id, value) values ($1, $2, $3)
         on conflict (kind, id) do update set value = excluded.value`,
        [kind, id, JSON.stringify(value)],
      );
    });
  }

  records(kind: string): Promise<readonly HistoryRecord[]> {
    return this.#asking(async () => {
      checkName(kind);
      const rows = await this.#sql.unsafe<{ id: string; value: string }[]>(
        `select id, value from ${this.#schema}.records where kind = $1 order by id`,
        [kind],
      );
      return rows.map(({ id, value }) => ({ id, value: JSON.parse(value) as JsonValue }));
    });
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }

  /** The rows of all series of a write; those that are new are made. */
  async #seriesFor(sql: TransactionSql, batches: readonly SeriesBatch[]): Promise<Map<string, SeriesRow>> {
    const names = [...new Set(batches.map(({ series }) => series))];
    const known = await this.#findAll(sql, names);
    for (const { series, names: columns } of batches) {
      if (known.has(series)) continue;
      await sql.unsafe(
        `insert into ${this.#schema}.series (name, columns)
         values ($1, array(select json_array_elements_text($2::text::json))) on conflict (name) do nothing`,
        [series, JSON.stringify(columns)],
      );
      known.set(series, (await this.#findAll(sql, [series])).get(series)!);
    }
    return known;
  }

  async #findAll(sql: Sql | TransactionSql, names: readonly string[]): Promise<Map<string, SeriesRow>> {
    const rows = await sql.unsafe<SeriesRow[]>(
      `select id, name, to_json(columns) as columns from ${this.#schema}.series
       where name in (select json_array_elements_text($1::text::json))`,
      [JSON.stringify(names)],
    );
    return new Map(rows.map((row) => [row.name, row]));
  }

  async #find(series: string): Promise<SeriesRow | undefined> {
    return (await this.#findAll(this.#sql, [series])).get(series);
  }

  async #writePoints(sql: TransactionSql, id: number, { atSec, columns }: SeriesBatch): Promise<void> {
    if (atSec.length === 0) return;
    const names = columns.map((_, k) => `v${k}`);
    const arrays = columns.map((_, k) => `$${k + 3}::text::double precision[]`);
    await sql.unsafe(
      `insert into ${this.#schema}.points (series_id, at_sec, values)
       select $1::integer, at_sec, array[${names.join(', ')}]
       from unnest($2::text::bigint[], ${arrays.join(', ')}) as given (at_sec, ${names.join(', ')})
       on conflict (series_id, at_sec) do update set values = excluded.values`,
      [id, arrayText(atSec), ...columns.map(arrayText)],
    );
  }

  async #readPages(
    row: SeriesRow,
    span: { readonly fromSec: number; readonly toSec: number; readonly limit: number },
  ): Promise<Points> {
    const runs: Points[] = [];
    const columnCount = row.columns.length;
    const query = `
      select string_agg(row, ''::bytea order by at_sec) as rows from (
        select at_sec, ${rowExpression(columnCount)} as row from ${this.#schema}.points
        where series_id = $1 and at_sec >= $2 and at_sec < $3 order by at_sec limit $4
      ) page`;
    // Pages of one moment: nothing that is written in between comes into it.
    await this.#sql.begin('isolation level repeatable read read only', async (sql) => {
      let { fromSec, limit } = span;
      while (limit > 0) {
        const size = Math.min(limit, ROWS_A_PAGE);
        const [page] = await sql.unsafe<{ rows: Uint8Array | null }[]>(query, [row.id, fromSec, span.toSec, size]);
        if (page === undefined || page.rows === null) return;
        const points = wholeRows(page.rows, row);
        runs.push(points);
        if (points.atSec.length < size) return;
        limit -= size;
        fromSec = points.atSec.at(-1)! + 1;
      }
    });
    return runs.length === 0 ? noPoints(columnCount) : joinPoints(runs, columnCount);
  }

  /** Asks the server, again when it broke off, and says of what fails where. */
  async #asking<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const code = (error as { readonly code?: unknown }).code;
        if (BROKEN_OFF.includes(code) && attempt < MAX_ATTEMPTS) continue;
        if (error instanceof HistoryStoreError) throw error;
        const reason = error instanceof Error && error.message !== '' ? error.message : String(code);
        throw new HistoryStoreError(
          `the history in PostgreSQL (${describePlace(this.#place)}): ${reason}${failureHint(code, this.#place)}`,
          { cause: error },
        );
      }
    }
  }
}

/**
 * How the connection is encrypted. `verify-full` checks the server's certificate and its name: that of the place, for an address
 * too, where the client alone would look for `localhost`. On a Unix socket there is none, as in libpq.
 */
async function tlsOf(
  place: PostgresPlace,
): Promise<false | 'require' | { readonly host: string; readonly ca?: string }> {
  const { host, ssl, rootCertificate } = place;
  if (host.startsWith('/') || ssl === false) return false;
  if (ssl === 'require') return 'require';
  if (rootCertificate === undefined) return { host };
  try {
    return { host, ca: await readFile(rootCertificate, 'utf8') };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new HistoryStoreError(`can't read ${rootCertificate} (sslrootcert): ${reasonOf(error)}`, { cause: error });
  }
}

function wholeRows(bytes: Uint8Array, { name, columns }: SeriesRow): Points {
  const points = readRows(bytes, columns.length);
  if (points === undefined) throw new HistoryStoreError(`${name}: a row has not the columns of its series`);
  return points;
}

/** The first whole second at a time or after it, as a server's integer can say. */
function wholeSec(sec: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(sec)));
}
