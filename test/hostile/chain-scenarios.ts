import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { writeU32Le } from '../../src/bytes/u32-le.ts';
import { encodeBlock } from '../../src/primitives/block-data.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import type { Block } from '../../src/primitives/block.ts';
import type { BlockHash, MerkleRoot, Txid } from '../../src/primitives/hash.ts';
import { HEADER_BYTES, decodeHeader } from '../../src/primitives/header.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { CompactBlock } from '../../src/wire/compact-block.ts';
import { testInput, testOutput, testTransaction } from '../block-builder.ts';
import { blockOnTip, genesis, headerChain, tipOf } from './hostile-data.ts';
import { madeUpHash, orphan } from './hostile-items.ts';
import type { HostileScenario } from './hostile-scenario.ts';

/** With the same header, and other transactions. */
function withTransactions(block: Block, encoded: readonly Uint8Array[]): Block {
  const bytes = encodeBlock(decodeHeader(block.bytes, block.start), encoded);
  return parseBlock(bytes) as Block;
}

function serializedOf(block: Block): Uint8Array[] {
  return block.transactions.map((tx) => tx.serialized());
}

function headerOf(block: Block): Uint8Array {
  return block.bytes.slice(block.start, block.start + HEADER_BYTES);
}

function compactOf(block: Block, changes: Partial<CompactBlock> = {}): CompactBlock {
  return {
    header: headerOf(block),
    nonce: 1n,
    shortIds: [],
    prefilled: [{ index: 0, tx: block.transaction(0) }],
    ...changes,
  };
}

const LOW_WORK_BLOCKS = 2300;
const MIB = 1024 * 1024;

/** Headers without work, blocks that are none, compact blocks that can't be put together. */
export const CHAIN_SCENARIOS: readonly HostileScenario[] = [
  {
    name: 'headers: 2,001 of them',
    fate: 'dropped',
    reason: /malformed-headers/,
    attack: ({ do: act }) =>
      act((peer) => peer.send({ type: 'headers', headers: new Uint8Array(2001 * HEADER_BYTES) })),
  },
  {
    name: 'headers: without proof of work',
    fate: 'dropped',
    reason: /headers-without-work/,
    attack: ({ do: act }, scene) => {
      const headers = headerChain(tipOf(scene), 1);
      // One nonce in two will do on regtest.
      for (let nonce = 0; nonce < 50; nonce++) {
        writeU32Le(headers, 76, nonce);
        act((peer) => peer.send({ type: 'headers', headers: headers.slice() }));
      }
    },
  },
  {
    name: 'headers: of a difficulty that was not asked for',
    fate: 'dropped',
    reason: /headers-without-work|headers-invalid/,
    attack: ({ do: act }, scene) => {
      const headers = headerChain(tipOf(scene), 1, { bits: 0x1f7f_ffff });
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'headers: not continuous',
    fate: 'dropped',
    reason: /headers-not-continuous/,
    attack: ({ do: act }, scene) => {
      const headers = new Uint8Array(2 * HEADER_BYTES);
      headers.set(headerChain(tipOf(scene), 1), 0);
      headers.set(headerChain(genesis(), 1), HEADER_BYTES);
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'headers: that connect to nothing, a hundred times',
    fate: 'kept',
    attack: ({ do: act }) => {
      for (let i = 0; i < 100; i++) {
        const headers = headerChain({ hash: madeUpHash(i), timeSec: 1_767_225_600 }, 3);
        act((peer) => peer.send({ type: 'headers', headers }));
      }
    },
  },
  {
    name: 'headers: from the future',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const headers = headerChain({ ...tipOf(scene), timeSec: 1_767_225_600 + 3 * 60 * 60 }, 1);
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'headers: a low chain from the first block, of less work than ours',
    fate: 'kept',
    blocks: LOW_WORK_BLOCKS,
    attack: ({ do: act }) => {
      const headers = headerChain(genesis(), 1999);
      for (let i = 0; i < 10; i++) act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'headers: a full message of low work, and then silence',
    fate: 'kept',
    blocks: LOW_WORK_BLOCKS,
    holdsBytes: 3 * MIB,
    attack: ({ do: act }) => {
      const headers = headerChain(genesis(), 2000);
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'headers: another chain once enough work was shown',
    fate: 'kept',
    blocks: LOW_WORK_BLOCKS,
    holdsBytes: 3 * MIB,
    attack: ({ do: act }) => {
      const first = headerChain(genesis(), 4000, { salt: 5 });
      const other = headerChain(genesis(), 4000, { salt: 6 });
      const half = 2000 * HEADER_BYTES;
      for (const chain of [first, other]) {
        act((peer) => peer.send({ type: 'headers', headers: chain.subarray(0, half) }));
        act((peer) => peer.send({ type: 'headers', headers: chain.subarray(half) }));
      }
    },
  },
  {
    name: 'blocks: a good header, and no block when it is asked for',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const headers = headerChain(tipOf(scene), 1, { salt: 77 });
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'blocks: that connect to nothing',
    fate: 'dropped',
    reason: /block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { header: { prevHash: madeUpHash(3) as BlockHash } });
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: without proof of work',
    fate: 'dropped',
    reason: /block-invalid/,
    attack: ({ do: act }, scene) => {
      for (let nonce = 0; nonce < 50; nonce++) {
        const block = blockOnTip(scene, { mine: false, header: { nonce } });
        act((peer) => peer.send({ type: 'block', block }));
      }
    },
  },
  {
    name: 'blocks: mutated, the last transaction twice',
    fate: 'dropped',
    reason: /block-mutated/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(1), orphan(2)] });
      const encoded = serializedOf(block);
      act((peer) => peer.send({ type: 'block', block: withTransactions(block, [...encoded, encoded.at(-1)!]) }));
    },
  },
  {
    name: 'blocks: mutated, a transaction is missing',
    fate: 'dropped',
    reason: /block-mutated/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(1), orphan(2)] });
      act((peer) => peer.send({ type: 'block', block: withTransactions(block, serializedOf(block).slice(0, 2)) }));
    },
  },
  {
    name: 'blocks: mutated, another witness',
    fate: 'dropped',
    reason: /block-mutated/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(1)] });
      const witness = encodeTransaction({
        ...orphan(1),
        inputs: [{ ...orphan(1).inputs[0]!, witness: [Uint8Array.of(9)] }],
      });
      act((peer) => peer.send({ type: 'block', block: withTransactions(block, [serializedOf(block)[0]!, witness]) }));
    },
  },
  {
    name: 'blocks: with another merkle root',
    fate: 'dropped',
    reason: /block-mutated/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { header: { merkleRoot: madeUpHash(4) as MerkleRoot } });
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: without a transaction',
    fate: 'dropped',
    reason: /block-mutated|block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = withTransactions(blockOnTip(scene), []);
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: with a coinbase that takes too much',
    fate: 'dropped',
    reason: /block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { coinbase: { outputs: [testOutput({ value: 51n * 100_000_000n })] } });
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: that spend a coin which is not there',
    fate: 'dropped',
    reason: /block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(3)] });
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: with a script that fails',
    fate: 'dropped',
    reason: /block-invalid/,
    attack: ({ do: act }, scene) => {
      const { txid, value } = scene.coinbaseAt(93);
      // P2WSH of OP_TRUE, with another script.
      const inputs = [testInput({ prevout: { txid: txid as Txid, vout: 0 }, witness: [Uint8Array.of(0x52)] })];
      const spend = { version: 2, lockTime: 0, inputs, outputs: [testOutput({ value })] };
      const block = blockOnTip(scene, { transactions: [spend] });
      act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'blocks: on a block that failed',
    fate: 'dropped',
    reason: /block-invalid|headers-invalid/,
    attack: ({ do: act }, scene) => {
      const bad = blockOnTip(scene, { transactions: [orphan(4)], header: { timeSec: tipOf(scene).timeSec + 2 } });
      act((peer) => peer.send({ type: 'block', block: bad }));
      const headers = headerChain({ hash: bad.hash, timeSec: tipOf(scene).timeSec + 3 }, 1);
      act((peer) => peer.send({ type: 'headers', headers }));
    },
  },
  {
    name: 'blocks: one that is known, two hundred times',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const { chain } = scene.victim.parts;
      const block = chain.readBlock(chain.active.at(50))!;
      for (let i = 0; i < 200; i++) act((peer) => peer.send({ type: 'block', block }));
    },
  },
  {
    name: 'compact: short ids that are all the same',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const shortIds = Array.from({ length: 2000 }, () => 42);
      const compact = compactOf(blockOnTip(scene, { header: { timeSec: tipOf(scene).timeSec + 5 } }), { shortIds });
      act((peer) => peer.send({ type: 'cmpctblock', compact }));
    },
  },
  {
    name: 'compact: short ids that crowd one place of any table',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const shortIds = Array.from({ length: 30_000 }, (_, i) => i * 2 ** 32 + 7).map((id) => id % 2 ** 48);
      const compact = compactOf(blockOnTip(scene, { header: { timeSec: tipOf(scene).timeSec + 6 } }), { shortIds });
      act((peer) => peer.send({ type: 'cmpctblock', compact }));
    },
  },
  {
    name: 'compact: an index beyond all transactions',
    fate: 'dropped',
    reason: /malformed-cmpctblock|compact-block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene);
      const compact = compactOf(block, { prefilled: [{ index: 5, tx: block.transaction(0) }] });
      act((peer) => peer.send({ type: 'cmpctblock', compact }));
    },
  },
  {
    name: 'compact: indexes that go beyond 16 bits',
    fate: 'dropped',
    reason: /malformed-cmpctblock/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene);
      const tx = block.transaction(0).serialized();
      const writer = new ByteWriter(1000).raw(headerOf(block)).u64Le(1n).compactSize(0).compactSize(2);
      // The coinbase, and 65,535 further on another.
      const payload = writer.compactSize(0).raw(tx).compactSize(0xffff).raw(tx).finish();
      act((peer) => peer.sendPayload('cmpctblock', payload));
    },
  },
  {
    name: 'compact: nothing in it',
    fate: 'dropped',
    reason: /malformed-cmpctblock|compact-block-invalid/,
    attack: ({ do: act }, scene) => {
      const compact = compactOf(blockOnTip(scene), { prefilled: [] });
      act((peer) => peer.send({ type: 'cmpctblock', compact }));
    },
  },
  {
    name: 'compact: of a bad block, all of it sent along',
    // Who passes a compact block on need not have checked it (BIP152).
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { coinbase: { outputs: [testOutput({ value: 52n * 100_000_000n })] } });
      act((peer) => peer.send({ type: 'cmpctblock', compact: compactOf(block) }));
    },
  },
  {
    name: 'compact: the wrong transactions when it is asked for them',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(5)], header: { timeSec: tipOf(scene).timeSec + 7 } });
      act((peer) => peer.send({ type: 'cmpctblock', compact: compactOf(block, { shortIds: [1234] }) }));
      const blockHash = block.hash;
      act((peer) => peer.send({ type: 'blocktxn', blockHash, transactions: [testTransaction(orphan(6))] }));
    },
  },
  {
    name: 'compact: too many transactions when it is asked for one',
    fate: 'dropped',
    reason: /compact-block-invalid/,
    attack: ({ do: act }, scene) => {
      const block = blockOnTip(scene, { transactions: [orphan(5)], header: { timeSec: tipOf(scene).timeSec + 8 } });
      act((peer) => peer.send({ type: 'cmpctblock', compact: compactOf(block, { shortIds: [1234] }) }));
      const transactions = [testTransaction(orphan(6)), testTransaction(orphan(7))];
      act((peer) => peer.send({ type: 'blocktxn', blockHash: block.hash, transactions }));
    },
  },
  {
    name: 'compact: on nothing, a hundred times',
    fate: 'kept',
    attack: ({ do: act }, scene) => {
      for (let i = 0; i < 100; i++) {
        const block = blockOnTip(scene, { header: { prevHash: madeUpHash(i) as BlockHash } });
        act((peer) => peer.send({ type: 'cmpctblock', compact: compactOf(block) }));
      }
    },
  },
  {
    name: 'getblocktxn: indexes beyond the block',
    fate: 'dropped',
    reason: /getblocktxn-out-of-bounds/,
    attack: ({ do: act }, scene) =>
      act((peer) => peer.send({ type: 'getblocktxn', blockHash: tipOf(scene).hash, indexes: [0, 500] })),
  },
  {
    name: 'getblocktxn: 5,000 times, by one who does not read',
    fate: 'kept',
    holdsBytes: 4 * MIB,
    attack: ({ do: act }, scene) =>
      act((peer) => {
        peer.stopReading();
        for (let i = 0; i < 5000; i++) peer.send({ type: 'getblocktxn', blockHash: tipOf(scene).hash, indexes: [0] });
      }),
  },
];
