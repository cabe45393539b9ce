import { merkleTree } from '../../src/consensus/merkle-root.ts';
import type { NetworkParams } from '../../src/consensus/params.ts';
import { blockSubsidy } from '../../src/consensus/subsidy.ts';
import { sha256d } from '../../src/crypto/sha256d.ts';
import { encodeBlock } from '../../src/primitives/block-data.ts';
import { HASH_BYTES } from '../../src/primitives/hash.ts';
import type { BlockHash, MerkleRoot, Txid } from '../../src/primitives/hash.ts';
import { HEADER_OFFSETS, decodeHeader, encodeHeader, hashHeader } from '../../src/primitives/header.ts';
import type { BlockHeader } from '../../src/primitives/header.ts';
import { ScriptWriter } from '../../src/primitives/script/script-writer.ts';
import { encodeTransaction } from '../../src/primitives/transaction-data.ts';
import type { TransactionData } from '../../src/primitives/transaction-data.ts';
import type { BlockPlan } from './block-planner.ts';
import type { PoolCoin } from './coin-pool.ts';
import type { KeyPool } from './key-pool.ts';
import { finishTransaction } from './transaction-maker.ts';

/** BIP9's version bits, with none set. */
const BLOCK_VERSION = 0x2000_0000;
const COINBASE_TAG: Uint8Array = new TextEncoder().encode('vigil bench');
const COMMITMENT_TAG: Uint8Array = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
const NO_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

/** A block that is done. */
export interface AssembledBlock {
  readonly bytes: Uint8Array;
  readonly weightWu: number;
  readonly hash: BlockHash;
  /** The coinbase's output that pays. */
  readonly reward: PoolCoin;
}

/** Makes blocks of signed plans, one on the other: coinbase, commitment, merkle root, a header every ten minutes, its nonce. */
export class BlockAssembler {
  readonly #params: NetworkParams;
  readonly #keys: KeyPool;
  #header: BlockHeader;
  #hash: BlockHash;

  constructor(options: { readonly params: NetworkParams; readonly keys: KeyPool }) {
    this.#params = options.params;
    this.#keys = options.keys;
    this.#header = decodeHeader(this.#params.genesisHeader, 0);
    this.#hash = hashHeader(this.#params.genesisHeader, 0);
  }

  /** @param plan For the height above the last block's; its signatures were made. */
  assemble(plan: BlockPlan): AssembledBlock {
    const { height, feesSats, reward } = plan;
    const transactions = plan.transactions.map(finishTransaction);
    const value = blockSubsidy(this.#params, height) + BigInt(feesSats);
    const commitment = sha256d(joined([merkleTree(joined([NO_HASH, ...transactions.map(sha256d)])).root, NO_HASH]));
    const coinbase = coinbaseOf(height, [
      { value, scriptPubKey: this.#keys.lock(reward.kind, reward.key).scriptPubKey },
      { value: 0n, scriptPubKey: joined([COMMITMENT_TAG, commitment]) },
    ]);
    const stripped = encodeTransaction(coinbase, { withWitness: false });
    const txid = sha256d(stripped) as Txid;
    const merkleRoot = merkleTree(joined([txid, ...plan.transactions.map((each) => each.txid)])).root as MerkleRoot;
    this.#mine(merkleRoot);
    const bytes = encodeBlock(this.#header, [encodeTransaction(coinbase), ...transactions]);
    return {
      bytes,
      weightWu: weightOf(plan, transactions) + 3 * stripped.length + encodeTransaction(coinbase).length + 4 * 83,
      hash: this.#hash,
      reward: { txid, vout: 0, value: Number(value), height, ...reward },
    };
  }

  #mine(merkleRoot: MerkleRoot): void {
    const timeSec = this.#header.timeSec + this.#params.targetSpacingSec;
    const bits = this.#params.powLimitBits;
    const fields = { version: BLOCK_VERSION, prevHash: this.#hash, merkleRoot, timeSec, bits, nonce: 0 };
    const bytes = encodeHeader(fields);
    for (let nonce = 0; ; nonce++) {
      new DataView(bytes.buffer).setUint32(HEADER_OFFSETS.nonce, nonce, true);
      const hash = hashHeader(bytes, 0);
      // Regtest's target begins with 7f; a hash is read from its last byte on.
      if (hash[HASH_BYTES - 1]! >= 0x7f) continue;
      this.#header = { ...fields, nonce };
      this.#hash = hash;
      return;
    }
  }
}

function weightOf(plan: BlockPlan, transactions: readonly Uint8Array[]): number {
  return plan.transactions.reduce(
    (sum, { data }, i) => sum + 3 * encodeTransaction(data).length + transactions[i]!.length,
    0,
  );
}

/** A coinbase with its height (BIP34) and the witness that commitments ask for (BIP141). */
function coinbaseOf(height: number, outputs: TransactionData['outputs']): TransactionData {
  const scriptSig = new ScriptWriter().number(height).push(COINBASE_TAG).finish();
  const prevout = { txid: NO_HASH as Txid, vout: 0xffff_ffff };
  const inputs = [{ prevout, scriptSig, sequence: 0xffff_ffff, witness: [NO_HASH] }];
  return { version: 2, inputs, outputs, lockTime: 0 };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
