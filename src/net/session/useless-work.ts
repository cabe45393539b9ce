import type { Message } from '../../wire/message.ts';

/** What a peer may have us do for nothing at once, and what is added to that each second. The unit is a name that is looked up. */
export const USELESS_WORK_BUDGET = 1_000_000;
export const USELESS_WORK_PER_SEC = 2000;

/** What it costs to answer, or to look at, what is of no use to us. */
const PING_COST = 200;
const QUESTION_COST = 100;
/** A name that a peer asks for and that we have nothing to: it is looked up, and written back. */
export const NOT_FOUND_COST = 2;

/** What a transaction costs that nobody has asked for, and that comes to nothing: where we had it, or had refused it, and where not. */
const KNOWN_TRANSACTION_COST = 100;
const CHECKED_TRANSACTION_COST = 2000;

/**
 * What a transaction costs that nobody has asked for, and that comes to nothing.
 *
 * @param wasKnown Whether it was only read, and looked up: it may be an answer that comes too late. Otherwise what it spends was
 * looked for, too, and perhaps it is kept as an orphan.
 */
export function uselessTransactionCost(sizeBytes: number, wasKnown: boolean): number {
  return wasKnown
    ? KNOWN_TRANSACTION_COST + Math.floor(sizeBytes / 100)
    : CHECKED_TRANSACTION_COST + Math.floor(sizeBytes / 10);
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
