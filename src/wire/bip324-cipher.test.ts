import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PACKET_VECTORS } from '../../test/bip324/packet-vectors.ts';
import { hex } from '../../test/block-builder.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { HkdfSha256 } from '../crypto/hkdf.ts';
import { networkParams } from '../consensus/params.ts';
import { Bip324Cipher, LENGTH_BYTES } from './bip324-cipher.ts';

const { magic } = networkParams('mainnet');

function ciphers(): { readonly a: Bip324Cipher; readonly b: Bip324Cipher } {
  const sharedSecret = new Uint8Array(32).fill(9);
  return {
    a: new Bip324Cipher({ sharedSecret, magic, isInitiator: true }),
    b: new Bip324Cipher({ sharedSecret, magic, isInitiator: false }),
  };
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let i = 0; i < times; i++) all.set(bytes, i * bytes.length);
  return all;
}

/** Takes a packet apart as a receiver does. */
function opened(cipher: Bip324Cipher, packet: Uint8Array, aad?: Uint8Array): ReturnType<Bip324Cipher['decrypt']> {
  const length = cipher.decryptLength(packet.subarray(0, LENGTH_BYTES));
  assert.equal(packet.length, LENGTH_BYTES + 1 + length + 16);
  return cipher.decrypt(packet.subarray(LENGTH_BYTES), aad);
}

test('keys, terminators and session ids are those of the vectors of BIP324', () => {
  assert.equal(PACKET_VECTORS.length, 7);
  for (const vector of PACKET_VECTORS) {
    const salt = Uint8Array.of(...Buffer.from('bitcoin_v2_shared_secret'), ...magic);
    const hkdf = new HkdfSha256(salt, hex(vector.sharedSecret));
    assert.equal(bytesToHex(hkdf.expand32('initiator_L')), vector.initiatorL);
    assert.equal(bytesToHex(hkdf.expand32('initiator_P')), vector.initiatorP);
    assert.equal(bytesToHex(hkdf.expand32('responder_L')), vector.responderL);
    assert.equal(bytesToHex(hkdf.expand32('responder_P')), vector.responderP);
    const sharedSecret = hex(vector.sharedSecret);
    const cipher = new Bip324Cipher({ sharedSecret, magic, isInitiator: vector.isInitiator });
    assert.equal(bytesToHex(cipher.sendGarbageTerminator), vector.sendGarbageTerminator);
    assert.equal(bytesToHex(cipher.receiveGarbageTerminator), vector.receiveGarbageTerminator);
    assert.equal(bytesToHex(cipher.sessionId), vector.sessionId);
  }
});

test('packets are those of the vectors of BIP324, and the other side reads them', () => {
  for (const vector of PACKET_VECTORS) {
    const sharedSecret = hex(vector.sharedSecret);
    const sender = new Bip324Cipher({ sharedSecret, magic, isInitiator: vector.isInitiator });
    const receiver = new Bip324Cipher({ sharedSecret, magic, isInitiator: !vector.isInitiator });
    for (let i = 0; i < vector.index; i++) assert.ok(opened(receiver, sender.encrypt([])) !== undefined);
    const contents = repeated(hex(vector.contents), vector.multiply);
    const aad = hex(vector.aad);
    const packet = sender.encrypt([contents], { aad, isDecoy: vector.isDecoy });
    const [whole, end] = [hex(vector.ciphertext), hex(vector.ciphertextEndsWith)];
    assert.ok(whole.length > 0 || end.length > 0);
    if (whole.length > 0) assert.deepEqual(packet, whole);
    assert.deepEqual(packet.subarray(packet.length - end.length), end);
    const read = opened(receiver, packet, aad);
    assert.equal(read?.isDecoy, vector.isDecoy);
    // Up to 16 MB, which deepEqual takes a minute for.
    assert.ok(Buffer.from(contents).equals(read.contents));
  }
});

test('parts of a packet are joined, and both sides are in step over many keys', () => {
  const { a, b } = ciphers();
  for (let i = 0; i < 3 * 224 + 2; i++) {
    const packet = a.encrypt([Uint8Array.of(i), Uint8Array.of(1, 2)]);
    assert.deepEqual(opened(b, packet)?.contents, Uint8Array.of(i, 1, 2));
    assert.deepEqual(opened(a, b.encrypt([]))?.contents, new Uint8Array(0));
  }
});

test('a changed packet, a missing or another aad, and a packet out of turn are not authentic', () => {
  const aad = Uint8Array.of(5);
  const packet = ciphers().a.encrypt([Uint8Array.of(1, 2, 3)], { aad });
  for (let at = LENGTH_BYTES; at < packet.length; at++) {
    const changed = packet.slice();
    changed[at]! ^= 0x10;
    assert.equal(ciphers().b.decrypt(changed.subarray(LENGTH_BYTES), aad), undefined, `byte ${at}`);
  }
  assert.equal(ciphers().b.decrypt(packet.subarray(LENGTH_BYTES)), undefined);
  assert.equal(ciphers().b.decrypt(packet.subarray(LENGTH_BYTES), Uint8Array.of(6)), undefined);
  const { a, b } = ciphers();
  a.encrypt([]);
  assert.equal(b.decrypt(a.encrypt([]).subarray(LENGTH_BYTES)), undefined);
});

test('peers of other networks come to other keys', () => {
  const sharedSecret = new Uint8Array(32).fill(9);
  const other = new Bip324Cipher({ sharedSecret, magic: networkParams('regtest').magic, isInitiator: false });
  const { a, b } = ciphers();
  assert.deepEqual(a.sessionId, b.sessionId);
  assert.notDeepEqual(a.sessionId, other.sessionId);
});
