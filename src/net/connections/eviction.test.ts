import assert from 'node:assert/strict';
import test from 'node:test';

import { seededRandom } from '../../../test/seeded-random.ts';
import type { Random } from '../../ports/random.ts';
import type { AddressNetwork } from '../../wire/net-address.ts';
import type { EvictionCandidate } from './eviction-candidate.ts';
import { protectByRatio } from './eviction-ratio.ts';
import { selectPeerToEvict } from './eviction.ts';

// After Bitcoin Core's `src/test/net_peer_eviction_tests.cpp`.

const NETWORK_OF: Readonly<Record<string, AddressNetwork>> = {
  '4': 'ipv4',
  '6': 'ipv6',
  T: 'torv3',
  I: 'i2p',
  C: 'cjdns',
};

function candidate(id: number, random: Random): EvictionCandidate {
  const coin = (): boolean => random.below(2) === 1;
  return {
    id,
    kind: 'inbound',
    connectedAtMs: random.below(100),
    minPingMs: random.below(100),
    lastBlockAtMs: random.below(100),
    lastTxAtMs: random.below(100),
    hasDesirableServices: coin(),
    relaysTransactions: coin(),
    hasBloomFilter: coin(),
    keyedGroup: BigInt(random.below(100)),
    isPreferred: coin(),
    isLocal: coin(),
    network: Object.values(NETWORK_OF)[random.below(5)]!,
    isProtected: false,
  };
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, at: random.u64() }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ value }) => value);
}

/**
 * What Core's `peer_protection_test` expects: a letter a peer for its network (Tor, I2P, CJDNS, 4, 6), the peers of this
 * machine, whether those with low or high numbers have been there for longer, and who is protected and who is not.
 */
// prettier-ignore
const RATIO_CASES: readonly { networks: string; local: number[]; order: string; kept: number[]; open: number[] }[] = [
  { networks: '444444444444', local: [], order: 'up', kept: [0, 1, 2, 3, 4, 5], open: [6, 7, 8, 9, 10, 11] },
  { networks: '666666666666', local: [], order: 'down', kept: [6, 7, 8, 9, 10, 11], open: [0, 1, 2, 3, 4, 5] },
  { networks: '444T4444TT44', local: [], order: 'any', kept: [3, 8, 9], open: [] },
  { networks: '666T6666TTTT', local: [], order: 'up', kept: [0, 1, 2, 3, 8, 9], open: [4, 5, 6, 7, 10, 11] },
  { networks: '444444444444', local: [1, 9, 11], order: 'any', kept: [1, 9, 11], open: [] },
  { networks: '666666666666', local: [7, 8, 9, 10, 11], order: 'up', kept: [0, 1, 2, 7, 8, 9], open: [3, 4, 5, 6, 10, 11] },
  { networks: '44I4444I44I4', local: [], order: 'any', kept: [2, 7, 10], open: [] },
  { networks: '6666I6666III', local: [], order: 'up', kept: [0, 1, 2, 4, 9, 10], open: [3, 5, 6, 7, 8, 11] },
  { networks: '44C4444C44C4', local: [], order: 'any', kept: [2, 7, 10], open: [] },
  { networks: '6666C6666CCC', local: [], order: 'up', kept: [0, 1, 2, 4, 9, 10], open: [3, 5, 6, 7, 8, 11] },
  { networks: '444T', local: [], order: 'up', kept: [0, 3], open: [1, 2] },
  { networks: '44444T4', local: [6], order: 'up', kept: [0, 1, 6], open: [2, 3, 4, 5] },
  { networks: '44444T44', local: [6], order: 'up', kept: [0, 1, 5, 6], open: [2, 3, 4, 7] },
  { networks: '6666666TT6T6', local: [6, 9, 11], order: 'up', kept: [0, 1, 2, 6, 7, 9], open: [3, 4, 5, 8, 10, 11] },
  { networks: '4444444444T4', local: [5, 6, 7, 8], order: 'up', kept: [0, 1, 2, 5, 6, 10], open: [3, 4, 7, 8, 9, 11] },
  { networks: '66666666T6T66666', local: [6, 9, 11, 12], order: 'up', kept: [0, 1, 2, 3, 6, 8, 9, 10], open: [4, 5, 7, 11, 12, 13, 14, 15] },
  { networks: '4444444444T44444', local: [11, 12, 13, 14, 15], order: 'up', kept: [0, 1, 2, 3, 10, 11, 12, 13], open: [4, 5, 6, 7, 8, 9, 14, 15] },
  { networks: '6666666TTTT66666', local: [15], order: 'up', kept: [0, 1, 2, 3, 7, 8, 9, 15], open: [5, 6, 10, 11, 12, 13, 14] },
  { networks: '444444I4TITI', local: [], order: 'up', kept: [0, 1, 2, 6, 8, 10], open: [3, 4, 5, 7, 9, 11] },
  { networks: '6T6I', local: [2], order: 'up', kept: [0, 3], open: [1, 2] },
  { networks: '66666TI', local: [4], order: 'up', kept: [0, 1, 6], open: [2, 3, 4, 5] },
  { networks: '6666TI66', local: [6], order: 'up', kept: [0, 1, 5, 6], open: [2, 3, 4, 7] },
  { networks: '4444444I4TTI4444', local: [6, 12, 13, 14, 15], order: 'up', kept: [0, 1, 2, 3, 6, 7, 9, 11], open: [4, 5, 8, 10, 12, 13, 14, 15] },
  { networks: '666666666666666IIIIIIIIT', local: [12], order: 'up', kept: [0, 1, 2, 3, 4, 5, 12, 15, 16, 17, 18, 23], open: [6, 7, 8, 9, 10, 11, 13, 14, 19, 20, 21, 22] },
  { networks: '444444444444I4I44ITTTTTT', local: [15], order: 'up', kept: [0, 1, 2, 3, 4, 5, 12, 14, 15, 17, 18, 19], open: [6, 7, 8, 9, 10, 11, 13, 16, 20, 21, 22, 23] },
  { networks: '666666666666T6TTTIIIIIII', local: [13], order: 'up', kept: [0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 17, 18], open: [6, 7, 8, 9, 10, 11, 16, 19, 20, 21, 22, 23] },
  { networks: '4444444TTT4CCCC444444444', local: [16, 17, 18, 19, 20, 21, 22, 23], order: 'up', kept: [0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 17], open: [6, 9, 10, 13, 14, 15, 18, 19, 20, 21, 22, 23] },
  { networks: '6IT6C', local: [3], order: 'up', kept: [0, 4], open: [1, 2, 3] },
  { networks: '444T4IC', local: [4], order: 'up', kept: [0, 1, 6], open: [2, 3, 4, 5] },
  { networks: '666T6CI6', local: [3], order: 'up', kept: [0, 1, 5, 6], open: [2, 3, 4, 7] },
  { networks: '44444444TTIC44IC', local: [6, 7, 8, 9, 10, 11, 12, 13, 14, 15], order: 'up', kept: [0, 1, 2, 3, 6, 8, 10, 11], open: [4, 5, 7, 9, 12, 13, 14, 15] },
  { networks: '666666666666T6TTTICCCCCC', local: [13], order: 'up', kept: [0, 1, 2, 3, 4, 5, 12, 13, 14, 17, 18, 19], open: [6, 7, 8, 9, 10, 11, 15, 16, 20, 21, 22, 23] },];

test('half are protected by how long they stay, half of those places go to who is at a disadvantage', () => {
  const random = seededRandom(1);
  for (const { networks, local, order, kept, open } of RATIO_CASES) {
    for (let round = 0; round < 10; round++) {
      const candidates = [...networks].map((letter, id) => {
        const connectedAtMs = order === 'up' ? id : order === 'down' ? networks.length - id : random.below(100);
        return { ...candidate(id, random), connectedAtMs, network: NETWORK_OF[letter]!, isLocal: local.includes(id) };
      });
      const left = protectByRatio(shuffled(candidates, random));
      const ids = left.map(({ id }) => id);
      const what = `${networks} ${local.join()} ${order}: ${ids.join()}`;
      assert.equal(ids.length, networks.length - Math.floor(networks.length / 2), what);
      assert.deepEqual(
        kept.filter((id) => ids.includes(id)),
        [],
        what,
      );
      assert.deepEqual(
        open.filter((id) => !ids.includes(id)),
        [],
        what,
      );
    }
  }
});

type Change = (id: number, count: number) => Partial<EvictionCandidate>;

function evicted(count: number, random: Random, change: Change = () => ({})): number | undefined {
  const candidates = Array.from({ length: count }, (_, id) => ({ ...candidate(id, random), ...change(id, count) }));
  return selectPeerToEvict(shuffled(candidates, random));
}

test('those who have what an attacker cannot have are not evicted', () => {
  const random = seededRandom(2);
  const byBlocks: Change = (id, count) => ({
    lastBlockAtMs: count - id,
    ...(id <= 7 ? { relaysTransactions: false, hasDesirableServices: true } : {}),
  });
  const protectedBy: readonly { readonly count: number; readonly change: Change }[] = [
    { count: 4, change: (id, count) => ({ keyedGroup: BigInt(count - id) }) },
    { count: 8, change: (id) => ({ minPingMs: id }) },
    { count: 4, change: (id, count) => ({ lastTxAtMs: count - id }) },
    { count: 4, change: (id, count) => ({ lastBlockAtMs: count - id }) },
    { count: 12, change: byBlocks },
    {
      count: 20,
      change: (id, count) => ({
        keyedGroup: BigInt(count - id),
        minPingMs: id,
        lastTxAtMs: count - id,
        lastBlockAtMs: count - id,
      }),
    },
  ];
  for (let count = 0; count < 200; count++) {
    for (const { count: safe, change } of protectedBy) {
      const gone = evicted(count, random, change);
      assert.ok(gone === undefined || gone >= safe, `${gone} of ${count}, ${safe} are safe`);
    }
    if (count >= 29) assert.notEqual(evicted(count, random), undefined);
    if (count <= 20) assert.equal(evicted(count, random), undefined);
  }
});

test('the one after those who are protected for one reason only is evicted now and then', () => {
  const random = seededRandom(3);
  const gone = new Set<number | undefined>();
  for (let round = 0; round < 3000; round++) gone.add(evicted(40, random, (id) => ({ minPingMs: id })));
  assert.equal(gone.has(7), false);
  assert.equal(gone.has(8), true);
});

test('no outbound and no protected peer is evicted', () => {
  const random = seededRandom(4);
  for (let round = 0; round < 200; round++) {
    const gone = evicted(100, random, (id) =>
      id % 2 === 0 ? { kind: 'manual' } : id % 3 === 0 ? { isProtected: true } : {},
    );
    assert.ok(gone !== undefined && gone % 2 === 1 && gone % 3 !== 0, `${gone}`);
  }
});

/** Peers that nothing tells apart but what is given; the first of a hundred are the longest connected. */
function plain(id: number, change: Partial<EvictionCandidate>): EvictionCandidate {
  return {
    id,
    kind: 'inbound',
    connectedAtMs: 1000 + id,
    minPingMs: 50,
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
    ...change,
  };
}

test('the youngest of the network group with the most connections goes', () => {
  const crowd = Array.from({ length: 100 }, (_, id) => plain(id, id >= 70 && id < 80 ? { keyedGroup: 7n } : {}));
  assert.equal(selectPeerToEvict(crowd), 79);
});

test('of groups of one size that goes whose youngest is the youngest', () => {
  const crowd = Array.from({ length: 100 }, (_, id) => plain(id, { minPingMs: id }));
  // By their groups, 96 to 99 are protected; by all else those with low numbers.
  assert.equal(selectPeerToEvict(crowd), 95);
});

test('a discouraged peer goes before all others that are not protected', () => {
  const crowd = Array.from({ length: 100 }, (_, id) => {
    return plain(id, { ...(id >= 70 && id < 80 ? { keyedGroup: 7n } : {}), isPreferred: id === 75 || id === 5 });
  });
  assert.equal(selectPeerToEvict(crowd), 75);
});
