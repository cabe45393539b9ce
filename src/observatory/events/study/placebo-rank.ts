/** Where a move stands among those of the placebo windows. */
export interface PlaceboRank {
  readonly pValue: number;
  readonly pFall: number;
  readonly pRise: number;
  readonly resolution: number;
}

/**
 * Ranks a move among placebo moves: the share that is as large or larger, the move itself counted among them, so that it
 * is never 0 (Phipson and Smyth, "Permutation P-values Should Never Be Zero", 2010). No distribution is assumed; it is
 * exact where windows lie apart.
 *
 * @param together How many placebo windows count as one, because they overlap. The move counts as so many: it would have
 *   come with as many neighbours.
 */
export function rankAmong(move: number, placebos: readonly number[], together = 1): PlaceboRank {
  let larger = 0;
  let lower = 0;
  let higher = 0;
  for (const placebo of placebos) {
    if (Math.abs(placebo) >= Math.abs(move)) larger++;
    if (placebo <= move) lower++;
    if (placebo >= move) higher++;
  }
  const share = (count: number): number => (count + together) / (placebos.length + together);
  return { pValue: share(larger), pFall: share(lower), pRise: share(higher), resolution: share(0) };
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
