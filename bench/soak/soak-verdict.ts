import type { SoakSample } from './soak-messages.ts';

/** The first minutes, in which caches fill and code is compiled. */
export const WARM_UP_SEC: number = 10 * 60;

/** What is not to be passed. */
export const MAX_STALL_MS: number = 200;

/** How much of it may be added, by the straight line through the samples after the warm-up, for memory to count as flat. */
export const MAX_GROWTH: number = 0.1;

/** What a run has shown. */
export interface SoakVerdict {
  /** Samples that memory is measured by: those after the warm-up; all of them in a run that is shorter. */
  readonly counted: number;
  readonly rssStartBytes: number;
  readonly rssEndBytes: number;
  readonly rssMegabytesPerHour: number;
  readonly heapMegabytesPerHour: number;
  /** By the line: what was added from the first to the last of these samples, as a part of the first. */
  readonly growth: number;
  /** The worst stalls of the whole run: by the clock, and without what the system gave to others while this thread waited. */
  readonly stallWallMs: number;
  readonly stallOwnMs: number;
  /** What the thread computed at the most in one stall. */
  readonly stallCpuMs: number;
  /** `undefined` in a run that is over before, or just after, the warm-up. */
  readonly isFlat: boolean | undefined;
  readonly isSmooth: boolean;
}

/** Judges a run by its samples. @returns `undefined` when there are fewer than two to judge by. */
export function judgeSoak(samples: readonly SoakSample[]): SoakVerdict | undefined {
  const late = samples.filter(({ atSec }) => atSec >= WARM_UP_SEC);
  const counted = late.length >= 2 ? late : samples;
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || counted.length < 2) return undefined;
  const rss = line(counted.map(({ atSec, rssBytes }) => [atSec, rssBytes]));
  const heap = line(counted.map(({ atSec, heapBytes }) => [atSec, heapBytes]));
  const rssStartBytes = rss.at(first.atSec);
  const rssEndBytes = rss.at(last.atSec);
  const growth = rssEndBytes / rssStartBytes - 1;
  const stallOwnMs = Math.max(...samples.map(({ ownMs }) => ownMs));
  return {
    counted: counted.length,
    rssStartBytes,
    rssEndBytes,
    rssMegabytesPerHour: (rss.slope * 3600) / 1e6,
    heapMegabytesPerHour: (heap.slope * 3600) / 1e6,
    growth,
    stallWallMs: Math.max(...samples.map(({ wallMs }) => wallMs)),
    stallOwnMs,
    stallCpuMs: Math.max(...samples.map(({ cpuMs }) => cpuMs)),
    isFlat: counted === late ? growth <= MAX_GROWTH : undefined,
    isSmooth: stallOwnMs <= MAX_STALL_MS,
  };
}

/** The straight line with the least squares. */
function line(points: readonly (readonly [x: number, y: number])[]): { slope: number; at: (x: number) => number } {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) * (x - meanX), 0);
  const slope = above / below;
  return { slope, at: (x) => meanY + slope * (x - meanX) };
}
