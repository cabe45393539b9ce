import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemRandom } from './random.ts';

test('bytes are as many as asked for, fresh each time, and the caller may keep and change them', () => {
  const random = new SystemRandom();
  const seen = new Set<string>();
  // Some thousands of 16 bytes: the pool is filled anew many times over.
  for (let i = 0; i < 5000; i++) {
    const bytes = random.bytes(16);
    assert.equal(bytes.length, 16);
    seen.add(Buffer.from(bytes).toString('hex'));
    bytes.fill(0);
  }
  assert.equal(seen.size, 5000);
});

test('none, exactly the pool, and more than the pool can be asked for', () => {
  const random = new SystemRandom();
  for (const count of [0, 1, 4095, 4096, 4097, 100_000]) {
    const bytes = random.bytes(count);
    assert.equal(bytes.length, count);
    if (count > 4000) assert.ok(new Set(bytes).size > 250, 'all values of a byte come up');
  }
});

test('integers below a bound are all drawn, about equally often, and never the bound itself', () => {
  const random = new SystemRandom();
  const counts = Array.from({ length: 6 }, () => 0);
  for (let i = 0; i < 60_000; i++) counts[random.below(6)]!++;
  // 10,000 expected with a standard deviation of 91; seven of them happen once in 10^11 runs.
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 640, String(counts));
  assert.equal(random.below(1), 0);
  assert.ok(Array.from({ length: 100 }, () => random.below(2 ** 32)).some((drawn) => drawn >= 2 ** 31));
});

test('a bound outside 1 to 2^32 is a bug of the caller', () => {
  const random = new SystemRandom();
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1, NaN])
    assert.throws(() => random.below(bound), { name: 'AssertionError' });
});

test('64-bit integers use all 64 bits', () => {
  const random = new SystemRandom();
  let any = 0n;
  let all = 2n ** 64n - 1n;
  for (let i = 0; i < 200; i++) {
    const drawn = random.u64();
    any |= drawn;
    all &= drawn;
  }
  assert.equal(any, 2n ** 64n - 1n);
  assert.equal(all, 0n);
});
