import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { hex, testCoinbase, testInput, testTransaction, testTxid } from '../../../test/block-builder.ts';
import { ByteWriter } from '../../bytes/byte-writer.ts';
import { describePrevoutsReject } from './prevouts-file.ts';
import { readPrevouts, spentOutputsInOrder } from './read-prevouts.ts';

function bytesOf(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

/** What is wrong with a JSON, in one line. */
function complaint(json: unknown): string {
  const read = readPrevouts(bytesOf(json));
  return 'code' in read ? `${read.code}: ${describePrevoutsReject(read)}` : 'ok';
}

const FLORESTA = {
  txout: { value: 90_400_000, script_pubkey: '76a9' },
  is_coinbase: false,
  creation_height: 367_889,
  creation_time: 1_438_405_491,
};

test('Floresta’s list is read', () => {
  const coinbase = { ...FLORESTA, is_coinbase: true, creation_height: 7 };
  assert.deepEqual(readPrevouts(bytesOf([FLORESTA, coinbase])), {
    form: "Floresta's JSON",
    outputs: [
      { value: 90_400_000n, scriptPubKey: hex('76a9'), height: 367_889, isCoinbase: false },
      { value: 90_400_000n, scriptPubKey: hex('76a9'), height: 7, isCoinbase: true },
    ],
  });
});

const INPUT = {
  txid: '02'.repeat(32),
  vout: 3,
  prevout: { generated: true, height: 5, value: 20_999_999.9769, scriptPubKey: { hex: '51' } },
};
const OUTPUT = {
  outPoint: `${'02'.repeat(32)}:3`,
  value: 2_099_999_997_690_000n,
  scriptPubKey: hex('51'),
  height: 5,
  isCoinbase: true,
};

test('getblock’s JSON with verbosity 3 is read, with its height, also as an RPC answer', () => {
  const block = { height: 9, tx: [{ vin: [{ coinbase: '51' }] }, { vin: [INPUT] }] };
  const expected = { form: "getblock's JSON", outputs: [OUTPUT], blockHeight: 9 };
  assert.deepEqual(readPrevouts(bytesOf(block)), expected);
  assert.deepEqual(readPrevouts(bytesOf({ result: block, error: null, id: 1 })), expected);
});

test('getrawtransaction’s JSON with verbosity 2 is read', () => {
  assert.deepEqual(readPrevouts(bytesOf({ vin: [INPUT] })), { form: "getrawtransaction's JSON", outputs: [OUTPUT] });
});

test('a list as signrawtransactionwithkey takes it is read, with or without heights', () => {
  const listed = { txid: INPUT.txid, vout: 3, scriptPubKey: '51', amount: 0.00000001 };
  const bare = { outPoint: OUTPUT.outPoint, value: 1n, scriptPubKey: hex('51') };
  assert.deepEqual(readPrevouts(bytesOf([listed, { ...listed, height: 5, coinbase: true }])), {
    form: 'a JSON list of outputs',
    outputs: [bare, { ...bare, height: 5, isCoinbase: true }],
  });
});

test('each amount from 0 to 21 million bitcoin survives its way through JSON', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }), (sats) => {
      const amount = `${sats / 100_000_000n}.${(sats % 100_000_000n).toString().padStart(8, '0')}`;
      const json = `[{"txid":"${INPUT.txid}","vout":0,"scriptPubKey":"","amount":${amount}}]`;
      const read = readPrevouts(new TextEncoder().encode(json));
      assert.ok(!('code' in read));
      assert.equal(read.outputs[0]?.value, sats);
    }),
  );
});

test('bcoin’s undo data is read, also when its first byte is one that JSON begins with', () => {
  for (const value of [0n, 0x5bn, 0x7bn, 50_000n, -1n]) {
    const undo = new ByteWriter().u64Le(value).varBytes(hex('76a9')).u64Le(1n).varBytes(hex('')).finish();
    assert.deepEqual(readPrevouts(undo), {
      form: "bcoin's undo data",
      outputs: [
        { value, scriptPubKey: hex('76a9') },
        { value: 1n, scriptPubKey: hex('') },
      ],
    });
    const cut = readPrevouts(undo.subarray(0, -1));
    assert.ok('code' in cut && cut.code === 'prevouts-format-unknown');
  }
});

test('a field that is missing or wrong is named', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [[FLORESTA, { ...FLORESTA, is_coinbase: 0 }], '[1].is_coinbase is not true or false'],
    [[FLORESTA, 5], '[1] is not an object'],
    [[{ ...FLORESTA, creation_height: -1 }], '[0].creation_height is not a height'],
    [[{ ...FLORESTA, creation_height: 2 ** 31 }], '[0].creation_height is not a height'],
    [[{ ...FLORESTA, txout: { value: 1.5, script_pubkey: '' } }], '[0].txout.value is not a number of satoshis'],
    [[{ ...FLORESTA, txout: { value: 1, script_pubkey: '0' } }], '[0].txout.script_pubkey is not hex digits'],
    [[{ txid: '00', vout: 0 }], '[0].txid is not 64 hex digits'],
    [[{ txid: INPUT.txid, vout: -1 }], '[0].vout is not an index'],
    [[{ txid: INPUT.txid, vout: 0, amount: 1e300 }], '[0].amount is not an amount in bitcoin'],
    [[{ txid: INPUT.txid, vout: 0, amount: '1' }], '[0].amount is not an amount in bitcoin'],
    [{ tx: [{ vin: [{ txid: INPUT.txid, vout: 0 }] }] }, 'tx[0].vin[0].prevout is not an object'],
    [{ tx: [{ vin: {} }] }, 'tx[0].vin is not a list'],
    [{ tx: 1 }, 'tx is not a list'],
    [{ tx: [], height: 'x' }, 'height is not a height'],
  ];
  for (const [json, words] of cases)
    assert.ok(complaint(json).startsWith(`prevouts-malformed: ${words}`), complaint(json));
  for (const json of [{}, { result: null }, 5]) assert.match(complaint(json), /^prevouts-format-unknown: /);
});

test('no bytes make it crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (bytes) => {
        const read = readPrevouts(bytes);
        assert.equal(typeof ('code' in read ? describePrevoutsReject(read) : read.form), 'string');
      },
    ),
  );
});

test('outputs with outpoints are put in the order of the inputs; those made by the transactions may be left out', () => {
  const parent = testTransaction({ inputs: [testInput({ prevout: { txid: testTxid(2), vout: 1 } })] });
  const child = testTransaction({
    inputs: [
      testInput({ prevout: { txid: parent.txid, vout: 0 } }),
      testInput({ prevout: { txid: testTxid(2), vout: 0 } }),
    ],
  });
  const transactions = [testTransaction(testCoinbase(1)), parent, child];
  const output = (vout: number): { outPoint: string; value: bigint; scriptPubKey: Uint8Array } => ({
    outPoint: `${'02'.repeat(32)}:${vout}`,
    value: BigInt(vout),
    scriptPubKey: hex(''),
  });
  assert.deepEqual(spentOutputsInOrder(transactions, [output(0), output(1)]), [output(1), undefined, output(0)]);
  assert.deepEqual(spentOutputsInOrder(transactions, [output(1)]), {
    code: 'prevout-missing',
    outPoint: `${'02'.repeat(32)}:0`,
  });
});

test('outputs without outpoints have to be as many as there are inputs', () => {
  const transactions = [testTransaction(testCoinbase(1)), testTransaction()];
  const bare = { value: 1n, scriptPubKey: hex('') };
  assert.deepEqual(spentOutputsInOrder(transactions, [bare]), [bare]);
  assert.deepEqual(spentOutputsInOrder(transactions, [bare, bare]), { code: 'prevouts-count', inputs: 1, outputs: 2 });
});
