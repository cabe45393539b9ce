import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { MuHash3072 } from './muhash.ts';

/** Core's muhash_tests: the numerator of the set of the elements 1 and 2. */
const NUMERATOR_OF_1_AND_2 =
  '1fa093295ea30a6a3acdc7b3f770fa538eff537528e990e2910e40bbcfd7f6696b1256901929094694b56316de342f593303dd12ac43e06d' +
  'ce1be1ff8301c845beb15468fff0ef002dbf80c29f26e6452bccc91b5cb9437ad410d2a67ea847887fa3c6a6553309946880fe20db2c73fe' +
  '0641adbd4e86edfee0d9f8cd0ee1230898873dc13ed8ddcaf045c80faa082774279007a2253f8922ee3ef361d378a6af3ddaf180b190ac97' +
  'e556888c36b3d1fb1c85aab9ccd46e3deaeb7b7cf5db067a7e9ff86b658cf3acd6662bbcce37232daa753c48b794356c020090c831a83044' +
  '16e2aa7ad633c0ddb2f11be1be316a81be7f7e472071c042cb68faef549c221ebff209273638b741aba5a81675c45a5fa92fea4ca821d7a3' +
  '24cb1e1a2ccd3b76c4228ec8066dad2a5df6e1bd0de45c7dd5de8070bdb46db6c554cf9aefc9b7b2bbf9f75b1864d9f95005314593905c01' +
  '09b71f703d49944ae94477b51dac10a816bb6d1c700bafabc8bd86fac8df24be519a2f2836b16392e18036cb13e48c5c';

/** The number 1 in 384 little-endian bytes. */
const ONE = '01'.padEnd(768, '0');

/** The element that Core's tests name by a number: 32 bytes, of which that is the first. */
function element(number: number): Uint8Array {
  return new Uint8Array(32).fill(number, 0, 1);
}

function reversedHex(bytes: Uint8Array): string {
  return bytesToHex(bytes.toReversed());
}

function fromHex(hex: string): MuHash3072 {
  const bytes = bytesFromHex(hex);
  assert.ok(bytes);
  return MuHash3072.fromBytes(bytes);
}

test("sets hash as in Core's muhash_tests, by elements and by sets", () => {
  const expected = '10d312b100cbd32ada024a6646e40d3482fcff103668d2625f10002a607d5863';
  const byElements = new MuHash3072().insert(element(0)).insert(element(1)).remove(element(2));
  assert.equal(reversedHex(byElements.digest()), expected);
  const bySets = new MuHash3072().insert(element(0));
  bySets.add(new MuHash3072().insert(element(1))).subtract(new MuHash3072().insert(element(2)));
  assert.equal(reversedHex(bySets.digest()), expected);
});

test("the state is Core's, 768 bytes, and comes back whole", () => {
  const set = new MuHash3072().insert(element(1)).insert(element(2));
  const state = set.toBytes();
  assert.equal(bytesToHex(state), NUMERATOR_OF_1_AND_2 + ONE);
  assert.deepEqual(MuHash3072.fromBytes(state).digest(), set.digest());
});

test('a number that is not below the prime is reduced before it is hashed', () => {
  const digest = fromHex('ff'.repeat(384) + ONE).digest();
  assert.equal(bytesToHex(digest), '3a31e6903aff0de9f62f9a9f7f8b861de76ce2cda09822b90014319ae5dc2271');
});

test('the prime itself, as a number, is 0: as numerator and as denominator, in place of an inverse', () => {
  // 2^3072 - 1103717, little-endian.
  const prime = '9b28ef'.padEnd(768, 'f');
  const zero = fromHex('00'.repeat(384) + ONE).digest();
  assert.deepEqual(fromHex(prime + ONE).digest(), zero);
  assert.deepEqual(fromHex(ONE + prime).digest(), zero);
  assert.notDeepEqual(fromHex(ONE + ONE).digest(), zero);
});

test('the order of insertions and removals does not matter, and what goes leaves no trace', () => {
  const number = fc.nat({ max: 7 });
  const steps = fc.array(fc.record({ number, insert: fc.boolean() }), { maxLength: 8 });
  const apply = (set: MuHash3072, list: readonly { number: number; insert: boolean }[]): MuHash3072 => {
    for (const { number: each, insert } of list) {
      if (insert) set.insert(element(each));
      else set.remove(element(each));
    }
    return set;
  };
  fc.assert(
    fc.property(steps, steps, (first, second) => {
      const forwards = apply(new MuHash3072(), [...first, ...second]);
      const shared = apply(new MuHash3072(), second.toReversed()).add(apply(new MuHash3072(), first.toReversed()));
      assert.deepEqual(forwards.digest(), shared.digest());
      const undone = second.map((step) => ({ ...step, insert: !step.insert }));
      assert.deepEqual(apply(forwards, undone).digest(), apply(new MuHash3072(), first).digest());
    }),
    { numRuns: 20 },
  );
});

test('a set goes on after its hash was taken', () => {
  const set = new MuHash3072().insert(element(3)).remove(element(4));
  set.digest();
  set.insert(element(4)).remove(element(3));
  assert.deepEqual(set.digest(), new MuHash3072().digest());
});
