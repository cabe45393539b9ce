import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { seededRandom } from '../../test/seeded-random.ts';
import { TransportPair } from '../../test/transport-pair.ts';
import { COMMANDS } from '../../test/wire-messages.ts';
import { AssertionError } from '../bytes/assert.ts';
import { networkParams } from '../consensus/params.ts';
import { ellswiftCreate, ellswiftSharedSecret } from '../crypto/ellswift.ts';
import { Bip324Cipher } from './bip324-cipher.ts';
import { V1Transport } from './v1-transport.ts';
import { MAX_GARBAGE_BYTES, V2Transport } from './v2-transport.ts';

const { magic } = networkParams('mainnet');
const EMPTY = new Uint8Array(0);

interface Side {
  readonly isInitiator: boolean;
  readonly seed?: number;
  readonly magic?: Uint8Array;
  /** How much garbage is sent; by chance unless told. */
  readonly garbageBytes?: number;
}

function transport({ isInitiator, seed = 1, magic: ofNetwork = magic, garbageBytes }: Side): V2Transport {
  const chance = seededRandom(2 * seed + (isInitiator ? 1 : 0));
  const below = (bound: number): number =>
    bound === MAX_GARBAGE_BYTES + 1 && garbageBytes !== undefined ? garbageBytes : chance.below(bound);
  return new V2Transport({ magic: ofNetwork, isInitiator }, { random: { ...chance, below } });
}

/** Two transports whose handshake is done. */
function connected(seed: number = 1): {
  readonly a: V2Transport;
  readonly b: V2Transport;
  readonly pair: TransportPair;
} {
  const [a, b] = [transport({ isInitiator: true, seed }), transport({ isInitiator: false, seed })];
  const pair = new TransportPair(a, b);
  pair.shakeHands();
  assert.deepEqual([pair.a.failure, pair.b.failure], [undefined, undefined]);
  return { a, b, pair };
}

test('two sides shake hands and exchange messages, whatever the slices and the garbage', () => {
  const seed = fc.nat(1_000);
  const garbage = fc.constantFrom(0, 1, 15, 16, 17, 4_094, MAX_GARBAGE_BYTES, undefined);
  fc.assert(
    fc.property(seed, garbage, garbage, fc.infiniteStream(fc.nat(700)), (chance, ofA, ofB, sizes) => {
      const side = (isInitiator: boolean, garbageBytes: number | undefined): V2Transport =>
        transport({ isInitiator, seed: chance, ...(garbageBytes !== undefined && { garbageBytes }) });
      const [a, b] = [side(true, ofA), side(false, ofB)];
      const pair = new TransportPair(a, b, () => sizes.next().value);
      pair.shakeHands();
      for (let i = 0; i < 3; i++) {
        pair.carry('a', a.write('ping', Uint8Array.of(i)));
        pair.carry('b', b.write('wtxidrelay', EMPTY));
      }
      assert.deepEqual([pair.a.failure, pair.b.failure], [undefined, undefined]);
      assert.deepEqual(
        pair.b.received,
        [0, 1, 2].map((i) => ({ command: 'ping', payload: Uint8Array.of(i), sizeBytes: 22 })),
      );
      assert.deepEqual(pair.a.received[2], { command: 'wtxidrelay', payload: EMPTY, sizeBytes: 33 });
      assert.deepEqual([a.kind, b.kind], ['v2', 'v2']);
      assert.equal(a.sessionId?.length, 32);
      assert.deepEqual(a.sessionId, b.sessionId);
    }),
    { numRuns: 25 },
  );
});

test('messages that are written before the handshake are sent right after it, in order', () => {
  const [a, b] = [transport({ isInitiator: true }), transport({ isInitiator: false })];
  assert.equal(a.write('version', Uint8Array.of(1)).length, 0);
  assert.equal(a.write('verack', EMPTY).length, 0);
  const pair = new TransportPair(a, b);
  pair.shakeHands();
  assert.deepEqual(
    pair.b.received.map(({ command }) => command),
    ['version', 'verack'],
  );
  for (let i = 0; i < 16; i++) transport({ isInitiator: true }).write('ping', EMPTY);
  const impatient = transport({ isInitiator: true });
  for (let i = 0; i < 16; i++) impatient.write('ping', EMPTY);
  assert.throws(() => impatient.write('ping', EMPTY), AssertionError);
});

test('every name comes across, in one byte where BIP324 gives it one', () => {
  const { a, pair } = connected();
  const long = new Set(['version', 'verack', 'getaddr', 'sendheaders', 'wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'x']);
  for (const command of [...COMMANDS, 'x']) {
    const bytes = a.write(command, EMPTY);
    assert.equal(bytes.length, 20 + (long.has(command) ? 13 : 1), command);
    pair.carry('a', bytes);
    assert.equal(pair.b.received.at(-1)?.command, command);
  }
});

test('the longest payload comes across, on its own memory', () => {
  const { a, pair } = connected();
  const payload = new Uint8Array(4_000_000).fill(5);
  pair.carry('a', a.write('custom', payload));
  assert.ok(Buffer.from(payload).equals(pair.b.received[0]!.payload));
  assert.throws(() => a.write('custom', new Uint8Array(4_000_001)), AssertionError);
  pair.carry('a', a.write('tx', Uint8Array.of(1, 2, 3)));
  const small = pair.b.received[1]!.payload;
  assert.deepEqual(small, Uint8Array.of(1, 2, 3));
  assert.ok(small.buffer.byteLength < 64, 'a small payload holds on to nothing large');
  assert.equal(small.constructor, Uint8Array);
});

test('a responder goes on as v1 when the first bytes are those of a v1 peer, in any slices', () => {
  for (const size of [1, 7, 16, 1_000]) {
    const b = transport({ isInitiator: false });
    assert.equal(b.kind, 'detecting');
    const a = new V1Transport({ magic });
    const pair = new TransportPair(a, b, () => size);
    pair.shakeHands();
    pair.carry('a', a.write('version', new Uint8Array(90).fill(4)));
    pair.carry('a', a.write('verack', EMPTY));
    assert.equal(b.kind, 'v1');
    assert.equal(b.sessionId, undefined);
    assert.deepEqual(
      pair.b.received.map(({ command, sizeBytes }) => [command, sizeBytes]),
      [
        ['version', 114],
        ['verack', 24],
      ],
    );
    pair.carry('b', b.write('verack', EMPTY));
    assert.equal(pair.a.received[0]?.command, 'verack');
  }
});

test('a responder waits as long as the bytes may be those of either, and answers with its key at the first that may not', () => {
  const version = new V1Transport({ magic }).write('version', EMPTY).subarray(0, 16);
  const waiting = transport({ isInitiator: false });
  assert.equal(waiting.receive(version.subarray(0, 15)).send.length, 0);
  assert.equal(waiting.kind, 'detecting');
  const other = version.slice();
  other[15] = 1;
  const decided = transport({ isInitiator: false, garbageBytes: 100 });
  assert.equal(decided.receive(other.subarray(0, 15)).send.length, 0);
  assert.equal(decided.receive(other.subarray(15)).send.length, 64 + 100);
  assert.equal(decided.kind, 'v2');
  const first = transport({ isInitiator: false, garbageBytes: 0 });
  assert.equal(first.receive(Uint8Array.of(magic[0]! ^ 1)).send.length, 64);
});

test('a v1 peer of another network is told from a key', () => {
  const bytes = new V1Transport({ magic: networkParams('signet').magic }).write('version', new Uint8Array(90));
  for (const size of [1, 5, 500]) {
    const b = transport({ isInitiator: false });
    const pair = new TransportPair(new V1Transport({ magic }), b, () => size);
    pair.carry('a', bytes);
    assert.deepEqual(pair.b.failure, { code: 'v1-peer-of-another-network' });
  }
  // A v1 peer of our network that says something else first is none that there is: its bytes are taken for a key.
  const odd = transport({ isInitiator: false });
  assert.equal(odd.receive(new V1Transport({ magic }).write('verack', EMPTY)).failure, undefined);
  assert.equal(odd.kind, 'v2');
});

test('v1 is worth a try as long as a begun handshake was not answered', () => {
  const a = transport({ isInitiator: true });
  assert.equal(a.shouldReconnectV1, false);
  a.start();
  assert.equal(a.shouldReconnectV1, true);
  a.receive(Uint8Array.of(1));
  assert.equal(a.shouldReconnectV1, false);
  const b = transport({ isInitiator: false });
  b.start();
  assert.equal(b.shouldReconnectV1, false);
});

test('garbage without a terminator ends the connection after 4,111 bytes, not before', () => {
  const a = transport({ isInitiator: true });
  a.start();
  const key = ellswiftCreate(seededRandom(5)).publicKey;
  assert.equal(a.receive(key).failure, undefined);
  assert.equal(a.receive(new Uint8Array(MAX_GARBAGE_BYTES + 15)).failure, undefined);
  assert.deepEqual(a.receive(new Uint8Array(1)).failure, { code: 'missing-garbage-terminator' });
  assert.deepEqual(a.receive(new Uint8Array(1)).failure, { code: 'missing-garbage-terminator' });
});

test('peers of two networks do not understand each other', () => {
  const a = transport({ isInitiator: true, garbageBytes: MAX_GARBAGE_BYTES });
  const b = transport({ isInitiator: false, magic: networkParams('regtest').magic });
  const pair = new TransportPair(a, b);
  pair.shakeHands();
  pair.carry('a', a.write('version', new Uint8Array(100)));
  assert.deepEqual(pair.b.failure, { code: 'missing-garbage-terminator' });
});

test('a change of any byte of a handshake or a message is noticed', () => {
  for (const [at, code] of [
    [0, 'missing-garbage-terminator'],
    [63, 'missing-garbage-terminator'],
    // In the garbage, which the version packet authenticates.
    [70, 'packet-authentication-failed'],
  ] as const) {
    const [a, b] = [transport({ isInitiator: true, garbageBytes: 50 }), transport({ isInitiator: false })];
    const opening = a.start();
    opening[at]! ^= 1;
    const { send } = b.receive(opening);
    const answer = a.receive(send);
    const result = b.receive(Uint8Array.of(...answer.send, ...new Uint8Array(5_000)));
    assert.deepEqual(result.failure, { code }, `byte ${at}`);
  }
  const { a, b } = connected();
  const message = a.write('ping', new Uint8Array(8));
  message[10]! ^= 1;
  assert.deepEqual(b.receive(message).failure, { code: 'packet-authentication-failed' });
});

/** A peer that does what it wants: it has the ciphers of a responder whose handshake with `a` is done. */
function strange(a: V2Transport, version: (cipher: Bip324Cipher, garbage: Uint8Array) => Uint8Array[]): Bip324Cipher {
  const keyPair = ellswiftCreate(seededRandom(77));
  const theirs = a.start().slice(0, 64);
  const sharedSecret = ellswiftSharedSecret(keyPair, theirs, { isInitiator: false });
  const cipher = new Bip324Cipher({ sharedSecret, magic, isInitiator: false });
  const garbage = new Uint8Array(20).fill(3);
  for (const part of [keyPair.publicKey, garbage, cipher.sendGarbageTerminator, ...version(cipher, garbage)]) {
    assert.equal(a.receive(part).failure, undefined);
  }
  return cipher;
}

test('decoys are passed over, before the version packet too; the first packet authenticates the garbage', () => {
  const a = transport({ isInitiator: true });
  const peer = strange(a, (cipher, garbage) => [
    cipher.encrypt([new Uint8Array(500)], { aad: garbage, isDecoy: true }),
    cipher.encrypt([], { isDecoy: true }),
    // What later versions of the transport say is not looked into.
    cipher.encrypt([Uint8Array.of(1, 2, 3)]),
  ]);
  assert.deepEqual(a.receive(peer.encrypt([Uint8Array.of(18, 7)], { isDecoy: true })).messages, []);
  const { messages } = a.receive(peer.encrypt([Uint8Array.of(18, 7)]));
  assert.deepEqual(messages, [{ command: 'ping', payload: Uint8Array.of(7), sizeBytes: 22 }]);
});

test('a message without a name that is known is dropped, and the next one is read', () => {
  const a = transport({ isInitiator: true });
  const peer = strange(a, (cipher, garbage) => [cipher.encrypt([], { aad: garbage })]);
  const named = (name: string): Uint8Array => Uint8Array.of(0, ...Buffer.from(name.padEnd(12, '\0'), 'latin1'));
  const bad = [EMPTY, Uint8Array.of(29), Uint8Array.of(255), Uint8Array.of(0), named('a').subarray(0, 12)];
  for (const contents of [...bad, named('a\u0001'), named('a\0b')]) {
    const { messages, dropped, failure } = a.receive(peer.encrypt([contents]));
    assert.deepEqual([messages.length, dropped[0]?.code, failure], [0, 'bad-message-type', undefined]);
  }
  assert.equal(a.receive(peer.encrypt([Uint8Array.of(28)])).messages[0]?.command, 'addrv2');
  assert.equal(a.receive(peer.encrypt([named('a')])).messages[0]?.command, 'a');
});

test('contents have at most 4,000,013 bytes', () => {
  const version = (cipher: Bip324Cipher, garbage: Uint8Array): Uint8Array[] => [cipher.encrypt([], { aad: garbage })];
  const longest = transport({ isInitiator: true });
  const packet = strange(longest, version).encrypt([new Uint8Array(4_000_013)]);
  assert.equal(longest.receive(packet).failure, undefined);
  const tooLong = transport({ isInitiator: true });
  const start = strange(tooLong, version)
    .encrypt([new Uint8Array(4_000_014)])
    .subarray(0, 3);
  assert.deepEqual(tooLong.receive(start).failure, { code: 'message-too-large' });
});

test('a responder makes no key for a v1 peer', () => {
  const random = {
    ...seededRandom(1),
    bytes: (): Uint8Array => assert.fail('chance was asked for'),
    below: (): number => assert.fail('chance was asked for'),
  };
  const b = new V2Transport({ magic, isInitiator: false }, { random });
  assert.equal(b.receive(new V1Transport({ magic }).write('version', EMPTY)).messages.length, 1);
});

test('no bytes make it throw, at any stage', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), fc.boolean(), (slices, isInitiator) => {
      const receiver = transport({ isInitiator });
      receiver.start();
      for (const slice of slices) receiver.receive(slice);
    }),
    { numRuns: 40 },
  );
  const { b } = connected(3);
  let failure: unknown;
  for (let i = 0; i < 100; i++) failure = b.receive(new Uint8Array(i).fill(i)).failure;
  assert.ok(failure !== undefined);
});
