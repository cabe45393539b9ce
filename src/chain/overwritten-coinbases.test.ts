import assert from 'node:assert/strict';
import { test } from 'node:test';

import { networkParams } from '../consensus/params.ts';
import { blockHashFromHex } from '../primitives/hash.ts';
import { isOverwrittenCoinbase } from './overwritten-coinbases.ts';

test('the two blocks of mainnet whose coinbases were repeated are known by height and hash', () => {
  const { bip30Unspendable, bip30Repeats } = networkParams('mainnet');
  assert.equal(bip30Unspendable.length, 2);
  for (const { height, hash } of bip30Unspendable) {
    assert.ok(isOverwrittenCoinbase(height, hash));
    assert.ok(!isOverwrittenCoinbase(height + 1, hash));
    const other = hash.slice() as typeof hash;
    other[31]! ^= 1;
    assert.ok(!isOverwrittenCoinbase(height, other));
  }
  assert.ok(!isOverwrittenCoinbase(bip30Unspendable[0]!.height, bip30Unspendable[1]!.hash));
  // The later ones, which repeat them, are not overwritten.
  for (const { height, hash } of bip30Repeats) assert.ok(!isOverwrittenCoinbase(height, hash));
  assert.ok(!isOverwrittenCoinbase(91722, blockHashFromHex('00'.repeat(32))!));
});
