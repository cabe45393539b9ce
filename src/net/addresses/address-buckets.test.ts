import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { AddressBuckets } from './address-buckets.ts';

/** The keys of Core's `addrman_tests.cpp`: hashes of a 32-bit integer. */
const KEY_1 = new AddressBuckets(sha256d(new ByteWriter().u32Le(1).finish()));
const KEY_2 = new AddressBuckets(sha256d(new ByteWriter().u32Le(2).finish()));
/** The key of a Bitcoin Core that is told to be deterministic. */
const DETERMINISTIC = new AddressBuckets(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)));

function placesOf(count: number, bucketOf: (n: number) => number): number {
  return new Set(Array.from({ length: count }, (_, n) => bucketOf(n))).size;
}

test('tried addresses lie where Bitcoin Core puts them', () => {
  const address = ipv4('250.1.1.1');
  assert.equal(KEY_1.tried(address), 40);
  assert.notEqual(KEY_2.tried(address), 40);
  assert.notEqual(KEY_1.tried(ipv4('250.1.1.1', 9999)), 40);
  assert.equal(
    placesOf(255, (n) => KEY_1.tried(ipv4(`250.1.1.${n}`, 0))),
    8,
  );
  assert.equal(
    placesOf(255, (n) => KEY_1.tried(ipv4(`250.${n}.1.1`, 0))),
    160,
  );
});

test('new addresses lie where Bitcoin Core puts them', () => {
  const source = ipv4('250.1.2.1', 0);
  assert.equal(KEY_1.new(ipv4('250.1.2.1'), source), 786);
  assert.notEqual(KEY_2.new(ipv4('250.1.2.1'), source), 786);
  assert.equal(KEY_1.new(ipv4('250.1.2.1', 9999), source), 786);
  assert.equal(
    placesOf(255, (n) => KEY_1.new(ipv4(`250.1.1.${n}`, 0), ipv4(`250.1.1.${n}`, 0))),
    1,
  );
  const spread = placesOf(4 * 255, (n) => {
    return KEY_1.new(ipv4(`${250 + Math.floor(n / 255)}.${n % 256}.1.1`, 0), ipv4('251.4.1.1', 0));
  });
  assert.ok(spread <= 64 && spread > 32, `one source fills ${spread} buckets`);
  assert.ok(placesOf(255, (n) => KEY_1.new(ipv4('250.1.1.1', 0), ipv4(`250.${n}.1.1`, 0))) > 64);
});

/** From Core's functional test `rpc_net.py`, `test_getrawaddrman`: each is its own source. */
const KNOWN_PLACES: readonly { table: 'new' | 'tried'; place: string; address: NetAddress }[] = [
  { table: 'new', place: '82/8', address: ipv4('2.0.0.0') },
  { table: 'new', place: '336/24', address: ipv6('fc00:1:2:3:4:5:6:7', 8333, 'cjdns') },
  {
    table: 'new',
    place: '963/46',
    address: hiddenService('c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq', 8333, 'i2p'),
  },
  { table: 'new', place: '613/6', address: ipv6('2803:0:1234:abcd::1', 45324) },
  { table: 'tried', place: '6/33', address: ipv4('1.2.3.4') },
  { table: 'tried', place: '197/34', address: ipv6('1233:3432:2434:2343:3234:2345:6546:4534') },
  {
    table: 'tried',
    place: '72/61',
    address: hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3'),
  },
  {
    table: 'tried',
    place: '139/46',
    address: hiddenService('nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad', 45324, 'torv3'),
  },
];

test('addresses of all networks lie where Bitcoin Core puts them', () => {
  for (const { table, place, address } of KNOWN_PLACES) {
    const bucket = table === 'new' ? DETERMINISTIC.new(address, address) : DETERMINISTIC.tried(address);
    assert.equal(`${bucket}/${DETERMINISTIC.position(address, table, bucket)}`, place);
  }
});
