import type { Sql, TransactionSql } from 'postgres';
import { HistoryStoreError } from '../../../ports/history-store.ts';

/**
 * The steps from nothing to the tables of today, each run once and never changed: what changes is one more step.
 *
 * Points are rows, so that other programs can read them with plain SQL: `values[1]` is the first of a series' `columns`.
 */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    create table ${schema}.series (
      id integer generated always as identity primary key,
      name text collate "C" not null unique,
      columns text[] not null
    );
    create table ${schema}.points (
      series_id integer not null references ${schema}.series (id),
      at_sec bigint not null,
      values double precision[] not null,
      primary key (series_id, at_sec)
    );
    create table ${schema}.records (
      kind text collate "C" not null,
      id text collate "C" not null,
      value text not null,
      primary key (kind, id)
    );
    comment on table ${schema}.points is 'at_sec: seconds since 1970 UTC; values: in the order of series.columns';
    comment on table ${schema}.records is 'value: JSON';`,
];

/** A number of Vigil's own, so that two that start at once make the tables one after the other: "vigil" in ASCII. */
const LOCK_KEY = '508852202860';

/**
 * Brings the tables to today's form. All steps are one transaction; a database that is there already is only looked at, so that
 * somebody who may only read can open it too.
 *
 * @throws {HistoryStoreError} When a newer Vigil has been there.
 */
export async function migrate(sql: Sql, schema: string): Promise<void> {
  if ((await versionOf(sql, schema)) === MIGRATIONS.length) return;
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    await transaction.unsafe(`create schema if not exists ${schema}`);
    await transaction.unsafe(
      `create table if not exists ${schema}.migrations (version integer primary key, applied_at timestamptz not null default now())`,
    );
    const version = await versionOf(transaction, schema);
    if (version > MIGRATIONS.length) {
      throw new HistoryStoreError(
        `its tables are of version ${version}, and this Vigil knows ${MIGRATIONS.length}: update it`,
      );
    }
    for (let step = version; step < MIGRATIONS.length; step++) {
      await transaction.unsafe(MIGRATIONS[step]!(schema));
      await transaction.unsafe(`insert into ${schema}.migrations (version) values ($1)`, [step + 1]);
    }
  });
}

async function versionOf(sql: Sql | TransactionSql, schema: string): Promise<number> {
  const [table] = await sql.unsafe<{ found: boolean }[]>('select to_regclass($1) is not null as found', [
    `${schema}.migrations`,
  ]);
  if (table?.found !== true) return 0;
  const [row] = await sql.unsafe<{ version: number | null }[]>(
    `select max(version) as version from ${schema}.migrations`,
  );
  return row?.version ?? 0;
}
