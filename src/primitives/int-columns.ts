/** A list of 32-bit integers that grows, and is written in groups: the index of a block while it is being read. */
export class IntColumns {
  #ints: Int32Array;
  #length = 0;

  /** @param capacity How many integers to make room for at first. */
  constructor(capacity: number) {
    this.#ints = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends `count` integers of value 0. @returns The index of the first. */
  claim(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#ints.length) {
      const grown = new Int32Array(Math.max(this.#length, 2 * this.#ints.length));
      grown.set(this.#ints);
      this.#ints = grown;
    }
    return at;
  }

  set(index: number, value: number): void {
    this.#ints[index] = value;
  }

  /** Returns the integers. They share memory with the list, which is not to be written any more. */
  finish(): Int32Array {
    // A list that came out much shorter than its buffer is copied, so as not to hold on to what it does not use.
    return this.#length * 2 < this.#ints.length
      ? this.#ints.slice(0, this.#length)
      : this.#ints.subarray(0, this.#length);
  }
}
