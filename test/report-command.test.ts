import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { CliContext } from '../src/cli/context.ts';
import { runVigil } from '../src/cli/main.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly bytes: Uint8Array;
  readonly errors: readonly string[];
}

/** Runs `vigil report` with a context that records; the own chain is looked for in an empty folder. */
async function report(...args: readonly string[]): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-report-'));
  let out = '';
  let bytes: Uint8Array = new Uint8Array();
  const errors: string[] = [];
  const context: CliContext = {
    clock: { nowMs: () => Date.UTC(2026, 10, 22), monotonicMs: () => 0 } as CliContext['clock'],
    env: {},
    print: (text) => {
      out += text;
      return Promise.resolve();
    },
    printBytes: (written) => {
      bytes = written;
      return Promise.resolve();
    },
    warn: (line) => errors.push(line),
    progress: () => {},
    interactive: false,
    interrupt: new AbortController().signal,
  };
  try {
    const code = await runVigil(
      ['report', ...args.map((arg) => arg.replace('FOLDER', folder)), '--datadir', folder],
      context,
    );
    return { code, out, bytes, errors };
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the report of the event comes as Markdown, HTML and JSON', async () => {
  const md = await report('kazakhstan-2022');
  assert.equal(md.code, 0);
  assert.match(md.out, /^# Kazakhstan, January 2022/);
  const html = await report('kazakhstan-2022', '--format', 'html');
  assert.match(html.out, /^<!doctype html>/);
  const json = await report('kazakhstan-2022', '--format', 'json');
  const document = JSON.parse(json.out) as { schema: string; claims: { verdict: string }[] };
  assert.equal(document.schema, 'vigil.report/1');
  assert.ok(document.claims.length > 10);
  assert.equal((await report('kazakhstan-2022', '--json')).out, json.out);
});

test('the report comes as a PDF of several pages, the same bytes each time', async () => {
  const { code, bytes, out } = await report('kazakhstan-2022', '--format', 'pdf');
  assert.equal(code, 0);
  assert.equal(out, '');
  const text = Buffer.from(bytes).toString('latin1');
  assert.ok(/^%PDF-1\.\d/.test(text) && /%%EOF\s*$/.test(text), 'a whole PDF');
  assert.ok((text.match(/\/Type \/Page\b/g)?.length ?? 0) > 5, 'the pages of the whole report');
  const again = await report('kazakhstan-2022', '--format', 'pdf');
  assert.ok(Buffer.from(again.bytes).equals(bytes));
});

test('the report of a span tests each claim it is given', async () => {
  const claim = ['--claim', 'drop 12% at 2021-06-20 window 14d', '--claim', 'rise 50% at 2021-06-20 window 14d'];
  const { code, out } = await report('--from', '2021-06-01', '--to', '2021-08-01', ...claim, '--json');
  assert.equal(code, 0);
  const { claims } = JSON.parse(out) as { claims: { id: string; verdict: string }[] };
  assert.deepEqual(
    claims.map(({ id, verdict }) => [id, verdict]),
    [
      ['claim-1', 'supported'],
      ['claim-2', 'contradicted'],
    ],
  );
});

test('--output writes the file and nothing else', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-report-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'report.html');
  const { code, out } = await report('kazakhstan-2022', '--format', 'html', '--output', file);
  assert.deepEqual([code, out], [0, '']);
  assert.deepEqual(await readdir(folder), ['report.html']);
  assert.match(await readFile(file, 'utf8'), /<\/html>\n$/);
});

test('a wrong command is told in one line, with exit code 2', async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /say what to report on/],
    [['--from', '2021-06-01'], /say what to report on/],
    [['--from', '2021-06-02', '--to', '2021-06-01'], /--to has to be later/],
    [['kazakhstan-2022', '--from', '2021-06-01'], /has its own span/],
    [['kazakhstan-2022', '--network', 'signet'], /happened on mainnet/],
    [['elsewhere'], /kazakhstan-2022/],
    [['kazakhstan-2022', '--format', 'docx'], /docx/],
    [['kazakhstan-2022', '--format', 'md', '--json'], /not both/],
    [['--from', '2021-06-01', '--to', '2021-07-01', '--claim', 'fall'], /begins with "drop" or "rise"/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, errors } = await report(...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, message);
    assert.doesNotMatch(errors[0]!, /\n/);
  }
});

test('a file that cannot be written is told with what to do', async () => {
  const folder = await report('kazakhstan-2022', '--output', 'FOLDER');
  assert.equal(folder.code, 1);
  assert.match(folder.errors[0]!, /is a folder; name a file in it/);
  const nowhere = await report('kazakhstan-2022', '--output', 'FOLDER/no/such/report.md');
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.errors[0]!, /can't write .*no such file or folder/);
});

test('a span before the hourly prices is told by the day, one after all prices says what is missing', async () => {
  const past = await report('--from', '2021-06-01', '--to', '2021-08-01');
  assert.equal(past.code, 0);
  assert.match(past.out, /The lowest price of the span was \$28.600 on 22 June 2021, −55\.9.% from its high/);
  assert.match(past.out, /\| Prices of BTC by the day \| Bitstamp, built in; .* \| 1 January 2012 to /);
  assert.doesNotMatch(past.out, /Prices of BTC by the hour|daily-close-2021-11/);
  const later = await report('--from', '2026-10-01', '--to', '2026-11-01');
  assert.match(later.out, /Prices for 1 October 2026 to 1 November 2026 would be needed/);
  assert.doesNotMatch(later.out, /\| Prices of BTC/);
});

test('prices of a day alone are told, with a line on what they were taken for', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigil-report-prices-'));
  try {
    const file = path.join(folder, 'own.csv');
    const days = Array.from({ length: 31 }, (_, i) => `2021-07-${String(i + 1).padStart(2, '0')};${30_000 + 100 * i}`);
    await writeFile(file, `date;price\n${days.join('\n')}\n`);
    const run = await report('--from', '2021-07-05', '--to', '2021-07-25', '--prices', file);
    assert.equal(run.code, 0);
    assert.match(run.out, /The lowest price of the span was \$30.400 on 5 July 2021/);
    assert.match(run.out, /\| Prices of BTC by the day \| own\.csv \| 1 July 2021 to 1 August 2021 \|/);
    assert.match(run.errors.join('\n'), /own\.csv does not say what its prices are of; taken as BTC-USD/);
    await writeFile(path.join(folder, 'BTC-USD.csv'), `date;price\n${days.join('\n')}\n`);
    const named = await report(
      '--from',
      '2021-07-05',
      '--to',
      '2021-07-25',
      '--prices',
      path.join(folder, 'BTC-USD.csv'),
    );
    assert.doesNotMatch(named.errors.join('\n'), /taken as/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
