import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testInput, testOutput, testTransaction } from '../../../test/block-builder.ts';
import { testHash } from '../../../test/relay-scene.ts';
import { seededRandom } from '../../../test/seeded-random.ts';
import type { Txid } from '../../primitives/hash.ts';
import type { OutPoint } from '../../primitives/out-point.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import { SpenderIndex } from './spender-index.ts';

function spending(prevouts: readonly OutPoint[]): { readonly tx: Transaction } {
  const inputs = prevouts.map((prevout) => testInput({ prevout }));
  return { tx: testTransaction({ inputs, outputs: [testOutput({})] }) };
}

function outPoint(number: number): OutPoint {
  return { txid: testHash(number >>> 2) as Txid, vout: number & 3 };
}

test('it finds who spends an outpoint, and nobody else, while spenders come and go', () => {
  const spent = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(spent, fc.boolean()), { maxLength: 20 }), (steps) => {
      const index = new SpenderIndex(seededRandom(1));
      const there: { readonly numbers: readonly number[]; readonly spender: { readonly tx: Transaction } }[] = [];
      for (const [numbers, isLeaving] of steps) {
        if (isLeaving) {
          const left = there.splice(numbers[0]! % Math.max(1, there.length), 1);
          for (const { spender } of left) index.delete(spender);
        } else {
          const spender = spending(numbers.map(outPoint));
          there.push({ numbers, spender });
          index.add(spender);
        }
      }
      for (let number = 0; number <= 20; number++) {
        const { txid, vout } = outPoint(number);
        const expected = there.filter(({ numbers }) => numbers.includes(number)).map(({ spender }) => spender);
        assert.deepEqual(index.spendersOf(txid, 0, vout), expected);
      }
      for (const { spender } of there) index.delete(spender);
      assert.equal(index.size, 0);
    }),
    { verbose: true },
  );
});

test('outpoints whose hashes meet are told apart', () => {
  const index = new SpenderIndex(seededRandom(1));
  const [spenders, inputs] = [150, 1500];
  const first = (i: number): OutPoint[] => {
    return Array.from({ length: inputs }, (_, vout) => ({ txid: testHash(i) as Txid, vout }));
  };
  const all = Array.from({ length: spenders }, (_, i) => spending(first(i)));
  for (const spender of all) index.add(spender);
  // Of 225,000 hashes of 32 bits six pairs are to be expected.
  assert(index.size < spenders * inputs, 'some meet');
  for (const [i, spender] of all.entries()) {
    for (let vout = 0; vout < inputs; vout += 1) {
      const found = index.spendersOf(testHash(i), 0, vout);
      assert(found.length === 1 && found[0] === spender);
    }
    assert.deepEqual(index.spendersOf(testHash(i), 0, inputs), []);
  }
  for (const spender of all) index.delete(spender);
  assert.equal(index.size, 0);
});
