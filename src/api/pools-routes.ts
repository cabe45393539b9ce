import { answerPools, noPools } from '../observatory/answers/pools-answer.ts';
import type { WindowLength } from '../observatory/answers/quantities.ts';
import type { PoolBlocks } from '../observatory/pools/pool-blocks.ts';
import type { NetworkName } from '../consensus/params.ts';
import type { Route } from './route.ts';
import { BadQuery } from './query.ts';

/** What the API tells of pools from. */
export interface PoolHoldings {
  readonly network: NetworkName;
  /** Gives the last blocks with their pools, so many at most; when there are none, a sentence that says why and what to do. */
  readonly lastBlocks: (count: number, untilHeight: number | undefined) => Promise<PoolBlocks | string>;
}

/** Most blocks that one request reads: four times the time between two retargets, and the block before. */
const MAX_BLOCKS = 8065;
const DEFAULT_BLOCKS = 2016;

/** The API's question about pools: the document that `vigil pools --json` prints. */
export function poolsRoutes({ network, lastBlocks }: PoolHoldings): Route[] {
  return [
    {
      path: 'pools',
      summary: 'Who mined the last blocks: shares, luck, and changes',
      params: ['window', 'baseline', 'until', 'level'],
      answer: async (query) => {
        const window = query.window('window');
        const baseline = query.window('baseline');
        const untilHeight = heightOf(query.text('until'));
        const blocks = await lastBlocks(neededBlocks(window, baseline), untilHeight);
        if (typeof blocks === 'string') return noPools(network, { level: query.level(), sentence: blocks });
        return answerPools(network, blocks, {
          level: query.level(),
          ...(window === undefined ? {} : { window }),
          ...(baseline === undefined ? {} : { baseline }),
          ...(untilHeight === undefined ? {} : { untilHeight }),
        });
      },
    },
  ];
}

function heightOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new BadQuery('until: write a height');
  return Number(text);
}

function neededBlocks(window: WindowLength | undefined, baseline: WindowLength | undefined): number {
  if (window?.kind === 'time' || baseline?.kind === 'time') return MAX_BLOCKS;
  const inWindow = window?.blocks ?? DEFAULT_BLOCKS;
  const needed = inWindow + (baseline?.blocks ?? inWindow) + 1;
  if (needed > MAX_BLOCKS) throw new BadQuery(`window and baseline together may have ${MAX_BLOCKS - 1} blocks`);
  return needed;
}
