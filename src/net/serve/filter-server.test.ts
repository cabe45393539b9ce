import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GENESIS_TEST_BLOCK, OP_TRUE, blockAfter, blocksAfter, spend } from '../../../test/chain-regtest.ts';
import type { TestBlock } from '../../../test/chain-regtest.ts';
import { FULL_NODE, SyncNode } from '../../../test/sync-node.ts';
import { BlockReader } from '../../chain/block-reader.ts';
import { sha256d } from '../../crypto/sha256d.ts';
import { basicBlockFilter, blockFilterHeader } from '../../primitives/block-filter.ts';
import { parseBlock } from '../../primitives/block.ts';
import type { BlockHash } from '../../primitives/hash.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { BuiltFilterIndex } from './filter-index.ts';
import { MemoryFilterStore } from './memory-filter-store.ts';

const BLOCKS = blocksAfter(GENESIS_TEST_BLOCK, 2010);
const NOW_MS = BLOCKS[2009]!.timeSec * 1000 + 60_000;
const SPENDING = blockAfter(BLOCKS[2009]!, {
  transactions: [
    spend([{ txid: BLOCKS[0]!.coinbaseTxid, vout: 0 }], [{ value: 5n, scriptPubKey: Uint8Array.of(0x52) }]),
  ],
});
const ALL = [GENESIS_TEST_BLOCK, ...BLOCKS, SPENDING];

let serving: SyncNode;
test.before(async () => {
  serving = await SyncNode.make({ nowMs: NOW_MS, services: FULL_NODE | SERVICE_FLAGS.compactFilters });
  for (const block of ALL.slice(1)) serving.mine(block);
  while (serving.filters.catchUp(100));
});

let nextPeer = 1;
/** A light client that has just connected. */
function client(): number {
  const id = nextPeer++;
  serving.connect(id, { kind: 'inbound', services: 0n });
  serving.sent = [];
  return id;
}

/** Filters as they follow from the blocks alone; of the last one the spent script is known. */
function expectedFilter(block: TestBlock): Uint8Array {
  const parsed = parseBlock(block.bytes);
  assert.ok(!('code' in parsed));
  return basicBlockFilter(parsed, block === SPENDING ? [OP_TRUE] : []);
}

function expectedHeaders(count: number): Uint8Array[] {
  const headers: Uint8Array[] = [];
  let last: Uint8Array = new Uint8Array(32);
  for (const block of ALL.slice(0, count)) headers.push((last = blockFilterHeader(expectedFilter(block), last)));
  return headers;
}

const range = (filterType: number, startHeight: number, stopHash: BlockHash) => ({ filterType, startHeight, stopHash });

test('filters are given for a range, one message each, in order', () => {
  const id = client();
  serving.receive(id, { type: 'getcfilters', ...range(0, 2005, SPENDING.hash) });
  const filters = serving.take(id, 'cfilter');
  assert.deepEqual(
    filters.map(({ blockHash }) => blockHash),
    ALL.slice(2005).map(({ hash }) => hash),
  );
  assert.deepEqual(
    filters.map(({ filter }) => filter),
    ALL.slice(2005).map(expectedFilter),
  );
});

test('hashes and headers are those that follow from the filters', () => {
  const id = client();
  const headers = expectedHeaders(ALL.length);
  serving.receive(id, { type: 'getcfheaders', ...range(0, 1000, BLOCKS[1099]!.hash) });
  const [answer] = serving.take(id, 'cfheaders');
  assert.deepEqual(answer?.previousHeader, headers[999]);
  assert.deepEqual(
    answer?.filterHashes,
    ALL.slice(1000, 1101).map((block) => sha256d(expectedFilter(block))),
  );
  serving.receive(id, { type: 'getcfheaders', ...range(0, 0, BLOCKS[0]!.hash) });
  assert.deepEqual(serving.take(id, 'cfheaders')[0]?.previousHeader, new Uint8Array(32));
  serving.receive(id, { type: 'getcfcheckpt', filterType: 0, stopHash: SPENDING.hash });
  assert.deepEqual(serving.take(id, 'cfcheckpt')[0]?.filterHeaders, [headers[1000], headers[2000]]);
});

test('1,000 filters and 2,000 hashes may be asked for at once, one more ends the connection', () => {
  const [a, b, c, d] = [client(), client(), client(), client()];
  serving.receive(a, { type: 'getcfilters', ...range(0, 1, BLOCKS[999]!.hash) });
  assert.equal(serving.take(a, 'cfilter').length, 1000);
  serving.receive(b, { type: 'getcfilters', ...range(0, 0, BLOCKS[999]!.hash) });
  serving.receive(c, { type: 'getcfheaders', ...range(0, 1, BLOCKS[1999]!.hash) });
  assert.equal(serving.take(c, 'cfheaders')[0]?.filterHashes.length, 2000);
  serving.receive(d, { type: 'getcfheaders', ...range(0, 0, BLOCKS[1999]!.hash) });
  assert.deepEqual(
    serving.endings.splice(0).map(({ peer, reason }) => [peer, reason]),
    [
      [b, 'filter-request-invalid'],
      [d, 'filter-request-invalid'],
    ],
  );
});

test('another type, an unknown block, and a start after the stop end the connection', () => {
  const strange = new Uint8Array(32) as Uint8Array as BlockHash;
  const bad = [range(1, 0, BLOCKS[5]!.hash), range(0, 0, strange), range(0, 7, BLOCKS[5]!.hash)];
  for (const question of bad) serving.receive(client(), { type: 'getcfilters', ...question });
  assert.equal(serving.endings.splice(0).length, 3);
});

test('sixteen questions for filters may wait, the seventeenth ends the connection', () => {
  const id = client();
  const peer = serving.peers.get(id)!;
  const question = { type: 'getcfilters', ...range(0, 1, BLOCKS[0]!.hash) } as const;
  for (let i = 0; i < 16; i++) serving.perform(serving.sync.receive(peer, question, NOW_MS));
  assert.equal(serving.endings.length, 0);
  serving.perform(serving.sync.receive(peer, question, NOW_MS));
  assert.equal(serving.endings.splice(0)[0]?.reason, 'filter-request-invalid');
});

test('a node that serves no filters drops who asks for them', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  const { chain } = node;
  node.connect(1, { kind: 'inbound' });
  node.receive(1, { type: 'getcfcheckpt', filterType: 0, stopHash: GENESIS_TEST_BLOCK.hash });
  assert.equal(node.endings.length, 1);
  assert.equal(chain.active.height, 0);
});

test('a new index catches up with the chain in steps, and follows a reorganization', async () => {
  const node = await SyncNode.make({ nowMs: NOW_MS });
  for (const block of BLOCKS.slice(0, 30)) node.mine(block);
  const { chain, memory } = node;
  const reader = new BlockReader({ tree: chain.tree, index: chain.index, files: memory.files });
  const index = new BuiltFilterIndex({ chain, reader, store: new MemoryFilterStore() });
  assert.equal(index.builtHeight, -1);
  assert.deepEqual(
    [index.catchUp(20), index.builtHeight, index.catchUp(20), index.isComplete],
    [true, 19, false, true],
  );
  const fork = [blockAfter(BLOCKS[27]!, { extraNonce: 1 })];
  while (fork.length < 3) fork.push(blockAfter(fork.at(-1)!));
  for (const block of fork) node.mine(block);
  assert.equal(index.isComplete, false);
  assert.equal(index.catchUp(20), false);
  assert.equal(index.builtHeight, 31);
  const row = chain.tree.indexOf(fork[0]!.hash);
  const before = index.filterHeaderOf(chain.tree.prevOf(row))!;
  assert.deepEqual(index.filterHeaderOf(row), blockFilterHeader(index.filterOf(row)!, before));
  // The block that is not active any more keeps its filter.
  assert.ok(index.filterOf(chain.tree.indexOf(BLOCKS[29]!.hash)) !== undefined);
});
