import { encodeBlock } from '../../src/primitives/block-data.ts';
import type { BlockHash, MerkleRoot } from '../../src/primitives/hash.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message } from '../../src/wire/message.ts';
import { parseBlock } from '../../src/primitives/block.ts';
import type { Block } from '../../src/primitives/block.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import { testCoinbase, testTransaction, testTransactionData } from '../block-builder.ts';

const HASH = new Uint8Array(32).fill(0x5a) as BlockHash;
const ADDRESS = { network: 'ipv4', bytes: Uint8Array.of(8, 8, 8, 8), port: 8333 } as const;
const GOSSIPED = { address: ADDRESS, services: 9n, timeSec: 1_767_225_000 };
const ITEM = { type: 1, hash: HASH };
const RANGE = { filterType: 0, startHeight: 0, stopHash: HASH };
const LOCATOR = { version: 70_016, locator: [HASH, HASH], stopHash: HASH };
const SAMPLE_TX = testTransaction();

function sampleBlock(): Block {
  const header = {
    version: 4,
    timeSec: 1,
    bits: 0x207f_ffff,
    nonce: 1,
    prevHash: HASH,
    merkleRoot: HASH as never as MerkleRoot,
  };
  const encoded = [encodeTransaction(testCoinbase(1)), encodeTransaction(testTransactionData())];
  return parseBlock(encodeBlock(header, encoded)) as Block;
}

/** One good message of each type, as it is on the wire. */
export const MESSAGE_SAMPLES: readonly { readonly command: string; readonly payload: Uint8Array }[] = (
  [
    {
      type: 'version',
      version: 70_016,
      services: 9n,
      timeSec: 1n,
      receiver: ADDRESS,
      receiverServices: 0n,
      sender: ADDRESS,
      senderServices: 0n,
      nonce: 5n,
      userAgent: '/sample/',
      startHeight: 1,
      relay: true,
    },
    { type: 'verack' },
    { type: 'wtxidrelay' },
    { type: 'sendaddrv2' },
    { type: 'sendheaders' },
    { type: 'getaddr' },
    { type: 'mempool' },
    { type: 'filterclear' },
    { type: 'filterload' },
    { type: 'filteradd' },
    { type: 'merkleblock' },
    { type: 'sendtxrcncl', version: 1, salt: 5n },
    { type: 'addr', addresses: [GOSSIPED] },
    { type: 'addrv2', addresses: [GOSSIPED] },
    { type: 'inv', inventory: [ITEM] },
    { type: 'getdata', inventory: [ITEM] },
    { type: 'notfound', inventory: [ITEM] },
    { type: 'getheaders', ...LOCATOR },
    { type: 'getblocks', ...LOCATOR },
    { type: 'headers', headers: new Uint8Array(160).fill(1) },
    { type: 'block', block: sampleBlock() },
    { type: 'tx', tx: SAMPLE_TX },
    { type: 'ping', nonce: 1n },
    { type: 'pong', nonce: 1n },
    { type: 'feefilter', feeRateSatsPerKvb: 1000n },
    { type: 'sendcmpct', highBandwidth: true, version: 2n },
    {
      type: 'cmpctblock',
      compact: {
        header: new Uint8Array(80).fill(1),
        nonce: 3n,
        shortIds: [1, 2],
        prefilled: [{ index: 0, tx: SAMPLE_TX }],
      },
    },
    { type: 'getblocktxn', blockHash: HASH, indexes: [0, 3, 9] },
    { type: 'blocktxn', blockHash: HASH, transactions: [SAMPLE_TX] },
    { type: 'getcfilters', ...RANGE },
    { type: 'getcfheaders', ...RANGE },
    { type: 'getcfcheckpt', filterType: 0, stopHash: HASH },
    { type: 'cfilter', filterType: 0, blockHash: HASH, filter: Uint8Array.of(1, 2, 3) },
    { type: 'cfheaders', filterType: 0, stopHash: HASH, previousHeader: HASH, filterHashes: [HASH] },
    { type: 'cfcheckpt', filterType: 0, stopHash: HASH, filterHeaders: [HASH] },
  ] satisfies Message[]
).map(encodeMessage);
