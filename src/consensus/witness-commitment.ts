import { areSameBytes, beginsWith } from '../bytes/same-bytes.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import { HASH_BYTES } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { BlockReject } from './block-reject.ts';
import { merkleTree } from './merkle-root.ts';

/** A commitment's script begins with OP_RETURN, a push of 36 bytes, and BIP141's four bytes; then comes the hash. */
const COMMITMENT_PREFIX: Uint8Array = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);

/** Shortest script that is one; what follows the hash has no meaning. */
const MIN_COMMITMENT_BYTES = COMMITMENT_PREFIX.length + HASH_BYTES;

/**
 * Returns the index of the coinbase's last output that is a witness commitment, or -1. Source: Bitcoin Core's
 * `GetWitnessCommitmentIndex`.
 */
export function witnessCommitmentIndex(coinbase: Transaction): number {
  for (let output = coinbase.outputCount - 1; output >= 0; output--) {
    const start = coinbase.scriptPubKeyStart(output);
    if (coinbase.scriptPubKeyEnd(output) - start < MIN_COMMITMENT_BYTES) continue;
    if (beginsWith(coinbase.bytes, COMMITMENT_PREFIX, start)) return output;
  }
  return -1;
}

/** Root of the tree of wtxids, in which the coinbase's is zeros. Source: Bitcoin Core's `BlockWitnessMerkleRoot`. */
export function witnessMerkleRoot(block: Block): Uint8Array {
  // Nothing but a coinbase: nothing needs to be hashed.
  if (block.transactionCount === 1) return new Uint8Array(HASH_BYTES);
  const leaves = block.wtxids.slice();
  leaves.fill(0, 0, HASH_BYTES);
  return merkleTree(leaves).root;
}

/**
 * Computes what a block's commitment has to be (BIP141).
 *
 * @param reserved The witness reserved value: the one item of the coinbase's witness, 32 bytes.
 */
export function witnessCommitment(block: Block, reserved: Uint8Array): Uint8Array {
  const joined = new Uint8Array(2 * HASH_BYTES);
  joined.set(witnessMerkleRoot(block));
  joined.set(reserved, HASH_BYTES);
  return sha256d(joined);
}

/**
 * Checks a block's witnesses against its commitment; without one, or before segwit, that there are none.
 *
 * Source: Bitcoin Core's `CheckWitnessMalleation`.
 *
 * @param block Its first transaction is a coinbase.
 * @param options.isSegwitActive Whether commitments have a meaning at the block's height.
 */
export function checkWitnessMalleation(
  block: Block,
  options: { readonly isSegwitActive: boolean },
): BlockReject | undefined {
  const coinbase = block.transaction(0);
  const output = options.isSegwitActive ? witnessCommitmentIndex(coinbase) : -1;
  if (output >= 0) return checkCommitment(block, coinbase, output);
  for (let i = 0; i < block.transactionCount; i++) {
    if (block.transaction(i).hasWitness) return { code: 'unexpected-witness', transaction: i };
  }
  return undefined;
}

/** Blocks whose commitment was found right, which is asked twice as the merkle root is. Core's `m_checked_witness_commitment`. */
const withRightCommitment = new WeakSet<Block>();

function checkCommitment(block: Block, coinbase: Transaction, output: number): BlockReject | undefined {
  if (withRightCommitment.has(block)) return undefined;
  const witness = coinbase.witness(0);
  const reserved = witness[0];
  if (reserved?.length !== HASH_BYTES || witness.length !== 1) {
    return { code: 'bad-witness-nonce-size', itemCount: witness.length, itemBytes: reserved?.length ?? -1 };
  }
  const at = coinbase.scriptPubKeyStart(output) + COMMITMENT_PREFIX.length;
  const stated = coinbase.bytes.slice(at, at + HASH_BYTES);
  const computed = witnessCommitment(block, reserved);
  if (!areSameBytes(computed, stated)) return { code: 'bad-witness-merkle-match', stated, computed };
  withRightCommitment.add(block);
  return undefined;
}
