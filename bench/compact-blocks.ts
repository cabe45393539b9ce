// How long a node takes to put a block together from a compact one, with a mempool as large as they come.
//
//   npm run bench -- bench/compact-blocks.ts
import { compactBlockOf } from '../src/net/compact/encode-compact-block.ts';
import { PartialBlock } from '../src/net/compact/partial-block.ts';
import { HeaderBatch, hasProofOfWork, isContinuous } from '../src/net/sync/header-batch.ts';
import { EASY_PARAMS, syntheticHeaders } from '../src/chain/synthetic-headers.ts';
import type { Txid } from '../src/primitives/hash.ts';
import { parseBlock } from '../src/primitives/block.ts';
import { parseTransaction } from '../src/primitives/transaction.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import { GENESIS_TEST_BLOCK, blockAfter } from '../test/chain-regtest.ts';
import type { BlockTransaction } from '../test/chain-assemble-block.ts';

const POOL_SIZE = 200_000;
const BLOCK_SIZE = 4_000;

function transaction(n: number): BlockTransaction {
  const prevout = {
    txid: Uint8Array.from({ length: 32 }, (_, i) => (n >>> (8 * (i % 4))) & 0xff) as Uint8Array as Txid,
    vout: n,
  };
  const bytes = encodeTransaction({
    version: 2,
    inputs: [{ prevout, scriptSig: new Uint8Array(0), sequence: 0, witness: [new Uint8Array(72), new Uint8Array(33)] }],
    outputs: [{ value: 1n, scriptPubKey: new Uint8Array(22) }],
    lockTime: 0,
  });
  const tx = parseTransaction(bytes);
  if ('code' in tx) throw new Error(tx.code);
  return { bytes, txid: tx.txid, wtxid: tx.wtxid };
}

function best(run: () => void): number {
  let shortestMs = Infinity;
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    run();
    shortestMs = Math.min(shortestMs, performance.now() - start);
  }
  return shortestMs;
}

const made = Array.from({ length: POOL_SIZE }, (_, n) => transaction(n));
const pool = made.map(({ bytes }) => {
  const tx = parseTransaction(bytes);
  if ('code' in tx) throw new Error(tx.code);
  return tx;
});
for (const tx of pool) void tx.wtxid;
const block = parseBlock(blockAfter(GENESIS_TEST_BLOCK, { transactions: made.slice(0, BLOCK_SIZE) }).bytes);
if ('code' in block) throw new Error(block.code);
const compact = compactBlockOf(block, 1n);
const print = (what: string, ms: number): void => console.log(`${what.padEnd(58)} ${ms.toFixed(2)} ms`);
print(
  `compact form of a block of ${BLOCK_SIZE} transactions`,
  best(() => void compactBlockOf(block, 1n)),
);
// The one that is missing makes sure that all of the mempool is looked through.
const without = pool.toReversed().filter((_, i) => i !== 0 && i !== POOL_SIZE - 1);
print(
  `looking for them in a mempool of ${POOL_SIZE}, all of it`,
  best(() => void PartialBlock.from(compact, { pool: without, extra: [] })),
);
const first = pool[0]!;
let putMs = Infinity;
for (let i = 0; i < 7; i++) {
  const partial = PartialBlock.from(compact, { pool: without, extra: [] });
  if (typeof partial === 'string') throw new Error(partial);
  const start = performance.now();
  if (typeof partial.fill([first]) === 'string') throw new Error('the block is not put together');
  putMs = Math.min(putMs, performance.now() - start);
}
print('putting the block together, merkle root checked', putMs);
const headers = syntheticHeaders(2000);
print(
  'looking at 2,000 headers: hashes, work, order',
  best(() => {
    const batch = new HeaderBatch(headers);
    if (!hasProofOfWork(batch, EASY_PARAMS) || !isContinuous(batch)) throw new Error('the headers are good');
  }),
);
