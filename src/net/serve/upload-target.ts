import { MAX_BLOCK_WEIGHT } from '../../consensus/limits.ts';

/** Source: Bitcoin Core's `MAX_UPLOAD_TIMEFRAME`. */
const CYCLE_MS = 24 * 60 * 60_000;

/** Blocks come about so often. */
const BLOCK_INTERVAL_MS = 10 * 60_000;

/**
 * How much may be sent in 24 hours (`-maxuploadtarget`). Once only enough is left to send each new block once, old blocks are not
 * given any more.
 *
 * Source: Bitcoin Core's `OutboundTargetReached`, `RecordBytesSent`.
 */
export class UploadTarget {
  readonly #maxBytes: number;
  #cycleStartMs = -Infinity;
  #sentBytes = 0;

  /** @param maxBytes For each 24 hours; 0 for no limit. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes note of bytes that were sent, whatever they are. */
  sent(sizeBytes: number, nowMs: number): void {
    this.#turnCycle(nowMs);
    this.#sentBytes += sizeBytes;
  }

  /** Whether no more old blocks are to be given now. */
  isReachedForHistory(nowMs: number): boolean {
    if (this.#maxBytes === 0) return false;
    this.#turnCycle(nowMs);
    const leftMs = Math.max(0, this.#cycleStartMs + CYCLE_MS - nowMs);
    const reserveBytes = Math.floor(leftMs / BLOCK_INTERVAL_MS) * MAX_BLOCK_WEIGHT;
    return reserveBytes >= this.#maxBytes || this.#sentBytes >= this.#maxBytes - reserveBytes;
  }

  #turnCycle(nowMs: number): void {
    if (this.#cycleStartMs + CYCLE_MS >= nowMs) return;
    this.#cycleStartMs = nowMs;
    this.#sentBytes = 0;
  }
}
