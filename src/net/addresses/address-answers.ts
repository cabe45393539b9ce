import type { Random } from '../../ports/random.ts';
import type { GossipedAddress } from '../../wire/net-address.ts';

/** How long an answer is given again: 21 hours, and up to 6 more. */
const LIFETIME_MS = 21 * 60 * 60 * 1000;
const LIFETIME_SPREAD_MS = 6 * 60 * 60 * 1000;
/** How many kinds of asker are told apart: networks times sockets on which we listen. */
const MAX_ANSWERS = 64;

interface Answer {
  readonly addresses: readonly GossipedAddress[];
  readonly expiresAtMs: number;
}

/**
 * Gives all who ask over one network, at one socket, the same addresses for about a day: asking often does not bring out all
 * that we know, and the times in it tell nothing of who is connected to us.
 *
 * Source: Bitcoin Core's `m_addr_response_caches`.
 */
export class AddressAnswers {
  readonly #random: Random;
  readonly #answers = new Map<string, Answer>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The answer for askers of one kind; `make` makes it when there is none, or an old one. */
  get(askers: string, nowMs: number, make: () => readonly GossipedAddress[]): readonly GossipedAddress[] {
    const held = this.#answers.get(askers);
    if (held !== undefined && held.expiresAtMs >= nowMs) return held.addresses;
    this.#answers.delete(askers);
    if (this.#answers.size >= MAX_ANSWERS) this.#answers.delete(this.#answers.keys().next().value!);
    const expiresAtMs = nowMs + LIFETIME_MS + this.#random.below(LIFETIME_SPREAD_MS);
    const answer = { addresses: make(), expiresAtMs };
    this.#answers.set(askers, answer);
    return answer.addresses;
  }
}
