import { randomFillSync } from 'node:crypto';
import { assert } from '../bytes/assert.ts';
import type { Random } from '../ports/random.ts';

/** Bytes taken from the system at a time: a call costs about a microsecond, however few it is for. */
const POOL_BYTES = 4096;

const U32_RANGE = 2 ** 32;

/** The system's cryptographic generator, some kilobytes at a time. */
export class SystemRandom implements Random {
  readonly #pool: Uint8Array = new Uint8Array(POOL_BYTES);
  readonly #view: DataView = new DataView(this.#pool.buffer);
  #used = POOL_BYTES;

  bytes(count: number): Uint8Array {
    if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
    const at = this.#take(count);
    const bytes = this.#pool.slice(at, at + count);
    // Whoever reads this memory later learns nothing of it.
    this.#pool.fill(0, at, at + count);
    return bytes;
  }

  below(bound: number): number {
    assert(Number.isInteger(bound) && bound >= 1 && bound <= U32_RANGE, 'a bound from 1 to 2^32');
    // Above the last multiple of the bound some remainders would be likelier than others.
    const fair = U32_RANGE - (U32_RANGE % bound);
    for (;;) {
      const drawn = this.#view.getUint32(this.#take(4), true);
      if (drawn < fair) return drawn % bound;
    }
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  /** Returns the offset of so many fresh bytes in the pool. */
  #take(count: number): number {
    if (this.#used + count > POOL_BYTES) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += count;
    return at;
  }
}
