import type { BlockHash } from '../../src/primitives/hash.ts';
import { INVENTORY_TYPES } from '../../src/wire/inventory.ts';
import type { GossipedAddress } from '../../src/wire/net-address.ts';
import { genesis, tipOf } from './hostile-data.ts';
import { madeUpItems } from './hostile-items.ts';
import type { HostileScenario } from './hostile-scenario.ts';

const { wtx, tx, block, witnessBlock, compactBlock } = INVENTORY_TYPES;
const MIB = 1024 * 1024;

function addresses(count: number, first: number): GossipedAddress[] {
  return Array.from({ length: count }, (_, i) => {
    const number = first + i;
    const bytes = Uint8Array.of(60 + ((number >>> 16) & 0x3f), number >>> 8, number, 9);
    return { address: { network: 'ipv4', bytes, port: 8333 }, services: 9n, timeSec: 1_767_225_600 };
  });
}

/** Too much of everything. */
export const FLOOD_SCENARIOS: readonly HostileScenario[] = [
  {
    name: 'inv of 50,001 items',
    fate: 'dropped',
    reason: /malformed-inv/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'inv', inventory: madeUpItems(wtx, 50_001) })),
  },
  {
    name: 'ten inv of 50,000 transactions that are not there',
    fate: 'kept',
    // 5,000 announcements are tracked, and a filter remembers 50,000 names that it has.
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 10; i++) peer.send({ type: 'inv', inventory: madeUpItems(wtx, 50_000, i * 50_000) });
      }),
  },
  {
    name: 'inv of 50,000 transactions that are not there, and no end',
    fate: 'dropped',
    reason: /useless-work/,
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 25; i++) peer.send({ type: 'inv', inventory: madeUpItems(wtx, 50_000) });
      }),
  },
  {
    name: 'inv of 50,000 blocks that are not there',
    fate: 'kept',
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'inv', inventory: madeUpItems(block, 50_000) })),
  },
  {
    name: 'inv of types that nobody knows',
    fate: 'kept',
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'inv', inventory: madeUpItems(0x7777, 50_000) })),
  },
  {
    name: 'getdata of 50,001 items',
    fate: 'dropped',
    reason: /malformed-getdata/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'getdata', inventory: madeUpItems(wtx, 50_001) })),
  },
  {
    name: 'ten getdata of 50,000 transactions that are not there',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 10; i++) peer.send({ type: 'getdata', inventory: madeUpItems(tx, 50_000) });
      }),
  },
  {
    name: 'the same, by one who does not read',
    fate: 'kept',
    // What waits to be sent (1 MB, and the answer to one message), and 50,000 requests of which one is being answered.
    holdsBytes: 24 * MIB,
    attack: ({ do: act }) =>
      act((peer) => {
        peer.stopReading();
        for (let i = 0; i < 4; i++) peer.send({ type: 'getdata', inventory: madeUpItems(tx, 50_000) });
      }),
  },
  {
    name: 'all blocks a hundred times over, by one who does not read',
    fate: 'kept',
    holdsBytes: 4 * MIB,
    attack: ({ do: act }, scene) =>
      act((peer) => {
        peer.stopReading();
        const { hash } = tipOf(scene);
        const inventory = Array.from({ length: 10_000 }, (_, i) => ({
          type: i % 2 === 0 ? witnessBlock : compactBlock,
          hash,
        }));
        for (let i = 0; i < 4; i++) peer.send({ type: 'getdata', inventory });
      }),
  },
  {
    name: 'the same, by one who does not read for an hour',
    fate: 'dropped',
    reason: /send-timeout|receive-timeout|ping-timeout/,
    holdsBytes: 4 * MIB,
    lastsMs: 60 * 60_000,
    attack: ({ do: act }, scene) =>
      act((peer) => {
        peer.stopReading();
        const { hash } = tipOf(scene);
        const inventory = Array.from({ length: 10_000 }, () => ({ type: witnessBlock, hash }));
        peer.send({ type: 'getdata', inventory });
      }),
  },
  {
    name: 'more than 50,000 blocks are asked for and not taken',
    fate: 'kept',
    holdsBytes: 8 * MIB,
    attack: ({ do: act }, scene) =>
      act((peer) => {
        peer.stopReading();
        const { hash } = tipOf(scene);
        const inventory = Array.from({ length: 50_000 }, () => ({ type: witnessBlock, hash }));
        for (let i = 0; i < 3; i++) peer.send({ type: 'getdata', inventory });
      }),
  },
  {
    name: '50,000 pings, by one who does not read',
    fate: 'dropped',
    reason: /useless-work/,
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) =>
      act((peer) => {
        peer.stopReading();
        for (let i = 0; i < 50_000; i++) peer.send({ type: 'ping', nonce: BigInt(i) });
      }),
  },
  {
    name: '4,000 pings, by one who reads',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 4000; i++) peer.send({ type: 'ping', nonce: BigInt(i) });
      }),
  },
  {
    name: '6,000 pings, by one who reads',
    fate: 'dropped',
    reason: /useless-work/,
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 6000; i++) peer.send({ type: 'ping', nonce: BigInt(i) });
      }),
  },
  {
    name: '6,000 pings, and nobody is dropped for useless work',
    fate: 'kept',
    victim: { dropsUseless: false },
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 6000; i++) peer.send({ type: 'ping', nonce: BigInt(i) });
      }),
  },
  {
    name: '2,000 getheaders from the first block, by one who does not read',
    fate: 'kept',
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) =>
      act((peer) => {
        peer.stopReading();
        const question = {
          version: 70_016,
          locator: [genesis().hash as BlockHash],
          stopHash: new Uint8Array(32) as BlockHash,
        };
        for (let i = 0; i < 2000; i++) peer.send({ type: 'getheaders', ...question });
      }),
  },
  {
    name: '5,000 getheaders from the first block, by one who does not read for a minute',
    fate: 'dropped',
    reason: /not-reading/,
    holdsBytes: 4 * MIB,
    lastsMs: 60_000,
    attack: ({ do: act }) =>
      act((peer) => {
        peer.stopReading();
        const stopHash = new Uint8Array(32) as BlockHash;
        const question = { version: 70_016, locator: [genesis().hash as BlockHash], stopHash };
        for (let i = 0; i < 5000; i++) peer.send({ type: 'getheaders', ...question });
      }),
  },
  {
    name: '2,000 getblocks from the first block, by one who does not read',
    fate: 'kept',
    holdsBytes: 4 * MIB,
    attack: ({ do: act }) =>
      act((peer) => {
        peer.stopReading();
        const question = {
          version: 70_016,
          locator: [genesis().hash as BlockHash],
          stopHash: new Uint8Array(32) as BlockHash,
        };
        for (let i = 0; i < 2000; i++) peer.send({ type: 'getblocks', ...question });
      }),
  },
  {
    name: 'a locator of 102 hashes',
    fate: 'dropped',
    reason: /malformed-getheaders/,
    attack: ({ do: act }) =>
      act((peer) => {
        const locator = madeUpItems(block, 102).map(({ hash }) => hash as BlockHash);
        peer.send({ type: 'getheaders', version: 70_016, locator, stopHash: locator[0]! });
      }),
  },
  {
    name: 'filters of all blocks, 16 times, by one who does not read',
    fate: 'kept',
    victim: { servesFilters: true },
    holdsBytes: 4 * MIB,
    attack: ({ do: act }, scene) =>
      act((peer) => {
        peer.stopReading();
        const range = { filterType: 0, startHeight: 0, stopHash: tipOf(scene).hash };
        for (let i = 0; i < 16; i++) peer.send({ type: 'getcfilters', ...range });
        for (let i = 0; i < 500; i++) peer.send({ type: 'getcfheaders', ...range });
      }),
  },
  {
    name: 'filters of a range that is none',
    fate: 'dropped',
    reason: /filter-request-invalid/,
    victim: { servesFilters: true },
    attack: ({ do: act }, scene) =>
      act((peer) =>
        peer.send({ type: 'getcfilters', filterType: 0, startHeight: 0xffff_ffff, stopHash: tipOf(scene).hash }),
      ),
  },
  {
    name: 'addr of 1,001 addresses',
    fate: 'dropped',
    reason: /malformed-addr/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'addr', addresses: addresses(1001, 0) })),
  },
  {
    name: '100,000 addresses',
    fate: 'kept',
    // A thousand may be looked at, no more than one in ten seconds after that.
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 100; i++) peer.send({ type: 'addr', addresses: addresses(1000, i * 1000) });
      }),
  },
  {
    name: '2,000 small addr that would be passed on, and getaddr each time',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 2000; i++) {
          peer.send({ type: 'addr', addresses: addresses(10, i * 10) });
          peer.send({ type: 'getaddr' });
        }
      }),
  },
];
