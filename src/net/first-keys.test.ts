import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FirstKeys } from './first-keys.ts';

describe('FirstKeys', () => {
  test('knows what was added, and nothing else, however much it grows', () => {
    // Few values, so that hashes share slots, and halves.
    const half = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(half, half), { maxLength: 300 }), half, half, (hashes, low, high) => {
        const keys = new FirstKeys();
        // Zero and zero stand for a free slot: as another hash.
        const names = new Set(hashes.map(([a, b]) => (a === 0 && b === 0 ? '1,0' : `${a},${b}`)));
        for (const [a, b] of hashes) keys.add(a, b);
        assert.equal(keys.size, names.size);
        assert.equal(keys.has(low, high), names.has(low === 0 && high === 0 ? '1,0' : `${low},${high}`));
        assert.deepEqual(new Set([...keys.hashes()].map(([a, b]) => `${a},${b}`)), names);
      }),
    );
  });

  test('takes up nothing before the first key, and 16 KB with a thousand', () => {
    const keys = new FirstKeys();
    assert.equal(keys.sizeBytes, 0);
    for (let i = 1; i <= 1000; i++) keys.add(i * 2_654_435, i);
    assert.equal(keys.sizeBytes, 16 * 1024);
    keys.clear();
    assert.equal(keys.sizeBytes, 0);
    assert.equal(keys.has(2_654_435, 1), false);
  });
});
