import assert from 'node:assert/strict';
import test from 'node:test';

import { ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { isInSubnet, subnetFromText, subnetToText } from './subnet.ts';

test('subnets are read as Bitcoin Core reads them', () => {
  for (const [text, expected] of [
    ['1.2.3.4', '1.2.3.4/32'],
    ['1.2.3.4/24', '1.2.3.0/24'],
    ['1.2.3.4/0', '0.0.0.0/0'],
    ['1.2.3.4/255.255.0.0', '1.2.0.0/16'],
    ['1.2.3.4/255.255.255.255', '1.2.3.4/32'],
    ['1.2.3.4/0.0.0.0', '0.0.0.0/0'],
    ['2001:db9::ff:1/112', '2001:db9::ff:0/112'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['1:2:3:4:5:6:7:8/ffff:ffff::', '1:2::/32'],
    [
      'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
      'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion',
    ],
  ] as const) {
    const subnet = subnetFromText(text);
    assert.equal(subnet && subnetToText(subnet), expected);
  }
});

test('what is no subnet is none', () => {
  for (const text of [
    '',
    '/',
    '1.2.3.4/',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/1e1',
    '1.2.3.4/24/24',
    '1.2.3.4/255.0.255.0',
    '1.2.3.4/::',
    '::1/129',
    '1.2.3/24',
    'name/24',
    'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion/8',
  ]) {
    assert.equal(subnetFromText(text), undefined, text);
  }
});

test('an address lies in a subnet when its first bits are the same', () => {
  for (const [bits, first, last, before, after] of [
    [8, '10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
    [13, '10.8.0.0', '10.15.255.255', '10.7.255.255', '10.16.0.0'],
    [31, '10.8.0.2', '10.8.0.3', '10.8.0.1', '10.8.0.4'],
  ] as const) {
    const subnet = subnetFromText(`${first}/${bits}`)!;
    for (const text of [first, last]) assert.equal(isInSubnet(ipv4(text), subnet), true);
    for (const text of [before, after]) assert.equal(isInSubnet(ipv4(text), subnet), false);
    assert.equal(isInSubnet(ipv6(`${10}::`), subnet), false);
  }
});
