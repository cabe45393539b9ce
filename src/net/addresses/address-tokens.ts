/** How many addresses of a peer are looked at in the long run, each second. Source: Core's `MAX_ADDR_RATE_PER_SECOND`. */
const ADDRESSES_PER_SECOND = 0.1;
/** How many it may save up. Source: Core's `MAX_ADDR_PROCESSING_TOKEN_BUCKET`. */
const MAX_SAVED = 1000;

/** Limits how many addresses of a peer are looked at: a bucket of tokens, one an address. */
export class AddressTokens {
  #tokens = 1;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Grants more at once, above the limit of what is saved: for an answer that we asked for. */
  grant(count: number): void {
    this.#tokens += count;
  }

  /** Adds what the time has brought. */
  refill(nowMs: number): void {
    if (this.#tokens < MAX_SAVED) {
      const earned = (Math.max(0, nowMs - this.#atMs) / 1000) * ADDRESSES_PER_SECOND;
      this.#tokens = Math.min(this.#tokens + earned, MAX_SAVED);
    }
    this.#atMs = nowMs;
  }

  /** Takes one. @returns Whether there was one. */
  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
