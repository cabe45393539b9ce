import type { Random } from '../../ports/random.ts';

/** How many seeds are asked at a time, while we know somebody. Source: Core's `DNSSEEDS_TO_QUERY_AT_ONCE`. */
const SEEDS_AT_ONCE = 3;
/** How long known addresses are tried first. Source: Core's `DNSSEEDS_DELAY_FEW_PEERS`, `DNSSEEDS_DELAY_MANY_PEERS`. */
const DELAY_FEW_MS = 11_000;
const DELAY_MANY_MS = 5 * 60_000;
/** Many addresses are so many. Source: Core's `DNSSEEDS_DELAY_PEER_THRESHOLD`. */
const MANY_ADDRESSES = 1000;
/** With so many full-relay peers no seed is needed. Source: Core's `TARGET_OUTBOUND_CONNECTIONS`. */
const ENOUGH_PEERS = 2;
/** After how long all seeds are asked again when none gave us anybody: doubled each time, up to ten minutes. */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 10 * 60_000;

/** What the decision rests on. */
export interface SeedFacts {
  readonly knownAddresses: number;
  /** Full-relay peers whose handshake is done. */
  readonly fullRelayPeers: number;
}

/**
 * Decides when which DNS seeds are asked: all at once when we know nobody, else three at a time, and only while the addresses
 * that we know lead nowhere. So they learn little of who runs a node, and have little say in whom it meets.
 *
 * Source: Bitcoin Core's `ThreadDNSAddressSeed`. Where Core falls back to its fixed seeds, all are asked again.
 */
export class SeedPlan {
  readonly #random: Random;
  readonly #seeds: readonly string[];
  #waiting: string[] = [];
  #dueMs = Infinity;
  /** Until when we go on with what we know; enough peers before that end it. */
  #askMs = Infinity;
  #retryMs = FIRST_RETRY_MS;
  #hasAskedAll = false;

  constructor(seeds: readonly string[], random: Random) {
    this.#seeds = seeds;
    this.#random = random;
  }

  get nextDueMs(): number {
    return this.#dueMs;
  }

  start(nowMs: number, facts: SeedFacts): void {
    if (this.#seeds.length === 0) return;
    this.#waiting = this.#shuffled();
    this.#wait(nowMs, facts);
  }

  /** @returns The seeds to ask now. */
  tick(nowMs: number, facts: SeedFacts): readonly string[] {
    if (nowMs < this.#dueMs) return [];
    if (facts.fullRelayPeers >= (this.#hasAskedAll ? 1 : ENOUGH_PEERS)) {
      this.#dueMs = Infinity;
      return [];
    }
    if (nowMs < this.#askMs && facts.knownAddresses > 0) {
      this.#dueMs = Math.min(this.#askMs, nowMs + DELAY_FEW_MS);
      return [];
    }
    if (this.#waiting.length === 0) this.#waiting = this.#shuffled();
    const count = facts.knownAddresses === 0 ? this.#waiting.length : SEEDS_AT_ONCE;
    const asked = this.#waiting.splice(0, count);
    if (this.#waiting.length > 0) this.#wait(nowMs, facts);
    else this.#retry(nowMs);
    return asked;
  }

  /** Goes on with what we know for a while. */
  #wait(nowMs: number, { knownAddresses }: SeedFacts): void {
    const delayMs = knownAddresses === 0 ? 0 : knownAddresses >= MANY_ADDRESSES ? DELAY_MANY_MS : DELAY_FEW_MS;
    this.#askMs = nowMs + delayMs;
    this.#dueMs = nowMs + Math.min(delayMs, DELAY_FEW_MS);
  }

  /** Asks all once more later, if still nobody is there. */
  #retry(nowMs: number): void {
    this.#hasAskedAll = true;
    this.#askMs = nowMs + this.#retryMs;
    this.#dueMs = this.#askMs;
    this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
  }

  #shuffled(): string[] {
    const seeds = [...this.#seeds];
    for (let i = seeds.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1);
      [seeds[i], seeds[j]] = [seeds[j]!, seeds[i]!];
    }
    return seeds;
  }
}
