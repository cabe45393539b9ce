import { bytesToHex } from '../../bytes/hex.ts';
import type { AddressFormat } from '../address/address-format.ts';
import type { Block } from '../block.ts';
import { blockHashToHex, merkleRootToHex } from '../hash.ts';
import type { Transaction } from '../transaction.ts';
import { difficultyFromBits } from '../work.ts';
import { transactionDocument } from './transaction-document.ts';
import type { TransactionDocument } from './transaction-document.ts';

/**
 * A block in the shape of Bitcoin Core's `getblock` with verbosity 2, as far as the block alone tells: without `height`,
 * `confirmations`, `mediantime`, `chainwork`, `nextblockhash`, and the transactions' `fee`.
 */
export interface BlockDocument {
  readonly hash: string;
  readonly version: number;
  readonly versionHex: string;
  readonly merkleroot: string;
  readonly time: number;
  readonly nonce: number;
  readonly bits: string;
  readonly difficulty: number;
  readonly nTx: number;
  readonly previousblockhash?: string;
  readonly strippedsize: number;
  readonly size: number;
  readonly weight: number;
  readonly tx: Iterable<BlockTransactionDocument>;
}

export type BlockTransactionDocument = TransactionDocument & { readonly hex: string };

/**
 * Shows a block as Bitcoin Core's RPC does. Source: Core's `blockheaderToJSON`, `blockToJSON`.
 *
 * `tx` is made one transaction at a time as it is walked over: a whole one may take fifty times the block's bytes.
 */
export function blockDocument(block: Block, format: AddressFormat): BlockDocument {
  const { header } = block;
  const isGenesis = header.prevHash.every((byte) => byte === 0);
  return {
    hash: blockHashToHex(block.hash),
    version: header.version,
    versionHex: hex32(header.version),
    merkleroot: merkleRootToHex(header.merkleRoot),
    time: header.timeSec,
    nonce: header.nonce,
    bits: hex32(header.bits),
    difficulty: difficultyFromBits(header.bits),
    nTx: block.transactionCount,
    ...(!isGenesis && { previousblockhash: blockHashToHex(header.prevHash) }),
    strippedsize: block.strippedSize,
    size: block.totalSize,
    weight: block.weight,
    tx: { [Symbol.iterator]: () => transactionDocuments(block, format) },
  };
}

/** Shows one of a block's transactions as Bitcoin Core's RPC does there: with its `hex`. */
export function blockTransactionDocument(transaction: Transaction, format: AddressFormat): BlockTransactionDocument {
  return { ...transactionDocument(transaction, format), hex: bytesToHex(transaction.serialized()) };
}

function* transactionDocuments(block: Block, format: AddressFormat): Generator<BlockTransactionDocument> {
  for (let i = 0; i < block.transactionCount; i++) yield blockTransactionDocument(block.transaction(i), format);
}

function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
