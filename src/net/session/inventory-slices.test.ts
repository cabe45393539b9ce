import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage } from '../../wire/message-decoder.ts';
import { encodeMessage } from '../../wire/message-encoder.ts';
import type { InventoryItem } from '../../wire/inventory.ts';
import { SLICE_ITEMS, sliceCount, sliceOf } from './inventory-slices.ts';

function items(count: number): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => {
    const hash = new Uint8Array(32);
    new DataView(hash.buffer).setUint32(0, i);
    return { type: 1 + (i % 5), hash };
  });
}

function payloadOf(type: 'inv' | 'getdata' | 'notfound', inventory: readonly InventoryItem[]): Uint8Array {
  return encodeMessage({ type, inventory }).payload;
}

function itemsIn(payload: Uint8Array): readonly InventoryItem[] {
  const message = decodeMessage('inv', payload);
  assert(!('code' in message) && message.type === 'inv');
  return message.inventory;
}

describe('slices of an inventory', () => {
  test('all slices together have the items of the message, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: SLICE_ITEMS + 1, max: 5 * SLICE_ITEMS }), (count) => {
        const payload = payloadOf('inv', items(count));
        const slices = Array.from({ length: sliceCount('inv', payload) }, (_, i) => itemsIn(sliceOf(payload, i)));
        assert.deepEqual(slices.flat(), items(count));
        assert(slices.every(({ length }) => length > 0 && length <= SLICE_ITEMS));
      }),
      { numRuns: 10, verbose: true },
    );
  });

  test('a message of up to 1,000 items is one piece, and one more makes two', () => {
    for (const command of ['inv', 'getdata'] as const) {
      assert.equal(sliceCount(command, payloadOf(command, items(0))), 1);
      assert.equal(sliceCount(command, payloadOf(command, items(SLICE_ITEMS))), 1);
      assert.equal(sliceCount(command, payloadOf(command, items(SLICE_ITEMS + 1))), 2);
      assert.equal(sliceCount(command, payloadOf(command, items(50_000))), 50);
    }
  });

  test('what is refused, or read in one go, stays in one piece', () => {
    const long = payloadOf('inv', items(3 * SLICE_ITEMS));
    assert.equal(sliceCount('inv', long.subarray(0, long.length - 1)), 1, 'a byte is missing');
    assert.equal(sliceCount('inv', Uint8Array.of(...long, 1)), 3, 'what comes after the items is passed over');
    assert.equal(sliceCount('inv', payloadOf('inv', items(50_001))), 1, 'too many');
    assert.equal(sliceCount('inv', Uint8Array.of(0xfd, 1, 0)), 1, 'a count that could be shorter');
    assert.equal(sliceCount('inv', new Uint8Array(0)), 1);
    assert.equal(sliceCount('notfound', payloadOf('notfound', items(3 * SLICE_ITEMS))), 1);
    assert.equal(sliceCount('block', long), 1);
  });
});
