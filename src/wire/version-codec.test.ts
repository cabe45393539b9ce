import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex } from '../../test/block-builder.ts';
import { unspecifiedAddress } from './address-codec.ts';
import { decodeMessage } from './message-decoder.ts';
import { encodeMessage } from './message-encoder.ts';
import type { VersionMessage } from './message.ts';
import { sanitizeText } from './version-codec.ts';

/** A version message of 2012, as the protocol's documentation has it: /Satoshi:0.7.2/, without the field of BIP37. */
const OF_2012 = hex(
  '62ea0000 0100000000000000 11b2d05000000000 0100000000000000 00000000000000000000ffff00000000 0000' +
    '0100000000000000 00000000000000000000ffff00000000 0000 3b2eb35d8ce61765 0f2f5361746f7368693a302e372e322f c03e0300',
);

function version(payload: Uint8Array): VersionMessage {
  return decodeMessage('version', payload) as VersionMessage;
}

test('a version message of 2012 is read, and its sender wants transactions', () => {
  assert.deepEqual(version(OF_2012), {
    type: 'version',
    version: 60_002,
    services: 1n,
    timeSec: 1_355_854_353n,
    receiver: { network: 'ipv4', bytes: new Uint8Array(4), port: 0 },
    receiverServices: 1n,
    sender: { network: 'ipv4', bytes: new Uint8Array(4), port: 0 },
    senderServices: 1n,
    nonce: 0x6517_e68c_5db3_2e3bn,
    userAgent: '/Satoshi:0.7.2/',
    startHeight: 212_672,
    relay: true,
  });
});

test('it is written as it was, and says that transactions are wanted', () => {
  assert.deepEqual(encodeMessage(version(OF_2012)).payload, Uint8Array.of(...OF_2012, 1));
});

test('later fields may be missing from any of them on, and have the values that Core gives them', () => {
  const shortest = version(OF_2012.subarray(0, 46));
  assert.deepEqual(shortest, {
    ...version(OF_2012),
    sender: unspecifiedAddress(),
    senderServices: 0n,
    nonce: 1n,
    userAgent: '',
    startHeight: -1,
  });
  assert.equal(version(OF_2012.subarray(0, 80)).userAgent, '');
  assert.equal(version(OF_2012.subarray(0, 80)).nonce, 0x6517_e68c_5db3_2e3bn);
  assert.equal(version(OF_2012.subarray(0, 96)).startHeight, -1);
});

test('a field that has begun has to be whole', () => {
  for (const length of [0, 45, 47, 79, 81, 95, 97, 99]) {
    assert.ok('code' in decodeMessage('version', OF_2012.subarray(0, length)), `${length} bytes`);
  }
});

test('a sender that wants no transactions says zero; any other byte is yes, as in Core', () => {
  assert.equal(version(Uint8Array.of(...OF_2012, 0)).relay, false);
  assert.equal(version(Uint8Array.of(...OF_2012, 1)).relay, true);
  assert.equal(version(Uint8Array.of(...OF_2012, 0x80)).relay, true);
});

test('a user agent has at most 256 bytes', () => {
  const head = OF_2012.subarray(0, 80);
  const agent = (length: number): Uint8Array =>
    Uint8Array.of(...head, 0xfd, length & 0xff, length >> 8, ...new Uint8Array(length).fill(0x41), 1, 0, 0, 0);
  assert.equal(version(agent(256)).userAgent, 'A'.repeat(256));
  assert.deepEqual(decodeMessage('version', agent(257)), { code: 'string-length-limit-exceeded', lengthBytes: 257 });
});

test('times and heights may be negative', () => {
  const message: VersionMessage = { ...version(OF_2012), timeSec: -1n, startHeight: -2, version: -3 };
  assert.deepEqual(version(encodeMessage(message).payload), message);
});

test('a receiver on a network that came with BIP155 is written as zeros', () => {
  const receiver = { network: 'torv3', bytes: new Uint8Array(32).fill(5), port: 8333 } as const;
  const { payload } = encodeMessage({ ...version(OF_2012), receiver });
  assert.deepEqual(version(payload).receiver, unspecifiedAddress(8333));
});

test('only letters, digits and a few marks of a user agent are shown', () => {
  assert.equal(sanitizeText('/Satoshi:28.1.0(a, b;c)/'), '/Satoshi:28.1.0(a, b;c)/');
  assert.equal(sanitizeText('\u001b[31m<b>"x"\n\u00e9%$\u0000_-?@'), '31mbx_-?@');
});
