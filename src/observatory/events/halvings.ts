import { DAY_SEC } from '../series/observations.ts';
import type { BlockSeries } from '../series/block-series.ts';
import type { BlocksPerDay } from '../history/blocks-per-day.ts';
import type { KnownEvent } from './known-event.ts';

/** Blocks between halvings of the subsidy (Core's `nSubsidyHalvingInterval` on mainnet). */
const HALVING_BLOCKS = 210_000;

/** The subsidy in BTC before the first halving. */
const FIRST_SUBSIDY = 50;

/** No block after this many halvings has a subsidy. */
const MAX_HALVINGS = 33;

/**
 * When the subsidy of mainnet halved, from what is known of the chain: the header's own time where a series holds the
 * block, else the day whose counted blocks hold its height.
 *
 * @param known.days Blocks counted a day.
 * @param known.blocks Block times, in any order of sources; the first that holds a height is believed.
 */
export function halvings(known: {
  readonly days: BlocksPerDay;
  readonly blocks: readonly BlockSeries[];
}): readonly KnownEvent[] {
  const events: KnownEvent[] = [];
  for (let n = 1; n <= MAX_HALVINGS; n++) {
    const height = n * HALVING_BLOCKS;
    const found = timeOfBlock(known.blocks, height) ?? dayOfBlock(known.days, height);
    if (found === undefined) continue;
    const subsidy = FIRST_SUBSIDY / 2 ** n;
    events.push({
      id: `halving-${n}`,
      ...found,
      what: `block ${height} halves the subsidy to ${subsidy} BTC`,
      category: 'halving',
      origin: 'built-in',
    });
  }
  return events;
}

type Found = Pick<KnownEvent, 'fromSec' | 'toSec' | 'source'>;

function timeOfBlock(sources: readonly BlockSeries[], height: number): Found | undefined {
  for (const { firstHeight, timesSec } of sources) {
    const timeSec = timesSec[height - firstHeight];
    if (timeSec !== undefined) return { fromSec: timeSec, toSec: timeSec, source: "time of the block's own header" };
  }
  return undefined;
}

function dayOfBlock(days: BlocksPerDay, height: number): Found | undefined {
  const { firstHeights, firstDaySec, counts } = days;
  if (height < firstHeights[0]! || height >= firstHeights[counts.length]!) return undefined;
  // The first height of a day never falls: bisection finds the last day that begins at or below the height.
  let low = 0;
  let high = counts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (firstHeights[middle]! <= height) low = middle;
    else high = middle;
  }
  const fromSec = firstDaySec + low * DAY_SEC;
  return { fromSec, toSec: fromSec + DAY_SEC, source: 'the day whose counted blocks hold its height' };
}
