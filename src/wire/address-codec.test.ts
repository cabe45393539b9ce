import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex } from '../../test/block-builder.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { unspecifiedAddress } from './address-codec.ts';
import { decodeMessage } from './message-decoder.ts';
import { encodeMessage } from './message-encoder.ts';
import type { GossipedAddress, NetAddress } from './net-address.ts';
import { formatHost } from './net-address-text.ts';

const LOOPBACK = hex('00000000000000000000000000000001');

/** Three addresses of Core's netbase_tests: the loopback, with edges of port, services and time. */
const CORES: readonly GossipedAddress[] = [
  { address: { network: 'ipv6', bytes: LOOPBACK, port: 0 }, services: 0n, timeSec: 0x4966_bc61 },
  { address: { network: 'ipv6', bytes: LOOPBACK, port: 0xf1 }, services: 1n, timeSec: 0x8376_6279 },
  { address: { network: 'ipv6', bytes: LOOPBACK, port: 0xf1f2 }, services: 0x448n, timeSec: 0xffff_ffff },
];

const CORES_ADDR =
  '03 61bc6649 0000000000000000 00000000000000000000000000000001 0000' +
  '79627683 0100000000000000 00000000000000000000000000000001 00f1' +
  'ffffffff 4804000000000000 00000000000000000000000000000001 f1f2';

const CORES_ADDRV2 =
  '03 61bc6649 00 02 10 00000000000000000000000000000001 0000' +
  '79627683 01 02 10 00000000000000000000000000000001 00f1' +
  'ffffffff fd4804 02 10 00000000000000000000000000000001 f1f2';

test('addresses are read and written as in Core’s netbase_tests, in both forms', () => {
  for (const [type, text] of [['addr', CORES_ADDR] as const, ['addrv2', CORES_ADDRV2] as const]) {
    assert.deepEqual(decodeMessage(type, hex(text)), { type, addresses: CORES });
    assert.equal(bytesToHex(encodeMessage({ type, addresses: CORES }).payload), text.replaceAll(' ', ''));
  }
});

/** Reads the one address of an addrv2 whose network, length and bytes are given, with port 258. */
function readV2(address: string): NetAddress | string {
  const result = decodeMessage('addrv2', hex(`01 00000000 00 ${address} 0102`));
  if ('code' in result) return result.code;
  assert.ok(result.type === 'addrv2');
  return result.addresses[0]!.address;
}

test('addresses of all networks of BIP155 are read as in Core’s net_tests', () => {
  const expected: readonly [string, NetAddress['network'], string][] = [
    ['01 04 01020304', 'ipv4', '1.2.3.4'],
    ['02 10 0102030405060708090a0b0c0d0e0f10', 'ipv6', '102:304:506:708:90a:b0c:d0e:f10'],
    [
      '04 20 79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f',
      'torv3',
      'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
    ],
    [
      '05 20 a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87',
      'i2p',
      'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p',
    ],
    ['06 10 fc000001000200030004000500060007', 'cjdns', 'fc00:1:2:3:4:5:6:7'],
    // Not valid, since CJDNS begins with fc: that is for whoever uses it to see.
    ['06 10 aa000001000200030004000500060007', 'cjdns', 'aa00:1:2:3:4:5:6:7'],
  ];
  for (const [text, network, host] of expected) {
    const address = readV2(text);
    assert.ok(typeof address === 'object', text);
    assert.deepEqual([address.network, formatHost(address), address.port], [network, host, 258]);
  }
});

test('an address of another length than its network has is refused', () => {
  for (const text of ['01 05 0102030405', '02 04 00000000', '04 00', '05 03 000000', '06 01 00', '01 03 010203']) {
    assert.equal(readV2(text), 'bad-address-length', text);
  }
});

test('an address of 512 bytes is passed over, one of 513 is refused', () => {
  assert.deepEqual(readV2(`aa fd0002 ${'01'.repeat(512)}`), unspecifiedAddress(258));
  assert.equal(readV2(`aa fd0102 ${'01'.repeat(513)}`), 'address-too-long');
  assert.equal(readV2(`01 fd0102 ${'01'.repeat(513)}`), 'address-too-long');
  assert.equal(readV2('aa fe00000002 01'), 'address-too-long');
});

test('an address that is not known, or hides in IPv6, is not valid, and those behind it are read', () => {
  const passedOver = [
    'aa 04 01020304',
    'aa 00',
    '03 0a f1f2f3f4f5f6f7f8f9fa',
    '02 10 00000000000000000000ffff01020304',
    '02 10 fd87d87eeb430102030405060708090a',
    '02 10 fd6b88c08724ca978112ca1bbdcafac2',
  ];
  for (const text of passedOver) {
    const result = decodeMessage('addrv2', hex(`02 00000000 00 ${text} 0102 05000000 01 01 04 01020304 0203`));
    assert.ok('type' in result && result.type === 'addrv2');
    assert.deepEqual(result.addresses, [
      { timeSec: 0, services: 0n, address: unspecifiedAddress(258) },
      { timeSec: 5, services: 1n, address: { network: 'ipv4', bytes: hex('01020304'), port: 515 } },
    ]);
  }
});

test('services are a compact size of up to 64 bits in addrv2, in its one form', () => {
  const read = (services: string): unknown => {
    const result = decodeMessage('addrv2', hex(`01 00000000 ${services} 01 04 01020304 0102`));
    return 'code' in result ? result.code : result.type === 'addrv2' && result.addresses[0]!.services;
  };
  assert.equal(read('fc'), 0xfcn);
  assert.equal(read('fdfd00'), 0xfdn);
  assert.equal(read('fdfc00'), 'non-canonical-size');
  assert.equal(read('fdffff'), 0xffffn);
  assert.equal(read('fe00000100'), 0x1_0000n);
  assert.equal(read('feffff0000'), 'non-canonical-size');
  assert.equal(read('ff0000000001000000'), 0x1_0000_0000n);
  assert.equal(read('ffffffffff00000000'), 'non-canonical-size');
  assert.equal(read('ffffffffffffffffff'), 2n ** 64n - 1n);
});

test('in addr, IPv4 is IPv6 with a prefix; Tor v2 and names are not valid; newer networks are zeros', () => {
  const read = (bytes: string): NetAddress => {
    const result = decodeMessage('addr', hex(`01 00000000 0000000000000000 ${bytes} 208d`));
    assert.ok('type' in result && result.type === 'addr');
    return result.addresses[0]!.address;
  };
  assert.deepEqual(read('00000000000000000000ffff01020304'), { network: 'ipv4', bytes: hex('01020304'), port: 8333 });
  assert.deepEqual(read('00000000000000000000fffe01020304').network, 'ipv6');
  assert.deepEqual(read('fd87d87eeb430102030405060708090a'), unspecifiedAddress(8333));
  assert.deepEqual(read('fd6b88c08724ca978112ca1bbdcafac2'), unspecifiedAddress(8333));
  const address = { network: 'i2p', bytes: new Uint8Array(32).fill(1), port: 0 } as const;
  const { payload } = encodeMessage({ type: 'addr', addresses: [{ address, services: 0n, timeSec: 0 }] });
  assert.equal(bytesToHex(payload.subarray(13, 29)), '00'.repeat(16));
});
