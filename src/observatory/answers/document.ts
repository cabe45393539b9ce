import type { NetworkName } from '../../consensus/params.ts';
import type { SourceUsed } from './sources.ts';

/**
 * What every document of the observatory begins with: the same for `--json`, the API and the page.
 *
 * Numbers are in H/s, seconds since 1970, and ratios; intervals hold the truth with probability `level`. `schema` ends
 * in a version that goes up when a field changes its meaning or goes away; new fields may come at any time.
 */
export interface DocumentHead<Name extends string> {
  readonly schema: `vigil.${Name}/1`;
  readonly network: NetworkName;
  readonly source: SourceUsed;
  readonly level: number;
  /** What a careful reader should know of how this was made: repaired times, rounded windows, missing data. */
  readonly notes: readonly string[];
  /** The answer in one plain sentence, made from the numbers. */
  readonly sentence: string;
}
