import type { PoolBlocks } from '../../observatory/pools/pool-blocks.ts';
import type { OpenChain } from '../../platform/chain-folder/open-chain-handle.ts';
import { ChainPools } from '../pools/chain-pools.ts';
import { builtInPools } from '../pools/pool-history.ts';

const NO_BLOCKS =
  'Pools are told from blocks, and none are here yet: let the node beside this page sync, or start it with --pools and a CSV of heights and pools.';

/** The pools that the page shows: of a file, or of the blocks of the node beside it. */
export class PagePools {
  readonly #table: PoolBlocks | undefined;
  readonly #chain: () => OpenChain | undefined;
  #reader: { readonly chain: OpenChain; readonly pools: ChainPools } | undefined;
  /** One reads at a time: what it has read, the next needs no more. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param options.table What to tell instead of the node's blocks.
   * @param options.chain The node's chain, while it runs.
   */
  constructor(options: { readonly table?: PoolBlocks | undefined; readonly chain: () => OpenChain | undefined }) {
    this.#table = options.table;
    this.#chain = options.chain;
  }

  /** The last blocks with their pools; see `PoolHoldings`. */
  async lastBlocks(count: number, untilHeight: number | undefined): Promise<PoolBlocks | string> {
    if (this.#table !== undefined) return this.#table;
    const answer = this.#last.then(async () => this.#read(count, untilHeight));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Gives the files back. */
  async close(): Promise<void> {
    await this.#last;
    await this.#reader?.pools.close();
  }

  async #read(count: number, untilHeight: number | undefined): Promise<PoolBlocks | string> {
    const chain = this.#chain();
    if (chain === undefined) return NO_BLOCKS;
    if (this.#reader?.chain !== chain) {
      await this.#reader?.pools.close();
      const pools = new ChainPools({ list: builtInPools(), blocksFolder: chain.paths.blocks });
      this.#reader = { chain, pools };
    }
    const blocks = await this.#reader.pools.last(chain.chain, { count, untilHeight });
    return blocks.blocks.length === 0 ? NO_BLOCKS : blocks;
  }
}
