import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NetAddress } from '../../wire/net-address.ts';
import { addressFromHost, hostAndPortOf, hostOf, splitHostAndPort } from './host-text.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

function hex(address: NetAddress | undefined): string | undefined {
  return address && `${address.network} ${Buffer.from(address.bytes).toString('hex')} ${address.port}`;
}

test('hosts of the networks that have a text are read', () => {
  assert.equal(hex(addressFromHost('1.2.3.4', 8333)), 'ipv4 01020304 8333');
  assert.equal(hex(addressFromHost('::1', 1)), 'ipv6 00000000000000000000000000000001 1');
  assert.equal(hex(addressFromHost('::', 1)), 'ipv6 00000000000000000000000000000000 1');
  assert.equal(hex(addressFromHost('2001:db8::5:0', 1)), 'ipv6 20010db8000000000000000000050000 1');
  assert.equal(hex(addressFromHost('2001:db8:1:2:3:4:5:6', 1)), 'ipv6 20010db8000100020003000400050006 1');
  assert.equal(addressFromHost(ONION, 1)?.network, 'torv3');
});

test('IPv4 in IPv6 is IPv4, however it is written; a zone is left out', () => {
  assert.equal(hex(addressFromHost('::ffff:1.2.3.4', 5)), 'ipv4 01020304 5');
  assert.equal(hex(addressFromHost('::ffff:102:304', 5)), 'ipv4 01020304 5');
  assert.equal(hex(addressFromHost('64:ff9b::1.2.3.4', 5)), 'ipv6 0064ff9b000000000000000001020304 5');
  assert.equal(hex(addressFromHost('fe80::1%eth0', 5)), 'ipv6 fe800000000000000000000000000001 5');
});

test('names and what is nearly an address are no address', () => {
  for (const host of ['', 'localhost', '1.2.3', '1.2.3.4.5', '1.2.3.256', ':::', '12345::', 'example.onion']) {
    assert.equal(addressFromHost(host, 1), undefined, host);
  }
});

test('I2P and CJDNS have their own texts', () => {
  // From Bitcoin Core's src/test/net_tests.cpp.
  const i2p = Buffer.from('a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87', 'hex');
  const text = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';
  assert.equal(hostOf({ network: 'i2p', bytes: i2p, port: 0 }), text);
  const cjdns = Buffer.from('fc000001000200030004000500060007', 'hex');
  assert.equal(hostAndPortOf({ network: 'cjdns', bytes: cjdns, port: 7 }), '[fc00:1:2:3:4:5:6:7]:7');
});

test('what was written is read back (property)', () => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
  const port = fc.integer({ min: 1, max: 65_535 });
  const addresses = fc.oneof(
    fc.record({ network: fc.constant('ipv4' as const), bytes: bytes(4), port }),
    fc.record({ network: fc.constant('torv3' as const), bytes: bytes(32), port }),
    // Not all zeros in front, so that it is no IPv4.
    fc.record({
      network: fc.constant('ipv6' as const),
      bytes: bytes(16).map((value) => Uint8Array.of(0x20, ...value.subarray(1))),
      port,
    }),
  );
  fc.assert(
    fc.property(addresses, ({ ...address }) => {
      const split = splitHostAndPort(hostAndPortOf(address));
      assert.ok(split?.port !== undefined);
      assert.deepEqual(addressFromHost(split.host, split.port), address);
    }),
  );
});

test('host and port are taken apart, and what is neither is refused', () => {
  assert.deepEqual(splitHostAndPort('example.com'), { host: 'example.com', port: undefined });
  assert.deepEqual(splitHostAndPort('example.com:1'), { host: 'example.com', port: 1 });
  assert.deepEqual(splitHostAndPort('[::1]:65535'), { host: '::1', port: 65_535 });
  assert.deepEqual(splitHostAndPort('[::1]'), { host: '::1', port: undefined });
  assert.deepEqual(splitHostAndPort('2001:db8::8333'), { host: '2001:db8::8333', port: undefined });
  for (const text of ['', ':1', 'a:', 'a:0', 'a:65536', 'a:1:2', 'a b:1', '[::1', 'a:+1', '[::1]x']) {
    assert.equal(splitHostAndPort(text), undefined, text);
  }
});
