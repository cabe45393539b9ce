import type { NetworkParams } from '../consensus/params.ts';
import { networkTargetFromBits } from '../consensus/proof-of-work.ts';
import type { NetworkTarget } from '../consensus/proof-of-work.ts';
import { workFromBits } from '../primitives/work.ts';
import { workWords } from './header-columns.ts';

/** A target, with the work of a block that meets it as the columns sum it (`undefined`: over 128 bits). */
export interface CachedTarget extends NetworkTarget {
  readonly workWords: Uint32Array | undefined;
}

/** Enough for every difficulty that mainnet has had, twice over. Peers can send more: then the cache starts again. */
const MAX_CACHED = 1024;

/** Decodes bits once for the thousands of headers that share them, so that the hot path has no big integers. */
export class NetworkTargets {
  readonly #params: NetworkParams;
  readonly #byBits = new Map<number, CachedTarget>();
  #last: CachedTarget | undefined;

  constructor(params: NetworkParams) {
    this.#params = params;
  }

  of(bits: number): CachedTarget {
    if (this.#last?.bits === bits) return this.#last;
    let cached = this.#byBits.get(bits);
    if (cached === undefined) {
      if (this.#byBits.size >= MAX_CACHED) this.#byBits.clear();
      cached = { ...networkTargetFromBits(this.#params, bits), workWords: workWords(workFromBits(bits)) };
      this.#byBits.set(bits, cached);
    }
    this.#last = cached;
    return cached;
  }
}
