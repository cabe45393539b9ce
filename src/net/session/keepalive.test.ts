import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Keepalive } from './keepalive.ts';
import type { KeepaliveStep } from './keepalive.ts';

const MINUTE = 60_000;
const nonce = (): bigint => 42n;

function ready(version = 70_016): Keepalive {
  const keepalive = new Keepalive(0);
  keepalive.ready(version);
  return keepalive;
}

describe('Keepalive', () => {
  test('a handshake may take a minute, and no more', () => {
    const slow = new Keepalive(0);
    assert.equal(slow.nextDueMs, MINUTE);
    slow.received(MINUTE - 1);
    assert.equal(slow.tick(MINUTE - 1, nonce), undefined);
    assert.deepEqual(slow.tick(MINUTE, nonce), { do: 'give-up', reason: 'handshake-timeout' });
  });

  test('a ready peer is pinged at once, and two minutes after each answer’s ping', () => {
    const peer = ready();
    assert.deepEqual(peer.tick(0, nonce), { do: 'ping', nonce: 42n });
    peer.received(80);
    peer.pong(42n, 80);
    assert.equal(peer.pingMs, 80);
    assert.equal(peer.tick(2 * MINUTE - 1, nonce), undefined);
    assert.deepEqual(peer.tick(2 * MINUTE, nonce), { do: 'ping', nonce: 42n });
  });

  test('a silent peer is pinged once, then dropped after twenty minutes', () => {
    const peer = ready();
    const steps: (readonly [number, KeepaliveStep])[] = [];
    for (let at = 0; at <= 30 * MINUTE && steps.length < 2; at += 1000) {
      const step = peer.tick(at, nonce);
      if (step !== undefined) steps.push([at, step]);
    }
    assert.deepEqual(steps, [
      [0, { do: 'ping', nonce: 42n }],
      [20 * MINUTE, { do: 'give-up', reason: 'receive-timeout' }],
    ]);
  });

  test('one that talks but never answers the ping is dropped for that', () => {
    const peer = ready();
    peer.tick(0, nonce);
    peer.received(20 * MINUTE - 1);
    assert.equal(peer.tick(20 * MINUTE - 1, nonce), undefined);
    assert.deepEqual(peer.tick(20 * MINUTE, nonce), { do: 'give-up', reason: 'ping-timeout' });
  });

  test('one that takes nothing of what is sent is dropped; one that takes a little is not', () => {
    const stuck = ready();
    stuck.tick(0, nonce);
    stuck.pong(42n, 10);
    stuck.sending(1000);
    stuck.received(19 * MINUTE);
    for (let at = 2 * MINUTE; at <= 20 * MINUTE; at += 2 * MINUTE) {
      if (stuck.tick(at, nonce)?.do === 'ping') stuck.pong(42n, at);
    }
    stuck.received(20 * MINUTE + 999);
    assert.equal(stuck.tick(20 * MINUTE + 999, nonce), undefined);
    assert.deepEqual(stuck.tick(20 * MINUTE + 1000, nonce), { do: 'give-up', reason: 'send-timeout' });
    stuck.took(20 * MINUTE + 1000, 4999);
    assert.equal(stuck.tick(20 * MINUTE + 1001, nonce), undefined);
  });

  test('one that talks on and takes nothing is dropped after half a minute; one that listens in between is not', () => {
    const deaf = ready();
    deaf.tick(0, nonce);
    deaf.listens(false, 1000);
    deaf.listens(false, 20_000);
    assert.equal(deaf.nextDueMs, 31_000);
    assert.equal(deaf.tick(30_999, nonce), undefined);
    assert.deepEqual(deaf.tick(31_000, nonce), { do: 'give-up', reason: 'not-reading' });
    const slow = ready();
    slow.tick(0, nonce);
    slow.listens(false, 1000);
    slow.listens(true, 30_999);
    slow.listens(false, 31_000);
    assert.equal(slow.tick(60_999, nonce), undefined);
    assert.deepEqual(slow.tick(61_000, nonce), { do: 'give-up', reason: 'not-reading' });
  });

  test('one that talks on and takes little by little is kept', () => {
    const slow = ready();
    slow.tick(0, nonce);
    slow.sending(0);
    for (let at = 0; at <= 110_000; at += 10_000) {
      slow.listens(false, at);
      slow.took(at + 5000, 1_000_000);
      assert.equal(slow.tick(at + 5000, nonce), undefined);
    }
    assert.deepEqual(slow.tick(145_000, nonce), { do: 'give-up', reason: 'not-reading' });
  });

  test('a wrong nonce is no answer, and a nonce of 0 gives the ping up', () => {
    const peer = ready();
    peer.tick(0, nonce);
    peer.pong(41n, 10);
    assert.equal(peer.waitingMs(10), 10);
    peer.pong(0n, 20);
    assert.equal(peer.waitingMs(20), undefined);
    assert.equal(peer.pingMs, undefined);
  });

  test('the best of all answers is kept', () => {
    const peer = ready();
    for (const [at, took] of [
      [0, 90],
      [2 * MINUTE, 30],
      [4 * MINUTE, 60],
    ] as const) {
      peer.tick(at, nonce);
      peer.pong(42n, at + took);
    }
    assert.deepEqual([peer.pingMs, peer.minPingMs], [60, 30]);
  });

  test('peers up to version 60000 are pinged, and no pong is waited for', () => {
    const old = ready(60_000);
    assert.equal(old.tick(0, nonce)?.do, 'ping');
    assert.equal(old.waitingMs(5), undefined);
    const newer = ready(60_001);
    newer.tick(0, nonce);
    assert.equal(newer.waitingMs(5), 5);
  });
});
