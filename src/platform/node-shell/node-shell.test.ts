import assert from 'node:assert/strict';
import { readSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { FakeNode, echo, openClient, readBytes, startShell, whenClosed } from '../../../test/shell-fake-node.ts';
import type { ShellUnderTest } from '../../../test/shell-fake-node.ts';
import { startProxy } from '../../../test/socks5-server.ts';
import type { NodeEffect } from '../../node/node-effect.ts';
import type { NodeInput } from '../../node/node-input.ts';
import { NetworkRoutes } from './network-routes.ts';
import { NodeBusyError } from './node-shell.ts';
import type { NodeShell } from './node-shell.ts';

const running = new Set<NodeShell>();

async function start(node: FakeNode, options: Parameters<typeof startShell>[1] = {}): Promise<ShellUnderTest> {
  const started = await startShell(node, options);
  running.add(started.shell);
  return started;
}

afterEach(async () => {
  for (const shell of running) await shell.stop();
  running.clear();
});

/** A promise, and what resolves or rejects it. */
function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

/** What keeps this process alive, but for its own standard streams. */
function openResources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => !/^(PipeWrap|TTYWrap|FSReq|MessagePort)/.test(name));
}

function diskFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
}

test('a node is told of a connection, its bytes, what was sent, and its end, in this order', async () => {
  const { node, port, shell } = await start(new FakeNode(echo));
  const client = await openClient(port);
  const { localPort } = client;
  client.write('hello');
  assert.equal((await readBytes(client, 5)).toString(), 'hello');
  await node.until((told) => told.all('sent').length > 0);
  client.end();
  await whenClosed(client);
  await node.until((told) => told.all('closed').length > 0);
  assert.deepEqual(
    node.inputs.map(({ type }) => type),
    ['start', 'inbound', 'data', 'sent', 'closed'],
  );
  const [inbound] = node.all('inbound');
  assert.deepEqual(
    { ...inbound?.address, port: 0 },
    { network: 'ipv4', bytes: Uint8Array.of(127, 0, 0, 1), port: 0 },
    'an IPv4 address, whatever the socket calls it',
  );
  assert.equal(inbound?.address.port, localPort);
  assert.equal(node.all('sent')[0]?.sizeBytes, 5);
  assert.equal(node.all('closed')[0]?.reason, 'peer-closed');
  assert.deepEqual(shell.traffic, { receivedBytes: 5, sentBytes: 5, sockets: 0 });
  // What comes from a socket is no Buffer: its slice has to copy.
  assert.equal(Object.getPrototypeOf(node.all('data')[0]?.bytes), Uint8Array.prototype);
});

test('two shells connect to each other; of both only the one that did not close is told', async () => {
  const a = await start(new FakeNode());
  const b = await start(new FakeNode(), { listen: [] });
  b.node.answer = (input) =>
    input.type === 'start' ? [connectTo(7, a.port)] : input.type === 'outbound' ? [write(7, 'over')] : [];
  await a.node.until((told) => told.receivedBytes() === 4);
  assert.equal(b.node.all('outbound')[0]?.connection, 7);
  await a.shell.call(() => ({ effects: [{ do: 'close', connection: 1, afterSending: false }], result: 0 }));
  await b.node.until((told) => told.all('closed').length > 0);
  assert.deepEqual(a.node.all('closed'), []);
});

test('a connection that is reset is told as such, also while the node does not read', async () => {
  const answer = (input: NodeInput): readonly NodeEffect[] =>
    input.type === 'inbound' && input.connection === 2 ? [{ do: 'pause', connection: 2 }] : [];
  const { node, port, shell } = await start(new FakeNode(answer));
  const reading = await openClient(port);
  const paused = await openClient(port);
  await node.until((told) => told.all('inbound').length === 2);
  paused.write('not read');
  reading.resetAndDestroy();
  await node.until((told) => told.all('closed').length === 1);
  paused.resetAndDestroy();
  await whenClosed(paused);
  // The system says so when something is sent.
  const tell = (): Promise<number> => shell.call(() => ({ effects: [write(2, 'x')], result: 0 }));
  while (node.all('closed').length < 2) await tell();
  assert.deepEqual(
    node.all('closed').map(({ connection, reason }) => [connection, reason]),
    [
      [1, 'connection-reset'],
      [2, 'connection-reset'],
    ],
  );
});

test('what is to leave at once has left before the node is given anything else', async () => {
  const { node, port, shell } = await start(new FakeNode());
  const client = await openClient(port);
  await node.until((told) => told.all('inbound').length > 0);
  // Both calls have their turn in one slice, before this process looks at its sockets: so it is read without it.
  const { fd } = (client as unknown as { readonly _handle: { readonly fd: number } })._handle;
  const arrived = Buffer.alloc(16);
  const flush = (): Promise<number> => shell.call(() => ({ effects: [write(1, 'now'), { do: 'flush' }], result: 0 }));
  const look = (): Promise<number> => shell.call(() => ({ effects: [], result: readSync(fd, arrived) }));
  const [, length] = await Promise.all([flush(), look()]);
  assert.equal(arrived.toString('latin1', 0, length), 'now');
});

function connectTo(connection: number, port: number): NodeEffect {
  const address = { network: 'ipv4', bytes: Uint8Array.of(127, 0, 0, 1), port } as const;
  return { do: 'connect', connection, address, timeoutMs: 5000 };
}

function write(connection: number, text: string): NodeEffect {
  return { do: 'write', connection, bytes: new TextEncoder().encode(text) };
}

test('what comes through a proxy right with its answer is the first that the node is told', async () => {
  // Whoever connects is greeted at once, so that the greeting comes with the proxy's last bytes.
  const greeter = await start(
    new FakeNode((input) => (input.type === 'inbound' ? [write(input.connection, 'greetings')] : [])),
  );
  const proxy = await startProxy({ targetPort: greeter.port });
  const routes = new NetworkRoutes({ proxy: { host: '127.0.0.1', port: proxy.port } });
  const node = new FakeNode((input) => (input.type === 'start' ? [connectTo(1, greeter.port)] : echo(input)));
  await start(node, { routes, listen: [] });
  await node.until((told) => told.receivedBytes() === 9);
  await greeter.node.until((told) => told.receivedBytes() === 9);
  assert.deepEqual(
    node.inputs.map(({ type }) => type).filter((type) => type !== 'sent'),
    ['start', 'outbound', 'data'],
  );
  await proxy.close();
  await node.until((told) => told.all('closed').length === 1);
});

test('a port where nobody listens is unreachable, and an attempt that is closed is not told', async () => {
  const { node, shell, port } = await start(new FakeNode());
  await shell.stop();
  const other = await start(new FakeNode((input) => (input.type === 'start' ? [connectTo(1, port)] : [])));
  await other.node.until((told) => told.all('unreachable').length > 0);
  assert.deepEqual(other.node.all('unreachable'), [
    { type: 'unreachable', connection: 1, reason: 'connection-refused' },
  ]);
  const close: NodeEffect = { do: 'close', connection: 2, afterSending: false };
  await other.shell.call(() => ({ effects: [connectTo(2, port), close, connectTo(3, port)], result: 0 }));
  await other.node.until((told) => told.all('unreachable').length > 1);
  assert.equal(other.node.all('unreachable')[1]?.connection, 3);
  assert.deepEqual(node.all('inbound'), []);
});

test('the node is woken when its time has come, and no earlier', async () => {
  let nowMs = 1_000_000;
  const node = new FakeNode();
  node.nextWakeMs = nowMs + 30;
  const { shell, port } = await start(node, { clock: { nowMs: () => nowMs } });
  const client = await openClient(port);
  client.write('x');
  await node.until((told) => told.receivedBytes() === 1);
  assert.deepEqual(node.all('wake'), []);
  nowMs += 30;
  const woken = node.until((told) => told.all('wake').length === 1);
  node.answer = (input) => {
    if (input.type === 'wake') node.nextWakeMs = Infinity;
    return [];
  };
  await woken;
  client.write('y');
  await node.until((told) => told.receivedBytes() === 2);
  assert.equal(node.all('wake').length, 1);
  // A clock that is set back must not let it sleep for the difference.
  nowMs -= 3_600_000;
  client.write('z');
  await node.until((told) => told.receivedBytes() === 3);
  assert.equal(node.all('wake').length, 2);
  client.destroy();
  await shell.stop();
});

test('a node that always wants to be woken starves neither its sockets nor the timers of others', async () => {
  const node = new FakeNode(echo);
  const { port } = await start(node);
  node.nextWakeMs = 0;
  const client = await openClient(port);
  for (let i = 0; i < 5; i++) {
    client.write('ping');
    await readBytes(client, 4);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.ok(node.all('wake').length > 5);
  node.nextWakeMs = Infinity;
  client.destroy();
});

test('while a commit is under way no input is given, and effects after it wait for it', async () => {
  const gate = deferred();
  let commits = 0;
  const answer = (input: NodeInput): readonly NodeEffect[] => {
    if (input.type !== 'data') return [];
    const text = Buffer.from(input.bytes).toString();
    return text === 'commit' ? [write(1, 'a'), { do: 'commit' }, write(1, 'b')] : [write(1, text)];
  };
  const commit = async (): Promise<void> => {
    commits++;
    await gate.promise;
  };
  const { node, port, shell } = await start(new FakeNode(answer), { chain: { commit } });
  const client = await openClient(port);
  client.write('commit');
  assert.equal((await readBytes(client, 1)).toString(), 'a');
  client.write('c');
  const other = await openClient(port);
  const called = shell.call(() => ({ effects: [write(1, 'd')], result: 'done' }));
  // Turns of the event loop in which the inputs would have come.
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(commits, 1);
  assert.deepEqual(
    node.inputs.map(({ type }) => type).filter((type) => type !== 'sent'),
    ['start', 'inbound', 'data'],
  );
  gate.resolve();
  assert.equal(await called, 'done');
  const rest = (await readBytes(client, 3)).toString();
  assert.equal(rest[0], 'b');
  assert.deepEqual([...rest].toSorted(), ['b', 'c', 'd']);
  await node.until((told) => told.all('inbound').length === 2);
  other.destroy();
  client.destroy();
});

test('a commit that fails ends the shell with the reason, and nothing is committed or saved after it', async () => {
  let commits = 0;
  const commit = async (): Promise<void> => {
    commits++;
    throw diskFull();
  };
  const lastEffects = (): readonly NodeEffect[] => assert.fail('nothing is saved');
  const { shell } = await start(new FakeNode(() => [{ do: 'commit' }]), { chain: { commit }, lastEffects });
  assert.match(String(await shell.ended), /ENOSPC/);
  assert.equal(await shell.stop(), await shell.ended);
  assert.equal(commits, 1);
});

test('a disk that fails below the node ends the shell too', async () => {
  const answer = (input: NodeInput): readonly NodeEffect[] => {
    if (input.type === 'inbound') throw diskFull();
    return [];
  };
  const { shell, port } = await start(new FakeNode(answer));
  const client = await openClient(port);
  assert.match(String(await shell.ended), /ENOSPC/);
  await whenClosed(client);
});

test('a paused connection is not read from, and loses nothing', async () => {
  const total = 8 * 1024 * 1024;
  const answer = (input: NodeInput): readonly NodeEffect[] =>
    input.type === 'inbound' ? [{ do: 'pause', connection: input.connection }] : [];
  const { node, port, shell } = await start(new FakeNode(answer));
  const client = await openClient(port);
  const bytes = Buffer.alloc(total);
  for (let i = 0; i < total; i += 4) bytes.writeUInt32LE(i, i);
  client.write(bytes);
  await node.until((told) => told.all('inbound').length === 1);
  // Another connection is served meanwhile.
  const other = await openClient(port);
  await node.until((told) => told.all('inbound').length === 2);
  await shell.call(() => ({ effects: [{ do: 'resume', connection: 2 }], result: 0 }));
  other.write('x');
  await node.until((told) => told.receivedBytes(2) === 1);
  assert.equal(node.receivedBytes(1), 0);
  assert.ok(client.writableLength > 0, 'the sender has to wait');
  await shell.call(() => ({ effects: [{ do: 'resume', connection: 1 }], result: 0 }));
  await node.until((told) => told.receivedBytes(1) === total);
  const received = Buffer.concat(
    node.all('data').flatMap(({ bytes: part, connection }) => (connection === 1 ? [part] : [])),
  );
  assert.ok(received.equals(bytes));
  const largest = Math.max(...node.all('data').map(({ bytes: part }) => part.length));
  assert.ok(largest <= 160 * 1024, `at most what a socket holds is given at once, not ${largest}`);
  other.destroy();
  client.destroy();
});

test('what was written is reported as sent when it leaves, not when it is written', async () => {
  const total = 16 * 1024 * 1024 + 1;
  const bytes = new Uint8Array(total).fill(5);
  const answer = (input: NodeInput): readonly NodeEffect[] =>
    input.type === 'inbound' ? [{ do: 'write', connection: input.connection, bytes }] : [];
  const { node, port } = await start(new FakeNode(answer));
  const client = await openClient(port);
  await node.until((told) => told.all('sent').length > 0);
  const sent = (told: FakeNode): number => told.all('sent').reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // Nobody reads yet, and the system holds less than that.
  assert.ok(sent(node) < total);
  const read = await readBytes(client, total);
  assert.ok(read.length === total && read.every((byte) => byte === 5));
  await node.until((told) => sent(told) === total);
  client.destroy();
});

test('a connection that is closed after sending brings everything over; one that is not, need not', async () => {
  const total = 6 * 1024 * 1024;
  const answer = (input: NodeInput): readonly NodeEffect[] => {
    if (input.type !== 'inbound') return [];
    const { connection } = input;
    const bytes = new Uint8Array(total);
    return [
      { do: 'write', connection, bytes },
      { do: 'close', connection, afterSending: connection === 1 },
      { do: 'write', connection, bytes },
    ];
  };
  const { node, port } = await start(new FakeNode(answer));
  const client = await openClient(port);
  // Data that the node never reads would make the system reset the connection.
  client.write('never read');
  assert.equal((await readBytes(client, total + 1)).length, total);
  client.end();
  await whenClosed(client);
  const other = await openClient(port);
  assert.ok((await readBytes(other, total)).length < total);
  await whenClosed(other);
  assert.deepEqual(node.all('closed'), []);
});

test('a node that writes without an end loses the connection, not the machine', async () => {
  const megabyte = new Uint8Array(1024 * 1024);
  const answer = (input: NodeInput): readonly NodeEffect[] =>
    input.type === 'inbound'
      ? Array.from({ length: 33 }, () => ({ do: 'write', connection: input.connection, bytes: megabyte }) as const)
      : [];
  const { node, port } = await start(new FakeNode(answer));
  const client = await openClient(port);
  await node.until((told) => told.all('closed').length === 1);
  assert.equal(node.all('closed')[0]?.reason, 'send-buffer-full');
  client.destroy();
});

test('more connections than sockets are allowed are closed at once', async () => {
  const { node, port } = await start(new FakeNode(), { maxSockets: 2 });
  const first = await openClient(port);
  const second = await openClient(port);
  await node.until((told) => told.all('inbound').length === 2);
  const third = await openClient(port);
  await whenClosed(third);
  assert.equal(node.all('inbound').length, 2);
  first.destroy();
  await node.until((told) => told.all('closed').length === 1);
  const fourth = await openClient(port);
  await node.until((told) => told.all('inbound').length === 3);
  for (const client of [second, fourth]) client.destroy();
});

test('calls from outside are refused once the shell stops', async () => {
  const { shell } = await start(new FakeNode());
  const early = shell.call(() => ({ effects: [], result: 1 }));
  const stopped = shell.stop();
  await assert.rejects(early, NodeBusyError);
  await assert.rejects(
    shell.call(() => ({ effects: [], result: 1 })),
    NodeBusyError,
  );
  assert.equal(await stopped, undefined);
});

test('stopping commits, gives back all that is open, and tells the node nothing more', async () => {
  let commits = 0;
  const commit = async (): Promise<void> => void commits++;
  const node = new FakeNode(echo);
  node.nextWakeMs = Date.now() + 3_600_000;
  const { shell, port } = await start(node, { chain: { commit } });
  const clients = await Promise.all(Array.from({ length: 20 }, () => openClient(port)));
  for (const client of clients) client.write('x');
  await node.until((told) => told.receivedBytes() === 20);
  // One attempt that hangs: nobody answers from this network (RFC5737), or the system says at once that there is no way.
  const nowhere = { network: 'ipv4', bytes: Uint8Array.of(192, 0, 2, 1), port: 1 } as const;
  await shell.call(() => ({
    effects: [{ do: 'connect', connection: 99, address: nowhere, timeoutMs: 60_000 }],
    result: 0,
  }));
  const told = node.inputs.length;
  const startedMs = performance.now();
  assert.equal(await shell.stop(), undefined);
  assert.ok(performance.now() - startedMs < 2000);
  assert.equal(await shell.ended, undefined);
  assert.equal(commits, 1);
  await Promise.all(clients.map(whenClosed));
  assert.equal(node.inputs.length, told);
  assert.deepEqual(openResources(), []);
});
