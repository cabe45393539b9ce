import assert from 'node:assert/strict';
import { test } from 'node:test';

import { testBlock, testCoinbase, testInput, testTransaction, withCommitment } from '../../test/block-builder.ts';
import { AssertionError } from '../bytes/assert.ts';
import { parseBlock } from '../primitives/block.ts';
import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import { encodeMessage } from './message-encoder.ts';

const withWitness = testTransaction({ inputs: [testInput({ witness: [Uint8Array.of(1, 2, 3)] })] });

test('a transaction is written with its witness, unless it is asked for without', () => {
  assert.deepEqual(encodeMessage({ type: 'tx', tx: withWitness }).payload, withWitness.serialized());
  const stripped = encodeMessage({ type: 'tx', tx: withWitness, withoutWitness: true }).payload;
  assert.deepEqual(stripped, withWitness.stripped());
  assert.notDeepEqual(stripped, withWitness.serialized());
});

test('a block is written with its witnesses, unless it is asked for without; its hashes stay the same', () => {
  const block = testBlock({ transactions: withCommitment([testCoinbase(1)]), mine: false });
  assert.equal(encodeMessage({ type: 'block', block }).payload.buffer, block.bytes.buffer);
  const { payload } = encodeMessage({ type: 'block', block, withoutWitness: true });
  const stripped = parseBlock(payload) as Block;
  assert.equal(payload.length, block.strippedSize);
  assert.deepEqual(stripped.hash, block.hash);
  assert.deepEqual(stripped.txids, block.txids);
  assert.equal(stripped.transaction(0).hasWitness, false);
  assert.equal(block.transaction(0).hasWitness, true);
});

test('indexes that do not rise, or go beyond 16 bits, are our bug', () => {
  const blockHash = new Uint8Array(32) as BlockHash;
  const write = (...indexes: number[]): unknown => encodeMessage({ type: 'getblocktxn', blockHash, indexes });
  write(0, 1, 65_535);
  assert.throws(() => write(1, 1), AssertionError);
  assert.throws(() => write(65_536), AssertionError);
});

test('a message of another type carries its own name, and nothing else', () => {
  const { command, payload } = encodeMessage({ type: 'unknown', command: 'something' });
  assert.deepEqual([command, payload.length], ['something', 0]);
});
