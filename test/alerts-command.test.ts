import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { LevelHistoryStore } from '../src/platform/history/level-history-store.ts';
import { runRecorded } from './recorded-command.ts';
import type { Ran } from './recorded-command.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-alerts-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

/** Runs `vigil` in this process. */
async function vigil(...args: readonly string[]): Promise<Ran> {
  return runRecorded(args, { dataDir: folder, nowMs: () => 1_700_000_000_000 });
}

test('rules are added, listed and removed in the history of the network', async () => {
  assert.match((await vigil('alerts', 'list')).out, /^No rule is watched yet\.\n\nAdd one with: vigil alerts add/);
  assert.equal((await vigil('alerts', 'add', 'Stale  block')).exitCode, 0);
  const listed = JSON.parse((await vigil('alerts', 'list', '--json')).out) as {
    schema: string;
    rules: { rule: string }[];
  };
  assert.equal(listed.schema, 'vigil.alerts/1');
  assert.deepEqual(
    listed.rules.map(({ rule }) => rule),
    ['stale block'],
  );
  assert.equal((await vigil('alerts', 'remove', 'stale block')).exitCode, 0);
  const gone = await vigil('alerts', 'remove', 'stale block');
  assert.equal(gone.exitCode, 1);
  assert.match(gone.err, /no rule "stale block" is watched/);
});

test('a wrong rule, span or place is one line, with exit code 2', async () => {
  const wrong = [
    ['alerts', 'add', 'price falls'],
    ['alerts', 'test', 'stale block', '--replay', 'tomorrow'],
    ['alerts', 'test', 'stale block', '--replay', '2022-01-05..2022-01-04'],
    ['alerts', 'list', '--history', 'postgres://a:hunter2@h:99999/d'],
    ['alerts', 'list', '--server', 'nowhere'],
    ['alerts', 'test', 'stale block', '--json', '--csv'],
  ];
  for (const args of wrong) {
    const ran = await vigil(...args);
    assert.equal(ran.exitCode, 2, args.join(' '));
    assert.equal(ran.err.trim().split('\n').length, 1, ran.err);
    assert.doesNotMatch(ran.err, /hunter2/);
  }
});

test('while another process has the history, it is said what to do', async () => {
  const store = await LevelHistoryStore.open(path.join(folder, 'mainnet', 'history'));
  const ran = await vigil('alerts', 'add', 'stale block');
  await store.close();
  assert.equal(ran.exitCode, 1);
  assert.match(ran.err, /in use by another process, such as vigil serve; .*--server/);
});

test('in January 2022 the fall of the price would have been told, and a fall of hashrate would not', async () => {
  const price = JSON.parse((await vigil('alerts', 'test', 'btc-usd is 5% under its 24h high', '--json')).out) as {
    schema: string;
    firings: { fired: number; sentence: string }[];
  };
  assert.equal(price.schema, 'vigil.alert-replay/1');
  // The hour of the Federal Reserve's minutes and the one after it were over by then.
  const [first] = price.firings;
  assert.equal(new Date(first!.fired * 1000).toISOString(), '2022-01-05T21:10:00.000Z');
  const fall = 'hashrate fell by more than 12% with probability above 0.9 over 24h';
  assert.match((await vigil('alerts', 'test', fall)).out, /^The rule would not have fired from 2022-01-03 /);
});

test('in the China ban a fall of hashrate would have been told, with its interval', async () => {
  const rule = 'hashrate fell by more than 10% with probability above 0.95 over 24h';
  const { out } = await vigil('alerts', 'test', rule, '--replay', 'china-2021', '--csv');
  const lines = out.trim().split('\n');
  assert.equal(lines[0], 'fired,resolved,evidence');
  assert.ok(lines.length >= 2);
  assert.match(lines[1]!, /Hashrate over the 24 h to 2021-0[567]-\d\d .*with 90 %/);
});

test('what can not be told from the history at hand is said to be so', async () => {
  const { out, exitCode } = await vigil('alerts', 'test', 'nodes in FR below 50% of baseline');
  assert.equal(exitCode, 0);
  assert.match(out, /^It cannot be told from 2022-01-03 .*no count of nodes in FR is recorded/);
});
