import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { anyAddress } from '../../test/wire-messages.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { formatAddress, formatHost, ipv6ToCjdns, parseAddress, parseHost, splitHostPort } from './net-address-text.ts';

/** Host and its text as it is written, of Core's net_tests (RFC 5952). */
const CANONICAL: readonly (readonly [string, string])[] = [
  ['0000:0000:0000:0000:0000:0000:0000:0000', '::'],
  ['000:0000:000:00:0:00:000:0000', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', '2001:db8:85a3::8a2e:370:7334'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:0db8::0001:0000', '2001:db8::1:0'],
  ['2001:db8:0000:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['2001:DB8:0:0:1::1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:0:aaaa::1', '2001:db8::aaaa:0:0:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8:aaaa:bbbb:cccc:dddd::1', '2001:db8:aaaa:bbbb:cccc:dddd:0:1'],
  ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa'],
  ['1::', '1::'],
  ['::1.2.3.4', '::102:304'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
];

test('IPv6 is written as RFC 5952 has it', () => {
  for (const [text, canonical] of CANONICAL) {
    const address = parseHost(text);
    assert.equal(address?.network, 'ipv6', text);
    assert.equal(formatHost(address), canonical);
  }
});

test('IPv4 in IPv6 is IPv4; what stands for other networks is no address that is valid', () => {
  assert.deepEqual(parseHost('::ffff:1.2.3.4'), { network: 'ipv4', bytes: Uint8Array.of(1, 2, 3, 4), port: 0 });
  // OnionCat, and a name of the address manager.
  assert.equal(formatHost(parseHost('fd87:d87e:eb43:edb1:8e4:3588:e546:35ca')!), '::');
  assert.equal(formatHost(parseHost('fd6b:88c0:8724:1:2:3:4:5')!), '::');
});

test('what is no address is none', () => {
  const none = [
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '1::2::3',
    '::12345',
    '::g',
    ':1:2:3:4:5:6:7:8',
    '1.2.3.4::',
    '::1.2.3',
    'fe80::1%eth0',
    '[::1]',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..2.3',
    'example.com',
    'localhost',
    '0x7f.0.0.1',
  ];
  for (const text of none) assert.equal(parseHost(text), undefined, `'${text}'`);
});

test('addresses of Tor v3 and I2P are those of Core’s net_tests', () => {
  const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
  const tor = parseHost(onion)!;
  assert.equal(bytesToHex(tor.bytes), '79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f');
  assert.equal(formatHost(tor), onion);
  const garlic = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';
  const i2p = parseHost(garlic)!;
  assert.equal(bytesToHex(i2p.bytes), 'a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87');
  assert.equal(formatHost(i2p), garlic);
  assert.deepEqual(parseHost(garlic.toUpperCase()), i2p);
  assert.deepEqual(parseHost(`${onion.slice(0, 56).toUpperCase()}.onion`), tor);
});

test('an onion with another checksum, version or length is none; nor is one of Tor v2', () => {
  const none = [
    'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscrye.onion',
    'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscsyd.onion',
    'qg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
    'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscry.onion',
    'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscr1d.onion',
    '6hzph5hv6337r6p2.onion',
    '.onion',
  ];
  for (const text of none) assert.equal(parseHost(text), undefined, text);
});

test('an I2P address has 52 letters, and no bits beyond its 32 bytes', () => {
  const none = [
    'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkd.b32.i2p',
    'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdqq.b32.i2p',
    'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdr.b32.i2p',
    'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnk1q.b32.i2p',
  ];
  for (const text of none) assert.equal(parseHost(text), undefined, text);
});

test('host and port are taken apart as in Core’s netbase_tests', () => {
  const apart: readonly (readonly [string, string, number?])[] = [
    ['www.bitcoincore.org', 'www.bitcoincore.org'],
    ['[www.bitcoincore.org]', 'www.bitcoincore.org'],
    ['www.bitcoincore.org:80', 'www.bitcoincore.org', 80],
    ['[www.bitcoincore.org]:80', 'www.bitcoincore.org', 80],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:8333', '127.0.0.1', 8333],
    ['[127.0.0.1]:8333', '127.0.0.1', 8333],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['[::ffff:127.0.0.1]:8333', '::ffff:127.0.0.1', 8333],
    ['[::]:8333', '::', 8333],
    ['::8333', '::8333'],
    [':8333', '', 8333],
    ['[]:8333', '', 8333],
    ['', ''],
    [':65535', '', 65_535],
  ];
  for (const [text, host, port] of apart) {
    assert.deepEqual(splitHostPort(text), port === undefined ? { host } : { host, port }, text);
  }
  const bad = [':65536', ':-1', '[]:70001', '[]:-0', '[]:0', '[]:1/2', '[]:1E2', '127.0.0.1:0', '127.0.0.1:'];
  for (const text of bad) assert.equal(splitHostPort(text), undefined, text);
});

test('an address has its own port, or the one that is given; I2P has none', () => {
  const options = { defaultPort: 8333 };
  assert.equal(parseAddress('1.2.3.4', options)?.port, 8333);
  assert.equal(parseAddress('1.2.3.4:1', options)?.port, 1);
  assert.equal(parseAddress('[::1]:2', options)?.port, 2);
  assert.equal(parseAddress('::1', options)?.port, 8333);
  const garlic = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';
  assert.equal(parseAddress(`${garlic}:5`, options)?.port, 0);
  assert.equal(parseAddress('1.2.3.4:0', options), undefined);
  assert.equal(parseAddress('example.com:8333', options), undefined);
});

test('IPv6 of fc00::/8 may be taken for CJDNS, and no other', () => {
  assert.equal(ipv6ToCjdns(parseHost('fc00::1')!).network, 'cjdns');
  assert.equal(ipv6ToCjdns(parseHost('fcff::1')!).network, 'cjdns');
  assert.equal(ipv6ToCjdns(parseHost('fd00::1')!).network, 'ipv6');
  assert.equal(ipv6ToCjdns(parseHost('252.0.0.1')!).network, 'ipv4');
});

test('every address is read as it was written', () => {
  fc.assert(
    fc.property(anyAddress, (address) => {
      const read = parseAddress(formatAddress({ ...address, port: address.port || 1 }), { defaultPort: 9 });
      const network = address.network === 'cjdns' ? 'ipv6' : address.network;
      const port = network === 'i2p' ? 0 : address.port || 1;
      assert.deepEqual(read, { ...address, network, port });
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', '.onion', '.b32.i2p', ':1', '::', ']'), (text, end) => {
      parseAddress(text + end, { defaultPort: 1 });
    }),
    { numRuns: 2_000 },
  );
});
