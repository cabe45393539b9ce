import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { EventsDocument } from '../src/observatory/events/events-document.ts';
import type { EventStudyDocument } from '../src/observatory/events/study/study-document.ts';
import { runRecorded } from './recorded-command.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-events-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Runs `vigil events` in this process, with a data folder of its own. */
async function events(...args: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
  return runRecorded(['events', ...args], { dataDir: path.join(folder, 'data') });
}

async function file(name: string, text: string): Promise<string> {
  const place = path.join(folder, name);
  await writeFile(place, text);
  return place;
}

async function listed(...args: readonly string[]): Promise<EventsDocument> {
  const { exitCode, out, err } = await events(...args, '--json');
  assert.equal(exitCode, 0, err);
  return JSON.parse(out) as EventsDocument;
}

test('a span of the timeline is listed as text, CSV and JSON', async () => {
  const span = ['--from', '2022-01-05', '--to', '2022-01-06'];
  assert.match((await events(...span)).out, /^2 events on 5 January 2022/);
  assert.match((await events('list', ...span, '--csv')).out, /\n1641378600,1641378600,kazakhstan-shutdown-2022-01-05,/);
  assert.deepEqual(
    (await listed('list', ...span)).events.map(({ id }) => id),
    ['kazakhstan-shutdown-2022-01-05', 'fomc-minutes-2022-01-05'],
  );
});

test('events of one’s own are added, imported, listed and removed', async () => {
  const calendar =
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20300102T030000Z\r\nSUMMARY:from a calendar\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
  assert.match((await events('add', 'a day of mine', '--at', '2030-01-01')).out, /^Kept a-day-of-mine-2030-01-01/);
  assert.match((await events('import', await file('a.ics', calendar))).out, /^Kept 1 event of/);
  const json = await file('a.json', '[{"from":"2030-01-03","what":"from a file","category":"policy"}]');
  assert.match((await events('import', json)).out, /^Kept 1 event of/);
  const span = ['--from', '2030-01-01', '--to', '2030-02-01'];
  assert.deepEqual(
    (await listed(...span)).events.map(({ what, origin }) => `${what}, ${origin}`),
    ['a day of mine, own', 'from a calendar, own', 'from a file, own'],
  );
  assert.equal((await events('remove', 'a-day-of-mine-2030-01-01')).exitCode, 0);
  assert.equal((await listed(...span)).events.length, 2);
});

test('what can not be done is said in one line, with its exit code', async () => {
  const cases: readonly (readonly [number, RegExp, ...string[]])[] = [
    [2, /--at/, 'add', 'x'],
    [2, /"soon" is not a time/, 'add', 'x', '--at', 'soon'],
    [2, /--to has to be later/, 'add', 'x', '--at', '2030-01-02', '--to', '2030-01-01'],
    [1, /no own event "none"/, 'remove', 'none'],
    [1, /built in/, 'remove', 'halving-3'],
    [1, /can't read/, 'import', path.join(folder, 'none.ics')],
    [1, /line 1: .*nothing was kept/, 'import', await file('b.ics', 'BEGIN:VCALENDAR')],
    [1, /events\[0\]\.from: expected/, 'import', await file('b.json', '[{"from":"x","what":"y"}]')],
    [2, /neither an event/, 'study', '--event', 'nothing'],
    [1, /no study of 2031-01-01/, 'study', '--event', '2031-01-01T00:00Z'],
    [1, /line 2: /, 'study', '--event', 'halving-3', '--prices', await file('p.csv', 'time,close\nx,1\n')],
    [2, /not both/, 'study', '--event', 'halving-3', '--json', '--csv'],
  ];
  for (const [exitCode, words, ...args] of cases) {
    const ran = await events(...args);
    assert.equal(ran.exitCode, exitCode, `${args.join(' ')}: ${ran.err}`);
    assert.match(ran.err, words);
    assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
  }
});

test('a study is printed as text and as JSON, and takes prices of one’s own', async () => {
  const text = (await events('study', '--event', 'fomc-minutes-2022-01-05')).out;
  assert.match(text, /^BTC fell by 2\.73 % in the hour after the Fed minutes/);
  assert.match(text, /By the hour, against 1\D?\d{3} windows .*\n.*After/);
  const rows = Array.from({ length: 24 * 700 }, (_, i) => {
    const price = 100 * Math.exp(0.01 * Math.sin(i * 1.3) + (i > 16_000 ? 0.2 : 0));
    return `${1_600_000_000 - (1_600_000_000 % 3600) + i * 3600},${price.toFixed(4)}`;
  });
  const prices = await file('own.csv', `time,close\n${rows.join('\n')}\n`);
  const at = String(1_600_000_000 - (1_600_000_000 % 3600) + 16_001 * 3600);
  const { out, err } = await events('study', '--event', at, '--prices', prices, '--json');
  const document = JSON.parse(out === '' ? err : out) as EventStudyDocument;
  assert.equal(document.sources[0], prices);
  const [hour] = document.hourly!.horizons;
  assert.equal(hour!.pValue, hour!.resolution);
  assert.ok(hour!.pRise < 0.002 && hour!.ratio > 1.15);
});
