import { SERIES_NAME } from '../ports/history-store.ts';
import type { HistoryStore, SeriesColumns } from '../ports/history-store.ts';
import { parseWhole } from '../observatory/answers/quantities.ts';
import { span } from './observatory-routes.ts';
import { BadQuery } from './query.ts';
import type { Query } from './query.ts';
import { Refusal, FileDocument } from './route.ts';
import type { Route } from './route.ts';

/** Series that one list names, and points that one answer has. */
const MAX_LISTED = 5_000;
const MAX_POINTS = 100_000;
const POINTS_UNLESS_ASKED = 10_000;

/** `GET /api/v1/series`. Times in seconds since 1970. */
export interface SeriesListDocument {
  readonly schema: 'vigil.series-list/1';
  readonly sentence: string;
  readonly series: readonly {
    readonly name: string;
    readonly columns: readonly string[];
    readonly first: number;
    readonly last: number;
  }[];
  /** Whether there are more than are listed: ask with a longer `prefix`. */
  readonly isCut: boolean;
}

/** `GET /api/v1/series/{name}`. Times in seconds since 1970. */
export interface SeriesDocument {
  readonly schema: 'vigil.series/1';
  readonly name: string;
  readonly time: readonly number[];
  /** A list for each column, as long as `time`; null where a value is not known. */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  /** Where the next points begin, for `from`; null when these are all. */
  readonly next: number | null;
}

/** What the history holds, for programs: `series` lists, `series/{name}` gives the points. */
export function seriesRoutes(history: HistoryStore): Route[] {
  return [
    {
      path: 'series',
      summary: 'What is recorded: names, columns, and from when to when',
      params: ['prefix'],
      answer: (query) => listSeries(history, query.text('prefix') ?? ''),
    },
    {
      path: 'series/{name}',
      summary: 'The points of a series',
      params: ['from', 'to', 'limit', 'format'],
      produces: ['text/csv'],
      example: { name: 'mempool/totals', limit: '10' },
      answer: (query) => seriesPoints(history, query),
    },
  ];
}

async function listSeries(history: HistoryStore, prefix: string): Promise<SeriesListDocument> {
  const all = await history.list(prefix);
  const series = all.slice(0, MAX_LISTED).map(({ series: name, names: columns, firstSec: first, lastSec: last }) => {
    return { name, columns, first, last };
  });
  const under = prefix === '' ? '' : ` under ${prefix}`;
  const sentence = all.length === 0 ? `Nothing is recorded${under} yet.` : `${all.length} series are recorded${under}.`;
  return { schema: 'vigil.series-list/1', sentence, series, isCut: all.length > MAX_LISTED };
}

async function seriesPoints(history: HistoryStore, query: Query): Promise<SeriesDocument | FileDocument> {
  const name = query.text('name') ?? '';
  const { fromSec = 0, toSec = Number.MAX_SAFE_INTEGER } = span(query);
  const limit = limitOf(query);
  const format = query.text('format') ?? 'json';
  if (format !== 'json' && format !== 'csv') throw new BadQuery('format is json or csv');
  // One more says whether there are more.
  const read = SERIES_NAME.test(name) ? await history.read(name, { fromSec, toSec, limit: limit + 1 }) : undefined;
  if (read === undefined) {
    throw new Refusal(
      404,
      'no-such-series',
      `nothing was recorded as "${name.slice(0, 80)}"; /api/v1/series lists what was`,
    );
  }
  if (format === 'csv') {
    return new FileDocument(seriesCsv(read, limit), {
      contentType: 'text/csv; charset=utf-8',
      fileName: `${name.replaceAll('/', '-')}.csv`,
    });
  }
  const columns = read.names.map((column, k) => [
    column,
    Array.from(read.columns[k]!.subarray(0, limit), (value) => (Number.isFinite(value) ? value : null)),
  ]);
  return {
    schema: 'vigil.series/1',
    name,
    time: [...read.atSec.subarray(0, limit)],
    columns: Object.fromEntries(columns) as SeriesDocument['columns'],
    next: read.atSec[limit] ?? null,
  };
}

function limitOf(query: Query): number {
  const text = query.text('limit');
  if (text === undefined) return POINTS_UNLESS_ASKED;
  const limit = parseWhole(text, 1, MAX_POINTS);
  if (typeof limit === 'number') return limit;
  throw new BadQuery(`limit: ${limit.message}`);
}

function seriesCsv({ names, atSec, columns }: SeriesColumns, limit: number): string {
  const lines = [`time,${names.join(',')}\n`];
  for (let i = 0; i < Math.min(limit, atSec.length); i++) {
    const values = columns.map((column) => (Number.isFinite(column[i]) ? String(column[i]) : ''));
    lines.push(`${atSec[i]},${values.join(',')}\n`);
  }
  return lines.join('');
}
