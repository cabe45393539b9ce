import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runRecorded } from './recorded-command.ts';
import type { Ran } from './recorded-command.ts';

/** Blocks every ten minutes from here on. */
const START_SEC = 1_631_333_672;

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-observatory-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Runs `vigil` in this process, with a data folder that holds nothing. */
async function vigil(...args: readonly string[]): Promise<Ran> {
  return runRecorded(args, { dataDir: path.join(folder, 'none') });
}

/** Writes a file of block times; `timeOf` says when the n-th block was found. */
function timesFile(name: string, timeOf: (n: number) => number, cells: readonly string[] = []): string {
  const file = path.join(folder, name);
  const heading = ['height', 'time', ...(cells.length > 0 ? ['bits'] : [])].join(',');
  const rows = Array.from({ length: 2016 }, (_, n) => [700_000 + n, timeOf(n), ...cells].join(','));
  writeFileSync(file, `${[heading, ...rows].join('\n')}\n`);
  return file;
}

function steady(n: number): number {
  return START_SEC + 600 * n;
}

/** One line for the person, and nothing that looks like an answer. */
function assertOneLine(ran: Ran, exitCode: number, line: RegExp): void {
  assert.equal(ran.exitCode, exitCode, ran.err);
  assert.match(ran.err, line);
  assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
  assert.equal(ran.out, '');
}

describe('files of block times', () => {
  test('with bits that encode no target are refused with the line', async () => {
    for (const bits of ['00000000', '1d800001', 'ff7fffff']) {
      const file = timesFile('bits.csv', steady, [bits]);
      assertOneLine(await vigil('hashrate', '--times', file), 1, new RegExp(`line 2: bits ${bits} encode no target`));
    }
    const file = timesFile('bits.csv', steady, ['170e92aa']);
    assert.equal((await vigil('hashrate', '--times', file)).exitCode, 0);
  });

  test('in which no time passes are refused, be the times all one or all backwards', async () => {
    for (const [name, timeOf] of [
      ['same.csv', () => START_SEC],
      ['back.csv', (n: number) => START_SEC - 600 * n],
    ] as const) {
      const ran = await vigil('hashrate', '--times', timesFile(name, timeOf));
      assertOneLine(ran, 1, /no time passes from its first block to its last/);
    }
  });
});

describe('a wrong question', () => {
  test('ends with exit code 2, data that do not reach with 1', async () => {
    const times = timesFile('steady.csv', steady);
    const usage = [
      [/ends at .*, not after its start/, '--from', '2021-09-14', '--to', '2021-09-13'],
      [/not after its start/, '--from', '2021-09-14', '--to', '2021-09-14'],
      [/does not fit in the span/, '--window', '365d'],
      [/name a folder\.$/, '--datadir', ''],
    ] as const;
    for (const [line, ...args] of usage) {
      assertOneLine(await vigil('hashrate', '--times', times, ...args), 2, new RegExp(line.source, 'm'));
    }
    assertOneLine(await vigil('hashrate', '--times', times, '--to', '2030-01-01'), 1, /no source covers to 2030/);
  });

  test('is told with one mark at its end', async () => {
    const ran = await vigil('claim', '--drop', '12', '--at', '2022-01-05T10:30Z');
    assertOneLine(ran, 2, /did you mean 12%\?$/m);
  });
});

test('a span without a block is told as that', async () => {
  const times = timesFile('steady.csv', steady);
  const from = new Date((START_SEC + 60_000 + 60) * 1000).toISOString();
  const to = new Date((START_SEC + 60_000 + 300) * 1000).toISOString();
  const { out } = await vigil(
    'hashrate',
    '--times',
    times,
    '--from',
    from.slice(0, 19) + 'Z',
    '--to',
    to.slice(0, 19) + 'Z',
  );
  assert.match(out, /^No block was found from .*: with 90 % probability hashrate was [\d.]+ to \d+ EH\/s\.$/m);
});

test('one header time that ran backwards is one', async () => {
  const { out } = await vigil('claim', '--drop', '12%', '--at', '2022-01-05T10:30Z');
  assert.match(out, /^Note: 1 header time ran backwards and was replaced/m);
});

test('a full disk under standard output is told in one line', (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full here');
  const full = openSync('/dev/full', 'w');
  const main = new URL('../src/cli/main.js', import.meta.url).href;
  const run = `const { main } = await import(${JSON.stringify(main)}); await main();`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', run, '--', 'vigil', 'difficulty', 'history'],
    { stdio: ['ignore', full, 'pipe'], encoding: 'utf8', timeout: 30_000 },
  );
  closeSync(full);
  assert.equal(stderr, "vigil: can't write to standard output: the disk is full\n");
  assert.equal(status, 1);
});
