import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex } from '../../test/block-builder.ts';
import { TransportPair } from '../../test/transport-pair.ts';
import { AssertionError } from '../bytes/assert.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { writeU32Le } from '../bytes/u32-le.ts';
import { networkParams } from '../consensus/params.ts';
import { MAX_PROTOCOL_MESSAGE_LENGTH } from './message-limits.ts';
import { V1Transport, V1_HEADER_BYTES } from './v1-transport.ts';

const { magic } = networkParams('mainnet');
const EMPTY = new Uint8Array(0);

function transport(): V1Transport {
  return new V1Transport({ magic });
}

/** A message as it is sent. */
function sent(command: string, payload: Uint8Array): Uint8Array {
  return transport().write(command, payload);
}

test('a message has the header that the protocol’s documentation shows', () => {
  assert.equal(bytesToHex(sent('verack', EMPTY)), 'f9beb4d976657261636b000000000000000000005df6e0e2');
  const version = hex(
    '62ea0000 0100000000000000 11b2d05000000000 0100000000000000 00000000000000000000ffff00000000 0000' +
      '0100000000000000 00000000000000000000ffff00000000 0000 3b2eb35d8ce61765 0f2f5361746f7368693a302e372e322f c03e0300',
  );
  assert.equal(
    bytesToHex(sent('version', version).subarray(0, V1_HEADER_BYTES)),
    'f9beb4d976657273696f6e0000000000640000003b648d5a',
  );
});

test('messages come out as they went in, whatever the slices', () => {
  const message = fc.record({
    command: fc.stringMatching(/^[ -~]{1,12}$/),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(5_000).map((length) => new Uint8Array(length).fill(9)),
    ),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.infiniteStream(fc.nat(600)), (messages, sizes) => {
      const pair = new TransportPair(transport(), transport(), () => sizes.next().value);
      for (const { command, payload } of messages) pair.carry('a', sent(command, payload));
      const expected = messages.map(({ command, payload }) => ({
        command,
        payload,
        sizeBytes: V1_HEADER_BYTES + payload.length,
      }));
      assert.deepEqual(pair.b.received, expected);
      assert.equal(pair.b.failure, undefined);
    }),
  );
});

test('many messages in one slice come out at once, and a payload is the receiver’s own', () => {
  const bytes = Uint8Array.of(...sent('ping', Uint8Array.of(1)), ...sent('verack', EMPTY), ...sent('pong', EMPTY));
  const { messages, send } = transport().receive(bytes);
  assert.deepEqual(
    messages.map(({ command }) => command),
    ['ping', 'verack', 'pong'],
  );
  assert.notEqual(messages[0]?.payload.buffer, bytes.buffer);
  assert.equal(send.length, 0);
});

test('a header with another network’s magic ends the connection, once it is whole', () => {
  const bytes = new V1Transport({ magic: networkParams('regtest').magic }).write('ping', EMPTY);
  const receiver = transport();
  assert.equal(receiver.receive(bytes.subarray(0, 23)).failure, undefined);
  assert.deepEqual(receiver.receive(bytes.subarray(23)).failure, { code: 'bad-message-start' });
  // It stays so, and nothing is read any more.
  const after = receiver.receive(sent('ping', EMPTY));
  assert.deepEqual([after.failure, after.messages], [{ code: 'bad-message-start' }, []]);
});

test('what came before a failure is kept', () => {
  const { messages, failure } = transport().receive(Uint8Array.of(...sent('ping', EMPTY), ...new Uint8Array(24)));
  assert.equal(messages.length, 1);
  assert.deepEqual(failure, { code: 'bad-message-start' });
});

test('a payload has at most 4,000,000 bytes', () => {
  const longest = new Uint8Array(MAX_PROTOCOL_MESSAGE_LENGTH).fill(3);
  assert.equal(longest.length, 4_000_000);
  const result = transport().receive(sent('block', longest));
  assert.ok(Buffer.from(longest).equals(result.messages[0]!.payload));
  const header = sent('block', EMPTY);
  writeU32Le(header, 16, 4_000_001);
  assert.deepEqual(transport().receive(header).failure, { code: 'message-too-large' });
  writeU32Le(header, 16, 0xffff_ffff);
  assert.deepEqual(transport().receive(header).failure, { code: 'message-too-large' });
  assert.throws(() => sent('block', new Uint8Array(4_000_001)), AssertionError);
});

test('a message with another checksum is dropped, and the next one is read', () => {
  const bad = sent('ping', Uint8Array.of(1, 2, 3));
  bad[V1_HEADER_BYTES]! ^= 1;
  const { messages, dropped, failure } = transport().receive(Uint8Array.of(...bad, ...sent('pong', EMPTY)));
  assert.deepEqual(dropped, [{ code: 'bad-checksum', sizeBytes: 27 }]);
  assert.equal(messages[0]?.command, 'pong');
  assert.equal(failure, undefined);
});

test('a name is printable, and ends with zeros only: else its message is dropped', () => {
  const verdict = (name: readonly number[]): string => {
    const bytes = sent('', EMPTY);
    bytes.set(name, 4);
    const { messages, dropped } = transport().receive(bytes);
    return dropped[0]?.code ?? messages[0]!.command;
  };
  const text = (name: string): number[] => Array.from(name, (character) => character.charCodeAt(0));
  assert.equal(verdict(text('abcdefghijkl')), 'abcdefghijkl');
  assert.equal(verdict(text(' ~')), ' ~');
  assert.equal(verdict([]), '');
  assert.equal(verdict([0x41, 0x1f]), 'bad-message-type');
  assert.equal(verdict([0x41, 0x7f]), 'bad-message-type');
  assert.equal(verdict([0x41, 0, 0x41]), 'bad-message-type');
  assert.throws(() => sent('abcdefghijklm', EMPTY), AssertionError);
});

test('a stated length alone takes up no memory', () => {
  const header = sent('block', EMPTY);
  writeU32Le(header, 16, MAX_PROTOCOL_MESSAGE_LENGTH);
  const before = process.memoryUsage().arrayBuffers;
  const peers = Array.from({ length: 100 }, () => {
    const peer = transport();
    peer.receive(Uint8Array.of(...header, 1));
    return peer;
  });
  // Each may hold 256 KiB more than what has come, where 4 MB are stated.
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < peers.length * 300_000, `${grown} bytes`);
});

test('no bytes make it throw', () => {
  const start = fc.constantFrom(EMPTY, magic, sent('ping', EMPTY), sent('tx', new Uint8Array(30)).subarray(0, 40));
  fc.assert(
    fc.property(start, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), (first, slices) => {
      const receiver = transport();
      receiver.receive(first);
      for (const slice of slices) receiver.receive(slice);
    }),
    { numRuns: 2_000 },
  );
});
