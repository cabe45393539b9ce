import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesToHex } from '../bytes/hex.ts';
import { SeededRandom } from './seeded-random.ts';

describe('SeededRandom', () => {
  test('a seed gives the same chance on every machine', () => {
    const random = new SeededRandom(1);
    const drawn = [bytesToHex(random.bytes(5)), random.below(1000), String(random.u64()), random.below(2 ** 32)];
    assert.deepEqual(drawn, ['28ec83e57d', 153, '13580952612153364319', 2127647969]);
  });

  test('two seeds, and a fork, go their own ways', () => {
    const one = new SeededRandom(1);
    assert.notEqual(one.u64(), new SeededRandom(2).u64());
    const fork = one.fork();
    const before = fork.u64();
    one.bytes(1000);
    const again = new SeededRandom(1);
    again.u64();
    assert.equal(again.fork().u64(), before, 'what the parent draws later does not matter');
  });

  test('every answer below a bound is about as likely', () => {
    const random = new SeededRandom(3);
    const counts = Array.from({ length: 7 }, () => 0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
    for (const count of counts) assert.ok(count > 9_600 && count < 10_400, String(counts));
  });

  test('a bound of 1 leaves nothing to choose, and one of 0 is nobody’s', () => {
    assert.equal(new SeededRandom(4).below(1), 0);
    assert.throws(() => new SeededRandom(4).below(0));
  });
});
