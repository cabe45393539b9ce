/** Bits in the order in which they came: taken out at the front, put in at the back. Source: Core's `bitdeque`. */
export class CommitmentBits {
  #bytes = new Uint8Array(64);
  #first = 0;
  #end = 0;

  /** How many there are. */
  get length(): number {
    return this.#end - this.#first;
  }

  /** Memory that is held. */
  get sizeBytes(): number {
    return this.#bytes.length;
  }

  push(bit: number): void {
    if (this.#end === 8 * this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    if (bit !== 0) this.#bytes[this.#end >>> 3]! |= 1 << (this.#end & 7);
    this.#end++;
  }

  /** Returns the first bit, and takes it out; `undefined` when there is none. */
  shift(): number | undefined {
    if (this.#first === this.#end) return undefined;
    const bit = (this.#bytes[this.#first >>> 3]! >>> (this.#first & 7)) & 1;
    this.#first++;
    return bit;
  }
}
