import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hex } from '../../../test/block-builder.ts';
import { SCRIPT_KINDS, plainCoin } from '../../../test/random-coins.ts';
import { bytesToHex } from '../../bytes/hex.ts';
import { CoinWriter } from './coin-writer.ts';

function written(write: (writer: CoinWriter) => void): string {
  const writer = new CoinWriter();
  write(writer);
  return bytesToHex(writer.view());
}

test('integers are written as in Bitcoin Core’s tests', () => {
  const cases: [value: number, bytes: string][] = [
    [0, '00'],
    [0x7f, '7f'],
    [0x80, '8000'],
    [0xff, '807f'],
    [0x100, '8100'],
    [0x3fff, 'fe7f'],
    [0x4000, 'ff00'],
    [0x407f, 'ff7f'],
    [0x4080, '808000'],
    [0x1234, 'a334'],
    [0xffff, '82fe7f'],
    [0x12_3456, 'c7e756'],
    [0x8012_3456, '86ffc7e756'],
    [0xffff_ffff, '8efefefe7f'],
  ];
  for (const [value, bytes] of cases)
    assert.equal(
      written((writer) => writer.varInt(value)),
      bytes,
    );
});

test('amounts are written without their zeros, as in Bitcoin Core’s tests', () => {
  const coin = 100_000_000;
  const cases: [value: number, compressed: number][] = [
    [0, 0],
    [1, 1],
    [1_000_000, 7],
    [coin, 9],
    [50 * coin, 0x32],
    [21_000_000 * coin, 0x140_6f40],
  ];
  for (const [value, compressed] of cases) {
    const expected = written((writer) => {
      writer.varInt(compressed);
      writer.varInt(6);
    });
    const output = plainCoin({ code: 0, value, script: new Uint8Array(0) });
    assert.equal(
      written((writer) => writer.compressedOutput(output)),
      expected,
      `${value}`,
    );
  }
});

test('coins are written as Bitcoin Core writes them', () => {
  // Source: Bitcoin Core 28.1, `coins_tests.cpp` (`ccoins_serialization`).
  const p2pkh = (hash: string): Uint8Array => hex(`76a914${hash}88ac`);
  const cases = [
    {
      bytes: '97f23c835800816115944e077fe7c803cfa57f29b36bf87c1d35',
      coin: { code: 2 * 203_998, value: 60_000_000_000, script: p2pkh('816115944e077fe7c803cfa57f29b36bf87c1d35') },
    },
    {
      bytes: '8ddf77bbd123008c988f1a4a4de2161e0f50aac7f17e7f9555caa4',
      coin: { code: 2 * 120_891 + 1, value: 110_397, script: p2pkh('8c988f1a4a4de2161e0f50aac7f17e7f9555caa4') },
    },
    { bytes: '000006', coin: { code: 0, value: 0, script: new Uint8Array(0) } },
  ];
  for (const { bytes, coin } of cases) {
    const text = written((writer) => {
      writer.varInt(coin.code);
      writer.compressedOutput(plainCoin(coin));
    });
    assert.equal(text, bytes);
  }
});

test('counts are written as compact sizes, on both sides of each length', () => {
  const cases: [value: number, bytes: string][] = [
    [0, '00'],
    [0xfc, 'fc'],
    [0xfd, 'fdfd00'],
    [0xffff, 'fdffff'],
    [0x1_0000, 'fe00000100'],
    [0xffff_ffff, 'feffffffff'],
  ];
  for (const [value, bytes] of cases)
    assert.equal(
      written((writer) => writer.compactSize(value)),
      bytes,
    );
});

test('what is written outgrows the first room, and begins anew after a reset', () => {
  const writer = new CoinWriter();
  const once = SCRIPT_KINDS.map(([, script]) => plainCoin({ code: 1, value: 7, script }));
  for (const coin of once) writer.compressedOutput(coin);
  const first = writer.view().slice();
  assert.ok(first.length > 10_000);
  for (let i = 0; i < 20; i++) for (const coin of once) writer.compressedOutput(coin);
  assert.equal(writer.length, 21 * first.length);
  for (let i = 0; i <= 20; i++) {
    assert.deepEqual(writer.view().subarray(i * first.length, (i + 1) * first.length), first);
  }
  writer.reset();
  assert.equal(writer.view().length, 0);
  for (const coin of once) writer.compressedOutput(coin);
  assert.deepEqual(writer.view(), first);
});
