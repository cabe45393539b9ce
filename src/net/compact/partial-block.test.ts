import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, blocksAfter, spend } from '../../../test/chain-regtest.ts';
import type { BlockTransaction } from '../../../test/chain-assemble-block.ts';
import { parsed, parsedTransaction } from '../../../test/sync-node.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { CompactBlock } from '../../wire/compact-block.ts';
import { compactBlockOf } from './encode-compact-block.ts';
import { ExtraTransactions, MAX_EXTRA_BYTES } from './extra-transactions.ts';
import { PartialBlock } from './partial-block.ts';
import { ShortIdHasher, ShortIdTable } from './short-ids.ts';

const [FIRST] = blocksAfter(GENESIS_TEST_BLOCK, 1);

function transaction(value: number): BlockTransaction {
  return spend([{ txid: FIRST!.coinbaseTxid, vout: value }], [{ value: BigInt(value), scriptPubKey: OP_TRUE }]);
}

const TRANSACTIONS = Array.from({ length: 20 }, (_, i) => transaction(i));
const BLOCK = parsed(blockAfter(FIRST!, { transactions: TRANSACTIONS }));
const POOL: readonly Transaction[] = TRANSACTIONS.map(parsedTransaction);
const COMPACT = compactBlockOf(BLOCK, 77n);
const HEADER = COMPACT.header;

function partialOf(
  compact: CompactBlock,
  pool: readonly Transaction[] = [],
  extra: readonly Transaction[] = [],
): PartialBlock {
  const partial = PartialBlock.from(compact, { pool, extra });
  assert.ok(typeof partial !== 'string', 'it can be begun');
  return partial;
}

test('a compact block brings the coinbase along, and six bytes for each other transaction', () => {
  assert.deepEqual(
    COMPACT.prefilled.map(({ index }) => index),
    [0],
  );
  assert.equal(COMPACT.shortIds.length, 20);
  assert.ok(COMPACT.shortIds.every((id) => Number.isInteger(id) && id >= 0 && id < 0x1_0000_0000_0000));
});

test('whatever part of the transactions is in the mempool or among the extra ones, the block comes out whole', () => {
  const places = fc.array(fc.constantFrom('pool', 'extra', 'nowhere'), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(places, fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), (where, nonce) => {
      const partial = partialOf(
        compactBlockOf(BLOCK, nonce),
        POOL.filter((_, i) => where[i] === 'pool').toReversed(),
        POOL.filter((_, i) => where[i] === 'extra'),
      );
      const missing = partial.missing();
      assert.deepEqual(
        missing,
        where.flatMap((place, i) => (place === 'nowhere' ? [i + 1] : [])),
      );
      const block = partial.fill(missing.map((index) => BLOCK.transaction(index)));
      assert.ok(typeof block !== 'string');
      assert.deepEqual(block.serialized(), BLOCK.serialized());
      assert.deepEqual([block.txids, block.wtxids], [BLOCK.txids, BLOCK.wtxids]);
    }),
    { verbose: true },
  );
});

test('too few, too many, or other transactions than were asked for make no block', () => {
  const pool = POOL.slice(2);
  const [one, two] = [POOL[0]!, POOL[1]!];
  assert.equal(partialOf(COMPACT, pool).fill([one]), 'invalid');
  assert.equal(partialOf(COMPACT, pool).fill([one, two, two]), 'invalid');
  assert.equal(partialOf(COMPACT, pool).fill([two, one]), 'failed');
  const once = partialOf(COMPACT, POOL);
  assert.ok(typeof once.fill([]) !== 'string');
  assert.equal(once.fill([]), 'invalid');
});

test('two equal short ids, or a crowd of them, are a failure that nobody is blamed for', () => {
  const shortIds = [...COMPACT.shortIds];
  shortIds[3] = shortIds[2]!;
  assert.equal(PartialBlock.from({ ...COMPACT, shortIds }, { pool: POOL, extra: [] }), 'failed');
  const crowd = Array.from({ length: 100 }, (_, i) => i * 0x1_0000_0000 + 5);
  assert.equal(PartialBlock.from({ ...COMPACT, shortIds: crowd }, { pool: [], extra: [] }), 'failed');
  const few = crowd.slice(0, 60);
  assert.equal(typeof PartialBlock.from({ ...COMPACT, shortIds: few }, { pool: [], extra: [] }), 'object');
});

test('two transactions that have one short id are both asked for; the same one twice is not', () => {
  // A wtxid is looked up by its short id alone: two of the mempool under one id, by a hasher that is fed the same wtxid.
  const twin = Object.create(POOL[4]!, { wtxid: { value: POOL[4]!.wtxid } }) as Transaction;
  assert.deepEqual(partialOf(COMPACT, [...POOL.slice(0, 5), twin, ...POOL.slice(5)]).missing(), []);
  const hasher = new ShortIdHasher(HEADER, 77n);
  const shortIds = COMPACT.shortIds.slice();
  // The third place is taken by an id that a transaction of the mempool has which is not of the block.
  const stranger = parsedTransaction(transaction(99));
  shortIds[2] = hasher.idOf(stranger.wtxid);
  const filled = partialOf({ ...COMPACT, shortIds }, [...POOL, stranger]);
  assert.deepEqual(filled.missing(), []);
  assert.equal(filled.fill([]), 'failed');
});

test('prefilled transactions must rise, fit in between, and be below 65,536', () => {
  const { shortIds, prefilled } = COMPACT;
  const [coinbase] = prefilled;
  const tx = coinbase!.tx;
  const at = (...indexes: number[]): unknown =>
    PartialBlock.from(
      { ...COMPACT, shortIds: shortIds.slice(0, 5), prefilled: indexes.map((index) => ({ index, tx })) },
      { pool: [], extra: [] },
    );
  for (const good of [[], [0], [5], [0, 1, 6], [0, 6]]) assert.equal(typeof at(...good), 'object', String(good));
  for (const bad of [[6], [0, 0], [1, 0], [0, 7], [-1], [0.5], [65_536], [Number.NaN]]) {
    assert.equal(at(...bad), 'invalid', String(bad));
  }
});

test('a compact block of nothing, or of more transactions than a block can have, is invalid', () => {
  const of = (count: number): unknown =>
    PartialBlock.from(
      { ...COMPACT, prefilled: [], shortIds: Array.from({ length: count }, (_, i) => i * 2_654_435_761) },
      { pool: [], extra: [] },
    );
  assert.equal(of(0), 'invalid');
  assert.equal(typeof of(100_000), 'object');
  assert.equal(of(100_001), 'invalid');
});

test('the table of short ids finds what was added, and nothing else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 0xffff_ffff_ffff }), { maxLength: 200 }), (ids) => {
      const table = new ShortIdTable(ids.length);
      const half = ids.slice(0, Math.ceil(ids.length / 2));
      half.forEach((id, i) => assert.equal(table.add(id, i), true));
      ids.forEach((id, i) => assert.equal(table.find(id), i < half.length ? i : -1));
      half.forEach((id) => assert.equal(table.add(id, 0), false));
    }),
    { verbose: true },
  );
});

test('of the extra transactions the last ones are kept, and none that is too large', () => {
  const extra = new ExtraTransactions(3);
  for (const tx of POOL.slice(0, 5)) extra.add(tx);
  assert.deepEqual(
    [...extra].map((tx) => POOL.indexOf(tx)),
    [2, 3, 4],
  );
  const large = Object.create(POOL[9]!, { totalSize: { value: 400_001 } }) as Transaction;
  extra.add(large);
  assert.equal([...extra].includes(large), false);
  const many = new ExtraTransactions(100);
  const sized = (totalSize: number): Transaction =>
    Object.create(POOL[9]!, { totalSize: { value: totalSize } }) as Transaction;
  for (let i = 0; i < 25; i++) many.add(sized(400_000));
  assert.equal(many.sizeBytes, MAX_EXTRA_BYTES);
  assert.equal([...many].length, 25);
  many.add(sized(1));
  assert.equal([...many].length, 25, 'the oldest has gone for one byte');
  const none = new ExtraTransactions(0);
  none.add(POOL[0]!);
  assert.deepEqual([...none], []);
});
