/** How far ahead of what has come room is made. Source: Bitcoin Core's `V1Transport::readData`. */
const AHEAD_BYTES = 256 * 1024;

/**
 * Collects a stated number of bytes from slices of any size. Who states much and sends little takes up little: room is made
 * as bytes come, doubled each time, so that each byte is copied about twice.
 */
export class IncomingBytes {
  #wanted = 0;
  #filled = 0;
  #buffer = new Uint8Array(0);

  /** Begins to collect `count` bytes; those before are let go. */
  begin(count: number): void {
    this.#wanted = count;
    this.#filled = 0;
    if (this.#buffer.length > 0) this.#buffer = new Uint8Array(0);
  }

  /**
   * Takes what is missing, or what is there, from `offset` on.
   *
   * @returns The offset after what was taken.
   */
  take(bytes: Uint8Array, offset: number): number {
    const end = Math.min(bytes.length, offset + this.#wanted - this.#filled);
    const filled = this.#filled + end - offset;
    if (filled > this.#buffer.length) this.#grow(filled);
    this.#buffer.set(bytes.subarray(offset, end), this.#filled);
    this.#filled = filled;
    return end;
  }

  get isComplete(): boolean {
    return this.#filled === this.#wanted;
  }

  /** The bytes, once all are there: the caller's own. */
  finish(): Uint8Array {
    const bytes = this.#buffer;
    this.#buffer = new Uint8Array(0);
    return bytes;
  }

  /** Room for all that is wanted where it has come, so that what is finished has its length. */
  #grow(needed: number): void {
    const room = needed === this.#wanted ? needed : Math.max(needed + AHEAD_BYTES, 2 * this.#buffer.length);
    const grown = new Uint8Array(Math.min(this.#wanted, room));
    grown.set(this.#buffer.subarray(0, this.#filled));
    this.#buffer = grown;
  }
}
