import type { Random } from '../../ports/random.ts';
import type { GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import { addressKey, hostKey } from '../addresses/address-key.ts';
import type { AddressKey } from '../addresses/address-key.ts';
import { isRoutable, networkGroup } from '../addresses/network-group.ts';
import { isBadPort } from '../connections/bad-ports.ts';
import { MAX_KNOWN, MAX_KNOWN_PER_GROUP, MAX_PORTS_PER_HOST } from './crawl-settings.ts';
import type { OptOutList } from './opt-out-list.ts';

/** An address that may be visited, and what is known of it. */
export interface Candidate {
  readonly key: AddressKey;
  readonly address: NetAddress;
  /** The part of the network that it lies in: see `networkGroup`. */
  readonly group: string;
  /** Its autonomous system, where that is known. */
  readonly asn: number | undefined;
  /** Whether it is said, and not refuted, to speak the encrypted transport. */
  usesV2: boolean;
  /** Visits in a row that failed. */
  failures: number;
  /** When it was reached last, and asked for addresses last: milliseconds since 1970; 0 for never. */
  reachedAtMs: number;
  askedAtMs: number;
  /** It is not visited before. */
  nextVisitAtMs: number;
}

/** Which addresses are taken. */
export interface CandidateRules {
  /** Whether addresses that only this machine or its own network can reach are taken: for tests and private networks. */
  readonly allowsPrivate: boolean;
  readonly canReach: (address: NetAddress) => boolean;
  readonly optOut: OptOutList;
  readonly asnOf: (address: NetAddress) => number | undefined;
}

/** Addresses that nobody has seen for so long are not taken. Source: Bitcoin Core's `ADDRMAN_HORIZON`. */
const HORIZON_SEC = 30 * 86_400;

/** How far ahead a clock may go. */
const FUTURE_SEC = 7200;

/** After so many failures an address that never answered makes room for another. */
const HOPELESS_FAILURES = 3;

/** The addresses that a crawl knows: bounded as a whole, in each part of the network, and of each machine. */
export class CandidateTable {
  readonly #rules: CandidateRules;
  readonly #candidates = new Map<AddressKey, Candidate>();
  readonly #perGroup = new Map<string, number>();
  readonly #perHost = new Map<AddressKey, number>();
  #refused = 0;

  constructor(rules: CandidateRules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#candidates.size;
  }

  /** Addresses that were not taken, as nobody may be visited there or there was no room. */
  get refused(): number {
    return this.#refused;
  }

  get(key: AddressKey): Candidate | undefined {
    return this.#candidates.get(key);
  }

  values(): IterableIterator<Candidate> {
    return this.#candidates.values();
  }

  /** Takes an address that a peer has told. @returns The candidate, if it is new. */
  hear({ address, services, timeSec }: GossipedAddress, nowMs: number): Candidate | undefined {
    const nowSec = nowMs / 1000;
    if (timeSec < nowSec - HORIZON_SEC || timeSec > nowSec + FUTURE_SEC) {
      this.#refused++;
      return undefined;
    }
    return this.add(address, { usesV2: (services & SERVICE_FLAGS.p2pV2) !== 0n });
  }

  /** Takes an address. @returns The candidate, if it is new and may be visited. */
  add(address: NetAddress, { usesV2 = false }: { readonly usesV2?: boolean } = {}): Candidate | undefined {
    const key = addressKey(address);
    if (this.#candidates.has(key)) return undefined;
    if (!this.#mayVisit(address) || !this.#hasRoom(address)) {
      this.#refused++;
      return undefined;
    }
    const group = String.fromCharCode(...networkGroup(address));
    const asn = this.#rules.asnOf(address);
    const candidate: Candidate = {
      key,
      address,
      group: this.#rules.allowsPrivate && !isRoutable(address) ? `private ${key}` : group,
      asn,
      usesV2,
      failures: 0,
      reachedAtMs: 0,
      askedAtMs: 0,
      nextVisitAtMs: 0,
    };
    this.#candidates.set(key, candidate);
    count(this.#perGroup, candidate.group, 1);
    count(this.#perHost, hostKey(address), 1);
    return candidate;
  }

  /** Forgets those that never answered, so that there is room for others. */
  forgetHopeless(): void {
    for (const candidate of this.#candidates.values()) {
      if (candidate.reachedAtMs > 0 || candidate.failures < HOPELESS_FAILURES) continue;
      this.#candidates.delete(candidate.key);
      count(this.#perGroup, candidate.group, -1);
      count(this.#perHost, hostKey(candidate.address), -1);
    }
  }

  /** Those that may be visited now: those that answered last time first, each part in an order of chance. */
  due(nowMs: number, random: Random): Candidate[] {
    const reached: Candidate[] = [];
    const others: Candidate[] = [];
    for (const candidate of this.#candidates.values()) {
      if (candidate.nextVisitAtMs > nowMs) continue;
      (candidate.reachedAtMs > 0 && candidate.failures === 0 ? reached : others).push(candidate);
    }
    return [...shuffled(reached, random), ...shuffled(others, random)];
  }

  #mayVisit(address: NetAddress): boolean {
    const { allowsPrivate, canReach, optOut } = this.#rules;
    if (address.port === 0 || !canReach(address)) return false;
    // A liar would have us knock at other services' doors.
    if (!allowsPrivate && (isBadPort(address.port) || !isRoutable(address))) return false;
    return !optOut.covers(address);
  }

  #hasRoom(address: NetAddress): boolean {
    if (this.#candidates.size >= MAX_KNOWN) return false;
    if (this.#rules.allowsPrivate) return true;
    const group = String.fromCharCode(...networkGroup(address));
    if ((this.#perGroup.get(group) ?? 0) >= MAX_KNOWN_PER_GROUP) return false;
    return (this.#perHost.get(hostKey(address)) ?? 0) < MAX_PORTS_PER_HOST;
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, change: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + change;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}

/** Source: Fisher and Yates, in place. */
function shuffled<Item>(items: Item[], random: Random): Item[] {
  for (let i = items.length - 1; i > 0; i--) {
    const k = random.below(i + 1);
    [items[i], items[k]] = [items[k]!, items[i]!];
  }
  return items;
}
