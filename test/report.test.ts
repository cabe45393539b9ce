import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText } from '../src/observatory/report/cell-text.ts';
import { renderMarkdown } from '../src/observatory/report/render-markdown.ts';
import { REPORT_VERDICTS } from '../src/observatory/report/report-document.ts';
import type { ReportTable } from '../src/observatory/report/report-document.ts';
import {
  claimOf,
  eventInput,
  eventReport,
  eventSources,
  MINUTES_SEC,
  SHUTDOWN_SEC,
  withHashrateDuringBlackout,
  withPrices,
} from './report-fixtures.ts';

test('the reference windows come out as they were computed by hand', () => {
  const blocks = eventReport().sections.find(({ id }) => id === 'blocks')!;
  const windows = blocks.parts.find((part) => part.kind === 'table') as ReportTable;
  const sigmas = windows.rows.map((row) => cellText(row['sigma'], 'text').replaceAll('\u00a0', ' '));
  assert.match(sigmas[0]!, /^178\.\d ± 5\.5 EH\/s$/);
  assert.equal(sigmas[1], '172.5 ± 6.7 EH/s');
  assert.equal(sigmas[2], '186.2 ± 7.6 EH/s');
});

test('each published claim has one verdict, a figure, a reason and its source', () => {
  const input = eventInput();
  const report = eventReport();
  assert.deepEqual(
    report.claims.map(({ id, claim, source }) => ({ id, claim, source })),
    input.claims.map(({ id, text, source }) => ({ id, claim: text, source })),
  );
  for (const { verdict, figure, reason } of report.claims) {
    assert.ok(REPORT_VERDICTS.includes(verdict));
    assert.ok(figure.length > 0 && reason.endsWith('.'), reason);
  }
});

test('the fall of 12 % is not told from luck in a day, and contradicted over the whole blackout', () => {
  const claim = claimOf(eventReport(), 'hashrate-fell-12-percent');
  assert.equal(claim.verdict, 'not distinguishable from luck');
  assert.match(claim.figure, /137 blocks, against 1\u202f039 blocks in the 7 days before/);
  assert.deepEqual(
    claim.also.map(({ verdict }) => verdict),
    ['contradicted'],
  );
});

test('the two printed figures are traced to the counts of two single days', () => {
  const traced = claimOf(eventReport(), 'hashrate-207-to-176').also.at(-1)!;
  assert.match(traced.figure, /172 blocks on 1 January 2022 and 146 on 6 January 2022/);
  assert.match(traced.reason, /\u221215\.1\u202f%, not 12\u202f%/);
  assert.equal(traced.verdict, 'not distinguishable from luck');
});

test('other blocks, another verdict: a network that ran at 80 % supports the fall, at 125 % it contradicts it', () => {
  const dark = eventReport({ sources: eventSources(withHashrateDuringBlackout(0.8)) });
  assert.match(dark.sentence, /^The blocks show a fall of the hashrate beyond luck/);
  const fifth = claimOf(dark, 'a-fifth-went-dark');
  assert.equal(fifth.verdict, 'supported');
  assert.ok(fifth.also.every(({ verdict }) => verdict === 'supported'));
  const bright = eventReport({ sources: eventSources(withHashrateDuringBlackout(1.25)) });
  assert.match(bright.sentence, /^The blocks show a rise of the hashrate beyond luck/);
  assert.equal(claimOf(bright, 'a-fifth-went-dark').verdict, 'contradicted');
  assert.equal(claimOf(bright, 'hashrate-fell-12-percent').also[0]?.verdict, 'contradicted');
});

test('other prices, other verdicts: levels, changes and causes follow what was paid', () => {
  const real = eventReport();
  assert.equal(claimOf(real, 'bitcoin-below-42000').verdict, 'supported');
  assert.equal(claimOf(real, 'cause-blackout').verdict, 'not distinguishable from luck');
  assert.equal(claimOf(real, 'cause-fed-minutes').verdict, 'supported');

  const risen = eventReport({ prices: withPrices((hour) => (hour >= SHUTDOWN_SEC ? 1.3 : 1)) });
  assert.equal(claimOf(risen, 'bitcoin-below-42000').verdict, 'contradicted');
  assert.match(claimOf(risen, 'bitcoin-below-42000').reason, /no trade was below/);

  // The fall comes with the shutdown, and the minutes change nothing: the hour in which it is in full is the next one.
  const early = eventReport({
    prices: withPrices((hour) => (hour > SHUTDOWN_SEC && hour < MINUTES_SEC ? 0.93 : 1)),
  });
  assert.equal(claimOf(early, 'cause-blackout').verdict, 'supported');
  assert.equal(claimOf(early, 'cause-fed-minutes').verdict, 'contradicted');
});

test('prices that swing every hour make the fall after the minutes a matter of luck', () => {
  const wild = withPrices((hour) => (hour < SHUTDOWN_SEC && (hour / 3600) % 2 === 0 ? 0.9 : 1));
  assert.equal(claimOf(eventReport({ prices: wild }), 'cause-fed-minutes').verdict, 'not distinguishable from luck');
});

test('other daily closes, another verdict on the coins', () => {
  const { closes } = eventInput();
  assert.equal(claimOf(eventReport(), 'most-coins-fell').verdict, 'supported');
  const flat = new Map([...closes!.closes].map(([asset, column]) => [asset, column.map(() => 100)]));
  const report = eventReport({ closes: { ...closes!, closes: flat } });
  assert.equal(claimOf(report, 'most-coins-fell').verdict, 'contradicted');
  assert.equal(claimOf(report, 'ethereum-fell-12-percent').verdict, 'contradicted');
});

test('a change of difficulty is compared to the last printed digit', () => {
  const input = eventInput();
  const off = input.claims.map((claim) =>
    claim.kind === 'difficulty-change' ? { ...claim, size: claim.size + 0.0002 } : claim,
  );
  assert.equal(claimOf(eventReport(), 'difficulty-up-0.41-percent').verdict, 'supported');
  assert.equal(claimOf(eventReport({ claims: off }), 'difficulty-up-0.41-percent').verdict, 'contradicted');
});

test('without data a claim cannot be told, and each section says what it would need', () => {
  const {
    prices: _prices,
    closes: _closes,
    ...rest
  } = eventInput({ sources: { network: 'mainnet', observations: [] } });
  const report = eventReport({ ...rest, prices: undefined, closes: undefined } as never);
  assert.ok(report.claims.every(({ verdict }) => verdict === 'cannot be told'));
  assert.match(report.sentence, /^Nothing can be told of the hashrate/);
  for (const id of ['blocks', 'changes', 'difficulty', 'price']) {
    assert.match(report.sections.find((section) => section.id === id)?.missing ?? '', /\.$/, id);
  }
});

test('a span that the blocks cover in part is reported for that part, and says so', () => {
  const input = eventInput();
  const only = { ...input.sources, observations: input.sources.observations.slice(0, 1) };
  const report = eventReport({ sources: only, fromSec: input.fromSec - 30 * 86_400 });
  assert.match(
    report.sections.find(({ id }) => id === 'blocks')!.missing!,
    /covers only 28 December 2021 10:32 UTC to/,
  );
});

test('a claim of a blackout without a second cause in its window stands alone', () => {
  const input = eventInput();
  const long = input.claims.map((claim) =>
    claim.id === 'cause-blackout' && claim.kind === 'cause' ? { ...claim, windowSec: 86_400 } : claim,
  );
  assert.match(claimOf(eventReport({ claims: long }), 'cause-blackout').reason, /also holds another named cause/);
  assert.doesNotMatch(claimOf(eventReport(), 'cause-blackout').reason, /another named cause/);
});

test('the same input gives the same document', () => {
  assert.equal(JSON.stringify(eventReport()), JSON.stringify(eventReport()));
});

test('every row of a Markdown table has as many cells as its head', () => {
  let columns = 0;
  for (const line of renderMarkdown(eventReport()).split('\n')) {
    const cells = line.startsWith('| ') ? line.split(/(?<!\\)\|/).length : 0;
    if (cells > 0 && columns > 0) assert.equal(cells, columns, line);
    columns = cells;
  }
});
