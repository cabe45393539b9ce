import { areSameBytes, beginsWith } from '../bytes/same-bytes.ts';
import type { Secp256k1 } from '../ports/secp256k1.ts';
import type { Block } from '../primitives/block.ts';
import type { MerkleRoot } from '../primitives/hash.ts';
import { ScriptWriter } from '../primitives/script/script-writer.ts';
import { WITNESS_SCALE_FACTOR } from '../primitives/transaction.ts';
import { inBlock } from './block-reject.ts';
import type { BlockReject } from './block-reject.ts';
import { checkTransaction } from './check-transaction.ts';
import { isBuriedActive } from './deployment.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from './limits.ts';
import { isFinalTx } from './lock-time.ts';
import { merkleTree } from './merkle-root.ts';
import type { NetworkParams } from './params.ts';
import { checkProofOfWork } from './proof-of-work.ts';
import { countLegacySigOps } from './sigops.ts';
import { checkSignetSolution } from './signet.ts';
import { checkWitnessMalleation } from './witness-commitment.ts';

/** Largest block without witnesses. */
const MAX_STRIPPED_BYTES = MAX_BLOCK_WEIGHT / WITNESS_SCALE_FACTOR;

/** What `checkBlock` needs beside the block. */
export interface BlockCheckOptions {
  readonly params: NetworkParams;
  /** Checks the signature of a signet block. */
  readonly secp256k1: Secp256k1;
  /** Whether proof of work, and signet's solution, are checked: yes unless told. A template that is not mined has none. */
  readonly checkWork?: boolean;
  /** Whether the merkle root is checked: yes unless told. */
  readonly checkMerkle?: boolean;
}

/**
 * Checks a block by itself: proof of work, signet's solution, merkle root, size, one coinbase and at the front, each
 * transaction by itself, legacy signature operations.
 *
 * Source: Bitcoin Core's `CheckBlock`, in its order.
 *
 * @returns The first broken rule, or `undefined` if there is none.
 */
export function checkBlock(block: Block, options: BlockCheckOptions): BlockReject | undefined {
  const { params, secp256k1, checkWork = true, checkMerkle = true } = options;
  if (checkWork) {
    const reject =
      checkProofOfWork(block.hash, block.header.bits, params) ?? checkSignetSolution(block, params, secp256k1);
    if (reject !== undefined) return reject;
  }
  const badMerkle = checkMerkle ? checkMerkleRoot(block) : undefined;
  return badMerkle ?? checkLength(block) ?? checkCoinbases(block) ?? checkTransactions(block) ?? checkSigOps(block);
}

/** Blocks whose merkle root was found right: it is asked when a block comes, and when it is taken in. Core's `m_checked_merkle_root`. */
const withRightRoot = new WeakSet<Block>();

/**
 * Checks a block's merkle root, and that no transactions are repeated at its end (CVE-2012-2459). Source: Bitcoin Core's
 * `CheckMerkleRoot`.
 */
export function checkMerkleRoot(block: Block): BlockReject | undefined {
  if (withRightRoot.has(block)) return undefined;
  const { root, isMutated } = merkleTree(block.txids);
  const { merkleRoot: stated } = block.header;
  if (!areSameBytes(root, stated)) {
    return { code: 'bad-txnmrklroot', stated, computed: root as MerkleRoot };
  }
  if (isMutated) return { code: 'bad-txns-duplicate' };
  withRightRoot.add(block);
  return undefined;
}

function checkLength(block: Block): BlockReject | undefined {
  const { transactionCount, strippedSize } = block;
  const isGood =
    transactionCount > 0 &&
    transactionCount * WITNESS_SCALE_FACTOR <= MAX_BLOCK_WEIGHT &&
    strippedSize <= MAX_STRIPPED_BYTES;
  if (isGood) return undefined;
  return {
    code: 'bad-blk-length',
    transactionCount,
    strippedSizeBytes: strippedSize,
    maxSizeBytes: MAX_STRIPPED_BYTES,
  };
}

function checkCoinbases(block: Block): BlockReject | undefined {
  if (!block.transaction(0).isCoinbase) return { code: 'bad-cb-missing' };
  for (let i = 1; i < block.transactionCount; i++) {
    if (block.transaction(i).isCoinbase) return { code: 'bad-cb-multiple', transaction: i };
  }
  return undefined;
}

function checkTransactions(block: Block): BlockReject | undefined {
  for (let i = 0; i < block.transactionCount; i++) {
    const reject = checkTransaction(block.transaction(i));
    if (reject !== undefined) return inBlock(reject, { transaction: i, txid: block.txid(i) });
  }
  return undefined;
}

function checkSigOps(block: Block): BlockReject | undefined {
  let count = 0;
  for (let i = 0; i < block.transactionCount; i++) count += countLegacySigOps(block.transaction(i));
  const sigOpCost = count * WITNESS_SCALE_FACTOR;
  return sigOpCost > MAX_BLOCK_SIGOPS_COST
    ? { code: 'bad-blk-sigops', sigOpCost, maxSigOpCost: MAX_BLOCK_SIGOPS_COST }
    : undefined;
}

/** What the blocks before a block say of it. */
export interface BlockContext {
  readonly height: number;
  /** Median time past of the block before, in seconds. Read from BIP113 on. */
  readonly medianTimePastSec: number;
}

/**
 * Checks a block at its height: lock times, the height in its coinbase (BIP34), its witnesses (BIP141), its weight.
 *
 * Source: Bitcoin Core's `ContextualCheckBlock`, in its order.
 *
 * @param block Has passed `checkBlock`.
 * @returns The first broken rule, or `undefined` if there is none.
 */
export function contextualCheckBlock(
  block: Block,
  params: NetworkParams,
  context: BlockContext,
): BlockReject | undefined {
  const { height } = context;
  const reject =
    checkLockTimes(block, params, context) ??
    (isBuriedActive(params, 'bip34', height) ? checkCoinbaseHeight(block, height) : undefined) ??
    checkWitnessMalleation(block, { isSegwitActive: isBuriedActive(params, 'segwit', height) });
  if (reject !== undefined) return reject;
  // Only now: before the coinbase's witness was checked, anybody could have made it heavy without changing the hash.
  const { weight } = block;
  return weight > MAX_BLOCK_WEIGHT
    ? { code: 'bad-blk-weight', weightWu: weight, maxWeightWu: MAX_BLOCK_WEIGHT }
    : undefined;
}

function checkLockTimes(block: Block, params: NetworkParams, context: BlockContext): BlockReject | undefined {
  const { height, medianTimePastSec } = context;
  const cutoffSec = isBuriedActive(params, 'csv', height) ? medianTimePastSec : block.header.timeSec;
  for (let i = 0; i < block.transactionCount; i++) {
    const tx = block.transaction(i);
    if (isFinalTx(tx, height, cutoffSec)) continue;
    const facts = { code: 'bad-txns-nonfinal', lock: 'lock-time', lockTime: tx.lockTime, height, cutoffSec } as const;
    return inBlock(facts, { transaction: i, txid: block.txid(i) });
  }
  return undefined;
}

function checkCoinbaseHeight(block: Block, height: number): BlockReject | undefined {
  const scriptSig = block.transaction(0).scriptSig(0);
  return beginsWith(scriptSig, coinbaseHeightPush(height))
    ? undefined
    : { code: 'bad-cb-height', height, scriptSig: scriptSig.slice() };
}

/** What a coinbase's script has to begin with at a height (BIP34). */
export function coinbaseHeightPush(height: number): Uint8Array {
  return new ScriptWriter().number(height).finish();
}
