import assert from 'node:assert/strict';
import test from 'node:test';

import fc from 'fast-check';

import { coreTestManager, tablesFault } from '../../../test/addresses-manager.ts';
import { hiddenService, ipv4 } from '../../../test/net-addresses.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import type { GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { AddressManager } from './address-manager.ts';

// After Bitcoin Core's `src/test/addrman_tests.cpp`, with its key and its numbers.

const NOW_SEC = 1_700_000_000;
/** The time of an address of which Core knows none. */
const TIME_INIT_SEC = 100_000_000;
const DAY_SEC = 86_400;
const SOURCE = ipv4('252.2.2.2', 0);

function told(address: NetAddress, timeSec = TIME_INIT_SEC, services = 0n): GossipedAddress {
  return { address, timeSec, services };
}

function add(manager: AddressManager, address: NetAddress, source: NetAddress = SOURCE, timeSec?: number): boolean {
  return manager.add([told(address, timeSec)], { source, timePenaltySec: 0, nowSec: NOW_SEC }) === 1;
}

test('an address is added once, whatever its port says', () => {
  const manager = coreTestManager();
  assert.equal(manager.select({}, NOW_SEC), undefined);
  assert.equal(add(manager, ipv4('250.1.1.1')), true);
  assert.equal(manager.size, 1);
  assert.deepEqual(manager.select({}, NOW_SEC)?.address, ipv4('250.1.1.1'));
  assert.equal(add(manager, ipv4('250.1.1.1')), false);
  assert.equal(add(manager, ipv4('250.1.1.1', 8334)), true);
  assert.equal(manager.size, 2);
});

test('what cannot be routed, or is nothing, is not kept', () => {
  const manager = coreTestManager();
  for (const text of ['0.0.0.0', '255.255.255.255', '127.0.0.1', '10.1.1.1', '192.168.1.1', '203.0.113.1']) {
    assert.equal(add(manager, ipv4(text)), false);
  }
  assert.equal(manager.size, 0);
});

test('an address is drawn from both tables, or from the new one only', () => {
  const manager = coreTestManager();
  add(manager, ipv4('250.1.1.1'));
  assert.equal(manager.good(ipv4('250.1.1.1'), NOW_SEC), true);
  assert.equal(manager.select({ newOnly: true }, NOW_SEC), undefined);
  assert.deepEqual(manager.select({}, NOW_SEC)?.address, ipv4('250.1.1.1'));
  add(manager, ipv4('250.3.1.1'), ipv4('250.3.1.1'));
  assert.deepEqual(manager.select({ newOnly: true }, NOW_SEC)?.address, ipv4('250.3.1.1'));
  add(manager, ipv4('250.3.2.2', 9999), ipv4('250.3.1.1'));
  add(manager, ipv4('250.3.3.3', 9999), ipv4('250.4.1.1'));
  for (const [text, port] of [
    ['250.4.4.4', 8333],
    ['250.4.5.5', 7777],
    ['250.4.6.6', 8333],
  ] as const) {
    add(manager, ipv4(text, port), ipv4('250.3.2.2'));
    assert.equal(manager.good(ipv4(text, port), NOW_SEC), true);
  }
  assert.equal(manager.size, 7);
  const ports = new Set(Array.from({ length: 40 }, () => manager.select({}, NOW_SEC + 700)!.address.port));
  assert.deepEqual(
    [...ports].toSorted((a, b) => a - b),
    [7777, 8333, 9999],
  );
});

test('an address is drawn from one network, from whichever table it is in', () => {
  const manager = coreTestManager();
  const first = hiddenService('udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna', 0, 'i2p');
  const second = hiddenService('c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq', 0, 'i2p');
  add(manager, ipv4('250.1.1.1'));
  assert.equal(manager.select({ network: 'i2p' }, NOW_SEC), undefined);
  add(manager, first);
  assert.deepEqual(manager.select({ network: 'i2p', newOnly: true }, NOW_SEC)?.address, first);
  assert.deepEqual(manager.select({ network: 'ipv4' }, NOW_SEC)?.address, ipv4('250.1.1.1'));
  manager.good(first, NOW_SEC);
  assert.equal(manager.select({ network: 'i2p', newOnly: true }, NOW_SEC), undefined);
  add(manager, second);
  const drawn = Array.from({ length: 64 }, () => manager.select({ network: 'i2p' }, NOW_SEC + 700)?.address.bytes);
  assert.ok(drawn.includes(first.bytes) && drawn.includes(second.bytes));
  assert.equal(manager.select({ network: 'cjdns' }, NOW_SEC), undefined);
});

test('the first 22 addresses of Core do not collide in the new table, the 23rd does', () => {
  const manager = coreTestManager();
  for (let n = 1; n <= 22; n++) {
    assert.equal(add(manager, ipv4(`250.1.1.${n}`, 0)), true);
    assert.equal(manager.size, n);
  }
  assert.equal(add(manager, ipv4('250.1.1.23', 0)), true);
  assert.equal(manager.size, 22);
  assert.equal(add(manager, ipv4('250.1.1.24', 0)), true);
  assert.equal(manager.size, 23);
});

test('an address takes up to eight places, but only for newer times', () => {
  const manager = coreTestManager();
  const address = ipv4('253.3.3.3');
  for (let n = 1; n < 20; n++) add(manager, address, ipv4(`${n}.1.1.1`), NOW_SEC);
  assert.equal(manager.find(address)?.newBuckets.length, 1);
  for (let n = 1; n < 2000; n++) add(manager, address, ipv4(`${(n % 200) + 1}.${n >> 8}.1.1`), NOW_SEC + n);
  assert.equal(manager.find(address)?.newBuckets.length, 8);
  assert.equal(manager.size, 1);
  assert.equal(tablesFault(manager.tables), undefined);
});

test('the first 35 addresses of Core do not collide in the tried table, the 36th does', () => {
  const manager = coreTestManager();
  for (let n = 1; n <= 35; n++) {
    add(manager, ipv4(`250.1.1.${n}`, 0));
    assert.equal(manager.good(ipv4(`250.1.1.${n}`, 0), NOW_SEC), true);
  }
  add(manager, ipv4('250.1.1.36', 0));
  assert.equal(manager.good(ipv4('250.1.1.36', 0), NOW_SEC), false);
  add(manager, ipv4('250.1.1.37', 0));
  assert.equal(manager.good(ipv4('250.1.1.37', 0), NOW_SEC), true);
});

test('a sample is 23 % of all, and none of what is old', () => {
  const manager = coreTestManager();
  const all = { max: 0, maxPercent: 0 };
  const some = { max: 2500, maxPercent: 23 };
  assert.deepEqual(manager.sample(all, NOW_SEC), []);
  const first = ['250.250.2.1', '251.252.2.3', '252.254.4.5', '250.251.2.2', '252.253.3.4'];
  first.forEach((text, n) => add(manager, ipv4(text), ipv4(n < 3 ? '250.1.2.1' : '250.2.3.3'), NOW_SEC));
  assert.equal(manager.sample(all, NOW_SEC).length, 5);
  assert.equal(manager.sample(some, NOW_SEC).length, 1);
  manager.good(ipv4('250.250.2.1'), NOW_SEC);
  manager.good(ipv4('250.251.2.2'), NOW_SEC);
  assert.equal(manager.sample(all, NOW_SEC).length, 5);
  for (let n = 1; n < 8 * 256; n++) {
    // Core's `i >> 8 % 256` is i >> 8.
    const address = ipv4(`${n % 256}.${n >> 8}.1.23`, 0);
    add(manager, address, address, NOW_SEC);
    if (n % 8 === 0) manager.good(address, NOW_SEC);
  }
  assert.equal(manager.size, 2006);
  assert.equal(manager.sample(some, NOW_SEC).length, 461);
  assert.equal(manager.sample({ max: 100, maxPercent: 23 }, NOW_SEC).length, 100);
  add(manager, ipv4('66.66.66.66'));
  const texts = (keepsTerrible: boolean): string[] =>
    manager.sample({ ...all, keepsTerrible }, NOW_SEC).map(({ address }) => address.bytes.join('.'));
  assert.equal(texts(false).includes('66.66.66.66'), false);
  assert.equal(texts(true).includes('66.66.66.66'), true);
});

test('a tried address that worked lately is not evicted', () => {
  const manager = coreTestManager();
  const known = (n: number): NetAddress => ipv4(`250.1.1.${n}`, 0);
  for (let n = 1; n < 36; n++) {
    add(manager, known(n));
    manager.good(known(n), NOW_SEC);
    assert.equal(manager.selectTriedCollision(), undefined);
  }
  add(manager, known(36));
  assert.equal(manager.good(known(36), NOW_SEC), false);
  assert.deepEqual(manager.selectTriedCollision()?.address, known(19));
  manager.resolveCollisions(NOW_SEC);
  assert.equal(manager.selectTriedCollision(), undefined);
  assert.equal(manager.placeOf(known(36))?.table, 'new');
  for (let n = 37; n < 59; n++) {
    add(manager, known(n));
    assert.equal(manager.good(known(n), NOW_SEC), true);
  }
  add(manager, known(59));
  assert.equal(manager.good(known(59), NOW_SEC), false);
  assert.deepEqual(manager.selectTriedCollision()?.address, known(10));
});

test('a tried address that fails its test is evicted, or one that could not be tested in 40 minutes', () => {
  const manager = coreTestManager();
  const known = (n: number): NetAddress => ipv4(`250.1.1.${n}`, 0);
  for (let n = 1; n < 37; n++) {
    add(manager, known(n));
    manager.good(known(n), NOW_SEC);
  }
  // The last time it worked is long ago, and a try of 60 seconds ago may yet succeed.
  assert.equal(manager.good(known(19), 1), false);
  manager.attempt(known(19), NOW_SEC - 60, { countsFailure: false });
  manager.resolveCollisions(NOW_SEC);
  assert.equal(manager.placeOf(known(36))?.table, 'new');
  manager.resolveCollisions(NOW_SEC + 1);
  assert.equal(manager.selectTriedCollision(), undefined);
  assert.equal(manager.placeOf(known(36))?.table, 'tried');
  assert.equal(manager.good(known(36), NOW_SEC), false);
  assert.equal(manager.selectTriedCollision(), undefined);

  assert.equal(manager.good(known(19), NOW_SEC), false);
  assert.deepEqual(manager.selectTriedCollision()?.address, known(36));
  const laterSec = NOW_SEC + 4 * 3600;
  manager.resolveCollisions(laterSec);
  assert.equal(manager.placeOf(known(19))?.table, 'tried');
  assert.equal(manager.placeOf(known(36))?.table, 'new');
  assert.equal(tablesFault(manager.tables), undefined);
});

test('an address is given up after three failures that count, each after something else worked', () => {
  const manager = coreTestManager();
  const address = ipv4('250.1.1.1');
  add(manager, address, SOURCE, NOW_SEC);
  add(manager, ipv4('1.1.1.1'), SOURCE, NOW_SEC);
  const seen = (nowSec: number): number => manager.sample({ max: 0, maxPercent: 0 }, nowSec).length;
  for (let n = 1; n <= 3; n++) {
    manager.good(ipv4('1.1.1.1'), NOW_SEC + 1000 * n);
    assert.equal(seen(NOW_SEC + 1000 * n + 500), 2);
    manager.attempt(address, NOW_SEC + 1000 * n + 1, { countsFailure: true });
    manager.attempt(address, NOW_SEC + 1000 * n + 2, { countsFailure: true });
    assert.equal(manager.find(address)?.attempts, n);
  }
  assert.equal(seen(NOW_SEC + 3062), 2);
  assert.equal(seen(NOW_SEC + 3063), 1);
});

test('times and services are taken over as Core does', () => {
  const manager = coreTestManager();
  const address = ipv4('250.1.1.1');
  const startSec = NOW_SEC - 10_000;
  add(manager, address, SOURCE, startSec);
  manager.connected(ipv4('250.1.1.1', 8334), NOW_SEC);
  manager.setServices(ipv4('250.1.1.1', 8334), 1024n);
  assert.equal(manager.find(address)?.timeSec, startSec);
  manager.connected(address, startSec + 1200);
  assert.equal(manager.find(address)?.timeSec, startSec);
  manager.connected(address, startSec + 1201);
  assert.equal(manager.find(address)?.timeSec, startSec + 1201);
  manager.setServices(address, 1024n);
  assert.equal(manager.find(address)?.services, 1024n);
  const origin = { source: SOURCE, timePenaltySec: 0, nowSec: NOW_SEC };
  assert.equal(manager.add([told(address, startSec, 2048n)], origin), 0);
  assert.equal(manager.find(address)?.services, 3072n);
  manager.setServices(address, 1n);
  manager.good(address, NOW_SEC);
  assert.equal(manager.find(address)?.services, 1n);
});

test('what others tell is taken for two hours older, what one tells of himself is not', () => {
  const manager = coreTestManager();
  const origin = { source: SOURCE, timePenaltySec: 7200, nowSec: NOW_SEC };
  manager.add([told(ipv4('1.1.1.1'), NOW_SEC), told(ipv4('252.2.2.2'), NOW_SEC)], origin);
  assert.equal(manager.find(ipv4('1.1.1.1'))?.timeSec, NOW_SEC - 7200);
  assert.equal(manager.find(ipv4('252.2.2.2'))?.timeSec, NOW_SEC);
});

test('a flood from one source takes at most 64 buckets of 64 places, and nothing of what is tried', () => {
  const manager = new AddressManager(seededRandom(9));
  for (let n = 0; n < 100; n++) {
    add(manager, ipv4(`${n + 11}.${n}.1.1`), ipv4(`${n + 11}.1.1.1`), NOW_SEC);
    manager.good(ipv4(`${n + 11}.${n}.1.1`), NOW_SEC);
  }
  const tried = manager.count().tried;
  const random = seededRandom(10);
  const source = ipv4('6.6.6.6');
  for (let n = 0; n < 50_000; n++) {
    const bytes = Uint8Array.from([1 + random.below(222), random.below(256), random.below(256), random.below(256)]);
    manager.add([told({ network: 'ipv4', bytes, port: 8333 }, NOW_SEC)], {
      source,
      timePenaltySec: 7200,
      nowSec: NOW_SEC,
    });
  }
  const buckets = new Set<number>();
  manager.tables.newTable.forEach((_known, bucket) => buckets.add(bucket));
  assert.equal(manager.count().tried, tried);
  assert.ok(buckets.size <= 64, `${buckets.size} buckets`);
  assert.ok(manager.count().new <= 64 * 64 && manager.count().new > 3000, `${manager.count().new} addresses`);
  assert.equal(tablesFault(manager.tables), undefined);
});

test('whatever is done, the books are right, and one seed does the same twice', () => {
  const step = fc.record({
    what: fc.constantFrom('add', 'add', 'add', 'good', 'attempt', 'select', 'resolve', 'sample', 'later'),
    a: fc.nat(40),
    b: fc.nat(3),
    source: fc.nat(5),
    ageSec: fc.constantFrom(-7200, 0, 60, 3600, 2 * DAY_SEC, 40 * DAY_SEC),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.integer(), (steps, seed) => {
      const run = (): string => {
        const manager = coreTestManager(seed);
        let nowSec = NOW_SEC;
        const log: unknown[] = [];
        for (const { what, a, b, source, ageSec } of steps) {
          const address = ipv4(`250.1.${b}.${a}`);
          const origin = { source: ipv4(`25${source}.1.1.1`), timePenaltySec: 7200, nowSec };
          if (what === 'add') log.push(manager.add([told(address, nowSec - ageSec, 9n)], origin));
          else if (what === 'good') log.push(manager.good(address, nowSec));
          else if (what === 'attempt') manager.attempt(address, nowSec, { countsFailure: a % 2 === 0 });
          else if (what === 'select') log.push(manager.select({ newOnly: a % 2 === 0 }, nowSec)?.address.bytes);
          else if (what === 'resolve') manager.resolveCollisions(nowSec);
          else if (what === 'sample') log.push(manager.sample({ max: 20, maxPercent: 50 }, nowSec).length);
          else nowSec += Math.abs(ageSec);
          assert.equal(tablesFault(manager.tables), undefined);
        }
        return JSON.stringify(log);
      };
      assert.equal(run(), run());
    }),
    { numRuns: 40 },
  );
});
