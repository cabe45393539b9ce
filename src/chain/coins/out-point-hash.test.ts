import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { readU32Le } from '../../bytes/u32-le.ts';
import { outPointHash } from './out-point-hash.ts';

/** HalfSipHash as its authors' `halfsiphash.c` has it, for any number of rounds, over whole bytes. */
function halfSipHash(message: Uint8Array, key: readonly [number, number], rounds: { c: number; d: number }): number {
  const rotl = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const v = Int32Array.of(key[0], key[1], 0x6c796765 ^ key[0], 0x74656462 ^ key[1]);
  const mix = (count: number): void => {
    for (let i = 0; i < count; i++) {
      v[0]! += v[1]!;
      v[1] = rotl(v[1]!, 5) ^ v[0]!;
      v[0] = rotl(v[0]!, 16);
      v[2]! += v[3]!;
      v[3] = rotl(v[3]!, 8) ^ v[2]!;
      v[0]! += v[3]!;
      v[3] = rotl(v[3]!, 7) ^ v[0]!;
      v[2]! += v[1]!;
      v[1] = rotl(v[1]!, 13) ^ v[2]!;
      v[2] = rotl(v[2]!, 16);
    }
  };
  const whole = message.length & ~3;
  const last = new Uint8Array(4);
  last.set(message.subarray(whole));
  last[3] = message.length;
  for (let at = 0; at <= whole; at += 4) {
    const word = at < whole ? readU32Le(message, at) : readU32Le(last, 0);
    v[3]! ^= word;
    mix(rounds.c);
    v[0]! ^= word;
  }
  v[2]! ^= 0xff;
  mix(rounds.d);
  return (v[1]! ^ v[3]!) >>> 0;
}

test('the model agrees with the authors’ vectors for 2-4 rounds', () => {
  const expected = ['5b9f35a9', 'b85a4727', '03a662fa'];
  for (const [length, hash] of expected.entries()) {
    const message = Uint8Array.from({ length }, (_, i) => i);
    const found = halfSipHash(message, [0x0302_0100, 0x0706_0504], { c: 2, d: 4 });
    assert.equal(found.toString(16).padStart(8, '0'), hash);
  }
});

test('an outpoint’s hash is HalfSipHash-1-3 of its twelve bytes', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(word, word, word, word, word, (key0, key1, word0, word1, vout) => {
      const message = new Uint8Array(Uint32Array.of(word0, word1, vout).buffer);
      const expected = halfSipHash(message, [key0, key1], { c: 1, d: 3 });
      assert.equal(outPointHash(key0, key1, word0, word1, vout), expected);
      // Signed words are the same words.
      assert.equal(outPointHash(key0 | 0, key1 | 0, word0 | 0, word1 | 0, vout | 0), expected);
    }),
  );
});

test('outpoints that share their low bits under one salt are spread under another', () => {
  const mask = 0xfff;
  const shared: number[] = [];
  for (let i = 0; shared.length < 200; i++) if ((outPointHash(1, 2, i, 0, 0) & mask) === 0) shared.push(i);
  const spread = new Set(shared.map((i) => outPointHash(3, 2, i, 0, 0) & mask));
  // 200 balls in 4096 bins: 195 are used on average.
  assert.ok(spread.size > 180, `${spread.size} of 200 slots`);
});
