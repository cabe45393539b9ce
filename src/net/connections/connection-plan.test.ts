import assert from 'node:assert/strict';
import test from 'node:test';

import { ConnectionWorld as World, START_MS } from '../../../test/connection-world.ts';
import { hiddenService, ipv4 } from '../../../test/net-addresses.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { LOCAL_SCORE } from '../addresses/local-addresses.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

function groupsOf(connections: readonly { readonly address: NetAddress }[]): Set<string> {
  return new Set(connections.map(({ address }) => address.bytes.subarray(0, 2).join('.')));
}

test('eight peers for everything and two for blocks are found within six seconds, each in a group of its own', () => {
  const world = new World();
  world.know(1000);
  world.start().run(6 * SECOND);
  assert.equal(world.of('outbound-full-relay').length, 8);
  assert.equal(world.of('block-relay-only').length, 2);
  assert.equal(groupsOf([...world.of('outbound-full-relay'), ...world.of('block-relay-only')]).size, 10);
  const gaps = world.opened.map(({ atMs }, n) => atMs - (world.opened[n - 1]?.atMs ?? -Infinity));
  assert.ok(gaps.every((gap) => gap >= 500));
});

test('addresses of one group give one peer only', () => {
  const world = new World();
  for (let n = 1; n < 200; n++) {
    const told = { address: ipv4(`55.5.1.${n}`), services: 9n, timeSec: START_MS / 1000 };
    world.addresses.add([told], { source: ipv4(`${n}.1.1.1`), timePenaltySec: 0, nowSec: START_MS / 1000 });
  }
  world.start().run(10 * MINUTE);
  assert.equal(world.of('outbound-full-relay').length, 1);
});

test('at most eight attempts are under way, and those that fail are not tried again for ten minutes', () => {
  const world = new World();
  world.know(60);
  world.answers = () => false;
  world.start().run(9 * MINUTE);
  assert.equal(world.mostAttempts, 8);
  // A choice that comes thirty draws late takes one of them after all.
  const keys = world.opened.map(({ effect }) => effect.address.bytes.join('.'));
  assert.ok(new Set(keys).size >= 55, `${new Set(keys).size} of 60`);
});

test('failures count only when we hold connections into two groups', () => {
  const world = new World();
  world.know(20);
  world.answers = () => false;
  world.start().run(5 * MINUTE);
  assert.ok(world.addresses.tables.list.every(({ attempts }) => attempts === 0));
  const online = new World();
  online.know(600);
  online.answers = ({ bytes }) => bytes[1]! % 8 === 0;
  online.start().run(5 * MINUTE);
  assert.ok(online.addresses.tables.list.some(({ attempts }) => attempts > 0));
});

test('a node that knows nobody sleeps, and acts when it hears of somebody', () => {
  const world = new World().start();
  world.run(45 * SECOND);
  const { wakes } = world;
  world.run(9 * MINUTE);
  assert.ok(world.wakes - wakes <= 1, `${world.wakes - wakes} wakes`);
  world.know(3);
  world.run(2 * SECOND);
  assert.equal(world.of('outbound-full-relay').length, 3);
  world.run(HOUR);
  assert.ok(world.wakes < 400, `${world.wakes} wakes in an hour with three peers`);
});

test('feelers go out about every two minutes, and end when somebody answers', () => {
  const world = new World();
  world.know(3000);
  world
    .start()
    .run(10 * SECOND)
    .run(10 * HOUR);
  const feelers = world.opened.filter(({ effect }) => effect.kind === 'feeler');
  assert.ok(Math.abs(feelers.length - 300) < 90, `${feelers.length} feelers`);
  assert.equal(world.ended.filter(({ reason }) => reason === 'feeler-done').length, feelers.length);
  // Some of them test an address whose place another wants.
  const { tried } = world.addresses.count();
  assert.ok(tried <= feelers.length + 10 && tried > 0.9 * feelers.length, `${tried} tried`);
});

test('who does not offer what we want, is banned, discouraged, ourselves or connected already, is not connected to', () => {
  const world = new World();
  world.know(1, { services: 1n, first: 20 });
  world.know(1, { first: 21 });
  world.know(1, { first: 22 });
  world.know(1, { first: 23 });
  world.know(1, { first: 24 });
  world.know(1, { services: 0x408n, first: 25 });
  world.bans.banned.banAddress(ipv4('21.0.1.1'), { nowSec: START_MS / 1000 });
  world.bans.discourage(ipv4('22.0.1.1'));
  world.plan.inbound(1_000_000, ipv4('23.0.1.1', 50_000), START_MS);
  world.start().run(HOUR);
  const asked = new Set(
    world.opened.filter(({ effect }) => effect.kind !== 'feeler').map(({ effect }) => effect.address.bytes[0]),
  );
  assert.deepEqual([...asked], [24]);
});

test('our own addresses are not connected to', () => {
  const world = new World();
  world.know(1, { first: 30 });
  world.local.add(ipv4('30.0.1.1'), LOCAL_SCORE.manual);
  world.start().run(HOUR);
  assert.deepEqual(world.opened, []);
});

test('anchors come first, as peers for blocks', () => {
  const anchors = ['61.1.1.1', '62.1.1.1'].map((text) => ({ address: ipv4(text), services: 9n, timeSec: 0 }));
  const world = new World({ anchors });
  world.know(100);
  world.start().run(6 * SECOND);
  const first = world.opened.slice(0, 2).map(({ effect }) => [effect.kind, effect.address.bytes[0]]);
  assert.deepEqual(first, [
    ['block-relay-only', 62],
    ['block-relay-only', 61],
  ]);
  assert.deepEqual(
    world.plan.anchors.map(({ address }) => address.bytes[0]!).toSorted((a, b) => a - b),
    [61, 62],
  );
  // They are none of the addresses that are known, and are good for another run all the same.
  for (const { services } of world.plan.anchors) assert.equal(services & 9n, 9n);
});

test('with -connect nobody else is connected to, and tries get rarer', () => {
  const address = ipv4('127.0.0.1', 18444);
  const world = new World({ connect: [{ address, usesV2: true }], dnsSeeds: ['seed.example.'] });
  world.know(100);
  world.answers = () => false;
  world.start().run(5 * MINUTE);
  assert.ok(world.opened.every(({ effect }) => effect.kind === 'manual' && effect.address === address));
  assert.ok(world.opened.length >= 54 && world.opened.length <= 61, `${world.opened.length} tries`);
  assert.deepEqual(world.lookedUp, []);
  world.answers = () => true;
  world.run(10 * SECOND);
  assert.equal(world.of('manual').length, 1);
  world.close(world.of('manual')[0]!.id);
  world.run(6 * SECOND);
  assert.equal(world.of('manual').length, 1);
  const nobody = new World({ connect: [] });
  nobody.know(100);
  assert.deepEqual(nobody.start().run(HOUR).opened, []);
});

test('an added node is tried each minute, is no slot of ours, and stays when it is removed', () => {
  const world = new World({ addNodes: [{ address: ipv4('40.0.1.1'), usesV2: false }] });
  world.answers = () => false;
  world.start().run(10 * MINUTE - 1);
  assert.equal(world.opened.length, 10);
  world.answers = () => true;
  world.know(100, { first: 40 });
  world.run(MINUTE);
  assert.equal(world.of('manual').length, 1);
  assert.equal(world.of('outbound-full-relay').length, 8);
  assert.equal(world.plan.addNode({ address: ipv4('40.0.1.1'), usesV2: true }), false);
  assert.equal(world.plan.removeNode(ipv4('40.0.1.1')), true);
  assert.equal(world.plan.removeNode(ipv4('40.0.1.1')), false);
  assert.equal(world.of('manual').length, 1);
});

test('of added nodes eight are connected to at a time', () => {
  const addNodes = Array.from({ length: 12 }, (_, n) => ({ address: ipv4(`40.${n}.1.1`), usesV2: false }));
  const world = new World({ addNodes }).start();
  world.run(10 * MINUTE);
  assert.equal(world.of('manual').length, 8);
});

test('seeds are all asked at once when nobody is known; their addresses are for nodes of that seed', () => {
  const dnsSeeds = ['a.example.', 'b.example.', 'c.example.', 'd.example.'];
  const world = new World({ dnsSeeds }).start();
  world.run(0);
  assert.deepEqual(
    world.lookedUp.map(({ seed }) => seed).toSorted(),
    dnsSeeds.map((seed) => `x9.${seed}`),
  );
  world.seedAnswered(
    'x9.a.example.',
    Array.from({ length: 40 }, (_, n) => ipv4(`70.${n}.1.1`, 1)),
  );
  world.seedAnswered('x9.never-asked.example.', [ipv4('1.1.1.1')]);
  assert.equal(world.addresses.size, 32);
  assert.ok(
    world.addresses.tables.list.every(({ address, source }) => address.port === 8333 && source.network === 'internal'),
  );
  const ages = world.addresses.tables.list.map(({ timeSec }) => (START_MS / 1000 - timeSec) / 86_400);
  assert.ok(Math.min(...ages) >= 3 && Math.max(...ages) <= 7);
});

test('a seed that knows no services is asked for any node, which is asked for addresses', () => {
  const world = new World({ dnsSeeds: ['a.example.'] }).start();
  world.run(0);
  world.seedAnswered('x9.a.example.', []);
  assert.deepEqual(
    world.lookedUp.map(({ seed }) => seed),
    ['x9.a.example.', 'a.example.'],
  );
  world.seedAnswered('a.example.', [ipv4('70.1.1.1', 1)]);
  world.run(SECOND);
  assert.deepEqual(
    world.opened.map(({ effect }) => [effect.kind, effect.address]),
    [['addr-fetch', ipv4('70.1.1.1')]],
  );
});

test('with known addresses three seeds are asked after eleven seconds without two peers, none with them', () => {
  const dnsSeeds = ['a.', 'b.', 'c.', 'd.', 'e.'];
  const lonely = new World({ dnsSeeds });
  lonely.know(5);
  lonely.answers = () => false;
  lonely.start().run(11 * SECOND - 1);
  assert.equal(lonely.lookedUp.length, 0);
  lonely.run(1);
  assert.equal(lonely.lookedUp.length, 3);
  lonely.run(11 * SECOND);
  assert.equal(lonely.lookedUp.length, 5);
  lonely.run(MINUTE);
  assert.equal(lonely.lookedUp.length, 8);
  const social = new World({ dnsSeeds });
  social.know(2);
  assert.deepEqual(social.start().run(HOUR).lookedUp, []);
});

test('with a thousand known addresses seeds are asked after five minutes', () => {
  const world = new World({ dnsSeeds: ['a.', 'b.', 'c.', 'd.'] });
  world.know(1100);
  world.answers = () => false;
  world.start().run(5 * MINUTE - 1);
  assert.equal(world.lookedUp.length, 0);
  world.run(SECOND);
  assert.equal(world.lookedUp.length, 3);
});

test('while the tip is stale a ninth peer is sought, and the one that told us of no block goes', () => {
  const world = new World();
  world.know(1000);
  world.start().run(10 * MINUTE);
  for (const [n, { id }] of world.of('outbound-full-relay').entries()) {
    world.facts.set(id, { lastBlockAtMs: 0, lastBlockAnnouncementAtMs: 1 + n, blocksInFlight: 0, isProtected: n < 4 });
  }
  const before = world.of('outbound-full-relay').map(({ id }) => id);
  world.tipMayBeStale = true;
  world.run(12 * MINUTE);
  const gone = world.ended.find(({ reason }) => reason === 'extra-outbound-peer');
  // The new peer has announced nothing: it goes first, and the next is sought when the tip is stale again.
  assert.ok(gone !== undefined && !before.includes(gone.peer));
  assert.equal(world.of('outbound-full-relay').length, 8);
});

test('a peer that announced a block stays, and the one that did so longest ago goes', () => {
  const world = new World();
  world.know(1000);
  world.start().run(10 * MINUTE);
  for (let id = 1; id < 200; id++) {
    world.facts.set(id, { lastBlockAtMs: 0, lastBlockAnnouncementAtMs: id, blocksInFlight: 0, isProtected: id < 3 });
  }
  const [worst, ...others] = world
    .of('outbound-full-relay')
    .filter(({ id }) => id >= 3)
    .toSorted((a, b) => a.id - b.id);
  world.facts.set(others[0]!.id, {
    lastBlockAtMs: 0,
    lastBlockAnnouncementAtMs: 0,
    blocksInFlight: 1,
    isProtected: false,
  });
  world.tipMayBeStale = true;
  world.run(12 * MINUTE);
  // The one with the oldest announcement is giving us a block right now: nobody goes until that is over.
  assert.equal(
    world.ended.some(({ reason }) => reason === 'extra-outbound-peer'),
    false,
  );
  world.facts.set(others[0]!.id, {
    lastBlockAtMs: 0,
    lastBlockAnnouncementAtMs: 500,
    blocksInFlight: 0,
    isProtected: false,
  });
  world.run(MINUTE);
  assert.equal(world.ended.find(({ reason }) => reason === 'extra-outbound-peer')?.peer, worst!.id);
});

test('after the first sync a third peer for blocks comes about every five minutes, and the youngest goes', () => {
  const world = new World();
  world.know(3000);
  world.start().run(2 * HOUR);
  assert.equal(
    world.ended.some(({ reason }) => reason === 'extra-block-relay-peer'),
    false,
  );
  world.canDirectFetch = true;
  world.run(10 * HOUR);
  const gone = world.ended.filter(({ reason }) => reason === 'extra-block-relay-peer');
  assert.ok(gone.length > 80 && gone.length < 150, `${gone.length} in ten hours`);
  assert.ok(gone.every(({ peer }) => peer > 10));
});

test('a young peer for blocks that gave us one stays in place of the second youngest', () => {
  const world = new World();
  world.know(1000);
  world.start().run(MINUTE);
  const before = world.of('block-relay-only').map(({ id }) => id);
  const young = { lastBlockAtMs: START_MS, lastBlockAnnouncementAtMs: 0, blocksInFlight: 0, isProtected: false };
  for (let id = 11; id < 100; id++) world.facts.set(id, young);
  world.canDirectFetch = true;
  world.run(30 * MINUTE);
  const gone = world.ended.filter(({ reason }) => reason === 'extra-block-relay-peer').map(({ peer }) => peer);
  assert.equal(gone[0], Math.max(...before));
});

test('a node that reaches several networks seeks a peer in each', () => {
  const world = new World({ reachable: new Set<AddressNetwork>(['ipv4', 'torv3']) });
  world.know(1000);
  const onion = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3');
  const nowSec = START_MS / 1000;
  world.addresses.add([{ address: onion, services: 9n, timeSec: nowSec }], {
    source: onion,
    timePenaltySec: 0,
    nowSec,
  });
  world.start().run(HOUR);
  const networks = world.of('outbound-full-relay').map(({ address }) => address.network);
  assert.equal(networks.includes('torv3'), true);
  assert.equal(networks.length, 8);
});

test('who hangs up on the encrypted transport is called again without it', () => {
  const world = new World({ addNodes: [{ address: ipv4('40.0.1.1'), usesV2: true }] }).start();
  world.run(SECOND);
  world.close(world.of('manual')[0]!.id, { retriesV1: true });
  world.run(SECOND);
  assert.deepEqual(
    world.opened.map(({ effect }) => [effect.kind, effect.usesV2]),
    [
      ['manual', true],
      ['manual', false],
    ],
  );
  world.close(world.of('manual')[0]!.id, { retriesV1: true });
  world.run(SECOND);
  assert.equal(world.opened.length, 2);
});

test('the encrypted transport is used with those who offer it', () => {
  const world = new World();
  world.know(20);
  world.know(20, { services: 0x809n, first: 90 });
  world.start().run(10 * SECOND);
  for (const { effect } of world.opened) assert.equal(effect.usesV2, effect.address.bytes[0] === 90);
});

test('a node that is turned off opens nothing, and goes on when it is turned on', () => {
  const world = new World({ dnsSeeds: ['a.'] });
  world.know(100);
  world.plan.isActive = false;
  world.start().run(HOUR);
  assert.deepEqual([world.opened.length, world.lookedUp.length, world.wakes], [0, 0, 0]);
  world.plan.isActive = true;
  world.run(10 * SECOND);
  assert.equal(world.of('outbound-full-relay').length, 8);
});

test('connections that a person asks for are opened while there is room', () => {
  const world = new World();
  const asked = (kind: 'outbound-full-relay' | 'block-relay-only' | 'addr-fetch', n: number): boolean => {
    return world.plan.openAsked(ipv4(`80.${n}.1.1`), kind, START_MS) !== undefined;
  };
  assert.deepEqual(
    [1, 2, 3].map((n) => asked('block-relay-only', n)),
    [true, true, false],
  );
  assert.deepEqual([4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => asked('outbound-full-relay', n)).lastIndexOf(true), 7);
  assert.deepEqual(
    [13, 14].map((n) => asked('addr-fetch', n)),
    [true, false],
  );
});

test('one seed opens the same connections at the same times', () => {
  const run = (seed: number): string => {
    const world = new World({}, seed);
    world.know(500);
    world.answers = ({ bytes }) => bytes[1]! % 3 === 0;
    world.start().run(HOUR);
    return JSON.stringify(world.opened.map(({ atMs, effect }) => [atMs, effect.kind, effect.address.bytes.join('.')]));
  };
  assert.equal(run(1), run(1));
  assert.notEqual(run(1), run(2));
});
