import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { AssertionError } from '../bytes/assert.ts';
import { bytesFromHex, bytesToHex } from '../bytes/hex.ts';
import { txidToHex, wtxidToHex } from './hash.ts';
import { parseLenientTransaction } from './lenient-transaction.ts';
import { encodeTransaction, transactionToData } from './transaction-data.ts';
import { Transaction, parseTransaction } from './transaction.ts';

/** The signed native P2WPKH transaction of BIP143: one legacy input, one with a witness. */
const BIP143 =
  '01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb6212' +
  '7b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffff' +
  'ffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df3' +
  '78db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609' +
  'e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02d' +
  'e67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000';

const INPUT = `${'11'.repeat(32)}0200000002aabbfeffffff`;
const OUTPUT = '0100000000000000026a00';

function bytes(hex: string): Uint8Array {
  const result = bytesFromHex(hex);
  assert.ok(result !== undefined);
  return result;
}

function parsed(hex: string, allowWitness = true): Transaction {
  const transaction = parseTransaction(bytes(hex), { allowWitness });
  if ('code' in transaction) assert.fail(JSON.stringify(transaction));
  return transaction;
}

function doubleHash(data: Uint8Array): string {
  const once = createHash('sha256').update(data).digest();
  return createHash('sha256').update(once).digest().reverse().toString('hex');
}

test('each field of a transaction with a witness is where BIP143 says', () => {
  const transaction = parsed(BIP143);
  assert.equal(transaction.version, 1);
  assert.equal(transaction.lockTime, 17);
  assert.equal(transaction.hasWitness, true);
  assert.equal(transaction.isCoinbase, false);
  assert.equal(transaction.inputCount, 2);
  assert.equal(
    txidToHex(transaction.prevoutTxid(0)),
    '9f96ade4b41d5433f4eda31e1738ec2b36f6e7d1420d94a6af99801a88f7f7ff',
  );
  assert.equal(transaction.prevoutVout(1), 1);
  assert.equal(transaction.sequence(0), 0xffff_ffee);
  assert.equal(transaction.scriptSig(0).length, 73);
  assert.equal(transaction.scriptSig(1).length, 0);
  assert.deepEqual(transaction.witness(0), []);
  assert.equal(transaction.witnessItemCount(0), 0);
  assert.equal(transaction.witnessItemCount(1), 2);
  assert.deepEqual(
    transaction.witness(1).map(({ length }) => length),
    [71, 33],
  );
  assert.equal(transaction.value(0), 112_340_000n);
  assert.equal(transaction.valueNumber(1), 223_450_000);
  assert.equal(bytesToHex(transaction.scriptPubKey(1)), '76a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac');
});

test('txid hashes the transaction without witnesses, wtxid all of it', () => {
  const transaction = parsed(BIP143);
  assert.equal(txidToHex(transaction.txid), doubleHash(transaction.stripped()));
  assert.equal(wtxidToHex(transaction.wtxid), doubleHash(bytes(BIP143)));
  assert.equal(transaction.txid, transaction.txid, 'a hash is computed once');
  const stripped = parsed(bytesToHex(transaction.stripped()));
  assert.equal(stripped.hasWitness, false);
  assert.deepEqual(stripped.txid, transaction.txid);
  assert.deepEqual(stripped.wtxid, stripped.txid);
});

test('weight counts four for each byte that is no witness', () => {
  const transaction = parsed(BIP143);
  const total = BIP143.length / 2;
  const witnessBytes = 2 + 1 + 1 + 1 + 71 + 1 + 33;
  assert.equal(transaction.totalSize, total);
  assert.equal(transaction.strippedSize, total - witnessBytes);
  assert.equal(transaction.weight, 4 * (total - witnessBytes) + witnessBytes);
  assert.equal(transaction.vsize, Math.ceil(transaction.weight / 4));
});

test('a transaction inside other bytes is read the same, and offsets count from their start', () => {
  const inner = bytes(BIP143);
  const data = transactionToData(parsed(BIP143));
  assert.equal(bytesToHex(encodeTransaction(data)), BIP143);
  assert.equal(bytesToHex(encodeTransaction(data, { withWitness: false })), bytesToHex(parsed(BIP143).stripped()));
  assert.equal(parsed(BIP143).prevoutOffset(0), 7);
  assert.equal(parsed(BIP143).bodyStart, 6);
  assert.equal(parsed(BIP143).end, inner.length);
});

test('bytes left over are a reject, one byte as well as many', () => {
  const whole = BIP143.length / 2;
  assert.deepEqual(parseTransaction(bytes(`${BIP143}00`)), { code: 'trailing-data', offset: whole, extraBytes: 1 });
});

test('every cut of a transaction ends too early', () => {
  const whole = bytes(BIP143);
  for (let length = 0; length < whole.length; length++) {
    const reject = parseTransaction(whole.subarray(0, length));
    assert.ok('code' in reject && reject.code === 'end-of-data' && reject.offset <= length, `cut at ${length}`);
  }
});

test('a witness record of empty witnesses is superfluous; one item, be it empty, makes it needed', () => {
  const head = `010000000001${'01'}${INPUT}01${OUTPUT}`;
  const reject = parseTransaction(bytes(`${head}00${'00000000'}`));
  assert.deepEqual(reject, { code: 'superfluous-witness-record', offset: head.length / 2 });
  assert.deepEqual(parsed(`${head}0100${'00000000'}`).witness(0), [new Uint8Array(0)]);
  assert.ok('code' in parseTransaction(bytes('01000000000100' + `01${OUTPUT}` + '00000000')), 'no inputs, no witness');
});

test('flags other than the one for witnesses are unknown, alone or with it', () => {
  const body = `01${INPUT}01${OUTPUT}`;
  const code = 'unknown-transaction-optional-data';
  assert.deepEqual(parseTransaction(bytes(`010000000002${body}00000000`)), { code, offset: 5, flags: 2 });
  assert.deepEqual(parseTransaction(bytes(`010000000003${body}010000000000`)), { code, offset: 5, flags: 2 });
  const superfluous = parseTransaction(bytes(`010000000003${body}0000000000`));
  assert.ok('code' in superfluous && superfluous.code === 'superfluous-witness-record', 'which Core finds first');
});

test('no inputs and a flag of 0 are a transaction without anything, as Bitcoin Core reads it', () => {
  const nothing = parsed('01000000000000000000');
  assert.equal(nothing.inputCount, 0);
  assert.equal(nothing.outputCount, 0);
  assert.equal(nothing.hasWitness, false);
  assert.equal(bytesToHex(encodeTransaction(transactionToData(nothing))), '01000000000000000000');
  assert.deepEqual(nothing.stripped(), nothing.serialized());
  const reject = parseTransaction(bytes(`010000000001${OUTPUT}00000000`));
  assert.ok('code' in reject, 'one output after no inputs reads as the marker of BIP144');
  assert.equal(parsed(`010000000001${OUTPUT}00000000`, false).outputCount, 1);
});

test('a person may give a transaction without inputs: what has sound scripts wins', () => {
  const unfunded = parseLenientTransaction(bytes(`010000000001${OUTPUT}00000000`));
  assert.ok(unfunded instanceof Transaction);
  assert.equal(unfunded.outputCount, 1);
  const extended = parseLenientTransaction(bytes(BIP143));
  assert.ok(extended instanceof Transaction && extended.hasWitness);
  const reject = parseLenientTransaction(bytes(`010000000001${OUTPUT}00000000`), { witness: true });
  assert.ok('code' in reject);
  assert.ok('code' in parseLenientTransaction(bytes(BIP143), { witness: false }));
  assert.ok('code' in parseLenientTransaction(new Uint8Array(0)));
});

test('a count of inputs that the bytes cannot hold costs no memory', () => {
  const reject = parseTransaction(bytes('01000000fe0000000200'));
  assert.ok('code' in reject && reject.code === 'end-of-data');
  const tooLarge = parseTransaction(bytes('01000000fe0100000200'));
  assert.ok('code' in tooLarge && tooLarge.code === 'size-too-large');
});

test('only one input of zeros and the highest index makes a coinbase', () => {
  const coinbase = (txid: string, vout: string) => parsed(`0100000001${txid}${vout}0100ffffffff01${OUTPUT}00000000`);
  assert.equal(coinbase('00'.repeat(32), 'ffffffff').isCoinbase, true);
  assert.equal(coinbase('00'.repeat(32), 'feffffff').isCoinbase, false);
  assert.equal(coinbase(`${'00'.repeat(31)}01`, 'ffffffff').isCoinbase, false);
  const two = `${'00'.repeat(32)}ffffffff0100ffffffff`.repeat(2);
  assert.equal(parsed(`0100000002${two}01${OUTPUT}00000000`).isCoinbase, false);
});

test('values keep their sign and all 64 bits; as numbers they are exact up to 2^53 and never come into range', () => {
  const value = (hex: string) => parsed(`0100000001${INPUT}01${hex}00${'00000000'}`);
  assert.equal(value('ffffffffffffffff').value(0), -1n);
  assert.equal(value('ffffffffffffffff').valueNumber(0), -1);
  assert.equal(value('0000000000000080').value(0), -(1n << 63n));
  assert.equal(value('ffffffffffffff7f').value(0), (1n << 63n) - 1n);
  assert.ok(value('ffffffffffffff7f').valueNumber(0) > 21e14);
  assert.equal(value('0040075af0750700').valueNumber(0), 21e14);
  assert.equal(value('0140075af0750700').valueNumber(0), 21e14 + 1);
});

test('to ask for an input or output that is not there is our bug', () => {
  const transaction = parsed(BIP143);
  assert.throws(() => transaction.scriptSig(2), AssertionError);
  assert.throws(() => transaction.value(-1), AssertionError);
});
