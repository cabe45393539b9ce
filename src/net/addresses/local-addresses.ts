import type { Random } from '../../ports/random.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import type { Peer } from '../peer.ts';
import { addressKey } from './address-key.ts';
import type { AddressKey } from './address-key.ts';
import { isRoutable } from './network-group.ts';
import { reachabilityFrom } from './reachability.ts';

/** How sure we are that an address is ours. Source: Bitcoin Core's `LOCAL_NONE` to `LOCAL_MANUAL`. */
export const LOCAL_SCORE = { none: 0, interface: 1, bound: 2, mapped: 3, manual: 4 } as const;

/** How many addresses of our own are kept; Core has no limit, since only the machine itself names them. */
const MAX_LOCAL_ADDRESSES = 64;

/** Chances of one in so many that a peer is told the address under which it sees us. */
const SEEN_ODDS_UNSURE = 2;
const SEEN_ODDS_SURE = 8;

/** An address under which we may be reached. */
export interface LocalAddress {
  readonly address: NetAddress;
  readonly score: number;
}

export interface LocalAddressesOptions {
  /** Whether anybody can connect to us at all. */
  readonly listens: boolean;
  /** Whether we take addresses for ours that nobody has named (`-discover`). */
  readonly discovers: boolean;
  readonly reachable: ReadonlySet<AddressNetwork>;
}

/** Under which addresses we can be reached, and which of them a peer is told. Source: Bitcoin Core's `mapLocalHost`. */
export class LocalAddresses {
  readonly #options: LocalAddressesOptions;
  readonly #byKey = new Map<AddressKey, { readonly address: NetAddress; score: number }>();

  constructor(options: LocalAddressesOptions) {
    this.#options = options;
  }

  /** Whether anybody can connect to us at all. */
  get listens(): boolean {
    return this.#options.listens;
  }

  /** All of them, with what they score. */
  list(): readonly LocalAddress[] {
    return [...this.#byKey.values()];
  }

  has(address: NetAddress): boolean {
    return this.#byKey.has(addressKey(address));
  }

  /** Takes an address for ours. @param score One of `LOCAL_SCORE`. @returns Whether it may be one. Source: Core's `AddLocal`. */
  add(address: NetAddress, score: number): boolean {
    if (!isRoutable(address) || !this.#options.reachable.has(address.network)) return false;
    if (!this.#options.discovers && score < LOCAL_SCORE.manual) return false;
    const key = addressKey(address);
    const held = this.#byKey.get(key);
    if (held !== undefined) {
      if (score >= held.score) held.score = score + 1;
      return true;
    }
    if (this.#byKey.size >= MAX_LOCAL_ADDRESSES) return false;
    this.#byKey.set(key, { address, score });
    return true;
  }

  /** Forgets an address. Source: Core's `RemoveLocal`. */
  remove(address: NetAddress): void {
    this.#byKey.delete(addressKey(address));
  }

  /** Notes that an inbound peer has reached us under one of them. Source: Core's `SeenLocal`. */
  seen(address: NetAddress): void {
    const held = this.#byKey.get(addressKey(address));
    if (held !== undefined) held.score++;
  }

  /**
   * The address to tell a peer: the one it reaches best, or, now and then, the one under which it says it sees us.
   * @param seenAs What the peer's `version` calls us. Source: Core's `GetLocalAddrForPeer`.
   */
  forPeer(peer: Peer, seenAs: NetAddress | undefined, random: Random): NetAddress | undefined {
    const best = this.#best(peer);
    if (seenAs === undefined || !this.#mayBeOurs(peer, seenAs)) return best?.address;
    const odds = (best?.score ?? 0) > LOCAL_SCORE.manual ? SEEN_ODDS_SURE : SEEN_ODDS_UNSURE;
    if (best !== undefined && random.below(odds) !== 0) return best.address;
    // A peer to which we connected does not see the port on which we listen.
    if (peer.kind === 'inbound') return seenAs;
    return best === undefined ? undefined : { ...seenAs, port: best.address.port };
  }

  #best(peer: Peer): LocalAddress | undefined {
    if (!this.#options.listens) return undefined;
    let best: { readonly local: LocalAddress; readonly reach: number } | undefined;
    for (const local of this.#byKey.values()) {
      const { network } = local.address;
      // Who is in a network for privacy does not tell others of it, nor those there of others.
      if (network !== peer.address.network && (isPrivate(network) || isPrivate(peer.address.network))) continue;
      const reach = reachabilityFrom(local.address, peer.address);
      const isBetter = best === undefined || reach > best.reach;
      if (isBetter || (reach === best!.reach && local.score > best!.local.score)) best = { local, reach };
    }
    return best?.local;
  }

  #mayBeOurs(peer: Peer, seenAs: NetAddress): boolean {
    const { discovers, listens, reachable } = this.#options;
    if (!discovers || !listens || !reachable.has(seenAs.network)) return false;
    return isRoutable(seenAs) && isRoutable(peer.address);
  }
}

function isPrivate(network: AddressNetwork): boolean {
  return network === 'torv3' || network === 'i2p';
}
