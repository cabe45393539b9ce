// What a thousand connections cost a node's shell, and whether those who behave are served meanwhile. The clients are in a
// process of their own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { DrivenNode } from '../src/node/driven-node.ts';
import type { NodeEffect } from '../src/node/node-effect.ts';
import type { NodeInput } from '../src/node/node-input.ts';
import { openClient, readBytes, startShell } from './shell-fake-node.ts';
import type { ShellUnderTest } from './shell-fake-node.ts';

const CHILD = fileURLToPath(new URL('./shell-flood-child.js', import.meta.url));
const CONNECTIONS = 1000;
const MIB = 1024 * 1024;

/** Bytes of memory that all connections together may take besides: 80 KB each, and what Node's allocator leaves unused. */
const MAX_GROWTH_BYTES = 256 * MIB;

/** Echoes what the first connection says, and counts everything else: it keeps nothing. */
class CountingNode implements DrivenNode {
  nextWakeMs: number = Infinity;
  receivedBytes = 0;
  largestBytes = 0;
  open = 0;
  closed = 0;
  #nextId = 1;

  receive(input: NodeInput): readonly NodeEffect[] {
    if (input.type === 'inbound') this.open++;
    if (input.type === 'closed') this.closed++;
    if (input.type !== 'data') return [];
    if (input.connection === 1) return [{ do: 'write', connection: 1, bytes: input.bytes }];
    this.receivedBytes += input.bytes.length;
    this.largestBytes = Math.max(this.largestBytes, input.bytes.length);
    return [];
  }

  nextConnectionId(): number {
    return this.#nextId++;
  }
}

let started: ShellUnderTest<CountingNode> | undefined;
let child: ChildProcess | undefined;
let honest: Socket | undefined;
afterEach(async () => {
  honest?.destroy();
  await started?.shell.stop();
  child?.kill('SIGKILL');
});

/** Starts a shell with one connection that behaves, and a process with a thousand that do not. */
async function besiege(mode: string): Promise<{ node: CountingNode; before: number }> {
  const node = new CountingNode();
  // The first commit is the test's.
  started = await startShell(node, { maxSockets: CONNECTIONS + 100, chain: { commit: () => gate } });
  honest = await openClient(started.port);
  await roundTrip();
  const before = process.memoryUsage().rss;
  child = spawn(process.execPath, [CHILD, String(started.port), String(CONNECTIONS), mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  while (node.open <= CONNECTIONS) await turn();
  return { node, before };
}

let gate: Promise<void> = Promise.resolve();

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Milliseconds until what was sent is back. */
async function roundTrip(): Promise<number> {
  const startMs = performance.now();
  honest!.write('ping');
  assert.equal((await readBytes(honest!, 4)).toString(), 'ping');
  return performance.now() - startMs;
}

async function roundTrips(count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await roundTrip());
  return took.toSorted((a, b) => a - b);
}

test('a thousand connections that say nothing cost a few kilobytes each', async (t) => {
  const { before } = await besiege('idle');
  const grown = process.memoryUsage().rss - before;
  t.diagnostic(`${(grown / 1024 / CONNECTIONS).toFixed(1)} KiB for each connection`);
  assert.ok(grown < 64 * MIB, `${grown}`);
  assert.equal(started!.shell.traffic.sockets, CONNECTIONS + 1);
});

test('a thousand connections that drip do not keep others waiting', async (t) => {
  const { node, before } = await besiege('drip');
  const took = await roundTrips(20);
  const grown = process.memoryUsage().rss - before;
  t.diagnostic(`round trip ${took[10]!.toFixed(1)} ms in the middle, ${took[19]!.toFixed(1)} ms at the most`);
  t.diagnostic(`${(grown / MIB).toFixed(0)} MiB more memory, ${node.receivedBytes} bytes came meanwhile`);
  assert.ok(grown < MAX_GROWTH_BYTES, `${grown}`);
  assert.ok(node.receivedBytes > 0);
});

test('a thousand connections that flood are read in turns, and memory does not grow with what they send', async (t) => {
  const { node, before } = await besiege('flood');
  const took = await roundTrips(20);
  const grown = process.memoryUsage().rss - before;
  t.diagnostic(`round trip ${took[10]!.toFixed(1)} ms in the middle, ${took[19]!.toFixed(1)} ms at the most`);
  t.diagnostic(
    `${(grown / MIB).toFixed(0)} MiB more memory, ${(node.receivedBytes / MIB).toFixed(0)} MiB came meanwhile`,
  );
  assert.ok(grown < MAX_GROWTH_BYTES, `${grown}`);
  assert.ok(node.receivedBytes > 16 * MIB, `${node.receivedBytes}`);
  assert.ok(node.largestBytes <= 160 * 1024, `${node.largestBytes}`);
});

test('while a commit takes its time, floods wait in the system, not in our memory', async (t) => {
  const { node, before } = await besiege('flood');
  let open = (): void => {};
  gate = new Promise((resolve) => (open = resolve));
  await started!.shell.call(() => ({ effects: [{ do: 'commit' }], result: 0 }));
  const atCommit = node.receivedBytes;
  let most = 0;
  // Far longer than it takes to fill every buffer on the way.
  for (let i = 0; i < 500; i++) {
    await turn();
    most = Math.max(most, process.memoryUsage().rss - before);
  }
  assert.equal(node.receivedBytes, atCommit);
  t.diagnostic(`${(most / MIB).toFixed(0)} MiB more memory with all ${CONNECTIONS} waiting`);
  assert.ok(most < MAX_GROWTH_BYTES, `${most}`);
  open();
  await roundTrip();
  assert.ok(node.receivedBytes > atCommit);
});

test('when all of them go at once the node is told of each, and nothing is left', async () => {
  const { node } = await besiege('flood');
  child!.kill('SIGKILL');
  while (node.closed < CONNECTIONS) await turn();
  await roundTrip();
  assert.equal(started!.shell.traffic.sockets, 1);
});
