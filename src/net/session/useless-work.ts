import type { Message } from '../../wire/message.ts';

/** What a peer may have us do for nothing at once, and what is added to that each second. The unit is a name that is looked up. */
export const USELESS_WORK_BUDGET = 1_000_000;
export const USELESS_WORK_PER_SEC = 2000;

/** What it costs to answer, or to look at, what is of no use to us. */
const PING_COST = 20;
const QUESTION_COST = 100;
/** A name that a peer asks for and that we have nothing to: it is looked up, and written back. */
export const NOT_FOUND_COST = 2;

/** What a transaction costs that nobody has asked for, and that comes to nothing: to check it, and to read as many bytes. */
export function uselessTransactionCost(sizeBytes: number): number {
  return 100 + Math.floor(sizeBytes / 100);
}

/** What a message costs, where most of what it brings is of no use; 0 for what was asked for, or is given back. */
export function uselessCost(message: Message): number {
  switch (message.type) {
    case 'inv':
      return message.inventory.length;
    case 'addr':
    case 'addrv2':
      return message.addresses.length;
    case 'ping':
      return PING_COST;
    case 'getaddr':
    case 'getheaders':
    case 'getblocks':
    case 'getcfheaders':
    case 'getcfcheckpt':
      return QUESTION_COST;
    default:
      return 0;
  }
}

/**
 * What one peer has had us do for nothing: a token bucket. Whoever empties it does so on purpose; `docs/decisions` says why no honest
 * peer comes near. Bitcoin Core has nothing like it: there such a peer is served on, as here within the limits of a turn.
 */
export class UselessWork {
  #left = USELESS_WORK_BUDGET;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Takes note of work. @returns Whether there was so much left; where not, the peer is to go. */
  spend(cost: number, nowMs: number): boolean {
    // Time that runs backwards gives nothing, and takes nothing.
    const grown = (Math.max(0, nowMs - this.#atMs) * USELESS_WORK_PER_SEC) / 1000;
    this.#atMs = Math.max(this.#atMs, nowMs);
    this.#left = Math.min(USELESS_WORK_BUDGET, this.#left + grown) - cost;
    return this.#left >= 0;
  }
}
