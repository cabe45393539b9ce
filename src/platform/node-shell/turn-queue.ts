/** Something that waits for its turn. */
export interface Waiting {
  /** Whether it brought much the last time: a block, or a flood. */
  readonly isBulk: boolean;
}

/**
 * Who waits for a turn: each once, first come, first served, in two lanes that take turns: those who brought much the last
 * time, and all others. So a ping waits for one piece of a flood at the most, however many send one.
 */
export class TurnQueue<Item extends Waiting> {
  readonly #light = new Set<Item>();
  readonly #bulk = new Set<Item>();
  #wasBulk = false;

  /** Lets something wait; nothing happens when it does already. `isBulk` is looked at now, and must not change before its turn. */
  add(item: Item): void {
    (item.isBulk ? this.#bulk : this.#light).add(item);
  }

  get isEmpty(): boolean {
    return this.#light.size === 0 && this.#bulk.size === 0;
  }

  /** Takes out whose turn it is. */
  take(): Item | undefined {
    this.#wasBulk = this.#light.size === 0 || (!this.#wasBulk && this.#bulk.size > 0);
    const lane = this.#wasBulk ? this.#bulk : this.#light;
    for (const item of lane) {
      lane.delete(item);
      return item;
    }
    return undefined;
  }

  /** Takes out all. */
  clear(): Item[] {
    const all = [...this.#light, ...this.#bulk];
    this.#light.clear();
    this.#bulk.clear();
    return all;
  }
}
