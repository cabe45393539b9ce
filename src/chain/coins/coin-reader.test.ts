import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex } from '../../../test/block-builder.ts';
import { SCRIPT_KINDS, anyCoin, coinText, plainCoin } from '../../../test/random-coins.ts';
import { CoinReader } from './coin-reader.ts';
import { CoinWriter } from './coin-writer.ts';
import { emptyPlainCoin } from './plain-coin.ts';
import type { PlainCoin } from './plain-coin.ts';

function encode(coin: Readonly<PlainCoin>): Uint8Array {
  const writer = new CoinWriter();
  writer.varInt(coin.code);
  writer.compressedOutput(coin);
  return writer.view().slice();
}

/** Reads a coin that takes all of the bytes; what is around them is not to be read. */
function decode(bytes: Uint8Array): PlainCoin | 'failed' {
  const inside = new Uint8Array(bytes.length + 20).fill(0x00);
  inside.set(bytes, 10);
  const reader = new CoinReader().begin(inside, 10, 10 + bytes.length);
  const coin = emptyPlainCoin();
  coin.code = reader.varInt();
  reader.compressedOutput(coin);
  return reader.failed || !reader.isAtEnd ? 'failed' : coin;
}

test('coins of every kind of script are read as they were written', () => {
  for (const [name, script] of SCRIPT_KINDS) {
    const coin = plainCoin({ code: 2 * 840_000 + 1, value: 312_500_000, script });
    const read = decode(encode(coin));
    assert.ok(read !== 'failed', name);
    assert.equal(coinText(read), coinText(coin), name);
  }
});

test('any coin is read as it was written, and no part of it as a coin', () => {
  fc.assert(
    fc.property(anyCoin, fc.nat(), (coin, cut) => {
      const bytes = encode(coin);
      const read = decode(bytes);
      assert.ok(read !== 'failed');
      assert.equal(coinText(read), coinText(coin));
      assert.equal(decode(bytes.subarray(0, cut % bytes.length)), 'failed');
      assert.equal(decode(Uint8Array.of(...bytes, 0)), 'failed');
    }),
    { numRuns: 500 },
  );
});

test('any bytes are a coin or none, are never read beyond their end, and a coin of them has a valid amount', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const read = decode(bytes);
      if (read === 'failed') return;
      assert.ok(read.value >= 0 && read.value <= 2_100_000_000_000_000 && Number.isInteger(read.value));
      assert.ok(read.scriptEnd - read.scriptStart <= bytes.length + 10);
    }),
    { numRuns: 2000 },
  );
});

test('damage of each sort is found', () => {
  const cases: [what: string, bytes: string][] = [
    ['nothing at all', ''],
    ['an integer without its end', '80'],
    ['an integer of 70 bits', 'ffffffffffffffffffff00'],
    // Source: Bitcoin Core 28.1, `coins_tests.cpp` (`ccoins_serialization`): a script that ends beyond the end.
    ['a script of one byte that is missing', '000007'],
    ['a script of three billion bytes', '00008a95c0bb00'],
    ['a hash of 19 bytes', `000000${'11'.repeat(18)}`],
    ['a key of 31 bytes', `000002${'11'.repeat(31)}`],
    ['a key of 65 bytes, whose compact form is not written', `000004${'11'.repeat(32)}`],
    ['the other one', `000005${'11'.repeat(32)}`],
    ['21 million bitcoin and one satoshi', '00f4e5d8e4a3a1b206'],
    ['an amount of 70 bits', '00ffffffffffffffffff7f06'],
    ['an amount without its end', '00ffffffffffffffffff'],
  ];
  for (const [what, bytes] of cases) assert.equal(decode(hex(bytes)), 'failed', what);
});

test('the largest amount is read, one satoshi more is not', () => {
  const most = plainCoin({ code: 0, value: 2_100_000_000_000_000, script: new Uint8Array(0) });
  const read = decode(encode(most));
  assert.ok(read !== 'failed');
  assert.equal(read.value, most.value);
  assert.equal(decode(encode({ ...most, value: most.value + 1 })), 'failed');
});

test('a script of 10,000 bytes is read, one byte more is not: no such coin is ever kept', () => {
  const longest = plainCoin({ code: 0, value: 0, script: new Uint8Array(10_000).fill(0x51) });
  assert.notEqual(decode(encode(longest)), 'failed');
  for (const size of [10_001, 0x100_0000]) {
    assert.equal(decode(encode(plainCoin({ code: 0, value: 0, script: new Uint8Array(size) }))), 'failed', `${size}`);
  }
});

test('a failed read gives zeros until the next begin', () => {
  const reader = new CoinReader().begin(hex('80'), 0, 1);
  assert.equal(reader.varInt(), 0);
  assert.equal(reader.failed, true);
  assert.equal(reader.u8(), 0);
  assert.equal(reader.compactSize(), 0);
  assert.equal(reader.failed, true);
  reader.begin(hex('fdfd00'), 0, 3);
  assert.equal(reader.failed, false);
  assert.equal(reader.compactSize(), 0xfd);
  assert.equal(reader.isAtEnd, true);
  assert.equal(new CoinReader().begin(hex('ff0000000000000000'), 0, 9).compactSize(), 0);
});
