/** How fast blocks are connected. */
export interface Speed {
  readonly blocksPerSec: number;
  readonly bytesPerSec: number;
}

/** Over how long the speed is measured, and in how many parts. */
const WINDOW_PARTS = 12;
const PART_MS = 5_000;

/** Counts blocks and bytes of the last minute. */
export class SpeedWindow {
  readonly #blocks = new Float64Array(WINDOW_PARTS);
  readonly #bytes = new Float64Array(WINDOW_PARTS);
  #part = -1;
  #startMs: number | undefined;

  /** Takes note of a block that was connected. */
  add(sizeBytes: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#startMs ??= nowMs;
    const slot = this.#part % WINDOW_PARTS;
    this.#blocks[slot]! += 1;
    this.#bytes[slot]! += sizeBytes;
  }

  /** Blocks and bytes for each second. */
  speed(nowMs: number): Speed {
    this.#turn(nowMs);
    if (this.#startMs === undefined) return { blocksPerSec: 0, bytesPerSec: 0 };
    const wholeMs = (WINDOW_PARTS - 1) * PART_MS + (nowMs % PART_MS);
    const spanSec = Math.max(1, Math.min(wholeMs, nowMs - this.#startMs) / 1000);
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    return { blocksPerSec: sum(this.#blocks) / spanSec, bytesPerSec: sum(this.#bytes) / spanSec };
  }

  /** Empties the parts that have passed. */
  #turn(nowMs: number): void {
    const part = Math.floor(nowMs / PART_MS);
    for (let next = Math.max(this.#part + 1, part - WINDOW_PARTS + 1); next <= part; next++) {
      this.#blocks[next % WINDOW_PARTS] = 0;
      this.#bytes[next % WINDOW_PARTS] = 0;
    }
    this.#part = Math.max(this.#part, part);
  }
}
