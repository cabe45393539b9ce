import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeMessage } from '../../wire/message-encoder.ts';
import { Inbox, MAX_INBOX_BYTES } from './inbox.ts';

function message(number: number, sizeBytes = 0): { command: string; payload: Uint8Array; sizeBytes: number } {
  return { command: `m${number}`, payload: new Uint8Array(sizeBytes), sizeBytes: sizeBytes + 24 };
}

describe('Inbox', () => {
  test('messages come out in the order in which they came', () => {
    const inbox = new Inbox();
    const seen: string[] = [];
    for (let i = 0; i < 100; i++) {
      inbox.push(message(2 * i));
      inbox.push(message(2 * i + 1));
      seen.push(inbox.shift()!.command);
    }
    for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) seen.push(next.command);
    assert.deepEqual(
      seen,
      Array.from({ length: 200 }, (_, i) => `m${i}`),
    );
    assert.equal(inbox.length, 0);
    assert.equal(inbox.sizeBytes, 0);
  });

  test('it is full from its limit on, and no more once enough is taken out', () => {
    const inbox = new Inbox();
    inbox.push(message(1, MAX_INBOX_BYTES - 256 - 1));
    assert.equal(inbox.isFull, false);
    inbox.push(message(2));
    assert.equal(inbox.isFull, true);
    inbox.shift();
    assert.equal(inbox.isFull, false);
  });

  test('a long list of names comes out in parts, counted once, and holds its place until the last', () => {
    const inventory = Array.from({ length: 2500 }, (_, i) => ({ type: 5, hash: new Uint8Array(32).fill(i) }));
    const { payload } = encodeMessage({ type: 'inv', inventory });
    const inbox = new Inbox();
    inbox.push({ command: 'inv', payload, sizeBytes: payload.length + 24 });
    inbox.push(message(1));
    const parts = Array.from({ length: 4 }, () => {
      const [length, { command, wholeBytes }] = [inbox.length, inbox.shift()!];
      return [length, command, wholeBytes];
    });
    assert.deepEqual(parts, [
      [2, 'inv', payload.length],
      [2, 'inv', undefined],
      [2, 'inv', undefined],
      [1, 'm1', 0],
    ]);
    assert.equal(inbox.shift(), undefined);
    assert.equal(inbox.sizeBytes, 0);
  });

  test('messages without a payload count, too', () => {
    const inbox = new Inbox();
    for (let i = 0; i < MAX_INBOX_BYTES / 256; i++) inbox.push(message(i));
    assert.equal(inbox.isFull, true);
  });
});
