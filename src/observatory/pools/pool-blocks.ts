import { blockSeries } from '../series/block-series.ts';
import type { BlockSeries } from '../series/block-series.ts';
import { workFromBits } from '../../primitives/work.ts';

/** One block and its pool. */
export interface PoolBlock {
  /** `undefined` where the block does not say it (before BIP34) and nobody else did. */
  readonly height: number | undefined;
  /** Header time, seconds since 1970. */
  readonly timeSec: number | undefined;
  /** Compact target. */
  readonly bits: number | undefined;
  /** `undefined`: no known pool. */
  readonly pool: string | undefined;
}

/** Blocks in the order of the chain, each with its pool. */
export interface PoolBlocks {
  /** For a reader: `blk00000.dat`, `the node's own chain`. */
  readonly description: string;
  readonly kind: 'chain' | 'blocks' | 'csv';
  readonly blocks: readonly PoolBlock[];
  /** Blocks of the span that could not be read: pruned, or not there yet. */
  readonly missing: number;
}

/** Most blocks that are looked at: more than mainnet has. */
export const MAX_POOL_BLOCKS = 2_000_000;

/**
 * The blocks as a series, for their exposure; `undefined` unless all say when they were found and at which difficulty, follow one
 * another by height, and are two at least.
 */
export function seriesOf(blocks: readonly PoolBlock[]): BlockSeries | undefined {
  const first = blocks[0]?.height;
  if (first === undefined || blocks.length < 2) return undefined;
  const isWhole = blocks.every(
    ({ height, timeSec, bits }, i) => height === first + i && timeSec !== undefined && bits !== undefined,
  );
  if (!isWhole) return undefined;
  const works = new Map<number, number>();
  const work = blocks.map(({ bits }) => {
    const known = works.get(bits!) ?? Number(workFromBits(bits!));
    works.set(bits!, known);
    return known;
  });
  return blockSeries({
    firstHeight: first,
    timesSec: blocks.map(({ timeSec }) => timeSec!),
    work,
    timeSource: 'header',
  });
}
