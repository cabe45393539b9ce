import { encodeMessage } from '../../src/wire/message-encoder.ts';
import { INVENTORY_TYPES } from '../../src/wire/inventory.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';
import { madeUpHash, madeUpItems } from './hostile-items.ts';
import { PARAMS } from './hostile-scene.ts';
import type { HostileScenario } from './hostile-scenario.ts';
import type { BlockHash } from '../../src/primitives/hash.ts';

const SILENT = { greets: false } as const;
const PING = encodeMessage({ type: 'ping', nonce: 1n }).payload;

/** A message as bytes of the wire, for those that are to be changed. */
function framed(command: string, payload: Uint8Array): Uint8Array {
  return new V1Transport({ magic: PARAMS.magic }).write(command, payload);
}

/** Bytes that are no protocol, handshakes that go wrong, messages that nobody should send. */
export const PROTOCOL_SCENARIOS: readonly HostileScenario[] = [
  {
    name: 'bytes of no protocol',
    fate: 'dropped',
    reason: /bad-message-start/,
    offender: SILENT,
    attack: ({ do: act }) => act((peer) => peer.sendBytes(Uint8Array.from({ length: 500 }, (_, i) => (i * 37) & 0xff))),
  },
  {
    name: 'another network',
    fate: 'dropped',
    reason: /bad-message-start/,
    offender: SILENT,
    attack: ({ do: act }) =>
      act((peer) =>
        peer.sendBytes(new V1Transport({ magic: Uint8Array.of(0xf9, 0xbe, 0xb4, 0xd9) }).write('ping', PING)),
      ),
  },
  {
    name: 'a payload that is stated as 4,000,001 bytes',
    fate: 'dropped',
    reason: /message-too-large/,
    attack: ({ do: act }) =>
      act((peer) => {
        const bytes = framed('ping', PING);
        new DataView(bytes.buffer).setUint32(16, 4_000_001, true);
        peer.sendBytes(bytes);
      }),
  },
  {
    name: 'a payload that is stated as 4,000,000 bytes, and never sent',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        const bytes = framed('ping', PING);
        new DataView(bytes.buffer).setUint32(16, 4_000_000, true);
        peer.sendBytes(bytes);
      }),
    // The rest of its message is what it says next: no ping of its can be answered.
    holdsBytes: 1_000_000,
  },
  {
    name: 'a wrong checksum',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        const bytes = framed('ping', PING);
        bytes[20]! ^= 1;
        peer.sendBytes(bytes);
      }),
  },
  {
    name: 'names that nobody knows',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 200; i++) peer.sendPayload(`unknown${i}`, new Uint8Array(1000));
      }),
  },
  {
    name: 'pings, one byte a second',
    fate: 'kept',
    // A pong would come in between.
    offender: { answersPings: false },
    attack: ({ do: act }, scene) => {
      const ping = framed('ping', PING);
      for (let i = 0; i < 4 * ping.length; i++) {
        const at = i % ping.length;
        scene.lab.world.later(i * 1000, () => act((peer) => peer.sendBytes(ping.slice(at, at + 1))));
      }
    },
    lastsMs: 40_000,
  },
  {
    name: 'no word at all',
    fate: 'dropped',
    reason: /handshake-timeout/,
    offender: SILENT,
    attack: () => {},
    lastsMs: 61_000,
  },
  {
    name: 'a version and no verack',
    fate: 'dropped',
    reason: /handshake-timeout/,
    offender: SILENT,
    attack: ({ do: act }) => act((peer) => peer.sendVersion()),
    lastsMs: 61_000,
  },
  {
    name: 'pings before the handshake, again and again',
    fate: 'dropped',
    reason: /handshake-timeout/,
    offender: SILENT,
    attack: ({ do: act }, scene) => {
      for (let i = 0; i < 100; i++) scene.lab.world.later(i * 600, () => act((peer) => peer.sendPayload('ping', PING)));
    },
    lastsMs: 61_000,
  },
  {
    name: 'no pong, ever',
    fate: 'dropped',
    reason: /ping-timeout/,
    offender: { answersPings: false },
    attack: ({ do: act }, scene) => {
      for (let i = 0; i < 25; i++)
        scene.lab.world.later(i * 60_000, () => act((peer) => peer.sendPayload('feefilter', PING)));
    },
    lastsMs: 24 * 60_000,
    // Of honest peers: what half an hour adds.
    holdsBytes: 2_000_000,
  },
  {
    name: 'silence after the handshake',
    fate: 'dropped',
    reason: /receive-timeout|ping-timeout/,
    offender: { answersPings: false },
    attack: () => {},
    lastsMs: 24 * 60_000,
    // Of honest peers: what half an hour adds.
    holdsBytes: 2_000_000,
  },
  {
    name: 'version and verack a hundred times',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (let i = 0; i < 100; i++) peer.sendVersion({ nonce: BigInt(i), userAgent: 'x'.repeat(256) });
        for (let i = 0; i < 100; i++) peer.send({ type: 'verack' });
      }),
  },
  {
    name: 'wtxidrelay after verack',
    fate: 'dropped',
    reason: /wtxidrelay-after-verack/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'wtxidrelay' })),
  },
  {
    name: 'sendaddrv2 after verack',
    fate: 'dropped',
    reason: /sendaddrv2-after-verack/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'sendaddrv2' })),
  },
  {
    name: 'a version too old to be talked to',
    fate: 'dropped',
    reason: /obsolete-version/,
    offender: SILENT,
    attack: ({ do: act }) => act((peer) => peer.sendVersion({ version: 31_799 })),
  },
  {
    name: 'a version from far ahead, with senseless numbers',
    fate: 'kept',
    offender: {
      version: { version: 0x7fff_ffff, timeSec: -(2n ** 63n), startHeight: -(2 ** 31), services: 2n ** 64n - 1n },
    },
    attack: () => {},
  },
  {
    name: 'a user agent of 257 bytes',
    fate: 'dropped',
    reason: /malformed-version/,
    offender: SILENT,
    attack: ({ do: act }) => act((peer) => peer.sendVersion({ userAgent: 'x'.repeat(257) })),
  },
  {
    name: 'messages of Bloom filters',
    fate: 'dropped',
    reason: /bloom-filters-not-served/,
    attack: ({ do: act }) => act((peer) => peer.sendPayload('filterload', new Uint8Array(36_001))),
  },
  {
    name: 'the mempool is asked for',
    fate: 'dropped',
    reason: /mempool-not-served/,
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'mempool' })),
  },
  {
    name: 'filters are asked for, which are not served',
    fate: 'dropped',
    reason: /filter-request-invalid/,
    attack: ({ do: act }) =>
      act((peer) => peer.send({ type: 'getcfcheckpt', filterType: 0, stopHash: madeUpHash(1) as BlockHash })),
  },
  {
    name: 'answers that nobody has asked for',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        const hash = madeUpHash(1) as BlockHash;
        for (let i = 0; i < 50; i++) {
          peer.send({ type: 'pong', nonce: BigInt(i) });
          peer.send({ type: 'notfound', inventory: madeUpItems(INVENTORY_TYPES.wtx, 100) });
          peer.send({ type: 'blocktxn', blockHash: hash, transactions: [] });
          peer.send({ type: 'merkleblock' });
          peer.send({ type: 'cfilter', filterType: 0, blockHash: hash, filter: new Uint8Array(1000) });
          peer.send({ type: 'sendtxrcncl', version: 1, salt: 1n });
          peer.send({ type: 'headers', headers: new Uint8Array(0) });
        }
      }),
  },
  {
    name: 'senseless settings: feefilter, sendcmpct, sendheaders',
    fate: 'kept',
    attack: ({ do: act }) =>
      act((peer) => {
        for (const fee of [-1n, -(2n ** 63n), 2n ** 63n - 1n, 0n])
          peer.send({ type: 'feefilter', feeRateSatsPerKvb: fee });
        for (const version of [0n, 1n, 2n ** 64n - 1n]) peer.send({ type: 'sendcmpct', highBandwidth: true, version });
        for (let i = 0; i < 1000; i++) peer.send({ type: 'sendcmpct', highBandwidth: i % 2 === 0, version: 2n });
        for (let i = 0; i < 1000; i++) peer.send({ type: 'sendheaders' });
      }),
  },
  {
    name: 'a version of long ago that is still talked to',
    fate: 'kept',
    offender: { version: { version: 31_800 } },
    attack: ({ do: act }) => act((peer) => peer.send({ type: 'ping', nonce: 1n })),
  },
];
