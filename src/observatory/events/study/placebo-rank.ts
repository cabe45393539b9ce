/** Where a move stands among those of the placebo windows. */
export interface PlaceboRank {
  readonly pValue: number;
  readonly pFall: number;
  readonly pRise: number;
  readonly resolution: number;
}

/**
 * Ranks a move among placebo moves: the share that is as large or larger, the move itself counted among them, so that it
 * is never 0 (Phipson and Smyth, "Permutation P-values Should Never Be Zero", 2010). Exact: no distribution is assumed.
 */
export function rankAmong(move: number, placebos: readonly number[]): PlaceboRank {
  let larger = 0;
  let lower = 0;
  let higher = 0;
  for (const placebo of placebos) {
    if (Math.abs(placebo) >= Math.abs(move)) larger++;
    if (placebo <= move) lower++;
    if (placebo >= move) higher++;
  }
  const all = placebos.length + 1;
  return { pValue: (larger + 1) / all, pFall: (lower + 1) / all, pRise: (higher + 1) / all, resolution: 1 / all };
}

/** The value below which a share of the sorted values lies, between neighbours in proportion. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const below = sorted[low]!;
  return below + (at - low) * ((sorted[low + 1] ?? below) - below);
}

/** Values in ascending order; the given ones stay as they are. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
