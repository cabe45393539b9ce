/** Slots at first; they double when three quarters are taken. */
const LEAST_SLOTS = 16;

/**
 * A small set of keys by their 64-bit hashes: open addressing over pairs of words, 11 to 21 bytes a key.
 *
 * A hash of two zeros marks a free slot. It is kept as another one, which nobody can find but by chance.
 */
export class FirstKeys {
  #slots = new Uint32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get sizeBytes(): number {
    return this.#slots.byteLength;
  }

  /** @param low Both unsigned 32-bit integers: halves of the key's hash. */
  has(low: number, high: number): boolean {
    if (this.#size === 0) return false;
    const slots = this.#slots;
    const first = slotOf(slots, low === 0 && high === 0 ? 1 : low, high);
    return slots[first] !== 0 || slots[first + 1] !== 0;
  }

  add(low: number, high: number): void {
    if ((this.#size + 1) * 8 > this.#slots.length * 3) this.#grow();
    const lowHalf = low === 0 && high === 0 ? 1 : low;
    const at = slotOf(this.#slots, lowHalf, high);
    if (this.#slots[at] !== 0 || this.#slots[at + 1] !== 0) return;
    this.#slots[at] = lowHalf;
    this.#slots[at + 1] = high;
    this.#size++;
  }

  /** All hashes, in no order that means anything. */
  *hashes(): Generator<readonly [low: number, high: number], void> {
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [low, high] = [this.#slots[at]!, this.#slots[at + 1]!];
      if (low !== 0 || high !== 0) yield [low, high];
    }
  }

  clear(): void {
    this.#slots = new Uint32Array(0);
    this.#size = 0;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(Math.max(2 * LEAST_SLOTS, 2 * before.length));
    for (let at = 0; at < before.length; at += 2) {
      const [low, high] = [before[at]!, before[at + 1]!];
      if (low === 0 && high === 0) continue;
      const to = slotOf(this.#slots, low, high);
      this.#slots[to] = low;
      this.#slots[to + 1] = high;
    }
  }
}

/** Where a hash lies, or the free slot where it would. */
function slotOf(slots: Uint32Array, low: number, high: number): number {
  const mask = slots.length - 2;
  let at = (2 * low) & mask;
  while ((slots[at] !== low || slots[at + 1] !== high) && (slots[at] !== 0 || slots[at + 1] !== 0))
    at = (at + 2) & mask;
  return at;
}
