import type { Random } from '../../ports/random.ts';
import type { GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import type { Peer } from '../peer.ts';
import { RollingBloomFilter } from '../rolling-bloom-filter.ts';
import { addressBytes } from './address-key.ts';
import { AddressTokens } from './address-tokens.ts';
import { isValid } from './network-group.ts';

/** How many addresses we remember that a peer knows, and how often wrongly. Source: Core's `m_addr_known`. */
const KNOWN_ADDRESSES = { elements: 5000, falsePositiveRate: 0.001 } as const;

/** What is known of a peer besides. */
export interface AddressPeerFacts {
  /** What the peer's `version` calls us. */
  readonly seenAs?: NetAddress | undefined;
  /** It may send any number of addresses, and is answered afresh (Core's permission `addr`). */
  readonly isTrusted?: boolean;
  /** Names the socket at which it arrived, where we have several. */
  readonly arrivedAt?: string;
}

/** What address relay keeps of one peer. */
export class AddressPeer {
  readonly peer: Peer;
  readonly facts: AddressPeerFacts;
  readonly readyAtMs: number;
  readonly tokens: AddressTokens;
  /** We have asked for addresses, and the answer is not in. */
  isAsked = false;
  /** It has asked us. */
  hasAsked = false;
  /** It was told our own address. */
  hasAnnounced = false;
  /** When it is sent addresses next. */
  nextSendMs: number;
  /** When it is told our own address next. */
  nextSelfMs = 0;
  processed = 0;
  rateLimited = 0;
  /** What it knows already; there once it takes part. */
  #known: RollingBloomFilter | undefined;
  #toSend: GossipedAddress[] = [];

  constructor(peer: Peer, facts: AddressPeerFacts, nowMs: number) {
    this.peer = peer;
    this.facts = facts;
    this.readyAtMs = nowMs;
    this.nextSendMs = nowMs;
    this.tokens = new AddressTokens(nowMs);
  }

  /** Whether it takes part: inbound peers once they have sent something about addresses. */
  get isEnabled(): boolean {
    return this.#known !== undefined;
  }

  get toSendCount(): number {
    return this.#toSend.length;
  }

  /** Lets it take part from now on. */
  enable(random: Random): void {
    this.#known ??= new RollingBloomFilter(KNOWN_ADDRESSES, random);
  }

  /** Whether an address can be told it: old peers know IPv4 and IPv6 only. */
  takes({ network }: NetAddress): boolean {
    return this.peer.usesAddrV2 || network === 'ipv4' || network === 'ipv6';
  }

  markKnown(address: NetAddress): void {
    this.#known?.insert(addressBytes(address));
  }

  forgetKnown(): void {
    this.#known?.reset();
  }

  /** Queues an address, unless it knows it; in a full queue in place of another. Source: Core's `PushAddress`. */
  push(told: GossipedAddress, max: number, random: Random): void {
    if (this.#known === undefined || !isValid(told.address) || !this.takes(told.address)) return;
    if (this.#known.contains(addressBytes(told.address))) return;
    if (this.#toSend.length >= max) this.#toSend[random.below(max)] = told;
    else this.#toSend.push(told);
  }

  clearToSend(): void {
    this.#toSend = [];
  }

  /** Takes what is to be sent now, and it knows these from now on. */
  takeToSend(): GossipedAddress[] {
    const known = this.#known;
    const queued = this.#toSend;
    this.#toSend = [];
    if (known === undefined) return [];
    return queued.filter(({ address }) => {
      const key = addressBytes(address);
      if (known.contains(key)) return false;
      known.insert(key);
      return true;
    });
  }
}
