import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { readBytes } from '../../../test/shell-fake-node.ts';
import { startProxy } from '../../../test/socks5-server.ts';
import type { ProxyBehaviour, ProxyUnderTest } from '../../../test/socks5-server.ts';
import { socks5Connect } from './socks5.ts';
import type { Socks5Request } from './socks5.ts';

const CREDENTIALS = { username: 'u', password: 'secret' };
const open: { destroy?: () => void; close?: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const { destroy, close } of open.splice(0)) {
    destroy?.();
    await close?.();
  }
});

async function through(
  behaviour: ProxyBehaviour,
  request: Partial<Socks5Request> = {},
): Promise<{ failure: string | undefined; socket: Socket; proxy: ProxyUnderTest }> {
  const proxy = await startProxy(behaviour);
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => {});
  open.push({ destroy: () => socket.destroy() }, proxy);
  await new Promise((resolve) => socket.once('connect', resolve));
  const failure = await socks5Connect(socket, { host: 'example.com', port: 8333, ...request });
  return { failure, socket, proxy };
}

test('a proxy is asked for a name, with and without credentials', async () => {
  const plain = await through({});
  assert.equal(plain.failure, undefined);
  assert.deepEqual(plain.proxy.requests, [{ methods: [0], host: 'example.com', port: 8333 }]);
  const known = await through({}, { credentials: CREDENTIALS });
  assert.equal(known.failure, undefined);
  assert.deepEqual(known.proxy.requests, [{ methods: [0, 2], ...CREDENTIALS, host: 'example.com', port: 8333 }]);
  // A proxy that wants none gets none.
  const open0 = await through({ method: 0 }, { credentials: CREDENTIALS });
  assert.equal(open0.failure, undefined);
  assert.deepEqual(open0.proxy.requests, [{ methods: [0, 2], host: 'example.com', port: 8333 }]);
});

test('what the other side sends right after the proxy has answered is not lost, in whatever form the proxy answers', async () => {
  const replies = [
    [5, 0, 0, 1, 1, 2, 3, 4, 0, 80],
    [5, 0, 0, 4, ...Array.from({ length: 16 }, () => 9), 0, 80],
    [5, 0, 0, 3, 0, 0, 80],
    [5, 0, 0, 3, 255, ...Array.from({ length: 255 }, () => 97), 0, 80],
  ];
  for (const reply of replies) {
    const { failure, socket } = await through({ reply: Uint8Array.from([...reply, ...Buffer.from('hello')]) });
    assert.equal(failure, undefined);
    assert.equal((await readBytes(socket, 5)).toString(), 'hello');
  }
});

test('a refusal is told in words', async () => {
  const refused = async (status: number): Promise<string | undefined> =>
    (await through({ reply: Uint8Array.of(5, status, 0, 1, 0, 0, 0, 0, 0, 0) })).failure;
  assert.equal(await refused(5), 'proxy: connection refused');
  assert.equal(await refused(0xf0), 'proxy: onion service descriptor can not be found');
  assert.equal(await refused(99), 'proxy: unknown error 99');
});

test('wrong and malformed answers are failures, none of them an exception', async () => {
  const cases: [ProxyBehaviour, string, Partial<Socks5Request>?][] = [
    [{ greeting: Buffer.from('HTTP/1.1 400') }, 'this is no SOCKS5 proxy'],
    [{ greeting: Uint8Array.of(4, 0) }, 'this is no SOCKS5 proxy'],
    [{ greeting: Uint8Array.of(5, 0xff) }, 'the proxy wants another way to log in'],
    // Credentials, when none were offered.
    [{ greeting: Uint8Array.of(5, 2) }, 'the proxy wants another way to log in'],
    [{ authentication: Uint8Array.of(1, 1) }, 'the proxy refused the credentials', { credentials: CREDENTIALS }],
    [{ authentication: Uint8Array.of(5, 0) }, 'the proxy refused the credentials', { credentials: CREDENTIALS }],
    [{ reply: Uint8Array.of(4, 0, 0, 1, 0, 0, 0, 0, 0, 0) }, 'the proxy gave a malformed answer'],
    [{ reply: Uint8Array.of(5, 0, 1, 1, 0, 0, 0, 0, 0, 0) }, 'the proxy gave a malformed answer'],
    [{ reply: Uint8Array.of(5, 0, 0, 2, 0, 0, 0, 0, 0, 0) }, 'the proxy gave a malformed answer'],
  ];
  for (const [behaviour, expected, request] of cases) {
    assert.equal((await through(behaviour, request)).failure, expected);
  }
});

test('a proxy that answers byte by byte is waited for, and one that ends in the middle of an answer is a failure', async () => {
  for (const [bytes, expected] of [
    [[5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 80], undefined],
    [[5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0], 'the proxy closed the connection'],
    [[5, 0, 5, 0, 0, 3], 'the proxy gave a malformed answer'],
    [[5, 0, 5], 'the proxy closed the connection'],
    [[5], 'the proxy closed the connection'],
    [[], 'the proxy closed the connection'],
  ] as const) {
    const server = createServer((socket) => void drip(socket, bytes));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    open.push({ destroy: () => socket.destroy() }, { close: async () => void server.close() });
    await new Promise((resolve) => socket.once('connect', resolve));
    assert.equal(await socks5Connect(socket, { host: 'a', port: 1 }), expected, `${bytes.length} bytes`);
  }
});

/** Sends bytes one by one, each in a packet of its own, then ends. */
async function drip(socket: Socket, bytes: readonly number[]): Promise<void> {
  socket.on('error', () => {});
  socket.setNoDelay(true);
  for (const byte of bytes) {
    socket.write(Uint8Array.of(byte));
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
}

test('a name of 255 bytes fits, one more does not', async () => {
  assert.equal((await through({}, { host: 'a'.repeat(255) })).failure, undefined);
  const { failure, proxy } = await through({}, { host: 'a'.repeat(256) });
  assert.equal(failure, 'the name is too long for a proxy');
  assert.deepEqual(proxy.requests, []);
});
