import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, PARAMS } from '../../../test/chain-regtest.ts';
import { SyncNode } from '../../../test/sync-node.ts';
import { mineHeader } from '../../chain/synthetic-headers.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import { HEADER_BYTES, decodeHeader, hashHeader } from '../../primitives/header.ts';
import type { MerkleRoot } from '../../primitives/hash.ts';

/** Headers of regtest, from height 1 on. `kind` keeps chains apart. */
function headerChain(count: number, kind: number): Uint8Array {
  const headers = new Uint8Array(count * HEADER_BYTES);
  let prevHash = GENESIS_TEST_BLOCK.hash;
  for (let i = 0; i < count; i++) {
    const header = mineHeader(PARAMS, {
      version: 0x2000_0000,
      prevHash,
      merkleRoot: new Uint8Array(32).fill(kind) as Uint8Array as MerkleRoot,
      timeSec: GENESIS_TEST_BLOCK.timeSec + 600 * (i + 1),
      bits: decodeHeader(PARAMS.genesisHeader, 0).bits,
      nonce: 0,
    });
    headers.set(header, i * HEADER_BYTES);
    prevHash = hashHeader(header, 0);
  }
  return headers;
}

const COUNT = 5000;
const CHAIN = headerChain(COUNT, 1);
const OTHER = headerChain(COUNT, 2);
const NOW_MS = (GENESIS_TEST_BLOCK.timeSec + 600 * COUNT + 60) * 1000;
/** Work of the first block and 4,500 more, at two hashes each. */
const MINIMUM = 2n * 4501n;

/** Answers each `getheaders` from a chain, as a peer does. @returns How many messages it sent. */
function answerAll(node: SyncNode, id: number, chainOf: (round: number) => Uint8Array, rounds = 50): number {
  let sent = 0;
  for (let round = 0; round < rounds; round++) {
    const questions = node.take(id, 'getheaders');
    if (questions.length === 0) break;
    const chain = chainOf(round);
    const heights = new Map([[hashKey(GENESIS_TEST_BLOCK.hash), 0]]);
    for (let i = 0; i < chain.length / HEADER_BYTES; i++)
      heights.set(hashKey(hashHeader(chain, i * HEADER_BYTES)), i + 1);
    for (const { locator } of questions) {
      const known = locator.find((hash) => heights.has(hashKey(hash)));
      const from = known === undefined ? 0 : heights.get(hashKey(known))!;
      const headers = chain.slice(from * HEADER_BYTES, (from + 2000) * HEADER_BYTES);
      node.receive(id, { type: 'headers', headers });
      sent++;
    }
  }
  return sent;
}

test('a chain that is longer than one message shows its work first, and is asked for twice', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: MINIMUM });
  node.connect(1);
  let highest = 0;
  let sizeWhileFirst = 0;
  const sent = answerAll(node, 1, () => {
    const facts = node.sync.peerFacts(1);
    highest = Math.max(highest, facts?.presyncedHeaders ?? -1);
    if ((facts?.presyncedHeaders ?? -1) > 0) sizeWhileFirst = Math.max(sizeWhileFirst, node.chain.tree.size);
    return CHAIN;
  });
  // 2,000, 4,000 and 5,000 show the work; the same again.
  assert.equal(sent, 6);
  assert.equal(highest, 4000);
  assert.equal(sizeWhileFirst, 1);
  assert.equal(node.chain.tree.size, COUNT + 1);
  assert.equal(node.sync.progress(NOW_MS).headersHeight, COUNT);
  assert.equal(node.endings.length, 0);
});

test('who shows one chain and sends another is given up, and nothing is kept of it', async () => {
  let kept = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: MINIMUM, seed });
    node.connect(1, { kind: 'inbound' });
    // Six messages: were the other chain sent once more, it would have shown its own work.
    answerAll(node, 1, (round) => (round < 3 ? CHAIN : OTHER), 6);
    if (node.chain.tree.size > 1) kept++;
  }
  // Seven commitments of one bit each: one of 128 gets through.
  assert.ok(kept <= 1, `${kept} of 8`);
});

test('a chain that never comes to enough work is not kept, however long it is', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: 2n * 5002n });
  node.connect(1, { kind: 'inbound' });
  node.connect(2, { kind: 'manual' });
  answerAll(node, 1, () => CHAIN);
  answerAll(node, 2, () => CHAIN);
  assert.equal(node.chain.tree.size, 1);
  assert.equal(node.sync.peerFacts(1)?.presyncedHeaders, -1);
  assert.equal(node.endings.length, 0);
});

test('an empty answer in between ends it; a peer that is trusted need not show its work', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS, minimumChainWork: MINIMUM });
  node.connect(1);
  node.receive(1, { type: 'headers', headers: CHAIN.slice(0, 2000 * HEADER_BYTES) });
  assert.equal(node.sync.peerFacts(1)?.presyncedHeaders, 2000);
  node.receive(1, { type: 'headers', headers: new Uint8Array(0) });
  assert.equal(node.sync.peerFacts(1)?.presyncedHeaders, -1);
  node.connect(2, { kind: 'inbound', isProtected: true });
  node.receive(2, { type: 'headers', headers: CHAIN.slice(0, 2000 * HEADER_BYTES) });
  assert.equal(node.chain.tree.size, 2001);
});
