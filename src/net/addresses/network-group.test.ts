import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { bytesToHex } from '../../bytes/hex.ts';
import { internalSource } from './address-source.ts';
import { isLocal, isRoutable, isValid, networkGroup } from './network-group.ts';

const ONION = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3');
const I2P = hiddenService('udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna', 0, 'i2p');

test('groups are those of Bitcoin Core', () => {
  // After `cnetaddr_basic` and `netbase_getgroup` of Core's tests.
  for (const [address, group] of [
    [ipv4('127.0.0.1'), '00'],
    [ipv4('10.0.0.1'), '00'],
    [ipv4('169.254.1.1'), '00'],
    [ipv4('1.2.3.4'), '010102'],
    [ipv6('::ffff:0:102:304'), '010102'],
    [ipv6('64:ff9b::102:304'), '010102'],
    [ipv6('2002:102:304:9999:9999:9999:9999:9999'), '010102'],
    [ipv6('2001:0:9999:9999:9999:9999:fefd:fcfb'), '010102'],
    [ipv6('2001:470:abcd:9999:9999:9999:9999:9999'), '0220010470af'],
    [ipv6('2001:2001:9999:9999:9999:9999:9999:9999'), '0220012001'],
    [ONION, '037f'],
    [I2P, '04af'],
    [ipv6('fc00:1:2:3:4:5:6:7', 8333, 'cjdns'), '05fc0f'],
  ] as const) {
    assert.equal(bytesToHex(networkGroup(address)), group, address.bytes.join('.'));
  }
  assert.equal(networkGroup(internalSource('seed')).length, 11);
});

test('what cannot be reached from everywhere is not routable, its neighbours are', () => {
  for (const [outside, inside] of [
    ['9.255.255.255', '10.0.0.0'],
    ['11.0.0.0', '10.255.255.255'],
    ['172.15.255.255', '172.16.0.0'],
    ['172.32.0.0', '172.31.255.255'],
    ['192.167.255.255', '192.168.0.0'],
    ['198.17.255.255', '198.18.0.0'],
    ['198.20.0.0', '198.19.255.255'],
    ['169.253.255.255', '169.254.0.0'],
    ['100.63.255.255', '100.64.0.0'],
    ['100.128.0.0', '100.127.255.255'],
    ['192.0.1.255', '192.0.2.0'],
    ['198.51.101.0', '198.51.100.255'],
    ['203.0.114.0', '203.0.113.255'],
    ['126.255.255.255', '127.0.0.0'],
    ['1.0.0.0', '0.255.255.255'],
    ['255.255.255.254', '255.255.255.255'],
  ] as const) {
    assert.equal(isRoutable(ipv4(outside)), true, outside);
    assert.equal(isRoutable(ipv4(inside)), false, inside);
  }
  for (const [outside, inside] of [
    ['fe80:0:0:1::', 'fe80::1'],
    ['fb00::1', 'fc00::1'],
    ['fe00::1', 'fdff::1'],
    ['2001:f::1', '2001:10::1'],
    ['2001:30::1', '2001:2f:ffff::1'],
    ['2001:db9::1', '2001:db8:ffff::1'],
    ['::2', '::1'],
    ['::2', '::'],
  ] as const) {
    assert.equal(isRoutable(ipv6(outside)), true, outside);
    assert.equal(isRoutable(ipv6(inside)), false, inside);
  }
  for (const address of [ONION, I2P, ipv6('fc00::1', 1, 'cjdns')]) assert.equal(isRoutable(address), true);
  assert.equal(isValid(ipv6('fd00::1', 1, 'cjdns')), false);
  assert.equal(isRoutable(internalSource('seed')), false);
});

test('addresses of this machine are local', () => {
  for (const address of [ipv4('127.0.0.1'), ipv4('127.255.255.255'), ipv4('0.1.1.1'), ipv6('::1')]) {
    assert.equal(isLocal(address), true);
  }
  for (const address of [ipv4('128.0.0.1'), ipv4('10.0.0.1'), ipv6('::2'), ONION])
    assert.equal(isLocal(address), false);
});
