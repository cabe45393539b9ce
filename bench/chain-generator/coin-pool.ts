import type { Random } from '../calibration/random.ts';
import type { Txid } from '../../src/primitives/hash.ts';
import type { Lock } from './output-kinds.ts';

/** An output that a generated chain may spend. */
export interface PoolCoin {
  readonly txid: Txid;
  readonly vout: number;
  readonly value: bigint;
  readonly lock: Lock;
}

/** Coins by age, from which one is taken at random: young ones more often, but all ages. */
export class CoinPool {
  #coins: (PoolCoin | undefined)[] = [];
  #count = 0;

  get size(): number {
    return this.#count;
  }

  add(coin: PoolCoin): void {
    this.#coins.push(coin);
    this.#count++;
  }

  /** Takes a coin whose age, counted in coins, is uniform on a logarithmic scale. */
  take(random: Random): PoolCoin {
    if (this.#count * 2 < this.#coins.length) this.#coins = this.#coins.filter((coin) => coin !== undefined);
    const age = Math.floor(Math.exp(random.uniform() * Math.log(this.#coins.length)));
    let at = Math.max(0, this.#coins.length - age);
    while (this.#coins[at] === undefined) at = at === 0 ? this.#coins.length - 1 : at - 1;
    const coin = this.#coins[at]!;
    this.#coins[at] = undefined;
    this.#count--;
    return coin;
  }
}
