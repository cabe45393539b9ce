import assert from 'node:assert/strict';
import test from 'node:test';

import { ipv4 } from '../../../test/net-addresses.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import { BanList } from './ban-list.ts';
import { connectionLimits } from './connection-limits.ts';
import type { EvictionCandidate } from './eviction-candidate.ts';
import { InboundLimit } from './inbound-limit.ts';
import type { InboundDecision } from './inbound-limit.ts';
import { PeerBans } from './peer-bans.ts';

const NOW_SEC = 1_700_000_000;

function scene(): {
  bans: PeerBans;
  decide: (
    text: string,
    inboundCount: number,
    peers?: readonly EvictionCandidate[],
    isProtected?: boolean,
  ) => InboundDecision;
} {
  const random = seededRandom(1);
  const bans = new PeerBans(new BanList(), random);
  const limit = new InboundLimit(114, { bans, random });
  const decide = (
    text: string,
    inboundCount: number,
    peers: readonly EvictionCandidate[] = [],
    isProtected = false,
  ): InboundDecision =>
    limit.decide({ address: ipv4(text), isProtected, nowSec: NOW_SEC }, { inboundCount, candidates: () => peers });
  return { bans, decide };
}

function crowd(count: number): EvictionCandidate[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    kind: 'inbound',
    connectedAtMs: id,
    minPingMs: id,
    lastBlockAtMs: 0,
    lastTxAtMs: 0,
    hasDesirableServices: true,
    relaysTransactions: true,
    hasBloomFilter: false,
    keyedGroup: BigInt(id),
    isPreferred: false,
    isLocal: false,
    network: 'ipv4',
    isProtected: false,
  }));
}

test('of 125 connections 11 are kept for ourselves', () => {
  assert.deepEqual(connectionLimits(125), {
    all: 125,
    outboundFullRelay: 8,
    blockRelayOnly: 2,
    automaticOutbound: 11,
    inbound: 114,
  });
  assert.equal(connectionLimits(11).inbound, 0);
  assert.equal(connectionLimits(12).inbound, 1);
  assert.deepEqual(connectionLimits(9), {
    all: 9,
    outboundFullRelay: 8,
    blockRelayOnly: 1,
    automaticOutbound: 9,
    inbound: 0,
  });
  assert.equal(connectionLimits(0).automaticOutbound, 0);
});

test('who comes while there is room may stay; later another has to go', () => {
  const { decide } = scene();
  assert.deepEqual(decide('1.1.1.1', 113), { accept: true, isPreferred: false });
  assert.deepEqual(decide('1.1.1.1', 114, crowd(114)), { accept: true, isPreferred: false, evicted: 109 });
  assert.deepEqual(decide('1.1.1.1', 114, crowd(20)), { accept: false, reason: 'full' });
});

test('the banned are refused always, unless they are protected', () => {
  const { bans, decide } = scene();
  bans.banned.banAddress(ipv4('6.6.6.6'), { nowSec: NOW_SEC });
  assert.deepEqual(decide('6.6.6.6', 0), { accept: false, reason: 'banned' });
  assert.deepEqual(decide('6.6.6.6', 0, [], true), { accept: true, isPreferred: false });
});

test('the discouraged are let in while two places are free, and go first', () => {
  const { bans, decide } = scene();
  bans.discourage(ipv4('6.6.6.6', 1));
  assert.deepEqual(decide('6.6.6.6', 112), { accept: true, isPreferred: true });
  assert.deepEqual(decide('6.6.6.6', 113), { accept: false, reason: 'discouraged' });
  assert.deepEqual(decide('6.6.6.6', 113, [], true), { accept: true, isPreferred: true });
});

test('who broke the protocol is discouraged, unless a person wants him, or he shares our machine', () => {
  const { bans } = scene();
  const address = ipv4('6.6.6.6');
  assert.equal(bans.punish({ kind: 'manual', address, isProtected: false }), 'none');
  assert.equal(bans.punish({ kind: 'inbound', address, isProtected: true }), 'none');
  assert.equal(bans.isDiscouraged(address), false);
  assert.equal(bans.punish({ kind: 'inbound', address: ipv4('127.0.0.1'), isProtected: false }), 'disconnect');
  assert.equal(bans.isDiscouraged(ipv4('127.0.0.1')), false);
  assert.equal(bans.punish({ kind: 'outbound-full-relay', address, isProtected: false }), 'discourage');
  assert.equal(bans.isDiscouraged(ipv4('6.6.6.6', 1234)), true);
  assert.equal(bans.isUnwanted(address, NOW_SEC), true);
  assert.equal(bans.isUnwanted(ipv4('6.6.6.7'), NOW_SEC), false);
});

test('network groups are hashed with a secret, and members of one alike', () => {
  const limit = (seed: number): InboundLimit => {
    const random = seededRandom(seed);
    return new InboundLimit(1, { bans: new PeerBans(new BanList(), random), random });
  };
  const [first, second] = [limit(1), limit(2)];
  assert.equal(first.keyedNetworkGroup(ipv4('9.9.1.1')), first.keyedNetworkGroup(ipv4('9.9.2.2')));
  assert.notEqual(first.keyedNetworkGroup(ipv4('9.9.1.1')), first.keyedNetworkGroup(ipv4('9.8.1.1')));
  assert.notEqual(first.keyedNetworkGroup(ipv4('9.9.1.1')), second.keyedNetworkGroup(ipv4('9.9.1.1')));
});
