// The report as the whole story: what the other questions answer stands in it, in their own figures.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { reportMaterial } from '../src/api/report-documents.ts';
import { reportHoldings } from '../src/cli/report-holdings.ts';
import { reportHistory } from '../src/cli/report-history.ts';
import { isReject } from '../src/observatory/answers/sources.ts';
import { buildReport } from '../src/observatory/report/build-report.ts';
import { KAZAKHSTAN_2022, kazakhstan2022 } from '../src/observatory/report/kazakhstan-2022.ts';
import type { ReportClaim, ReportDocument, ReportSection } from '../src/observatory/report/report-document.ts';
import { spanReport } from '../src/observatory/report/span-report.ts';
import type { ReportDocuments } from '../src/observatory/report/report-documents.ts';
import { MemoryHistoryStore } from '../src/platform/history/memory-history-store.ts';
import { eventSources } from './report-fixtures.ts';

const LEVEL = 0.9;
const clock = { nowMs: () => Date.UTC(2026, 0, 1), monotonicMs: () => 0 };
const sources = eventSources();

let documents: ReportDocuments;
let report: ReportDocument;

before(async () => {
  const history = new MemoryHistoryStore();
  const holdings = reportHoldings({ network: 'mainnet', sources, files: [], history, clock });
  ({ documents } = await reportMaterial(holdings, { ...KAZAKHSTAN_2022, level: LEVEL }));
  report = buildReport(kazakhstan2022({ sources, ...reportHistory(), documents, level: LEVEL }));
});

function section(id: string, of: ReportDocument = report): ReportSection {
  const found = of.sections.find((one) => one.id === id);
  assert.ok(found !== undefined, `a section ${id}`);
  return found;
}

function claim(id: string, of: ReportDocument = report): ReportClaim {
  const found = of.claims.find((one) => one.id === id);
  assert.ok(found !== undefined, `a claim ${id}`);
  return found;
}

test('market, map, electricity and blackout are told in the sentences of their own documents', () => {
  const { market, map, energy, blackout } = documents;
  assert.ok(market && map && energy && blackout);
  for (const [id, document] of Object.entries({ coins: market, map, energy, blackout })) {
    assert.equal(section(id).sentence, document.sentence);
    assert.ok(section(id).parts.some(({ kind }) => kind === 'table'));
  }
  assert.equal(map.month, '2022-01');
  assert.equal(energy.at.time, Date.UTC(2022, 0, 13) / 1000);
  assert.ok(!isReject(energy));
});

test('that miners moved from China is supported by shares and blocks, with what they cannot say', () => {
  const moved = claim('miners-moved-from-china');
  assert.equal(moved.verdict, 'supported');
  assert.match(moved.figure, /^China from 46.% to 0.%, .* to 0 H\/s.*; Kazakhstan from 8\.2.% to 18.%/);
  assert.match(moved.reason, /no share can say/);
});

test('that the power is fossil is supported by the mean mix of the country', () => {
  const fossil = claim('kazakhstan-fossil-power');
  assert.equal(fossil.verdict, 'supported');
  assert.ok((fossil.numbers['fossilShare'] as number) > 0.85 && (fossil.numbers['fossilShare'] as number) < 0.92);
});

test('a published share is held against the table it comes from, and its bounds are said', () => {
  for (const id of ['kazakhstan-18-percent', 'kazakhstan-13-percent']) {
    assert.equal(claim(id).verdict, 'supported');
    assert.match(claim(id).reason, /between \d/);
  }
});

test('a wrong share, a move the other way and clean power are contradicted', () => {
  const input = kazakhstan2022({ sources, ...reportHistory(), documents, level: LEVEL });
  const source = 'nobody';
  const wrong = buildReport({
    ...input,
    claims: [
      { id: 'a', kind: 'share', text: '', source, country: 'KZ', share: 0.25, month: '2021-08' },
      { id: 'b', kind: 'migration', text: '', source, from: 'KZ', to: 'CN', before: '2021-04', after: '2021-08' },
      { id: 'c', kind: 'fossil-share', text: '', source, country: 'CA', atLeast: 0.5, year: 2021 },
      { id: 'd', kind: 'fossil-share', text: '', source, country: 'KZ', atLeast: 0.5, year: 2017 },
    ],
  });
  const verdicts = ['a', 'b', 'c', 'd'].map((id) => claim(id, wrong).verdict);
  assert.deepEqual(verdicts, ['contradicted', 'contradicted', 'contradicted', 'cannot be told']);
});

test('without those documents each section says what would be needed, and their claims cannot be told', () => {
  const bare = buildReport(kazakhstan2022({ sources, ...reportHistory(), level: LEVEL }));
  for (const id of ['coins', 'map', 'energy']) {
    assert.match(section(id, bare).sentence, /^Nothing can be told/);
    assert.match(section(id, bare).missing ?? '', /would be needed/);
  }
  assert.ok(bare.sections.every(({ id }) => id !== 'blackout'));
  for (const id of ['miners-moved-from-china', 'kazakhstan-fossil-power', 'kazakhstan-18-percent']) {
    assert.equal(claim(id, bare).verdict, 'cannot be told');
  }
});

test('a span of which no shares are published says so, and tells the rest', async () => {
  const history = new MemoryHistoryStore();
  const holdings = reportHoldings({ network: 'mainnet', sources, files: [], history, clock });
  const [fromSec, toSec] = [Date.UTC(2018, 5, 1) / 1000, Date.UTC(2018, 6, 1) / 1000];
  const { documents: told } = await reportMaterial(holdings, { fromSec, toSec, level: LEVEL });
  assert.equal(told.map, undefined);
  assert.equal(told.blackout, undefined);
  assert.ok(told.energy !== undefined && told.market !== undefined);
});

test('the report of any span tells what is known to have happened in it, each thing once', () => {
  const [fromSec, toSec] = [Date.UTC(2022, 0, 1) / 1000, Date.UTC(2022, 1, 1) / 1000];
  const { events } = spanReport({ sources, ...reportHistory(), fromSec, toSec, claims: [], level: LEVEL });
  const told = events.map(({ fromSec: at, what }) => `${at} ${what}`);
  assert.ok(
    told.some((line) => line.includes('minutes of the Federal Open Market Committee')),
    told.join('; '),
  );
  assert.ok(told.some((line) => /shutdown/.test(line)));
  assert.deepEqual(
    told,
    [...new Set(told)].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
  );
  assert.ok(events.every((event) => event.fromSec < toSec && event.toSec >= fromSec));
});
