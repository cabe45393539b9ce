import { assert } from '../../bytes/assert.ts';

/** The last so many values, and their median at any time: a ring in order of arrival beside the same values sorted. */
export class SortedWindow {
  readonly #size: number;
  readonly #arrived: Float64Array;
  readonly #sorted: Float64Array;
  #next = 0;
  #count = 0;

  /** @param size Values that are kept, at least 1: the oldest one goes when another comes. */
  constructor(size: number) {
    assert(size >= 1, 'a window holds a value');
    this.#size = size;
    this.#arrived = new Float64Array(size);
    this.#sorted = new Float64Array(size);
  }

  get count(): number {
    return this.#count;
  }

  /** Takes a value, which is a number. */
  push(value: number): void {
    assert(!Number.isNaN(value), 'a window holds numbers');
    if (this.#count === this.#size) this.#remove(this.#arrived[this.#next]!);
    this.#arrived[this.#next] = value;
    this.#next = (this.#next + 1) % this.#size;
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at + 1, at, this.#count);
    this.#sorted[at] = value;
    this.#count++;
  }

  /** The median; `NaN` of nothing. */
  get median(): number {
    if (this.#count === 0) return Number.NaN;
    const high = this.#sorted[this.#count >> 1]!;
    return this.#count % 2 === 1 ? high : (high + this.#sorted[(this.#count >> 1) - 1]!) / 2;
  }

  #remove(value: number): void {
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at, at + 1, this.#count);
    this.#count--;
  }

  /** The first place that holds a value not below this one. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
