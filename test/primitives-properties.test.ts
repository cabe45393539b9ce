import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressFormat } from '../src/primitives/address/address-format.ts';
import { encodeBlock } from '../src/primitives/block-data.ts';
import { Block, parseBlock, parseBlockPrefix } from '../src/primitives/block.ts';
import { describeDecodeReject } from '../src/primitives/decode-reject.ts';
import type { DecodeReject } from '../src/primitives/decode-reject.ts';
import { blockDocument } from '../src/primitives/documents/block-document.ts';
import { transactionDocument } from '../src/primitives/documents/transaction-document.ts';
import type { BlockHash, MerkleRoot, Txid } from '../src/primitives/hash.ts';
import { HEADER_BYTES } from '../src/primitives/header.ts';
import { parseLenientTransaction } from '../src/primitives/lenient-transaction.ts';
import { encodeTransaction, transactionToData } from '../src/primitives/transaction-data.ts';
import type { TransactionData } from '../src/primitives/transaction-data.ts';
import { Transaction, parseTransaction } from '../src/primitives/transaction.ts';

const MAINNET = addressFormat('mainnet');

/** Every code there is; a new one has to be added here, and to `docs/errors.md`. */
const CODES: Readonly<Record<DecodeReject['code'], true>> = {
  'end-of-data': true,
  'non-canonical-size': true,
  'size-too-large': true,
  'superfluous-witness-record': true,
  'unknown-transaction-optional-data': true,
  'trailing-data': true,
};

/** Objects as literals make them, so that they compare with what was read. */
const PLAIN = { noNullPrototype: true } as const;

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const script = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.integer({ min: 250, max: 260 }).map((size) => new Uint8Array(size).fill(0x51)),
);
const witness = fc.oneof(fc.constant([]), fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 4 }));

const transactionData: fc.Arbitrary<TransactionData> = fc.record(
  {
    version: u32,
    inputs: fc.array(
      fc.record(
        {
          prevout: fc.record({ txid: hash.map((bytes) => bytes as Txid), vout: u32 }, PLAIN),
          scriptSig: script,
          sequence: u32,
          witness,
        },
        PLAIN,
      ),
      { minLength: 1, maxLength: 6 },
    ),
    outputs: fc.array(
      fc.record({ value: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), scriptPubKey: script }, PLAIN),
      { maxLength: 6 },
    ),
    lockTime: u32,
  },
  PLAIN,
);

const header = fc.record(
  {
    version: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    prevHash: hash.map((bytes) => bytes as BlockHash),
    merkleRoot: hash.map((bytes) => bytes as MerkleRoot),
    timeSec: u32,
    bits: u32,
    nonce: u32,
  },
  PLAIN,
);

/** One change that a damaged file, or a hostile peer, may make. */
type Change = { readonly kind: 'set' | 'cut' | 'insert' | 'drop'; readonly at: number; readonly byte: number };

const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('set' as const, 'set' as const, 'cut' as const, 'insert' as const, 'drop' as const),
    at: fc.nat(),
    byte: fc.oneof(fc.constantFrom(0, 1, 2, 0xfc, 0xfd, 0xfe, 0xff), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 3 },
);

function changed(bytes: Uint8Array, list: readonly Change[]): Uint8Array {
  let result = [...bytes];
  for (const { kind, at, byte } of list) {
    const index = result.length === 0 ? 0 : at % result.length;
    if (kind === 'set') result[index] = byte;
    else if (kind === 'cut') result = result.slice(0, index);
    else if (kind === 'insert') result.splice(index, 0, byte);
    else result.splice(index, 1);
  }
  return Uint8Array.from(result);
}

/** A reject says a code that is known, where, and a line of words. */
function checkReject(reject: DecodeReject, bytes: Uint8Array): void {
  assert.ok(CODES[reject.code], reject.code);
  assert.ok(
    reject.offset >= 0 && reject.offset <= bytes.length,
    `${reject.code} at ${reject.offset} of ${bytes.length}`,
  );
  assert.match(describeDecodeReject(reject), /^[^\n]*at byte \d+[^\n]*$/);
}

/** Whatever was read as a transaction is those bytes: in one way only, and each accessor answers. */
function checkTransaction(transaction: Transaction, bytes: Uint8Array): void {
  const withWitness = transaction.hasWitness;
  assert.deepEqual(encodeTransaction(transactionToData(transaction), { withWitness }), bytes);
  assert.equal(transaction.stripped().length, transaction.strippedSize);
  assert.equal(transaction.weight, 3 * transaction.strippedSize + bytes.length);
  const document = transactionDocument(transaction, MAINNET);
  assert.equal(document.vin.length, transaction.inputCount);
  assert.equal(document.txid === document.hash, !withWitness);
  for (let i = 0; i < transaction.inputCount; i++) {
    assert.equal(transaction.witness(i).length, transaction.witnessItemCount(i));
  }
}

test('any transaction round-trips, field by field and byte by byte', () => {
  fc.assert(
    fc.property(transactionData, (data) => {
      const bytes = encodeTransaction(data);
      const transaction = parseTransaction(bytes);
      assert.ok(transaction instanceof Transaction);
      assert.deepEqual(transactionToData(transaction), data);
      checkTransaction(transaction, bytes);
      assert.equal(
        transaction.hasWitness,
        data.inputs.some((input) => input.witness.length > 0),
      );
      assert.deepEqual(transaction.stripped(), encodeTransaction(data, { withWitness: false }));
    }),
    { numRuns: 500 },
  );
});

test('any block round-trips, alone and among other bytes', () => {
  const blocks = fc.tuple(header, fc.array(transactionData, { maxLength: 5 }), fc.nat(20), fc.nat(20));
  fc.assert(
    fc.property(blocks, ([head, datas, before, after]) => {
      const serialized = datas.map((data) => encodeTransaction(data));
      const bytes = encodeBlock(head, serialized);
      const around = new Uint8Array(before + bytes.length + after).fill(0xfe);
      around.set(bytes, before);
      const block = parseBlockPrefix(around, before);
      assert.ok(block instanceof Block);
      assert.equal(block.end, before + bytes.length);
      assert.deepEqual(block.serialized(), bytes);
      assert.deepEqual(block.header, head);
      assert.equal(block.transactionCount, datas.length);
      block.transactions.forEach((transaction, i) => assert.deepEqual(transaction.serialized(), serialized[i]));
      const alone = parseBlock(around, before, before + bytes.length);
      assert.ok(alone instanceof Block);
      assert.deepEqual(alone.txids, block.txids);
      assert.deepEqual(alone.wtxids, block.wtxids);
      const rest = parseBlock(around, before);
      if (after > 0) assert.deepEqual(rest, { code: 'trailing-data', offset: block.end, extraBytes: after });
    }),
    { numRuns: 300 },
  );
});

test('10,000 changed transactions are read to the same bytes again or refused with a code, and never thrown at', (t) => {
  let accepted = 0;
  const seen = new Set<string>();
  fc.assert(
    fc.property(transactionData, fc.array(changes, { minLength: 10, maxLength: 10 }), (data, lists) => {
      const bytes = encodeTransaction(data);
      for (const list of lists) {
        const damaged = changed(bytes, list);
        const result = parseTransaction(damaged);
        if ('code' in result) {
          checkReject(result, damaged);
          seen.add(result.code);
        } else {
          checkTransaction(result, damaged);
          accepted++;
        }
        const lenient = parseLenientTransaction(damaged);
        assert.ok(!('code' in lenient) || 'code' in result, 'what peers may send, people may');
      }
    }),
    { numRuns: 1000 },
  );
  t.diagnostic(`${accepted} read, the others refused: ${[...seen].toSorted().join(', ')}`);
  assert.deepEqual([...seen].toSorted(), Object.keys(CODES).toSorted());
});

test('3,000 changed blocks are read to the same bytes again or refused with a code, and never thrown at', (t) => {
  let accepted = 0;
  const blocks = fc.tuple(header, fc.array(transactionData, { maxLength: 3 }));
  fc.assert(
    fc.property(blocks, fc.array(changes, { minLength: 10, maxLength: 10 }), ([head, datas], lists) => {
      const bytes = encodeBlock(
        head,
        datas.map((data) => encodeTransaction(data)),
      );
      for (const list of lists) {
        const damaged = changed(bytes, list);
        const block = parseBlock(damaged);
        if ('code' in block) {
          checkReject(block, damaged);
          continue;
        }
        accepted++;
        const serialized = block.transactions.map((transaction) => encodeTransaction(transactionToData(transaction)));
        assert.deepEqual(encodeBlock(block.header, serialized), damaged);
        const { tx, ...head2 } = blockDocument(block, MAINNET);
        assert.equal([...tx].length, head2.nTx);
      }
    }),
    { numRuns: 300 },
  );
  t.diagnostic(`${accepted} read`);
  assert.ok(accepted > 100);
});

test('bytes of chance are no crash either', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      for (const result of [
        parseTransaction(bytes),
        parseTransaction(bytes, { allowWitness: false }),
        parseBlock(bytes),
      ]) {
        if ('code' in result) checkReject(result, bytes);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a block that states 33 million transactions, or a witness of 33 million items, is refused at once', () => {
  const max = [0xfe, 0, 0, 0, 2];
  const block = Uint8Array.of(...new Uint8Array(HEADER_BYTES), ...max, ...new Uint8Array(100));
  const reject = parseBlock(block);
  assert.ok('code' in reject && reject.code === 'end-of-data');
  const items = Uint8Array.of(1, 0, 0, 0, 0, 1, 1, ...new Uint8Array(41), 0, ...max, ...new Uint8Array(1000));
  const witnessReject = parseTransaction(items);
  assert.ok('code' in witnessReject && witnessReject.code === 'end-of-data');
});

test('a block without transactions is read: that it may not be is a rule, not its form', () => {
  const block = parseBlock(new Uint8Array(HEADER_BYTES + 1));
  assert.ok(block instanceof Block);
  assert.equal(block.transactionCount, 0);
  assert.equal(block.weight, 4 * (HEADER_BYTES + 1));
  assert.equal(block.txids.length, 0);
  assert.ok('code' in parseBlock(new Uint8Array(HEADER_BYTES)));
});
