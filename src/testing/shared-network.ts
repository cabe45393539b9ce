/** One virtual clock and network that nodes share. `RegtestNetwork` is it; a node knows no more of it than this. */
export interface SharedNetwork {
  /** The time in it. */
  readonly now: Date;
  /** Lets time pass: messages arrive, timers fire. */
  advance(seconds: number): void;
  /** Lets time pass until something holds; see `RegtestNetwork.until`. */
  until(holds: () => boolean, limitSec?: number): boolean;
  /** Lets time pass until all connected nodes have the same tip; see `RegtestNetwork.sync`. */
  sync(limitSec?: number): boolean;
}
