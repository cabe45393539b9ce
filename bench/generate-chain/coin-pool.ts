import type { SpendKind } from './mainnet-mix.ts';
import { SPEND_KINDS } from './mainnet-mix.ts';
import type { SeededRandom } from './random.ts';

const TXID_BYTES = 32;

/** An output that can be spent. */
export interface PoolCoin {
  readonly txid: Uint8Array;
  readonly vout: number;
  /** Satoshis: below 2^53, as all amounts are. */
  readonly value: number;
  readonly kind: SpendKind;
  /** The key it is locked to. */
  readonly key: number;
  readonly height: number;
}

/** All outputs that can be spent, by the height of the block that made them; in columns, as there are millions. */
export class CoinPool {
  #capacity = 1024;
  #txids = new Uint8Array(TXID_BYTES * this.#capacity);
  #vouts = new Int32Array(this.#capacity);
  #values = new Float64Array(this.#capacity);
  /** The key's number times the number of kinds, plus the kind's. */
  #locks = new Int32Array(this.#capacity);
  readonly #free: number[] = [];
  #used = 0;
  readonly #byHeight: number[][] = [];
  /** No height below has any. */
  #lowest = 0;

  /** How many coins there are. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  add(coin: PoolCoin): void {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#capacity) this.#grow();
    this.#txids.set(coin.txid, TXID_BYTES * slot);
    this.#vouts[slot] = coin.vout;
    this.#values[slot] = coin.value;
    this.#locks[slot] = coin.key * SPEND_KINDS.length + SPEND_KINDS.indexOf(coin.kind);
    while (this.#byHeight.length <= coin.height) this.#byHeight.push([]);
    this.#byHeight[coin.height]!.push(slot);
    if (coin.height < this.#lowest) this.#lowest = coin.height;
  }

  /** Takes out a coin of the height, or of the nearest one that has any left. */
  take(height: number, random: SeededRandom): PoolCoin {
    const heights = this.#byHeight.length;
    while (this.#lowest < heights && this.#byHeight[this.#lowest]!.length === 0) this.#lowest++;
    const from = Math.max(height, this.#lowest);
    for (let distance = 0; distance < heights; distance++) {
      for (const at of [from - distance, from + distance]) {
        const slots = this.#byHeight[at];
        if (slots !== undefined && slots.length > 0) return this.#takeFrom(at, slots, random.below(slots.length));
      }
    }
    throw new RangeError('no coin is left: begin with more of them');
  }

  #takeFrom(height: number, slots: number[], index: number): PoolCoin {
    const slot = slots[index]!;
    slots[index] = slots[slots.length - 1]!;
    slots.pop();
    this.#free.push(slot);
    const lock = this.#locks[slot]!;
    return {
      txid: this.#txids.slice(TXID_BYTES * slot, TXID_BYTES * (slot + 1)),
      vout: this.#vouts[slot]!,
      value: this.#values[slot]!,
      kind: SPEND_KINDS[lock % SPEND_KINDS.length]!,
      key: Math.floor(lock / SPEND_KINDS.length),
      height,
    };
  }

  #grow(): void {
    this.#capacity *= 2;
    const txids = new Uint8Array(TXID_BYTES * this.#capacity);
    txids.set(this.#txids);
    this.#txids = txids;
    const vouts = new Int32Array(this.#capacity);
    vouts.set(this.#vouts);
    this.#vouts = vouts;
    const values = new Float64Array(this.#capacity);
    values.set(this.#values);
    this.#values = values;
    const locks = new Int32Array(this.#capacity);
    locks.set(this.#locks);
    this.#locks = locks;
  }
}
