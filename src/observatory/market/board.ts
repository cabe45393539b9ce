import { median } from './robust-median.ts';
import type { QuotePrices } from './quote-prices.ts';

/** Share of the coins that have to move one way for it to be called a sea of red, or of green. */
const SEA_SHARE = 0.9;

/** How many windows before are looked at. */
const WINDOWS_BEFORE = 90;

/** How far from the moment asked for a price may lie, as a share of the window. */
const MOMENT_TOLERANCE = 0.1;

/** A coin's price, and how it moved over a window. */
export interface CoinMove {
  readonly asset: string;
  readonly price: number;
  readonly basis: 'own pair' | 'cross rate';
  readonly at: number;
  readonly from: number;
  readonly ratio: number;
  readonly exchanges: number;
}

/** How the coins moved together. */
export interface Breadth {
  /** Largest fall first. */
  readonly rows: readonly CoinMove[];
  readonly fell: number;
  readonly median: number;
  readonly breadth: 'sea of red' | 'mixed' | 'sea of green';
  readonly before: { readonly asRed: number; readonly of: number };
}

/**
 * How many of the coins fell over a window, and by how much, and how often as large a share of them did before.
 *
 * @param window.toSec Its end; `undefined`: now, by ticks.
 * @returns `undefined` where fewer than two coins have prices at both ends.
 */
export function boardOf(
  prices: QuotePrices,
  assets: readonly string[],
  window: { readonly toSec: number | undefined; readonly nowSec: number; readonly lengthSec: number },
): Breadth | undefined {
  const { toSec, nowSec, lengthSec } = window;
  const rows = assets.flatMap((asset) => moveOf(prices, asset, { toSec, nowSec, lengthSec }) ?? []);
  if (rows.length < 2) return undefined;
  const fell = rows.filter(({ ratio }) => ratio < 1).length;
  const rose = rows.filter(({ ratio }) => ratio > 1).length;
  const isSea = (count: number): boolean => count >= SEA_SHARE * rows.length;
  return {
    rows: rows.sort((a, b) => a.ratio - b.ratio),
    fell,
    median: median(rows.map(({ ratio }) => ratio)),
    breadth: isSea(fell) ? 'sea of red' : isSea(rose) ? 'sea of green' : 'mixed',
    before: comparedBefore(
      prices,
      rows.map(({ asset }) => asset),
      { share: fell / rows.length, nowSec, lengthSec },
    ),
  };
}

function moveOf(
  prices: QuotePrices,
  asset: string,
  window: { readonly toSec: number | undefined; readonly nowSec: number; readonly lengthSec: number },
): CoinMove | undefined {
  const { toSec, nowSec, lengthSec } = window;
  const basis = prices.basisOf(asset, toSec);
  const now = prices.priceOf(asset, toSec, basis);
  // From the moment of the price, not the one asked for: candles of a day then span a day.
  const then = now === undefined ? undefined : prices.priceOf(asset, now.timeSec - lengthSec, basis);
  if (now === undefined || then === undefined) return undefined;
  if (nowSec - now.timeSec > lengthSec) return undefined;
  if (now.timeSec - lengthSec - then.timeSec > MOMENT_TOLERANCE * lengthSec) return undefined;
  const { price, timeSec: at, exchanges } = now;
  return { asset, price, basis, at, from: then.timeSec, ratio: price / then.price, exchanges };
}

/** Counts the windows before, end to end, in which at least as large a share of the same coins fell. */
function comparedBefore(
  prices: QuotePrices,
  assets: readonly string[],
  window: { readonly share: number; readonly nowSec: number; readonly lengthSec: number },
): Breadth['before'] {
  const { share, nowSec, lengthSec } = window;
  let asRed = 0;
  let of = 0;
  for (let k = 1; k <= WINDOWS_BEFORE; k++) {
    const toSec = nowSec - k * lengthSec;
    const moves = assets.flatMap((asset) => moveOf(prices, asset, { toSec, nowSec: toSec, lengthSec }) ?? []);
    // Coins that were not there yet would make a share of a few look like one of all.
    if (moves.length < 2 || moves.length < assets.length / 2) continue;
    of++;
    if (moves.filter(({ ratio }) => ratio < 1).length >= share * moves.length) asRed++;
  }
  return { asRed, of };
}
