import { BLOCK_STATUS } from '../../chain/block-index.ts';
import type { ChainState } from '../../chain/chain-state.ts';
import { identifyPool } from '../../observatory/pools/identify-pool.ts';
import type { PoolBlock, PoolBlocks } from '../../observatory/pools/pool-blocks.ts';
import type { PoolList } from '../../observatory/pools/pool-list.ts';
import { BlockStartReader } from '../../platform/block-store/block-start-reader.ts';

/** Blocks whose pools are remembered: more than three months of mainnet. */
const MAX_KEPT = 20_000;

/** How the chain that the node keeps is called. */
const OWN_CHAIN = "the node's own chain";

/** Says which pools found the last blocks of a chain; what it has read once it remembers. */
export class ChainPools {
  readonly #list: PoolList;
  readonly #reader: BlockStartReader;
  /** By row of the header tree: rows are never given to another block. */
  readonly #known = new Map<number, string | undefined>();

  /** @param options.blocksFolder Where the chain's block files lie. */
  constructor(options: { readonly list: PoolList; readonly blocksFolder: string }) {
    this.#list = options.list;
    this.#reader = new BlockStartReader(options.blocksFolder);
  }

  /**
   * The pools of the last blocks. Blocks that are not there (pruned) are left out, and counted.
   *
   * @param options.count Most blocks, back from the last one.
   * @param options.untilHeight The last height; the tip if left out.
   * @param options.onProgress Told how many of the blocks were gone through.
   */
  async last(
    chain: ChainState,
    options: {
      readonly count: number;
      readonly untilHeight?: number | undefined;
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, of: number) => void;
    },
  ): Promise<PoolBlocks> {
    const { active, index, tree } = chain;
    const to = Math.min(active.height, options.untilHeight ?? active.height);
    const from = Math.max(0, to - options.count + 1);
    // The chain may change while blocks are read: what it is now is what is answered.
    const rows = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => active.at(from + i));
    const blocks: PoolBlock[] = [];
    for (const [i, row] of rows.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(i, rows.length);
      if (!this.#known.has(row)) {
        if (!index.has(row, BLOCK_STATUS.haveData)) continue;
        const start = await this.#reader.read(index.dataOf(row));
        if (start === undefined) continue;
        const match = identifyPool(this.#list, start.coinbase);
        this.#remember(row, match === undefined ? undefined : this.#list.pools[match.pool]!.name);
      }
      const facts = { height: from + i, timeSec: tree.timeOf(row), bits: tree.bitsOf(row) };
      blocks.push({ ...facts, pool: this.#known.get(row) });
    }
    return { description: OWN_CHAIN, kind: 'chain', blocks, missing: rows.length - blocks.length };
  }

  /** Gives the files back. */
  async close(): Promise<void> {
    await this.#reader.close();
  }

  #remember(row: number, pool: string | undefined): void {
    if (this.#known.size >= MAX_KEPT) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(row, pool);
  }
}
