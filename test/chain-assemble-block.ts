import { assert } from '../src/bytes/assert.ts';
import { coinbaseHeightPush } from '../src/consensus/check-block.ts';
import { merkleTree } from '../src/consensus/merkle-root.ts';
import { networkParams } from '../src/consensus/params.ts';
import { checkHashMeetsTarget, networkTargetFromBits } from '../src/consensus/proof-of-work.ts';
import { blockSubsidy } from '../src/consensus/subsidy.ts';
import { sha256d } from '../src/crypto/sha256d.ts';
import { encodeBlock } from '../src/primitives/block-data.ts';
import type { BlockHash, MerkleRoot, Txid, Wtxid } from '../src/primitives/hash.ts';
import { encodeHeader, hashHeader } from '../src/primitives/header.ts';
import type { BlockHeader } from '../src/primitives/header.ts';
import { encodeTransaction } from '../src/primitives/transaction-data.ts';
import type { TransactionOutput } from '../src/primitives/transaction-data.ts';

const PARAMS = networkParams('regtest');
const TARGET = networkTargetFromBits(PARAMS, PARAMS.powLimitBits);

/** A transaction that is to go into a block. */
export interface BlockTransaction {
  readonly bytes: Uint8Array;
  readonly txid: Txid;
  readonly wtxid: Wtxid;
}

/** What a block is put together from. */
export interface BlockPlan {
  readonly height: number;
  readonly prevHash: BlockHash;
  readonly timeSec: number;
  /** What the coinbase pays; the subsidy and fees, to nobody, if left out. */
  readonly outputs: readonly TransactionOutput[];
  readonly transactions: readonly BlockTransaction[];
  /** Makes coinbases of the same height differ. */
  readonly extraNonce?: number;
}

/** A regtest block that keeps all rules. */
export interface AssembledBlock {
  readonly bytes: Uint8Array;
  readonly hash: BlockHash;
  readonly coinbaseTxid: Txid;
}

/** Satoshis that a regtest block makes. */
export function regtestSubsidy(height: number): bigint {
  return blockSubsidy(PARAMS, height);
}

/** Puts a regtest block together: coinbase with its height and the witness commitment, merkle root, a nonce that does. */
export function assembleBlock(plan: BlockPlan): AssembledBlock {
  const { height, prevHash, timeSec, transactions } = plan;
  const wtxids = new Uint8Array(32 * (1 + transactions.length));
  transactions.forEach(({ wtxid }, i) => wtxids.set(wtxid, 32 * (i + 1)));
  const committed = new Uint8Array(64);
  committed.set(merkleTree(wtxids).root);
  const commitment = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed, ...sha256d(committed));
  const coinbase = {
    version: 2,
    inputs: [
      {
        prevout: { txid: new Uint8Array(32) as Uint8Array as Txid, vout: 0xffff_ffff },
        scriptSig: coinbaseScript(height, plan.extraNonce ?? 0),
        sequence: 0xffff_ffff,
        witness: [new Uint8Array(32)],
      },
    ],
    outputs: [...plan.outputs, { value: 0n, scriptPubKey: commitment }],
    lockTime: 0,
  };
  const coinbaseTxid = sha256d(encodeTransaction(coinbase, { withWitness: false })) as Txid;
  const txids = new Uint8Array(32 * (1 + transactions.length));
  txids.set(coinbaseTxid);
  transactions.forEach(({ txid }, i) => txids.set(txid, 32 * (i + 1)));
  const header = mine({
    version: 0x2000_0000,
    prevHash,
    merkleRoot: merkleTree(txids).root as MerkleRoot,
    timeSec,
    bits: PARAMS.powLimitBits,
    nonce: 0,
  });
  const bytes = encodeBlock(header, [encodeTransaction(coinbase), ...transactions.map((each) => each.bytes)]);
  return { bytes, hash: hashHeader(bytes, 0), coinbaseTxid };
}

/** The height (BIP34), then a number, so that the script has two bytes at least. */
function coinbaseScript(height: number, extraNonce: number): Uint8Array {
  const bytes = [0, 8, 16, 24].map((shift) => (extraNonce >>> shift) & 0xff);
  return Uint8Array.of(...coinbaseHeightPush(height), bytes.length, ...bytes);
}

/** Every second nonce does on regtest. */
function mine(header: BlockHeader): BlockHeader {
  for (let nonce = 0; nonce < 1000; nonce++) {
    const mined = { ...header, nonce };
    const hash = hashHeader(encodeHeader(mined), 0);
    if (checkHashMeetsTarget(hash, TARGET) === undefined) return mined;
  }
  assert(false, 'one of a thousand nonces does');
}
