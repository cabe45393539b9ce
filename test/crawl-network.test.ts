import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressKey } from '../src/net/addresses/address-key.ts';
import { CRAWL_DEFAULTS, MAX_KNOWN_PER_GROUP } from '../src/net/crawl/crawl-settings.ts';
import type { CrawlSettings } from '../src/net/crawl/crawl-settings.ts';
import { Crawler } from '../src/net/crawl/crawler.ts';
import type { CrawlRound } from '../src/net/crawl/crawler.ts';
import { OptOutList } from '../src/net/crawl/opt-out-list.ts';
import type { VisitResult } from '../src/net/crawl/visit.ts';
import { formatAddress } from '../src/wire/net-address-text.ts';
import type { GossipedAddress, NetAddress } from '../src/wire/net-address.ts';
import { gossiped } from './crawl-fake-node.ts';
import { seededRandom } from './seeded-random.ts';

const START_MS = 1_700_000_000_000;

/** A node of a simulated network: what a visit to it comes to, and how long it takes. */
interface SimulatedNode {
  readonly lastsMs: number;
  readonly tells: (nowMs: number) => readonly GossipedAddress[];
  readonly isUp: (nowMs: number) => boolean;
}

/** What a run of a crawl over a simulated network left behind. */
interface Run {
  readonly rounds: CrawlRound[];
  /** Starts of visits by address. */
  readonly visits: Map<string, number[]>;
  readonly asked: Map<string, number>;
  readonly startsMs: number[];
  mostOpen: number;
  mostOpenInGroup: number;
  endMs: number;
}

const TIMEOUT: VisitResult = { outcome: 'failed', reason: 'timeout' };

/** A visit that went well. */
function reached(asks: boolean, told: readonly GossipedAddress[]): VisitResult {
  const about = { version: 70016, services: 9n, userAgent: '/Fake/', startHeight: 0 };
  return { outcome: 'reached', ...about, answered: asks ? true : null, addresses: asks ? told : [] };
}

/** Runs a crawl on a virtual clock, and watches that its limits hold. */
function run(
  nodes: ReadonlyMap<string, SimulatedNode>,
  options: {
    readonly settings?: Partial<CrawlSettings>;
    readonly optOut?: string;
    readonly seeds: readonly NetAddress[];
  },
): Run {
  const settings = { ...CRAWL_DEFAULTS, ...options.settings };
  const optOut = new OptOutList();
  assert.equal(optOut.add(options.optOut ?? ''), undefined);
  const crawler = new Crawler(settings, {
    random: seededRandom(3),
    optOut,
    allowsPrivate: false,
    canReach: ({ network }) => network === 'ipv4',
    asnOf: ({ bytes }) => bytes[0],
  });
  crawler.learn(options.seeds);
  const open = new Map<string, { readonly endMs: number; readonly finish: () => void; readonly group: string }>();
  const out: Run = {
    rounds: [],
    visits: new Map(),
    asked: new Map(),
    startsMs: [],
    mostOpen: 0,
    mostOpenInGroup: 0,
    endMs: 0,
  };
  let nowMs = START_MS;
  for (let turn = 0; !crawler.isFinished; turn++) {
    assert.ok(turn < 500_000, 'the crawl ends');
    for (const [name, visit] of open) {
      if (visit.endMs > nowMs) continue;
      open.delete(name);
      visit.finish();
    }
    for (const effect of crawler.tick(nowMs)) {
      if (effect.do === 'report') out.rounds.push(effect.round);
      if (effect.do !== 'visit') continue;
      const name = formatAddress(effect.address);
      const node = nodes.get(name);
      const isUp = node?.isUp(nowMs) ?? false;
      out.visits.set(name, [...(out.visits.get(name) ?? []), nowMs]);
      out.startsMs.push(nowMs);
      if (effect.asks && isUp) out.asked.set(name, (out.asked.get(name) ?? 0) + 1);
      const result = isUp ? reached(effect.asks, node!.tells(nowMs)) : TIMEOUT;
      const endMs = nowMs + (isUp ? node!.lastsMs : 10_000);
      const { key } = effect;
      const group = name.split('.', 2).join('.');
      open.set(name, { endMs, group, finish: () => crawler.settle(key, result, endMs) });
      out.mostOpen = Math.max(out.mostOpen, open.size);
      const inGroup = [...open.values()].filter((visit) => visit.group === group).length;
      out.mostOpenInGroup = Math.max(out.mostOpenInGroup, inGroup);
    }
    const next = Math.min(crawler.nextWakeMs(nowMs), ...[...open.values()].map(({ endMs }) => endMs));
    nowMs = Math.max(nowMs + 1, Math.min(next, nowMs + 3_600_000));
  }
  out.endMs = nowMs;
  return out;
}

/** A network of nodes that each know some others. */
function network(count: number, options: { readonly perGroup?: number } = {}): Map<string, SimulatedNode> {
  const { perGroup = 4 } = options;
  const addresses = Array.from({ length: count }, (_, i) => {
    const group = Math.floor(i / perGroup);
    return [20 + (group >> 8), group & 255, i % perGroup, 9] as const;
  });
  return new Map(
    addresses.map((bytes, i) => [
      formatAddress(gossiped(bytes, { timeSec: 0 }).address),
      {
        lastsMs: 2000,
        isUp: () => true,
        tells: (nowMs) =>
          Array.from({ length: 30 }, (_, k) =>
            gossiped(addresses[(i * 7 + k * 13 + 1) % count]!, { timeSec: nowMs / 1000 }),
          ),
      },
    ]),
  );
}

const FIRST: readonly NetAddress[] = [gossiped([20, 0, 0, 9], { timeSec: 0 }).address];

describe('Crawler', () => {
  test('finds a whole network from one node, visits each once a round, asks each once a day, and stops by itself', () => {
    const nodes = network(300);
    const { rounds, visits, asked } = run(nodes, { seeds: FIRST, settings: { rounds: 3 } });
    assert.deepEqual(
      rounds.map(({ reached, isComplete }) => [reached.length, isComplete]),
      [
        [300, true],
        [300, true],
        [300, true],
      ],
    );
    assert.ok([...visits.values()].every(({ length }) => length === 3));
    assert.ok([...asked.values()].every((times) => times === 1));
    const [first, second] = rounds;
    assert.ok(second!.startedAtMs >= first!.startedAtMs + CRAWL_DEFAULTS.roundMs);
  });

  test('its limits hold: so many at once, so many in one part of the network, so many a second', () => {
    const settings = { maxOpen: 8, visitsPerSec: 5, maxOpenPerGroup: 2 };
    const { mostOpen, mostOpenInGroup, startsMs } = run(network(200, { perGroup: 50 }), { seeds: FIRST, settings });
    assert.ok(mostOpen <= 8 && mostOpen > 2, `${mostOpen} at once`);
    assert.equal(mostOpenInGroup, 2);
    for (const [i, startMs] of startsMs.entries()) {
      const inSecond = startsMs.slice(i).filter((other) => other < startMs + 1000).length;
      assert.ok(inSecond <= 6, `${inSecond} in a second`);
    }
  });

  test('one part of the network is not visited twice within its gap', () => {
    const { visits } = run(network(60, { perGroup: 60 }), {
      seeds: FIRST,
      settings: { groupGapMs: 1500, maxOpenPerGroup: 9 },
    });
    const starts = [...visits.values()].flat().sort((a, b) => a - b);
    assert.equal(starts.length, 60);
    for (let i = 1; i < starts.length; i++) assert.ok(starts[i]! - starts[i - 1]! >= 1500);
  });

  test('who opted out is never visited, whoever tells of it', () => {
    const nodes = network(100);
    const { visits, rounds } = run(nodes, { seeds: FIRST, optOut: '20.3.0.0/16\n20.4.1.9:8333' });
    assert.ok([...visits.keys()].every((name) => !name.startsWith('20.3.') && name !== '20.4.1.9:8333'));
    assert.equal(rounds[0]!.reached.length, 100 - 5);
  });

  test('addresses that a liar makes up are visited within bounds, and never at other services’ ports or at home', () => {
    const nodes = network(20);
    const lies = (nowMs: number): GossipedAddress[] => {
      const timeSec = Math.floor(nowMs / 1000);
      const crowd = Array.from({ length: 940 }, (_, k) =>
        gossiped([77, 7, k >> 8, k & 255], { timeSec, port: 8333 + (k % 5) }),
      );
      const samePlace = Array.from({ length: 20 }, (_, k) => gossiped([78, 7, 7, 7], { timeSec, port: 9000 + k }));
      return [
        ...crowd,
        ...samePlace,
        gossiped([10, 0, 0, 1], { timeSec }),
        gossiped([127, 0, 0, 1], { timeSec }),
        gossiped([79, 1, 1, 1], { timeSec, port: 22 }),
        gossiped([79, 1, 1, 2], { timeSec, port: 0 }),
        gossiped([79, 1, 1, 3], { timeSec: timeSec - 40 * 86_400 }),
        gossiped([79, 1, 1, 4], { timeSec: timeSec + 86_400 }),
      ];
    };
    nodes.set('20.0.0.9:8333', { lastsMs: 1000, isUp: () => true, tells: lies });
    for (let i = 0; i < 5; i++) nodes.set(`21.${i}.0.1:8333`, { lastsMs: 1000, isUp: () => true, tells: lies });
    const seeds = [...FIRST, ...Array.from({ length: 5 }, (_, i) => gossiped([21, i, 0, 1], { timeSec: 0 }).address)];
    const { visits, rounds } = run(nodes, { seeds });
    const visited = [...visits.keys()];
    assert.ok(visited.filter((name) => name.startsWith('77.7.')).length <= MAX_KNOWN_PER_GROUP);
    assert.equal(visited.filter((name) => name.startsWith('78.')).length, 3);
    assert.deepEqual(
      visited.filter((name) => /^(?:10|127|79)\./.test(name)),
      [],
    );
    assert.equal(rounds[0]!.isComplete, true);
    assert.ok(
      [...visits.values()].every(({ length }) => length === 1),
      'nobody is visited twice in a round',
    );
  });

  test('a node that fails is tried again in the next round, then ever more rarely', () => {
    const nodes = network(40);
    const { visits } = run(nodes, {
      seeds: [...FIRST, gossiped([99, 9, 9, 9], { timeSec: 0 }).address],
      settings: { rounds: 12 },
    });
    const starts = visits.get('99.9.9.9:8333')!;
    const gaps = starts.slice(1).map((start, i) => Math.round((start - starts[i]!) / CRAWL_DEFAULTS.roundMs));
    assert.deepEqual(gaps, [1, 2], 'and it is forgotten, as it never answered');
  });

  test('a round in which most nodes are gone is doubtful: the net of this machine may be; after three of them it is believed', () => {
    const nodes = network(60);
    const until = START_MS + 1.5 * CRAWL_DEFAULTS.roundMs;
    for (const [name, node] of nodes) {
      if (!name.startsWith('20.0.')) nodes.set(name, { ...node, isUp: (nowMs) => nowMs < until });
    }
    const { rounds } = run(nodes, { seeds: FIRST, settings: { rounds: 7 } });
    assert.deepEqual(
      rounds.map(({ isDoubtful }) => isDoubtful),
      [false, false, true, true, true, false, false],
    );
  });

  test('a round that takes too long is ended, and told to be incomplete', () => {
    const nodes = network(300);
    const { rounds } = run(nodes, { seeds: FIRST, settings: { visitsPerSec: 1, maxRoundMs: 60_000 } });
    assert.equal(rounds[0]!.isComplete, false);
    assert.ok(rounds[0]!.visits <= 61);
  });

  test('without any address a round is over at once', () => {
    const { rounds } = run(new Map(), { seeds: [] });
    assert.deepEqual(
      rounds.map(({ reached, known }) => [reached.length, known]),
      [[0, 0]],
    );
  });

  test('a node said to speak the encrypted transport that does not is tried once more without', () => {
    const crawler = new Crawler(CRAWL_DEFAULTS, {
      random: seededRandom(1),
      optOut: new OptOutList(),
      allowsPrivate: false,
      canReach: () => true,
      asnOf: () => undefined,
    });
    crawler.learn(FIRST);
    const first = crawler.tick(START_MS)[0]!;
    assert.ok(first.do === 'visit');
    const told = gossiped([50, 1, 1, 1], { timeSec: START_MS / 1000, services: 0x809n });
    crawler.settle(
      first.key,
      {
        outcome: 'reached',
        version: 70016,
        services: 9n,
        userAgent: '',
        startHeight: 0,
        answered: true,
        addresses: [told],
      },
      START_MS + 1000,
    );
    const second = crawler.tick(START_MS + 2000)[0]!;
    assert.ok(second.do === 'visit' && second.usesV2);
    crawler.settle(addressKey(told.address), { outcome: 'failed', reason: 'peer-closed' }, START_MS + 3000);
    const third = crawler.tick(START_MS + 5000)[0]!;
    assert.ok(third.do === 'visit' && !third.usesV2 && third.key === second.key);
  });
});
