import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex, testBlock, testCoinbase, testInput, testTransactionData, testTxid } from '../../test/block-builder.ts';
import { SCRIPT_KINDS, anyCoin, coinText, plainCoin } from '../../test/random-coins.ts';
import { bytesToHex } from '../bytes/hex.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { emptyPlainCoin } from './coins/plain-coin.ts';
import type { PlainCoin } from './coins/plain-coin.ts';
import { UndoWriter, readUndoData } from './undo-data.ts';

const PREV = testTxid(0xab) as Uint8Array as BlockHash;

/** A block whose transactions after the coinbase have so many inputs each. */
function blockOf(inputCounts: readonly number[], prevHash: BlockHash = PREV): Block {
  const others = inputCounts.map((count, i) =>
    testTransactionData({
      inputs: Array.from({ length: count }, (_, vout) => testInput({ prevout: { txid: testTxid(i + 1), vout } })),
    }),
  );
  return testBlock({ transactions: [testCoinbase(1), ...others], header: { prevHash }, mine: false });
}

function undoOf(coins: readonly (readonly PlainCoin[])[], writer = new UndoWriter()): Uint8Array {
  writer.begin(PREV, coins.length + 1);
  for (const inputs of coins) {
    writer.beginTransaction(inputs.length);
    for (const coin of inputs) writer.coin(coin);
  }
  return writer.finish().slice();
}

/** Gives undo data the checksum that goes with them. */
function checked(payload: Uint8Array): Uint8Array {
  return Uint8Array.of(...payload, ...sha256d(Uint8Array.of(...PREV, ...payload)));
}

test('undo data are as Bitcoin Core writes them, with the hash of the block before in their checksum', () => {
  const p2pkh = hex('76a914816115944e077fe7c803cfa57f29b36bf87c1d3588ac');
  const undo = undoOf([
    [plainCoin({ code: 2 * 203_998, value: 60_000_000_000, script: p2pkh })],
    // The first block's code takes no byte for what once was the transaction's version.
    [
      plainCoin({ code: 1, value: 1, script: Uint8Array.of(0x51) }),
      plainCoin({ code: 2, value: 0, script: new Uint8Array(0) }),
    ],
  ]);
  const payload = hex(
    '02' +
      '01' +
      '97f23c' +
      '00' +
      '835800' +
      '816115944e077fe7c803cfa57f29b36bf87c1d35' +
      '02' +
      '01' +
      '01' +
      '0751' +
      '0200' +
      '0006',
  );
  assert.equal(bytesToHex(undo), bytesToHex(checked(payload)));
});

test('what a block spent is read back, in any order, and no part of it when a byte has changed', () => {
  const writer = new UndoWriter();
  fc.assert(
    fc.property(
      fc.array(fc.array(anyCoin, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
      fc.nat(),
      (coins, at) => {
        const block = blockOf(coins.map(({ length }) => length));
        const record = undoOf(coins, writer);
        const undo = readUndoData(record, block);
        assert.ok(typeof undo !== 'string');
        const read = emptyPlainCoin();
        for (const [i, inputs] of [...coins.entries()].reverse()) {
          for (const [input, coin] of inputs.entries()) {
            undo.read(i + 1, input, read);
            assert.equal(coinText(read), coinText(coin));
          }
        }
        const damaged = record.slice();
        damaged[at % damaged.length]! ^= 1 << (at % 8);
        assert.equal(readUndoData(damaged, block), 'checksum');
      },
    ),
    { numRuns: 100 },
  );
});

test('scripts of every kind come back', () => {
  const coins = SCRIPT_KINDS.map(([, script], i) => plainCoin({ code: i, value: i, script }));
  const undo = readUndoData(undoOf([coins]), blockOf([coins.length]));
  assert.ok(typeof undo !== 'string');
  for (const [i, [name]] of SCRIPT_KINDS.entries()) {
    const read = emptyPlainCoin();
    undo.read(1, i, read);
    assert.equal(coinText(read), coinText(coins[i]!), name);
  }
});

test('undo data of another block are told by the hash before it, or by their counts', () => {
  const coin = plainCoin({ code: 4, value: 5, script: Uint8Array.of(0x51) });
  const record = undoOf([[coin], [coin, coin]]);
  assert.ok(typeof readUndoData(record, blockOf([1, 2])) !== 'string');
  assert.equal(readUndoData(record, blockOf([1, 2], testTxid(1) as Uint8Array as BlockHash)), 'checksum');
  assert.equal(readUndoData(record, blockOf([1])), 'transaction-count');
  assert.equal(readUndoData(record, blockOf([1, 2, 1])), 'transaction-count');
  assert.equal(readUndoData(record, blockOf([2, 1])), 'input-count');
  assert.equal(readUndoData(record, blockOf([1, 3])), 'input-count');
});

test('undo data that make no sense are refused, though their checksum is right', () => {
  const block = blockOf([1]);
  const cases: [fault: string, payload: string][] = [
    ['transaction-count', '00'],
    ['input-count', '01'],
    ['malformed', '0101'],
    ['malformed', '010104'],
    ['malformed', '0101040000'],
    ['malformed', '010104000007'],
    ['trailing-data', '01010400000600'],
    // A height above what 31 bits hold.
    ['malformed', '01018efefeff00000006'],
    ['malformed', '0101' + 'ff'.repeat(12)],
  ];
  for (const [fault, payload] of cases) assert.equal(readUndoData(checked(hex(payload)), block), fault, payload);
  assert.ok(typeof readUndoData(checked(hex('010104000006')), block) !== 'string');
  assert.equal(readUndoData(new Uint8Array(0), block), 'malformed');
  assert.equal(readUndoData(new Uint8Array(32), block), 'malformed');
});

test('a block with nothing but a coinbase has undo data too', () => {
  const record = undoOf([]);
  assert.equal(bytesToHex(record), bytesToHex(checked(hex('00'))));
  assert.ok(typeof readUndoData(record, blockOf([])) !== 'string');
});
