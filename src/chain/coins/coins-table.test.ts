import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { SCRIPT_KINDS, anyCoin, coinText, outPointBytes, plainCoin } from '../../../test/random-coins.ts';
import { CoinsTable, loadKey } from './coins-table.ts';
import { outPointHash } from './out-point-hash.ts';
import { emptyPlainCoin } from './plain-coin.ts';
import type { PlainCoin } from './plain-coin.ts';

function keyOf(number: number, vout = 0): Uint32Array {
  const key = new Uint32Array(9);
  loadKey(key, outPointBytes(number, vout), 0);
  return key;
}

function smallCoin(value: number): PlainCoin {
  return plainCoin({ code: value, value, script: Uint8Array.of(0x51) });
}

function textOf(table: CoinsTable, record: number): string {
  const coin = emptyPlainCoin();
  table.readInto(record, coin);
  return coinText(coin);
}

test('coins of every kind of script are as they were put in, whether they fit their record or not', () => {
  const table = new CoinsTable([1, 2]);
  for (const [i, [name, script]] of SCRIPT_KINDS.entries()) {
    const coin = plainCoin({ code: 2 * i + 1, value: 2_100_000_000_000_000 - i, script });
    const record = table.insert(keyOf(i), coin, 5);
    assert.equal(textOf(table, record), coinText(coin), name);
    assert.deepEqual(table.scriptOf(record), script, name);
    assert.equal(table.valueOf(record), coin.value, name);
    assert.equal(table.codeOf(record), coin.code, name);
    assert.equal(table.flagsOf(record), 5, name);
    table.setFlags(record, 127);
    assert.equal(table.flagsOf(record), 127, name);
    assert.equal(textOf(table, record), coinText(coin), `${name}, after its flags have changed`);
  }
});

test('a record says whose it is', () => {
  const table = new CoinsTable([1, 2]);
  const record = table.insert(keyOf(0xffff_fff0, 0xffff_ffff), smallCoin(1), 0);
  const out = new Uint8Array(40);
  assert.equal(table.writeTxid(record, out, 3), 0xffff_ffff);
  assert.deepEqual(out.slice(3, 35), outPointBytes(0xffff_fff0, 0).slice(0, 32));
});

test('each of 40,000 coins is found after the table has grown, and none that was not added', () => {
  for (const salt of [
    [0, 0],
    [-1, 0x7fff_ffff],
  ] as const) {
    const table = new CoinsTable(salt);
    const records = Array.from({ length: 40_000 }, (_, i) => table.insert(keyOf(i >> 2, i & 3), smallCoin(i), 0));
    assert.equal(table.size, 40_000);
    for (const [i, record] of records.entries()) assert.equal(table.find(keyOf(i >> 2, i & 3)), record);
    for (let i = 0; i < 10_000; i++) assert.equal(table.find(keyOf(i, 4)), -1);
    for (const [i, record] of records.entries()) assert.equal(table.valueOf(record), i);
  }
});

test('keys that share their hash are told apart by all their words', () => {
  const table = new CoinsTable([1, 2]);
  const keys = Array.from({ length: 200 }, (_, i) => Uint32Array.of(7, 7, 0, 0, 0, 0, 0, i, 0));
  const records = keys.map((key, i) => table.insert(key, smallCoin(i), 0));
  for (const [i, key] of keys.entries()) assert.equal(table.find(key), records[i]);
  assert.equal(table.find(Uint32Array.of(7, 7, 0, 0, 0, 0, 1, 0, 0)), -1);
  // Those behind a removed one in the same run of slots are still found.
  for (let i = 0; i < 200; i += 2) table.remove(records[i]!);
  for (const [i, key] of keys.entries()) assert.equal(table.find(key), i % 2 === 0 ? -1 : records[i]);
});

type Change =
  | { readonly do: 'insert' | 'replace'; readonly key: number; readonly coin: PlainCoin }
  | { readonly do: 'empty' | 'remove'; readonly key: number };

const KEYS = 60;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constantFrom('insert' as const, 'replace' as const), key: fc.nat(KEYS - 1), coin: anyCoin }),
  fc.record({ do: fc.constantFrom('empty' as const, 'remove' as const), key: fc.nat(KEYS - 1) }),
);

test('it holds what a map would hold, and accounts for each long script, whatever is done to it', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const table = new CoinsTable([3, 4]);
      const emptyBytes = table.usedBytes;
      const model = new Map<number, string>();
      for (const each of changes) {
        const record = table.find(keyOf(each.key));
        assert.equal(record >= 0, model.has(each.key));
        if (each.do === 'insert' && record < 0) table.insert(keyOf(each.key), each.coin, 1);
        else if (each.do === 'replace' && record >= 0) table.replace(record, each.coin, 2);
        else if (each.do === 'empty' && record >= 0) table.empty(record, 4);
        else if (each.do === 'remove' && record >= 0) table.remove(record);
        else continue;
        if (each.do === 'remove') model.delete(each.key);
        else model.set(each.key, 'coin' in each ? coinText(each.coin) : 'empty');
      }
      assert.equal(table.size, model.size);
      for (const [key, text] of model) {
        const record = table.find(keyOf(key));
        if (text === 'empty') assert.equal(table.scriptOf(record).length, 0);
        else assert.equal(textOf(table, record), text);
        table.remove(record);
      }
      assert.equal(table.usedBytes, emptyBytes, 'an empty table takes what it took at first');
    }),
    { numRuns: 200 },
  );
});

test('records and slots are used again: a table of few coins does not grow, however many pass through', () => {
  const table = new CoinsTable([5, 6]);
  for (let i = 0; i < 1000; i++) table.insert(keyOf(i), smallCoin(i), 0);
  const before = table.sizeBytes;
  for (let i = 1000; i < 60_000; i++) {
    table.remove(table.find(keyOf(i - 1000)));
    table.insert(keyOf(i), smallCoin(i), 0);
  }
  assert.equal(table.size, 1000);
  assert.equal(table.recordsEnd, 1000);
  assert.equal(table.sizeBytes, before);
  for (let i = 59_000; i < 60_000; i++) assert.equal(table.valueOf(table.find(keyOf(i))), i);
});

test('a table takes 88 bytes a record and 16 a coin for slots at the most, beside a segment that is not full', () => {
  const table = new CoinsTable([7, 8]);
  for (let i = 0; i < 50_000; i++) {
    table.insert(keyOf(i), smallCoin(i), 0);
    if (i % 997 !== 0) continue;
    assert.ok(table.usedBytes <= table.size * 104 + 4 * 4096, `${table.usedBytes} for ${table.size}`);
    assert.ok(table.sizeBytes <= table.usedBytes + 16_384 * 88);
  }
});

test('who does not know the salt can’t aim coins at one slot', () => {
  // What an attacker would do who takes the salt for [0, 0].
  const aimed: number[] = [];
  for (let i = 0; aimed.length < 100; i++) if ((outPointHash(0, 0, i, ~i, 0) & 0xfff) === 0) aimed.push(i);
  const spread = new Set(aimed.map((i) => outPointHash(0x1234, 0x5678, i, ~i, 0) & 0xfff));
  assert.ok(spread.size > 90, `${spread.size} slots for 100 coins`);
});
