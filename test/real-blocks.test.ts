import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { bytesToHex } from '../src/bytes/hex.ts';
import { addressFormat } from '../src/primitives/address/address-format.ts';
import { encodeBlock } from '../src/primitives/block-data.ts';
import { parseBlock } from '../src/primitives/block.ts';
import type { Block } from '../src/primitives/block.ts';
import { describeDecodeReject } from '../src/primitives/decode-reject.ts';
import { blockDocument } from '../src/primitives/documents/block-document.ts';
import { blockHashToHex } from '../src/primitives/hash.ts';
import { targetFromBits } from '../src/primitives/target.ts';
import { encodeTransaction, transactionToData } from '../src/primitives/transaction-data.ts';
import { Transaction, parseTransaction } from '../src/primitives/transaction.ts';
import { SKIP_REAL_BLOCKS, realBlocks, realFile } from './real-blocks-files.ts';
import type { RealBlock } from './real-blocks-files.ts';

/** OP_RETURN, a push of 36 bytes, and the four bytes that mark a witness commitment (BIP141). */
const COMMITMENT_HEAD = '6a24aa21a9ed';

const parsed: { readonly source: RealBlock; readonly block: Block }[] = [];

function doubleHash(...parts: readonly Uint8Array[]): Buffer {
  const once = createHash('sha256');
  for (const part of parts) once.update(part);
  return createHash('sha256').update(once.digest()).digest();
}

/** The root of a tree of hashes, by the book. */
function plainMerkleRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let level = [...hashes];
  while (level.length > 1) {
    const pairs = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => i * 2);
    level = pairs.map((i) => doubleHash(level[i]!, level[i + 1] ?? level[i]!));
  }
  return level[0]!;
}

/** The commitment to all wtxids, from the last output of the coinbase that holds one; and what it has to be. */
function witnessCommitment(block: Block): { readonly stated: string; readonly computed: string } | undefined {
  const coinbase = block.transaction(0);
  const scripts = Array.from({ length: coinbase.outputCount }, (_, i) => bytesToHex(coinbase.scriptPubKey(i)));
  const stated = scripts.findLast((script) => script.startsWith(COMMITMENT_HEAD) && script.length >= 76)?.slice(12, 76);
  if (stated === undefined) return undefined;
  const wtxids = block.transactions.map((_, i) => (i === 0 ? new Uint8Array(32) : block.wtxid(i)));
  const [reserved] = coinbase.witness(0);
  const isBare = reserved === undefined;
  return { stated, computed: isBare ? 'no witness' : bytesToHex(doubleHash(plainMerkleRoot(wtxids), reserved)) };
}

describe('every real block', { skip: SKIP_REAL_BLOCKS }, () => {
  test('parses to its last byte', (t) => {
    let transactions = 0;
    let sizeBytes = 0;
    for (const source of realBlocks()) {
      const block = parseBlock(source.bytes);
      if ('code' in block) assert.fail(`${source.name}: ${describeDecodeReject(block)}`);
      assert.equal(block.end, source.bytes.length);
      transactions += block.transactionCount;
      sizeBytes += block.totalSize;
      parsed.push({ source, block });
    }
    t.diagnostic(`${parsed.length} blocks, ${transactions} transactions, ${sizeBytes} bytes`);
    assert.equal(parsed.length, 1542);
  });

  test('has the hash that others state, and the work that its bits ask for', (t) => {
    let stated = 0;
    const hashes = new Set<string>();
    for (const { source, block } of parsed) {
      const hash = blockHashToHex(block.hash);
      hashes.add(hash);
      if (source.isRegtest !== true) assert.ok(BigInt(`0x${hash}`) <= targetFromBits(block.header.bits), source.name);
      if (source.hash === undefined) continue;
      assert.equal(hash, source.hash, source.name);
      stated++;
    }
    const linked = parsed.filter(({ block }) => hashes.has(blockHashToHex(block.header.prevHash))).length;
    t.diagnostic(`${stated} hashes stated by another source, ${linked} blocks name another one's hash`);
    assert.ok(stated > 800 && linked > 1400, `${stated} stated, ${linked} linked`);
  });

  test('serializes from its decoded fields to the same bytes', () => {
    for (const { source, block } of parsed) {
      const transactions = block.transactions.map((transaction) => encodeTransaction(transactionToData(transaction)));
      assert.ok(Buffer.compare(encodeBlock(block.header, transactions), source.bytes) === 0, source.name);
    }
  });

  test('has the merkle root of its txids', () => {
    for (const { source, block } of parsed) {
      const txids = block.transactions.map((_, i) => block.txid(i));
      assert.equal(bytesToHex(plainMerkleRoot(txids)), bytesToHex(block.header.merkleRoot), source.name);
    }
  });

  test('has the witness commitment of its wtxids, where it has one, and no witness where it has none', (t) => {
    let commitments = 0;
    for (const { source, block } of parsed) {
      const commitment = witnessCommitment(block);
      if (commitment === undefined) {
        assert.ok(
          block.transactions.every(({ hasWitness }) => !hasWitness),
          source.name,
        );
        continue;
      }
      commitments++;
      // A miner may commit before segwit is active, and then need not give the coinbase its witness.
      if (commitment.computed !== 'no witness') assert.equal(commitment.computed, commitment.stated, source.name);
      else
        assert.ok(
          block.transactions.every(({ hasWitness }) => !hasWitness),
          source.name,
        );
    }
    t.diagnostic(`${commitments} blocks with a witness commitment`);
  });

  test('has transactions that say the same alone as in their block, and sizes that add up', () => {
    for (const { source, block } of parsed) {
      if (block.transactionCount > 1000) continue;
      let strippedSize = 80 + (block.transactionCount < 0xfd ? 1 : 3);
      block.transactions.forEach((transaction, i) => {
        const alone = parseTransaction(transaction.serialized().slice());
        assert.ok(alone instanceof Transaction, source.name);
        assert.deepEqual(alone.txid, block.txid(i));
        assert.deepEqual(alone.wtxid, block.wtxid(i));
        assert.deepEqual(transaction.txid, block.txid(i));
        strippedSize += transaction.stripped().length;
        assert.equal(transaction.stripped().length, transaction.strippedSize);
      });
      assert.equal(block.strippedSize, strippedSize, source.name);
      assert.equal(block.weight, 3 * strippedSize + source.bytes.length, source.name);
    }
  });
});

describe("Bitcoin Core's own words for a block", { skip: SKIP_REAL_BLOCKS }, () => {
  test('the JSON of getblock for mainnet block 361582 is what ours says, field by field', () => {
    type Json = Record<string, unknown>;
    const core = JSON.parse(new TextDecoder().decode(realFile('b10c/361582.json'))) as Json;
    const { block } = parsed.find(({ source }) => source.height === 361_582)!;
    const { tx, ...head } = blockDocument(block, addressFormat('mainnet'));
    for (const [key, value] of Object.entries(head)) assert.deepEqual(value, core[key], key);
    const documents = [...tx];
    const expected = core['tx'] as Json[];
    assert.equal(documents.length, expected.length);
    documents.forEach((document, i) => {
      // What a transaction alone does not tell, or that we leave out: fee, prevout, desc.
      const { fee: _fee, ...rest } = expected[i]!;
      const vin = (rest['vin'] as Json[]).map(({ prevout: _prevout, ...input }) => input);
      const vout = (rest['vout'] as (Json & { scriptPubKey: Json })[]).map(({ scriptPubKey, ...output }) => {
        const { desc: _desc, ...script } = scriptPubKey;
        return { ...output, scriptPubKey: script };
      });
      assert.deepEqual(document, { ...rest, vin, vout }, `transaction ${i}`);
    });
  });
});

describe('every single transaction', { skip: SKIP_REAL_BLOCKS }, () => {
  test('of the real files, and of the vectors of transactions and signature hashes, round-trips', (t) => {
    const folder = path.join('..', 'shared', 'vectors', 'core_28.1');
    const rows = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as unknown[][];
    const vectors = ['tx_valid.json', 'tx_invalid.json'].flatMap((name) =>
      rows(name)
        .filter(([first]) => Array.isArray(first))
        .map((row) => row[1] as string),
    );
    const sighash = rows('sighash.json')
      .slice(1)
      .map(([raw]) => raw as string);
    const files = ['btcd_megatx.bin', ...Array.from({ length: 10 }, (_, i) => `bcoin/tx${i + 1}.raw`)];
    const all = [...vectors, ...sighash].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
    for (const file of files) all.push(new Uint8Array(realFile(file)));
    assert.ok(existsSync(folder));
    for (const bytes of all) {
      const transaction = parseTransaction(bytes);
      if ('code' in transaction) assert.fail(describeDecodeReject(transaction));
      assert.ok(Buffer.compare(encodeTransaction(transactionToData(transaction)), bytes) === 0);
      assert.equal(bytesToHex(transaction.txid), doubleHash(transaction.stripped()).toString('hex'));
    }
    t.diagnostic(`${all.length} transactions`);
    assert.equal(all.length, 120 + 93 + 500 + 11);
  });
});
