import { assert } from '../../bytes/assert.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import type { Random } from '../../ports/random.ts';
import type { Block } from '../../primitives/block.ts';
import { hashKey } from '../../primitives/hash-key.ts';
import type { HashKey } from '../../primitives/hash-key.ts';
import type { Transaction } from '../../primitives/transaction.ts';
import type { CompactBlock } from '../../wire/compact-block.ts';
import { compactBlockOf } from '../compact/encode-compact-block.ts';

/** One block in the forms in which it is asked for. */
interface CachedBlock {
  readonly row: number;
  readonly block: Block;
  compact: CompactBlock | undefined;
  byHash: ReadonlyMap<HashKey, Transaction> | undefined;
}

/** The block that came last, which all peers ask for: as it is, and as a compact block. Source: Core's `m_most_recent_block`. */
export class RecentBlock {
  readonly #chain: ChainState;
  readonly #random: Random;
  #cached: CachedBlock | undefined;

  constructor(chain: ChainState, random: Random) {
    this.#chain = chain;
    this.#random = random;
  }

  set(row: number, block: Block): void {
    this.#cached = { row, block, compact: undefined, byHash: undefined };
  }

  /** The block, if it is the one that is kept. */
  get(row: number): Block | undefined {
    return this.#cached?.row === row ? this.#cached.block : undefined;
  }

  /**
   * Returns a block in its compact form: made once for the one that is kept.
   *
   * @param row A block that is stored.
   * @param read The block, where it was read already.
   */
  compactOf(row: number, read?: Block): CompactBlock {
    if (this.#cached?.row === row) {
      this.#cached.compact ??= compactBlockOf(this.#cached.block, this.#random.u64());
      return this.#cached.compact;
    }
    const block = read ?? this.#chain.readBlock(row);
    assert(block !== undefined, 'a block that is told of is stored');
    return compactBlockOf(block, this.#random.u64());
  }

  /** A transaction of the block, by txid or wtxid: peers may ask for what was in the mempool a moment ago. */
  transaction(hash: Uint8Array): Transaction | undefined {
    if (this.#cached === undefined) return undefined;
    this.#cached.byHash ??= transactionsByHash(this.#cached.block);
    return this.#cached.byHash.get(hashKey(hash));
  }
}

function transactionsByHash(block: Block): ReadonlyMap<HashKey, Transaction> {
  const byHash = new Map<HashKey, Transaction>();
  for (let i = 0; i < block.transactionCount; i++) {
    const tx = block.transaction(i);
    byHash.set(hashKey(block.txid(i)), tx);
    byHash.set(hashKey(block.wtxid(i)), tx);
  }
  return byHash;
}
