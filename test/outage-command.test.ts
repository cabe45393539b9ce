import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BlackoutDocument } from '../src/observatory/outage/blackout-document.ts';
import type { OutagesDocument } from '../src/observatory/outage/outages-answer.ts';
import { runRecorded } from './recorded-command.ts';

const AT = Date.UTC(2022, 0, 5, 10, 30) / 1000;

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-outage-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function vigil(...args: readonly string[]): Promise<{ exitCode: number; out: string; err: string }> {
  return runRecorded(args, { dataDir: path.join(folder, 'data'), nowMs: () => (AT + 20 * 86_400) * 1000 });
}

/** Percent of the usual, each half hour for five weeks: 2 % from the shutdown on, for 111 hours. */
async function percentFile(): Promise<string> {
  const rows = Array.from({ length: 5 * 7 * 48 }, (_, i) => {
    const sec = AT - 30 * 86_400 + i * 1800;
    const usual = 98 + 3 * ((i * 0.618) % 1);
    return `${new Date(sec * 1000).toISOString().slice(0, 16)}Z,${sec >= AT && sec < AT + 111 * 3600 ? 2 : usual.toFixed(2)}`;
  });
  const file = path.join(folder, 'netblocks.csv');
  await writeFile(file, `time,percent\n${rows.join('\n')}\n`);
  return file;
}

describe('vigil outage and vigil blackout', () => {
  test('whoever only looks leaves nothing on disk', async () => {
    assert.equal((await vigil('blackout', '--country', 'KZ', '--at', '2022-01-05T10:30Z')).exitCode, 0);
    assert.equal(existsSync(path.join(folder, 'data')), false);
  });

  test('a signal that was imported shows its outage, in outage show and in blackout', async () => {
    const place = ['--history', path.join(folder, 'history')];
    const taken = await vigil(
      'outage',
      'import',
      '--source',
      'csv',
      '--country',
      'kazakhstan',
      await percentFile(),
      ...place,
    );
    assert.equal(taken.exitCode, 0, taken.err);
    assert.match(taken.out, /^observed\/csv\/kz: 1\u2009680 points, 2021-12-06 10:30 UTC to /);
    const shown = await vigil('outage', 'show', '--country', 'KZ', ...place, '--from', '2022-01-01', '--json');
    const document = JSON.parse(shown.out) as OutagesDocument;
    assert.equal(document.signals[0]!.outages[0]!.start.at, AT);
    assert.equal(document.signals[0]!.outages[0]!.end?.at, AT + 111 * 3600);
    assert.equal(document.falseAlarm.perYear, 1);
    const text = await vigil('outage', 'show', '--country', 'KZ', ...place);
    assert.match(text.out, /The one signal shows an outage of Kazakhstan: observed\/csv\/kz fell by 98\.0 %/);
    const blackout = await vigil('blackout', '--country', 'KZ', '--at', '2022-01-05T10:30Z', ...place, '--json');
    assert.equal((JSON.parse(blackout.out) as BlackoutDocument).signals[0]!.outages.length, 1);
  });

  test('January 2022 from built-in facts: what was at stake, what could be seen, what cannot be told', async () => {
    const { out, exitCode } = await vigil('blackout', '--country', 'KZ', '--at', '2022-01-05T10:30Z', '--json');
    assert.equal(exitCode, 0);
    const { hashrate, windows, nodes, source, sentence } = JSON.parse(out) as BlackoutDocument;
    assert.equal(hashrate.atStake?.share, 0.181);
    assert.deepEqual(
      windows.map(({ seconds, blocks }) => [seconds / 3600, blocks]),
      [
        [6, 30],
        [24, 137],
        [72, 425],
      ],
    );
    assert.deepEqual(
      windows.map(({ wouldShow }) => wouldShow),
      [false, false, true],
    );
    assert.equal(windows[1]!.verdict, 'not distinguishable from luck');
    assert.equal(nodes.counted, null);
    assert.equal(nodes.example?.nodes, 3);
    assert.match(source!.description, /built-in block times/);
    assert.match(sentence, /^Kazakhstan had 18\.1 % of the hashrate in 2021-08: /);
  });

  test('the same in words and as a table', async () => {
    const question = ['blackout', '--country', 'KZ', '--at', '2022-01-05T10:30Z'];
    const { out } = await vigil(...question);
    assert.match(out, /Nodes: cannot be told for that time/);
    assert.match(out, /24 h +137 +148 +24\.\d %/);
    const csv = await vigil(...question, '--csv');
    assert.match(csv.out, /^seconds,blocks,expectedBlocks,detectable,share,wouldShow,/);
    assert.equal(csv.out.trim().split('\n').length, 4);
  });

  test('what can’t be taken is one line that names file, line or path, and nothing is kept', async () => {
    const wrong = path.join(folder, 'wrong.csv');
    await writeFile(wrong, 'time,percent\n2022-01-05,5\nnever,6\n');
    const place = ['--history', path.join(folder, 'empty')];
    const importing = ['outage', 'import', '--country', 'KZ', ...place];
    for (const [args, exitCode, line] of [
      [
        [...importing, '--source', 'csv', wrong],
        1,
        /wrong\.csv, line 3: expected a time, .*found "never"; nothing was taken/,
      ],
      [[...importing, '--source', 'ioda', wrong], 1, /wrong\.csv: expected JSON/],
      [[...importing, '--source', 'csv', folder], 1, /is a folder/],
      [[...importing, '--source', 'csv', path.join(folder, 'none')], 1, /can't read/],
      [[...importing, '--source', 'other', wrong], 2, /--source/],
      [['outage', 'show', '--country', 'Atlantis', ...place], 2, /no country is called "Atlantis"/],
      [
        ['outage', 'show', '--country', 'KZ', '--from', '2022-01-02', '--to', '2022-01-01', ...place],
        2,
        /--to has to lie after/,
      ],
      [['outage', 'show', '--country', 'KZ', '--min-depth', '0', ...place], 2, /--min-depth/],
      [['outage', 'show', '--country', 'KZ', '--false-alarms', '1000', ...place], 2, /--false-alarms/],
      [['blackout', '--country', 'KZ', ...place], 2, /--at/],
      [['blackout', '--country', 'KZ', '--at', '2022-01-05', '--share', '3', ...place], 2, /--share/],
    ] as const) {
      const ran = await vigil(...args);
      assert.equal(ran.exitCode, exitCode, ran.err);
      assert.match(ran.err, line);
      assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
    }
    const { out } = await vigil('outage', 'show', '--country', 'KZ', ...place);
    assert.match(out, /^No signal of Kazakhstan is at hand\.\nBring one with: vigil outage import/);
  });
});
