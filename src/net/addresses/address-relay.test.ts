import assert from 'node:assert/strict';
import test from 'node:test';

import { hiddenService, ipv4 } from '../../../test/net-addresses.ts';
import { testPeer } from '../../../test/net-peer.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import type { GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import type { NetEffect } from '../net-effect.ts';
import type { Peer, PeerId } from '../peer.ts';
import { AddressManager } from './address-manager.ts';
import type { AddressPeerFacts } from './address-peer.ts';
import { AddressRelay } from './address-relay.ts';
import { LOCAL_SCORE, LocalAddresses } from './local-addresses.ts';

const START_MS = 1_700_000_000_000;
const START_SEC = START_MS / 1000;
const REACHABLE = new Set(['ipv4', 'ipv6'] as const);
const ONION = hiddenService('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd', 8333, 'torv3');

class Scene {
  nowMs = START_MS;
  readonly addresses: AddressManager;
  readonly local: LocalAddresses;
  readonly relay: AddressRelay;
  readonly unwanted: string[] = [];
  #nextId = 1;

  constructor(seed = 1) {
    const random = seededRandom(seed);
    this.addresses = new AddressManager(random);
    this.local = new LocalAddresses({ listens: true, discovers: true, reachable: REACHABLE });
    const filter = { isUnwanted: ({ bytes }: NetAddress) => this.unwanted.includes(bytes.join('.')) };
    const modules = { addresses: this.addresses, local: this.local, filter, random };
    this.relay = new AddressRelay({ services: 9n, reachable: REACHABLE }, modules);
  }

  join(change: Partial<Peer> = {}, facts?: AddressPeerFacts): Peer {
    const id = this.#nextId++;
    const peer = testPeer({ id, address: ipv4(`99.${id}.1.1`), ...change });
    this.relay.peerReady(peer, this.nowMs, facts);
    return peer;
  }

  send(peer: Peer, ...addresses: readonly GossipedAddress[]): NetEffect[] {
    return this.relay.receive(peer, { type: 'addrv2', addresses }, this.nowMs);
  }

  /** Lets time pass, and does what is due when it is due. */
  pass(durationMs: number): NetEffect[] {
    const endMs = this.nowMs + durationMs;
    const effects: NetEffect[] = [];
    for (let steps = 0; this.relay.nextDueMs <= endMs; steps++) {
      assert.ok(steps < 100_000, 'what is due gets done');
      this.nowMs = Math.max(this.nowMs, this.relay.nextDueMs);
      effects.push(...this.relay.tick(this.nowMs));
    }
    this.nowMs = endMs;
    return effects;
  }
}

function told(address: NetAddress, timeSec = START_SEC, services = 9n): GossipedAddress {
  return { address, timeSec, services };
}

function many(count: number, first = 1): GossipedAddress[] {
  return Array.from({ length: count }, (_, n) => told(ipv4(`${first + (n >> 8)}.${n & 255}.7.7`)));
}

/** Who is sent which addresses. */
function sent(effects: readonly NetEffect[]): { peer: PeerId; type: string; addresses: readonly GossipedAddress[] }[] {
  return effects.flatMap((effect) => {
    if (effect.do !== 'send') return [];
    const { message } = effect;
    return message.type === 'addr' || message.type === 'addrv2'
      ? [{ peer: effect.peer, type: message.type, addresses: message.addresses }]
      : [];
  });
}

test('those to which we connect are asked for addresses, others and those for blocks only are not', () => {
  for (const [kind, asks] of [
    ['outbound-full-relay', true],
    ['manual', true],
    ['addr-fetch', true],
    ['inbound', false],
    ['block-relay-only', false],
    ['feeler', false],
  ] as const) {
    const effects = new Scene().relay.peerReady(testPeer({ kind }), START_MS);
    const asked = [{ do: 'send', peer: 1, message: { type: 'getaddr' } }];
    assert.deepEqual(effects, asks ? asked : [], kind);
  }
});

test('an address that is fresh goes to two others, never back, and not twice in a day', () => {
  const scene = new Scene();
  const peers = Array.from({ length: 10 }, () => scene.join({ kind: 'outbound-full-relay' }));
  // The answer to our question is over.
  for (const peer of peers) scene.send(peer, told(ipv4('5.5.5.5'), START_SEC - 86_400));
  for (let again = 0; again < 3; again++) {
    scene.send(peers[0]!, told(ipv4('8.8.8.8'), scene.nowMs / 1000));
    const got = sent(scene.pass(600_000));
    assert.equal(got.length, again === 0 ? 2 : 0);
    assert.ok(got.every(({ peer, addresses }) => peer !== 1 && addresses[0]!.address.bytes[0] === 8));
  }
});

test('what is old, unroutable, of a light client, or one of many, is not passed on', () => {
  for (const [addresses, passes] of [
    [[told(ipv4('8.8.8.8'), START_SEC - 599)], true],
    [[told(ipv4('8.8.8.8'), START_SEC - 600)], false],
    [[told(ipv4('8.8.8.8'), START_SEC + 600)], true],
    [[told(ipv4('8.8.8.8'), START_SEC + 601)], false],
    [[told(ipv4('8.8.8.8'), START_SEC, 0x400n)], true],
    [[told(ipv4('8.8.8.8'), START_SEC, 8n)], false],
    [[told(ipv4('10.0.0.1'))], false],
    [many(10), true],
    [many(11), false],
  ] as const) {
    const scene = new Scene();
    const from = scene.join({ kind: 'inbound' });
    for (let n = 0; n < 2; n++) scene.send(scene.join({ kind: 'inbound' }));
    scene.send(from, ...addresses);
    assert.equal(sent(scene.pass(600_000)).length > 0, passes, `${addresses.length} addresses`);
  }
});

test('an unreachable address goes to one or two, and is not kept', () => {
  const counts = new Set<number>();
  for (let seed = 0; seed < 20; seed++) {
    const scene = new Scene(seed);
    const peers = Array.from({ length: 5 }, () => scene.join({ kind: 'inbound' }));
    for (const peer of peers) scene.send(peer);
    scene.send(peers[0]!, told(ONION));
    counts.add(sent(scene.pass(600_000)).length);
    assert.equal(scene.addresses.size, 0);
  }
  assert.deepEqual(
    [...counts].toSorted((a, b) => a - b),
    [1, 2],
  );
});

test('a peer without addrv2 is not told of Tor', () => {
  const scene = new Scene();
  const from = scene.join({ kind: 'inbound' });
  const old = scene.join({ kind: 'inbound', usesAddrV2: false });
  scene.send(old);
  scene.send(from, told(ONION));
  assert.deepEqual(sent(scene.pass(600_000)), []);
  scene.nowMs += 60_000;
  scene.send(from, told(ipv4('8.8.8.8'), scene.nowMs / 1000));
  assert.deepEqual(
    sent(scene.pass(600_000)).map(({ peer, type }) => ({ peer, type })),
    [{ peer: old.id, type: 'addr' }],
  );
});

test('an inbound peer takes part once it has sent something about addresses', () => {
  const scene = new Scene();
  const from = scene.join({ kind: 'inbound' });
  const silent = scene.join({ kind: 'inbound' });
  scene.send(from, told(ipv4('8.8.8.8')));
  assert.deepEqual(sent(scene.pass(600_000)), []);
  assert.equal(scene.relay.statsOf(silent.id).isEnabled, false);
  assert.equal(scene.relay.statsOf(from.id).isEnabled, true);
});

test('getaddr is answered once, inbound only, the same for a day, with 23 % of what we know', () => {
  const scene = new Scene();
  for (const one of many(1000, 11)) {
    scene.addresses.add([one], { source: one.address, timePenaltySec: 0, nowSec: START_SEC });
  }
  const size = scene.addresses.size;
  const ask = (peer: Peer): string[] => {
    scene.relay.receive(peer, { type: 'getaddr' }, scene.nowMs);
    const texts = sent(scene.pass(1_000_000)).flatMap(({ addresses }) =>
      addresses.map(({ address }) => address.bytes.join('.')),
    );
    return texts.toSorted();
  };
  const first = scene.join({ kind: 'inbound' });
  const answer = ask(first);
  assert.equal(answer.length, Math.floor(0.23 * size));
  assert.deepEqual(ask(first), []);
  assert.deepEqual(ask(scene.join({ kind: 'outbound-full-relay' })), []);
  assert.deepEqual(ask(scene.join({ kind: 'inbound' })), answer);
  assert.notDeepEqual(ask(scene.join({ kind: 'inbound', address: ONION })), answer);
  assert.notDeepEqual(ask(scene.join({ kind: 'inbound' }, { arrivedAt: 'another socket' })), answer);
  assert.notDeepEqual(ask(scene.join({ kind: 'inbound' }, { isTrusted: true })), answer);
  scene.nowMs += 28 * 3_600_000;
  assert.notDeepEqual(ask(scene.join({ kind: 'inbound' })), answer);
});

test('getaddr is answered at once, unless the peer has told addresses before', () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const hasTold of [false, true]) {
      const scene = new Scene(seed);
      for (const one of many(1000, 11)) {
        scene.addresses.add([one], { source: one.address, timePenaltySec: 0, nowSec: START_SEC });
      }
      const peer = scene.join({ kind: 'inbound' });
      if (hasTold) scene.send(peer);
      scene.relay.receive(peer, { type: 'getaddr' }, scene.nowMs);
      assert.equal(sent(scene.relay.tick(scene.nowMs)).length, hasTold ? 0 : 1, `seed ${seed}`);
    }
  }
});

test('a flood is looked at by the rate of one address in ten seconds, after one at once', () => {
  const scene = new Scene();
  const peer = scene.join({ kind: 'inbound' });
  const looked = (): number => scene.relay.statsOf(peer.id).processed;
  scene.send(peer, ...many(1000));
  assert.equal(looked(), 1);
  assert.equal(scene.relay.statsOf(peer.id).rateLimited, 999);
  scene.nowMs += 9999;
  scene.send(peer, ...many(1000));
  assert.equal(looked(), 1);
  scene.nowMs += 1;
  scene.send(peer, ...many(1000));
  assert.equal(looked(), 2);
  scene.nowMs += 30 * 86_400_000;
  scene.send(peer, ...many(1000));
  scene.send(peer, ...many(1000));
  assert.equal(looked(), 1002);
});

test('an answer that we asked for is looked at whole, a second thousand not', () => {
  const scene = new Scene();
  const peer = scene.join({ kind: 'outbound-full-relay' });
  scene.send(peer, ...many(1000));
  scene.send(peer, ...many(1000, 50));
  assert.equal(scene.relay.statsOf(peer.id).processed, 1001);
  const trusted = scene.join({ kind: 'inbound' }, { isTrusted: true });
  scene.send(trusted, ...many(1000, 100));
  assert.equal(scene.relay.statsOf(trusted.id).processed, 1000);
});

test('addresses are kept as two hours older, without the senseless, the banned and light clients', () => {
  const scene = new Scene();
  scene.unwanted.push('6.6.6.6');
  const peer = scene.join({ kind: 'manual' });
  scene.send(
    peer,
    told(ipv4('1.1.1.1')),
    told(ipv4('2.2.2.2'), 100_000_000),
    told(ipv4('3.3.3.3'), START_SEC + 601),
    told(ipv4('4.4.4.4'), START_SEC, 8n),
    told(ipv4('6.6.6.6')),
  );
  const timeOf = (text: string): number | undefined => scene.addresses.find(ipv4(text))?.timeSec;
  assert.equal(timeOf('1.1.1.1'), START_SEC - 7200);
  assert.equal(timeOf('2.2.2.2'), START_SEC - 5 * 86_400 - 7200);
  assert.equal(timeOf('3.3.3.3'), START_SEC - 5 * 86_400 - 7200);
  assert.equal(timeOf('4.4.4.4'), undefined);
  assert.equal(timeOf('6.6.6.6'), undefined);
});

test('our own address is told at once after the first sync, then about once a day', () => {
  const scene = new Scene();
  const own = ipv4('77.7.7.7');
  scene.local.add(own, LOCAL_SCORE.manual);
  const peer = scene.join({ kind: 'outbound-full-relay' });
  assert.deepEqual(sent(scene.pass(3_600_000)), []);
  scene.relay.isInitialBlockDownload = false;
  const [first] = sent(scene.relay.tick(scene.nowMs));
  assert.deepEqual(first?.addresses, [told(own, scene.nowMs / 1000)]);
  assert.equal(first.peer, peer.id);
  const days = 400;
  const later = sent(scene.pass(days * 86_400_000));
  assert.ok(Math.abs(later.length - days) < 5 * Math.sqrt(days), `${later.length} times in ${days} days`);
});

test('a fetch of addresses ends with the answer, or after five minutes', () => {
  const scene = new Scene();
  const peer = scene.join({ kind: 'addr-fetch' });
  assert.deepEqual(scene.send(peer, told(ipv4('1.1.1.1'))), []);
  assert.deepEqual(scene.send(peer, ...many(2)), [{ do: 'disconnect', peer: peer.id, reason: 'addr-fetch-done' }]);
  const slow = new Scene();
  slow.join({ kind: 'addr-fetch' });
  assert.deepEqual(slow.pass(299_999), []);
  assert.deepEqual(slow.pass(1), [{ do: 'disconnect', peer: 1, reason: 'addr-fetch-timeout' }]);
});

test('more than a thousand addresses break the protocol', () => {
  const scene = new Scene();
  const peer = scene.join({ kind: 'inbound' });
  assert.deepEqual(scene.send(peer, ...many(1000)), []);
  assert.deepEqual(scene.send(peer, ...many(1001)), [
    { do: 'misbehaved', peer: peer.id, reason: 'too-many-addresses' },
  ]);
});

test('for a peer at most a thousand addresses wait', () => {
  const scene = new Scene();
  const peer = scene.join({ kind: 'inbound' });
  scene.send(peer);
  const flooder = scene.join({ kind: 'inbound' }, { isTrusted: true });
  const flood = many(2560, 20);
  for (let n = 0; n < 300; n++) scene.send(flooder, ...flood.slice(8 * n, 8 * n + 8));
  const [message] = sent(scene.pass(600_000));
  assert.equal(message?.peer, peer.id);
  assert.equal(message.addresses.length, 1000);
});

test('one seed sends the same at the same time', () => {
  const run = (seed: number): string => {
    const scene = new Scene(seed);
    const peers = Array.from({ length: 8 }, (_, n) => scene.join({ kind: n < 4 ? 'outbound-full-relay' : 'inbound' }));
    const log: unknown[] = [];
    for (let n = 0; n < 50; n++) {
      scene.send(peers[n % 8]!, told(ipv4(`8.${n}.1.1`), scene.nowMs / 1000));
      const got = scene.pass(20_000);
      log.push(
        scene.nowMs,
        sent(got).map(({ peer, addresses }) => [peer, addresses.map(({ address }) => address.bytes[1])]),
      );
    }
    return JSON.stringify(log);
  };
  assert.equal(run(4), run(4));
  assert.notEqual(run(4), run(5));
});
