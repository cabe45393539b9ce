import { assert } from '../bytes/assert.ts';
import { merkleTree } from '../consensus/merkle-root.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { encodeBlock } from '../primitives/block-data.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { BlockHash, MerkleRoot, Txid, Wtxid } from '../primitives/hash.ts';
import { encodeTransaction } from '../primitives/transaction-data.ts';
import type { TransactionData } from '../primitives/transaction-data.ts';
import type { Transaction } from '../primitives/transaction.ts';

/** A transaction that a template has, beside its coinbase. */
export interface TemplateTransaction {
  readonly tx: Transaction;
  readonly txid: Txid;
  readonly wtxid: Wtxid;
  /** What it pays, in satoshis: without what was added by prioritising, which nobody gets. */
  readonly feeSats: bigint;
  /** What its signature operations cost the block (BIP141). */
  readonly sigOpCost: number;
}

/** A block that is ready but for its nonce. Source: Bitcoin Core's `CBlockTemplate`. */
export interface BlockTemplate {
  readonly height: number;
  /** Row of the block before in the tree of headers. */
  readonly prev: number;
  readonly prevHash: BlockHash;
  /** Signed 32-bit integer, with the bits of deployments that are started or locked in. */
  readonly version: number;
  readonly bits: number;
  /** In seconds since 1970. */
  readonly timeSec: number;
  /** The earliest time that it may have: one second after the median time past of the block before. */
  readonly minTimeSec: number;
  readonly coinbase: TransactionData;
  /** Signature operations' cost of the coinbase. */
  readonly coinbaseSigOpCost: number;
  /** In the block's order. */
  readonly transactions: readonly TemplateTransaction[];
  /** Fees of all transactions, in satoshis. */
  readonly feesSats: bigint;
  /** The script that commits to the witnesses (BIP141), the coinbase's last output. */
  readonly commitmentScript: Uint8Array;
  /** Whether BIP141 is a rule at this height. */
  readonly isSegwitActive: boolean;
  /** What the transactions weigh, with what is kept free for the coinbase and the header. */
  readonly weightWu: number;
  /** What their signature operations cost, with what is kept free for the coinbase. */
  readonly sigOpCost: number;
}

/** Serializes a template as a block with a nonce of 0; its merkle root is made from its transactions. */
export function encodeTemplate(template: BlockTemplate): Uint8Array {
  const { coinbase, transactions, version, prevHash, timeSec, bits } = template;
  assert(coinbase.inputs.length === 1, 'a coinbase has one input');
  const leaves = new Uint8Array(HASH_BYTES * (1 + transactions.length));
  leaves.set(sha256d(encodeTransaction(coinbase, { withWitness: false })));
  transactions.forEach(({ txid }, i) => leaves.set(txid, HASH_BYTES * (i + 1)));
  const merkleRoot = merkleTree(leaves).root as MerkleRoot;
  const serialized = [encodeTransaction(coinbase), ...transactions.map(({ tx }) => tx.serialized())];
  return encodeBlock({ version, prevHash, merkleRoot, timeSec, bits, nonce: 0 }, serialized);
}
