/** A probability density on a grid, scaled so that its peak is 1: only its shape is drawn. */
export interface Density {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Points of a drawn density: finer than pixels need. */
const POINTS = 240;

/**
 * Posterior density of a hashrate after `blocks` blocks over an exposure: Gamma with Jeffreys prior, shape
 * `blocks + 1/2`, as in `window-estimate.ts`.
 *
 * @param domain Hashrates, H/s, between which it is drawn.
 */
export function hashrateDensity(
  count: { readonly blocks: number; readonly exposure: number },
  domain: readonly [number, number],
): Density {
  const shape = count.blocks + 0.5;
  return grid(domain, (rate) => (shape - 1) * Math.log(rate) - rate * count.exposure);
}

/**
 * Posterior density of the ratio of two hashrates, window over baseline: the ratio of two Gamma variables (a scaled
 * beta-prime), as in `ratio.ts`.
 */
export function ratioDensity(
  baseline: { readonly blocks: number; readonly exposure: number },
  window: { readonly blocks: number; readonly exposure: number },
  domain: readonly [number, number],
): Density {
  const a = window.blocks + 0.5;
  const b = baseline.blocks + 0.5;
  return grid(domain, (r) => (a - 1) * Math.log(r) - (a + b) * Math.log(baseline.exposure + r * window.exposure));
}

function grid([low, high]: readonly [number, number], logDensity: (x: number) => number): Density {
  const x = new Float64Array(POINTS);
  const y = new Float64Array(POINTS);
  let peak = -Infinity;
  for (let k = 0; k < POINTS; k++) {
    x[k] = low + ((high - low) * (k + 0.5)) / POINTS;
    y[k] = logDensity(x[k]!);
    peak = Math.max(peak, y[k]!);
  }
  for (let k = 0; k < POINTS; k++) y[k] = Math.exp(y[k]! - peak);
  return { x, y };
}
