import { seriesOf } from './pool-blocks.ts';
import type { PoolBlock, PoolBlocks } from './pool-blocks.ts';

/** How long a span of blocks is: a time, or a number of them. */
type Length =
  { readonly kind: 'time'; readonly seconds: number } | { readonly kind: 'blocks'; readonly blocks: number };

/** Indexes into blocks: the window is `start` to `end`, what it is compared with `baselineStart` to `start`. */
export interface PoolSpans {
  readonly baselineStart: number;
  readonly start: number;
  readonly end: number;
}

/** Why there is no such span. */
export interface PoolSpanReject {
  readonly code: 'bad-window' | 'no-observations';
  readonly message: string;
}

/** Blocks between two retargets: the window if none is asked for. */
const DEFAULT_BLOCKS = 2016;

/** A baseline that nobody asked for is left out when it has fewer blocks: it would show nothing but luck. */
const MIN_BASELINE_BLOCKS = 72;

/** Chooses the window at the end of the blocks (or at a height), and the baseline before it. */
export function choosePoolSpans(
  { blocks, description }: PoolBlocks,
  question: { readonly window?: Length; readonly baseline?: Length; readonly untilHeight?: number },
): PoolSpans | PoolSpanReject {
  const { window = { kind: 'blocks', blocks: DEFAULT_BLOCKS }, baseline, untilHeight } = question;
  if (untilHeight !== undefined && blocks.some(({ height }) => height === undefined)) {
    return {
      code: 'bad-window',
      message: `${description} does not say the height of every block, so none can be named`,
    };
  }
  const beyond = untilHeight === undefined ? -1 : blocks.findIndex(({ height }) => height! > untilHeight);
  const end = beyond < 0 ? blocks.length : beyond;
  if (end === 0) {
    const where = untilHeight === undefined ? '' : ` up to height ${untilHeight}`;
    return { code: 'no-observations', message: `${description} has no blocks${where} to tell pools of` };
  }
  const start = startOf(blocks, end, window);
  if (start === undefined) return timeless(description);
  if (baseline === undefined) {
    const baselineStart = Math.max(0, start - (end - start));
    return { start, end, baselineStart: start - baselineStart < MIN_BASELINE_BLOCKS ? start : baselineStart };
  }
  if (start === 0) {
    return { code: 'bad-window', message: `${description} has no blocks before the window to compare it with` };
  }
  const baselineStart = startOf(blocks, start, baseline);
  return baselineStart === undefined ? timeless(description) : { start, end, baselineStart };
}

function timeless(description: string): PoolSpanReject {
  return { code: 'bad-window', message: `${description} has no times: give spans in blocks, such as 144b` };
}

/** Index of the first block of a span that ends before `end`, as far back as there are blocks; `undefined` without times. */
function startOf(blocks: readonly PoolBlock[], end: number, length: Length): number | undefined {
  if (length.kind === 'blocks') return Math.max(0, end - length.blocks);
  const lastSec = blocks[end - 1]!.timeSec;
  if (lastSec === undefined) return undefined;
  // Header times may run back by an hour or two: the span begins behind the last block that is too early.
  let start = end;
  while (start > 0 && (blocks[start - 1]!.timeSec ?? -Infinity) > lastSec - length.seconds) start--;
  return Math.min(start, end - 1);
}

/**
 * Exposure of the window's blocks, seconds per hash, from the block before them on; `undefined` when heights, times or difficulties
 * are missing.
 */
export function exposureOfSpan(blocks: readonly PoolBlock[], { start, end }: PoolSpans): number | undefined {
  const exposure = seriesOf(blocks.slice(Math.max(0, start - 1), end))?.cumulativeExposure.at(-1);
  if (exposure === undefined || exposure <= 0) return undefined;
  // Without the block before it, the first block's own wait is missing: it counts as the others' on average.
  return start > 0 ? exposure : (exposure * (end - start)) / (end - start - 1);
}
