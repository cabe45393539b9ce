import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { SERVICE_ID, SERVICE_KEY, startTor } from '../../../test/tor-control-server.ts';
import type { TorBehaviour, TorUnderTest } from '../../../test/tor-control-server.ts';
import { formatAddress } from '../../wire/net-address-text.ts';
import type { Endpoint } from '../node-shell/network-routes.ts';
import { SystemRandom } from '../random.ts';
import { OnionService } from './onion-service.ts';

let folder = '';
const open: { stop?: () => Promise<void>; close?: () => Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigil-tor-'));
});
afterEach(async () => {
  for (const started of open.splice(0)) {
    await started.stop?.();
    await started.close?.();
  }
  await rm(folder, { recursive: true, force: true });
});

interface Heard {
  readonly tor: TorUnderTest;
  readonly keyPath: string;
  readonly addresses: (string | undefined)[];
  readonly proxies: Endpoint[];
  readonly warnings: string[];
  /** Resolves when the service is there, is gone, or something went wrong. */
  readonly next: () => Promise<void>;
}

async function service(behaviour: TorBehaviour, password?: string, asksForProxy = false): Promise<Heard> {
  const tor = await startTor(behaviour);
  const keyPath = path.join(folder, 'onion_v3_private_key');
  const addresses: (string | undefined)[] = [];
  const proxies: Endpoint[] = [];
  const warnings: string[] = [];
  let told = 0;
  let awaited = 0;
  let wake = (): void => {};
  const tell = (): void => {
    told++;
    wake();
  };
  const onion = new OnionService(
    {
      control: { host: '127.0.0.1', port: tor.port },
      password,
      keyPath,
      port: 8333,
      target: { host: '127.0.0.1', port: 8334 },
      asksForProxy,
    },
    {
      random: new SystemRandom(),
      onAddress: (address) => {
        addresses.push(address && formatAddress(address));
        tell();
      },
      onProxy: (proxy) => proxies.push(proxy),
      warn: (text) => {
        warnings.push(text);
        tell();
      },
    },
  );
  open.push(onion, tor);
  const next = async (): Promise<void> => {
    awaited++;
    if (told < awaited) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { tor, keyPath, addresses, proxies, warnings, next };
}

const ADDRESS = `${SERVICE_ID}.onion:8333`;

test('a service is set up with a new key, which is kept for its owner only', async () => {
  const { tor, keyPath, addresses, next, warnings } = await service({});
  await next();
  assert.deepEqual(addresses, [ADDRESS]);
  assert.deepEqual(tor.commands, [
    'PROTOCOLINFO 1',
    'AUTHENTICATE',
    'ADD_ONION NEW:ED25519-V3 Port=8333,127.0.0.1:8334',
  ]);
  assert.equal(readFileSync(keyPath, 'latin1'), SERVICE_KEY);
  if (process.platform !== 'win32') assert.equal(statSync(keyPath).mode & 0o777, 0o600);
  assert.deepEqual(warnings, []);
});

test('the kept key is used again, and Tor is asked for its proxy where nobody has named one', async () => {
  writeFileSync(path.join(folder, 'onion_v3_private_key'), `${SERVICE_KEY}\n`);
  const { tor, proxies, addresses, next } = await service({}, undefined, true);
  await next();
  assert.equal(tor.commands.at(-1), `ADD_ONION ${SERVICE_KEY} Port=8333,127.0.0.1:8334`);
  assert.deepEqual(addresses, [ADDRESS]);
  assert.deepEqual(proxies, [{ host: '127.0.0.1', port: 9250 }], 'the one on the loopback');
});

test('both sides show that they know the cookie, and neither shows the cookie', async () => {
  const cookie = new Uint8Array(32).fill(7);
  const cookiePath = path.join(folder, 'cookie with spaces');
  writeFileSync(cookiePath, cookie);
  const { tor, addresses, next } = await service({ methods: 'COOKIE,SAFECOOKIE', cookiePath, cookie });
  await next();
  assert.deepEqual(addresses, [ADDRESS]);
  assert.ok(!tor.commands.join().includes(Buffer.from(cookie).toString('hex')));
});

test('a port that does not know the cookie gets nothing, nor does a file that is none', async () => {
  const cookiePath = path.join(folder, 'cookie');
  writeFileSync(cookiePath, new Uint8Array(32).fill(7));
  const wrong = await service({ methods: 'SAFECOOKIE', cookiePath, cookie: new Uint8Array(32).fill(8) });
  await wrong.next();
  assert.match(wrong.warnings[0]!, /does not know Tor's cookie/);
  assert.ok(!wrong.tor.commands.some((command) => command.startsWith('AUTHENTICATE')));
  writeFileSync(cookiePath, new Uint8Array(33));
  const long = await service({ methods: 'SAFECOOKIE', cookiePath });
  await long.next();
  assert.match(long.warnings[0]!, /no cookie of Tor: not 32 bytes/);
  const missing = await service({ methods: 'SAFECOOKIE', cookiePath: path.join(folder, 'nothing') });
  await missing.next();
  assert.match(missing.warnings[0]!, /can't read Tor's cookie .*nothing: no such file/);
  const unnamed = await service({ methods: 'SAFECOOKIE', cookiePath: 'a\\000b' });
  await unnamed.next();
  assert.match(unnamed.warnings[0]!, /no usable name/);
});

test('a password is used where there is one, and its quotes do not end it', async () => {
  const { addresses, next } = await service({ methods: 'HASHEDPASSWORD', password: 'a\\"b\\\\' }, 'a"b\\');
  await next();
  assert.deepEqual(addresses, [ADDRESS]);
  const wrong = await service({ methods: 'HASHEDPASSWORD', password: 'other' }, 'a');
  await wrong.next();
  assert.match(wrong.warnings[0]!, /refuses the login/);
  const none = await service({ methods: 'HASHEDPASSWORD', password: 'other' });
  await none.next();
  assert.match(none.warnings[0]!, /wants a password/);
  const unasked = await service({ methods: 'NULL' }, 'a');
  await unasked.next();
  assert.match(unasked.warnings[0]!, /takes no password/);
});

test('wrong, malformed and endless answers are one line each, and never an exception', async () => {
  const cases: [string, string, RegExp][] = [
    ['PROTOCOLINFO', 'HTTP/1.1 400 Bad Request\r\n', /no control port/],
    ['PROTOCOLINFO', '250 OK\r\n', /malformed answer .*no AUTH/],
    ['PROTOCOLINFO', '250-AUTH METHODS=MAGIC\r\n250 OK\r\n', /no login .* that Vigil knows/],
    ['PROTOCOLINFO', 'x'.repeat(200_000), /no control port/],
    ['ADD_ONION', '512 Invalid\r\n', /refuses to run an onion service \(Invalid\)/],
    ['ADD_ONION', '250 OK\r\n', /no ServiceID or PrivateKey/],
    ['ADD_ONION', `250-ServiceID=${SERVICE_ID}\r\n250 OK\r\n`, /no ServiceID or PrivateKey/],
    ['ADD_ONION', `250-ServiceID=${SERVICE_ID}\r\n250-PrivateKey=RSA:x\r\n250 OK\r\n`, /no ServiceID or PrivateKey/],
    ['ADD_ONION', `250-ServiceID=evil\r\n250-PrivateKey=${SERVICE_KEY}\r\n250 OK\r\n`, /no ServiceID or PrivateKey/],
  ];
  for (const [start, answer, expected] of cases) {
    const { warnings, addresses, next } = await service({ answers: { [start]: answer } });
    await next();
    assert.match(warnings[0] ?? '', expected);
    assert.deepEqual(addresses, []);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a file that holds no key is left as it is, and said', async () => {
  const keyPath = path.join(folder, 'onion_v3_private_key');
  writeFileSync(keyPath, 'RSA1024:old');
  const { warnings, next } = await service({});
  await next();
  assert.match(warnings[0]!, /holds no key of an onion service/);
  assert.equal(readFileSync(keyPath, 'latin1'), 'RSA1024:old');
});

test('when Tor goes away the address is taken back, and the service is set up again when it is there', async () => {
  const { tor, addresses, next } = await service({});
  await next();
  const again = tor.next('ADD_ONION');
  for (const socket of tor.sockets) socket.destroy();
  await next();
  assert.deepEqual(addresses, [ADDRESS, undefined]);
  // A second later.
  assert.equal(await again, `ADD_ONION ${SERVICE_KEY} Port=8333,127.0.0.1:8334`);
  await next();
  assert.deepEqual(addresses, [ADDRESS, undefined, ADDRESS]);
});

test('a service is stopped while it is there, while it is being set up, and while nobody answers', async () => {
  const there = await service({});
  await there.next();
  await open.at(-2)!.stop!();
  assert.deepEqual(there.addresses, [ADDRESS, undefined]);
  const silent = await service({ answers: { PROTOCOLINFO: '' } });
  await silent.tor.next('PROTOCOLINFO');
  await open.at(-2)!.stop!();
  assert.deepEqual([...silent.addresses, ...silent.warnings], []);
  await silent.tor.close();
  const nobody = new OnionService(
    {
      control: { host: '127.0.0.1', port: silent.tor.port },
      keyPath: path.join(folder, 'key'),
      port: 1,
      target: { host: '::1', port: 2 },
      asksForProxy: false,
    },
    { random: new SystemRandom(), onAddress: () => {}, onProxy: () => {}, warn: (text) => said.push(text) },
  );
  const said: string[] = [];
  while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await nobody.stop();
  assert.deepEqual(said, ["can't connect to Tor's control port: nobody listens"]);
});
