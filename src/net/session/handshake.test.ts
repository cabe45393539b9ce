import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message, VersionMessage } from '../../wire/message.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { ConnectionKind } from '../peer.ts';
import { Handshake } from './handshake.ts';
import type { HandshakeMoment } from './handshake.ts';

const ADDRESS: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(1, 2, 3, 4), port: 8333 };
const WANTED = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;
const MOMENT: HandshakeMoment = {
  nowMs: 1_641_378_600_500,
  tipHeight: 717_000,
  isOwnNonce: (nonce) => nonce === 99n,
  desirableServices: () => WANTED,
};

function handshake(kind: ConnectionKind, address: NetAddress = ADDRESS): Handshake {
  const local = { services: WANTED, userAgent: '/Vigil:0.1.0/', wantsTransactions: true };
  return new Handshake({ kind, address, local, nonce: 7n });
}

function version(changes: Partial<VersionMessage> = {}): VersionMessage {
  return {
    type: 'version',
    version: 70_016,
    services: WANTED,
    timeSec: 1_641_378_600n,
    receiver: ADDRESS,
    receiverServices: 0n,
    sender: ADDRESS,
    senderServices: 0n,
    nonce: 5n,
    userAgent: '/Satoshi:28.1.0/',
    startHeight: 100,
    relay: true,
    ...changes,
  };
}

function typesOf(messages: readonly Message[]): string[] {
  return messages.map(({ type }) => type);
}

describe('Handshake', () => {
  test('the side that opened the connection speaks first, the other answers with its own version', () => {
    assert.deepEqual(typesOf(handshake('outbound-full-relay').begin(MOMENT)), ['version']);
    const inbound = handshake('inbound');
    assert.deepEqual(inbound.begin(MOMENT), []);
    const step = inbound.receive(version(), MOMENT);
    assert.deepEqual(typesOf(step!.send), ['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
    assert.equal(step!.version?.startHeight, 100);
  });

  test('it is done once the peer has sent verack, and says so once', () => {
    const outbound = handshake('outbound-full-relay');
    outbound.begin(MOMENT);
    assert.deepEqual(typesOf(outbound.receive(version(), MOMENT)!.send), ['wtxidrelay', 'sendaddrv2', 'verack']);
    assert.equal(outbound.isReady, false);
    assert.equal(outbound.receive({ type: 'verack' }, MOMENT)!.isReady, true);
    assert.equal(outbound.isReady, true);
    assert.equal(outbound.receive({ type: 'verack' }, MOMENT)!.isReady, undefined);
  });

  test('a verack before the version makes nothing ready', () => {
    const inbound = handshake('inbound');
    assert.equal(inbound.receive({ type: 'verack' }, MOMENT)!.isReady, undefined);
    assert.equal(inbound.isReady, false);
  });

  test('our version says our time, tip and services, and tells nobody our address', () => {
    const [message] = handshake('outbound-full-relay').begin(MOMENT) as [VersionMessage];
    assert.equal(message.timeSec, 1_641_378_600n);
    assert.equal(message.startHeight, 717_000);
    assert.equal(message.services, WANTED);
    assert.equal(message.relay, true);
    assert.deepEqual(message.receiver, ADDRESS);
    assert.deepEqual(message.sender.bytes, new Uint8Array(16));
  });

  test('an onion address of the peer is not repeated to it, since version has no room for it', () => {
    const onion: NetAddress = { network: 'torv3', bytes: new Uint8Array(32).fill(9), port: 8333 };
    const [message] = handshake('manual', onion).begin(MOMENT) as [VersionMessage];
    assert.equal(message.receiver.network, 'ipv6');
    assert.equal(message.receiver.port, 0);
  });

  test('block-relay-only connections and feelers ask for no transactions', () => {
    for (const kind of ['block-relay-only', 'feeler'] as const) {
      const [message] = handshake(kind).begin(MOMENT) as [VersionMessage];
      assert.equal(message.relay, false, kind);
    }
  });

  test('features are agreed on between version and verack only', () => {
    const peer = handshake('inbound');
    peer.receive({ type: 'wtxidrelay' }, MOMENT);
    peer.receive({ type: 'sendaddrv2' }, MOMENT);
    assert.deepEqual([peer.usesWtxids, peer.usesAddrV2], [false, false], 'before version they are ignored');
    peer.receive(version(), MOMENT);
    peer.receive({ type: 'wtxidrelay' }, MOMENT);
    peer.receive({ type: 'sendaddrv2' }, MOMENT);
    assert.deepEqual([peer.usesWtxids, peer.usesAddrV2], [true, true]);
    peer.receive({ type: 'verack' }, MOMENT);
    assert.equal(peer.receive({ type: 'wtxidrelay' }, MOMENT)!.failure, 'wtxidrelay-after-verack');
    assert.equal(peer.receive({ type: 'sendaddrv2' }, MOMENT)!.failure, 'sendaddrv2-after-verack');
  });

  test('a peer below 70016 is offered no features, and its wtxidrelay is ignored', () => {
    const old = handshake('inbound');
    assert.deepEqual(typesOf(old.receive(version({ version: 70_015 }), MOMENT)!.send), ['version', 'verack']);
    old.receive({ type: 'wtxidrelay' }, MOMENT);
    assert.equal(old.usesWtxids, false);
    assert.equal(old.commonVersion, 70_015);
  });

  test('versions below 31800 are refused, 31800 is not', () => {
    assert.equal(handshake('inbound').receive(version({ version: 31_799 }), MOMENT)!.failure, 'obsolete-version');
    assert.equal(handshake('inbound').receive(version({ version: 31_800 }), MOMENT)!.failure, undefined);
  });

  test('an automatic outbound peer has to offer what we want; a manual or inbound one need not', () => {
    const poor = version({ services: SERVICE_FLAGS.network });
    assert.equal(handshake('outbound-full-relay').receive(poor, MOMENT)!.failure, 'services-missing');
    assert.equal(handshake('block-relay-only').receive(poor, MOMENT)!.failure, 'services-missing');
    assert.equal(handshake('manual').receive(poor, MOMENT)!.failure, undefined);
    assert.equal(handshake('inbound').receive(poor, MOMENT)!.failure, undefined);
  });

  test('a node that reaches itself notices by its nonce, on the inbound side', () => {
    assert.equal(handshake('inbound').receive(version({ nonce: 99n }), MOMENT)!.failure, 'connected-to-self');
    assert.equal(handshake('manual').receive(version({ nonce: 99n }), MOMENT)!.failure, undefined);
  });

  test('a feeler is done when it has heard a version', () => {
    const step = handshake('feeler').receive(version(), MOMENT)!;
    assert.equal(step.failure, 'feeler-done');
    assert.equal(step.version?.userAgent, '/Satoshi:28.1.0/');
  });

  test('other messages are swallowed before it is done, and handed on after', () => {
    const peer = handshake('inbound');
    assert.deepEqual(peer.receive({ type: 'ping', nonce: 1n }, MOMENT), { send: [] });
    peer.receive(version(), MOMENT);
    assert.deepEqual(peer.receive({ type: 'ping', nonce: 1n }, MOMENT), { send: [] });
    peer.receive({ type: 'verack' }, MOMENT);
    assert.equal(peer.receive({ type: 'ping', nonce: 1n }, MOMENT), undefined);
  });

  test('a second version is ignored', () => {
    const peer = handshake('inbound');
    peer.receive(version(), MOMENT);
    assert.deepEqual(peer.receive(version({ startHeight: 5 }), MOMENT), { send: [] });
    assert.equal(peer.theirs?.startHeight, 100);
  });
});
