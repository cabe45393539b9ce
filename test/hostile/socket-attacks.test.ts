// The short version of `bench/hostile.ts`: attacks on a node on real sockets, in a process of its own.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { HostileRun } from './hostile-run.ts';
import type { HostileResult } from './hostile-run.ts';
import { SOCKET_ATTACKS } from './socket-attacks.ts';

const SECONDS = 2;
const MIB = 1024 * 1024;

/** What all connections together may take; 1,000 are let in as far as there is room: 114. */
const MAX_GROWTH_BYTES = 128 * MIB;

let run: HostileRun | undefined;
afterEach(() => run?.stop());

async function attackedBy(name: string): Promise<HostileResult> {
  const attack = SOCKET_ATTACKS.find((each) => each.name === name);
  assert(attack !== undefined);
  run = await HostileRun.start();
  const result = await run.attack(attack, SECONDS);
  assert(result.figures.peakRssBytes - result.baseBytes < MAX_GROWTH_BYTES);
  return result;
}

test('of 1,000 connections as many are kept as there is room for, and the honest one is among them', async () => {
  const { figures, outcome } = await attackedBy('1,000 connections that greet');
  assert(figures.connections <= 125);
  assert(outcome.ready >= 100, `${outcome.ready} greeted`);
});

test('who sends what can’t be read is dropped, each of fifty, and the honest one is not', async () => {
  const { figures, outcome } = await attackedBy('50 malformed');
  assert.equal(outcome.droppedAfterMs.length, 50);
  assert.deepEqual(figures.gone, { 'malformed-inv': 50 });
});

test('who asks and does not read makes the node hold little', async () => {
  const { figures } = await attackedBy('50 floods of getheaders, not read');
  assert(figures.connections > 1);
});
