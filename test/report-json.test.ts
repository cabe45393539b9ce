import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REPORT_VERDICTS } from '../src/observatory/report/report-document.ts';
import type { ReportDocument } from '../src/observatory/report/report-document.ts';
import { eventReport, eventSources } from './report-fixtures.ts';

/** What a reader of the JSON may rely on; the document goes through JSON, as a reader gets it. */
function checkShape(report: ReportDocument): void {
  const document = JSON.parse(JSON.stringify(report)) as Record<string, unknown>;
  assert.equal(document['schema'], 'vigil.report/1');
  for (const name of ['network', 'sentence', 'title']) assert.equal(typeof document[name], 'string', name);
  for (const name of ['from', 'to', 'level']) assert.equal(typeof document[name], 'number', name);
  for (const name of ['notes', 'sections', 'claims']) assert.ok(Array.isArray(document[name]), name);
  const ids = report.claims.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const claim of report.claims) {
    for (const name of ['id', 'claim', 'figure', 'reason', 'source'] as const) {
      assert.ok(typeof claim[name] === 'string' && claim[name].length > 0, `${claim.id}.${name}`);
    }
    assert.ok(REPORT_VERDICTS.includes(claim.verdict));
  }
  for (const { id, title, sentence, parts } of report.sections) {
    assert.match(id, /^[a-z-]+$/);
    assert.ok(title.length > 0 && sentence.length > 0);
    for (const part of parts) {
      assert.ok(['text', 'list', 'claims', 'table', 'chart'].includes(part.kind));
      if (part.kind !== 'table') continue;
      for (const row of part.rows)
        for (const { key } of part.columns) assert.ok(key in row, `${id}: ${part.caption}: ${key}`);
    }
  }
}

/** Every number of a document, with where it stands. */
function* numbersOf(value: unknown, path: string): Generator<readonly [path: string, value: number]> {
  if (typeof value === 'number') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* numbersOf(inner, `${path}.${key}`);
  }
}

test('the report has the documented shape', () => {
  checkShape(eventReport());
  checkShape(eventReport({ sources: { network: 'testnet3', observations: [] }, claims: [], events: [], windows: [] }));
});

test('every number is finite, so that none turns into null on the way', () => {
  for (const [path, value] of numbersOf(eventReport(), 'report'))
    assert.ok(Number.isFinite(value), `${path} is ${value}`);
});

test('intervals hold their medians', () => {
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('low' in value && 'median' in value && 'high' in value) {
      const { low, median, high } = value as { low: number; median: number; high: number };
      assert.ok(low <= median && median <= high);
    }
    for (const inner of Object.values(value)) check(inner);
  };
  check(eventReport({ sources: eventSources() }));
});
