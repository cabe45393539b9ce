import type { BlockArrival } from '../../../node/node-journal.ts';
import type { SeriesBatch } from '../../../ports/history-store.ts';
import { point } from '../series-point.ts';

/** Hashes that are remembered, so that a stale block is counted once; the journal holds fewer. */
const MAX_REMEMBERED = 256;

/** Notices blocks that a reorganization took out of the chain. */
export class StaleBlocks {
  readonly #known = new Set<string>();

  /** One point when blocks have become stale since the last call: how many, and the height of the lowest. */
  batches(blocks: readonly BlockArrival[], atSec: number): SeriesBatch[] {
    const fresh = blocks.filter(({ isStale, hash }) => isStale && !this.#known.has(hash));
    for (const { hash } of fresh) this.#known.add(hash);
    for (const hash of this.#known) {
      if (this.#known.size <= MAX_REMEMBERED) break;
      this.#known.delete(hash);
    }
    if (fresh.length === 0) return [];
    const lowestHeight = Math.min(...fresh.map(({ height }) => height));
    return [point('chain/stale-blocks', atSec, { staleBlocks: fresh.length, lowestHeight })];
  }
}
