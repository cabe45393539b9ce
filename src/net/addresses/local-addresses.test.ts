import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4, ipv6 } from '../../../test/net-addresses.ts';
import { testPeer } from '../../../test/net-peer.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import type { AddressNetwork } from '../../wire/net-address.ts';
import { LOCAL_SCORE, LocalAddresses } from './local-addresses.ts';
import type { LocalAddressesOptions } from './local-addresses.ts';

const OWN_4 = ipv4('77.7.7.7');
const OWN_6 = ipv6('2803:0:1234:abcd::1');
const OWN_TUNNEL = ipv6('2002:4d07:707::1');
const OWN_TEREDO = ipv6('2001:0:4d07:707::1');
const OWN_ONION = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3');
const OTHER_ONION = hiddenService('nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad', 8333, 'torv3');

function local(change: Partial<LocalAddressesOptions> = {}): LocalAddresses {
  const reachable = new Set<AddressNetwork>(['ipv4', 'ipv6', 'torv3']);
  return new LocalAddresses({ listens: true, discovers: true, reachable, ...change });
}

test('an address that cannot be routed or reached, or that nobody named, is not ours', () => {
  assert.equal(local().add(OWN_4, LOCAL_SCORE.interface), true);
  assert.equal(local().add(ipv4('192.168.1.1'), LOCAL_SCORE.manual), false);
  assert.equal(local({ reachable: new Set(['ipv6']) }).add(OWN_4, LOCAL_SCORE.manual), false);
  assert.equal(local({ discovers: false }).add(OWN_4, LOCAL_SCORE.mapped), false);
  assert.equal(local({ discovers: false }).add(OWN_4, LOCAL_SCORE.manual), true);
});

test('a peer is told the address that it reaches best', () => {
  const own = local();
  const told = (address: typeof OWN_4): unknown => own.forPeer(testPeer({ address }), undefined, seededRandom(1));
  assert.equal(told(ipv4('8.8.8.8')), undefined);
  for (const address of [OWN_TEREDO, OWN_TUNNEL, OWN_4, OWN_6, OWN_ONION]) own.add(address, LOCAL_SCORE.bound);
  assert.equal(told(ipv4('8.8.8.8')), OWN_4);
  assert.equal(told(ipv6('2a00:1450::1')), OWN_6);
  own.remove(OWN_6);
  assert.equal(told(ipv6('2a00:1450::1')), OWN_4);
  own.remove(OWN_4);
  assert.equal(told(ipv6('2a00:1450::1')), OWN_TUNNEL);
  own.remove(OWN_TUNNEL);
  assert.equal(told(ipv6('2a00:1450::1')), OWN_TEREDO);
});

test('who is in a network for privacy is told of no other, and others not of it', () => {
  const own = local();
  const told = (address: typeof OWN_4): unknown => own.forPeer(testPeer({ address }), undefined, seededRandom(1));
  own.add(OWN_4, LOCAL_SCORE.manual);
  assert.equal(told(OTHER_ONION), undefined);
  own.add(OWN_ONION, LOCAL_SCORE.manual);
  assert.equal(told(OTHER_ONION), OWN_ONION);
  own.remove(OWN_4);
  assert.equal(told(ipv4('8.8.8.8')), undefined);
});

test('of addresses that are reached alike, the one that scores more is told', () => {
  const own = local();
  const other = ipv4('78.8.8.8');
  own.add(OWN_4, LOCAL_SCORE.bound);
  own.add(other, LOCAL_SCORE.interface);
  const told = (): unknown => own.forPeer(testPeer(), undefined, seededRandom(1));
  assert.equal(told(), OWN_4);
  own.seen(other);
  assert.equal(told(), OWN_4);
  own.seen(other);
  assert.equal(told(), other);
});

test('now and then a peer is told how it sees us: inbound ones with the port, others without', () => {
  const own = local();
  const seenAs = ipv4('79.9.9.9', 50_000);
  const shares = (kind: 'inbound' | 'manual'): Map<string, number> => {
    const random = seededRandom(2);
    const counts = new Map<string, number>();
    for (let n = 0; n < 1000; n++) {
      const told = own.forPeer(testPeer({ kind }), seenAs, random);
      const text = told === undefined ? 'none' : `${told.bytes.join('.')}:${told.port}`;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  };
  assert.deepEqual([...shares('inbound').keys()], ['79.9.9.9:50000']);
  assert.deepEqual([...shares('manual').keys()], ['none']);
  own.add(OWN_4, LOCAL_SCORE.manual);
  const half = shares('inbound').get('79.9.9.9:50000')!;
  assert.ok(half > 430 && half < 570, `${half} of 1000`);
  assert.equal(shares('manual').has('79.9.9.9:8333'), true);
  own.seen(OWN_4);
  const eighth = shares('inbound').get('79.9.9.9:50000')!;
  assert.ok(eighth > 80 && eighth < 170, `${eighth} of 1000`);
});

test('a peer that sees us under an address that cannot be ours changes nothing', () => {
  const own = local();
  own.add(OWN_4, LOCAL_SCORE.bound);
  for (const seenAs of [ipv4('10.0.0.1'), ipv4('0.0.0.0'), hiddenService('a'.repeat(56), 1, 'i2p')]) {
    for (let seed = 0; seed < 20; seed++) assert.equal(own.forPeer(testPeer(), seenAs, seededRandom(seed)), OWN_4);
  }
});
