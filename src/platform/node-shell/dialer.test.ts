import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { readBytes } from '../../../test/shell-fake-node.ts';
import { startProxy } from '../../../test/socks5-server.ts';
import type { ProxyBehaviour, ProxyUnderTest } from '../../../test/socks5-server.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { SystemRandom } from '../random.ts';
import { Dialer } from './dialer.ts';
import type { Dialled, DialerParts } from './dialer.ts';
import { HostNames } from './host-names.ts';
import { addressFromSystem } from './system-address.ts';
import { NetworkRoutes } from './network-routes.ts';
import type { RouteOptions } from './network-routes.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

/** Greets whoever comes. */
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.end('hello');
});
let port = 0;
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => server.close());

function dialer(routes: RouteOptions, parts: Partial<DialerParts> = {}): { dial: Dialer; names: HostNames } {
  const names = new HostNames();
  const dial = new Dialer({ routes: new NetworkRoutes(routes), names, random: new SystemRandom(), ...parts });
  return { dial, names };
}

function loopback(): NetAddress {
  return addressFromSystem('127.0.0.1', port)!;
}

const LIMITS = { timeoutMs: 5000, signal: new AbortController().signal } as const;

async function greetingOf(dialled: Dialled): Promise<string> {
  if (!('socket' in dialled)) return dialled.reason;
  const read = await readBytes(dialled.socket, 5);
  dialled.socket.destroy();
  return read.toString();
}

async function withProxy(behaviour: ProxyBehaviour, run: (proxy: ProxyUnderTest) => Promise<void>): Promise<void> {
  const proxy = await startProxy({ targetPort: port, ...behaviour });
  try {
    await run(proxy);
  } finally {
    await proxy.close();
  }
}

test('an address is dialled straight where there is no proxy', async () => {
  const { dial } = dialer({});
  assert.equal(await greetingOf(await dial.dial(loopback(), LIMITS)), 'hello');
});

test('through a proxy each connection has credentials of its own, and addresses are given as names', async () => {
  await withProxy({}, async (proxy) => {
    const { dial, names } = dialer({ proxy: { host: '127.0.0.1', port: proxy.port } });
    const onion = addressFromSystem(ONION, 8333)!;
    const named = names.addressOf('seed.example.com', 8333);
    const v6 = addressFromSystem('2001:db8::1', 5)!;
    for (const address of [loopback(), onion, named, v6]) {
      assert.equal(await greetingOf(await dial.dial(address, LIMITS)), 'hello');
    }
    assert.deepEqual(
      proxy.requests.map((request) => `${request.host} ${request.port}`),
      [`127.0.0.1 ${port}`, `${ONION} 8333`, 'seed.example.com 8333', '2001:db8::1 5'],
    );
    assert.equal(new Set(proxy.requests.map(({ username }) => username)).size, 4);
    for (const { username, password } of proxy.requests) assert.equal(username, password);
  });
});

test('networks that are not reached are refused at once', async () => {
  const i2p = { network: 'i2p', bytes: new Uint8Array(32), port: 0 } as const;
  const cjdns = { network: 'cjdns', bytes: Uint8Array.of(0xfc, ...new Uint8Array(15)), port: 1 } as const;
  const onion = addressFromSystem(ONION, 8333)!;
  const { dial } = dialer({ onlyNetworks: ['ipv6'] });
  for (const address of [i2p, cjdns, onion, loopback()]) {
    assert.deepEqual(await dial.dial(address, LIMITS), { reason: 'network-unreachable' });
  }
});

test('which networks are reached follows from proxies and --only-net', () => {
  const reachable = (options: RouteOptions): string => new NetworkRoutes(options).reachable.join(' ');
  const proxy = { host: '127.0.0.1', port: 9050 };
  assert.equal(reachable({}), 'ipv4 ipv6');
  assert.equal(reachable({ proxy }), 'ipv4 ipv6 torv3');
  assert.equal(reachable({ proxy, onionProxy: false }), 'ipv4 ipv6');
  assert.equal(reachable({ onionProxy: proxy, onlyNetworks: ['torv3'] }), 'torv3');
  assert.equal(reachable({ isCjdnsReachable: true }), 'ipv4 ipv6 cjdns');
  const routes = new NetworkRoutes({ onlyNetworks: ['torv3'] });
  assert.deepEqual(routes.reachable, []);
  routes.offerOnionProxy(proxy);
  assert.deepEqual(routes.routeTo('torv3'), { via: 'proxy', proxy });
  // What a person has said stands.
  const refused = new NetworkRoutes({ onionProxy: false });
  refused.offerOnionProxy(proxy);
  assert.equal(refused.routeTo('torv3'), undefined);
});

test('a name is resolved each time, its addresses are tried one after the other, and a failure is told', async () => {
  const asked: string[] = [];
  const lookUpName = async (host: string): Promise<readonly string[]> => {
    asked.push(host);
    if (host === 'nobody.example') throw new Error('ENOTFOUND');
    return host === 'empty.example' ? [] : ['not an address', '::1', '127.0.0.1'];
  };
  const { dial, names } = dialer({}, { lookUpName });
  assert.equal(await greetingOf(await dial.dial(names.addressOf('node.example', port), LIMITS)), 'hello');
  assert.equal(await greetingOf(await dial.dial(names.addressOf('node.example', port), LIMITS)), 'hello');
  for (const host of ['nobody.example', 'empty.example']) {
    assert.deepEqual(await dial.dial(names.addressOf(host, port), LIMITS), { reason: 'name-not-resolved' });
  }
  assert.deepEqual(asked, ['node.example', 'node.example', 'nobody.example', 'empty.example']);
  const only = dialer({ onlyNetworks: ['torv3'] }, { lookUpName });
  const address = only.names.addressOf('node.example', port);
  assert.deepEqual(await only.dial.dial(address, LIMITS), { reason: 'network-unreachable' });
});

test('a name that nobody resolves, and an attempt that is given up, end in time', async () => {
  const lookUpName = (): Promise<readonly string[]> => new Promise(() => {});
  const { dial, names } = dialer({}, { lookUpName });
  const address = names.addressOf('slow.example', 1);
  assert.deepEqual(await dial.dial(address, { ...LIMITS, timeoutMs: 1 }), { reason: 'name-not-resolved' });
  const controller = new AbortController();
  const dialled = dial.dial(address, { timeoutMs: 60_000, signal: controller.signal });
  controller.abort();
  assert.deepEqual(await dialled, { reason: 'aborted' });
});

test('a proxy that stays silent, closes, or is not there fails, and leaves nothing open', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const silent = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
    // By now the greeting is there; the answer never comes.
    socket.once('data', () => t.mock.timers.tick(20_000));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const silentPort = (silent.address() as AddressInfo).port;
  const { dial } = dialer({ proxy: { host: '127.0.0.1', port: silentPort } });
  assert.deepEqual(await dial.dial(loopback(), LIMITS), { reason: 'timeout' });
  await new Promise((resolve) => silent.close(resolve));
  assert.deepEqual(await dial.dial(loopback(), LIMITS), { reason: 'proxy: connection-refused' });
  const nowhere = dialer({ proxy: { path: '/nonexistent/socket' } });
  assert.deepEqual(await nowhere.dial.dial(loopback(), LIMITS), { reason: 'proxy: no-such-socket' });
  await withProxy({ greeting: new Uint8Array(0) }, async (proxy) => {
    const controller = new AbortController();
    const aborted = dialer({ proxy: { host: '127.0.0.1', port: proxy.port } }).dial;
    const dialled = aborted.dial(loopback(), { timeoutMs: 60_000, signal: controller.signal });
    while (proxy.sockets.size === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    assert.deepEqual(await dialled, { reason: 'aborted' });
  });
});
