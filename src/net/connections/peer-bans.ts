import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { hostBytes } from '../addresses/address-key.ts';
import type { AddressFilter } from '../addresses/address-relay.ts';
import { isLocal } from '../addresses/network-group.ts';
import type { Peer } from '../peer.ts';
import { RollingBloomFilter } from '../rolling-bloom-filter.ts';
import { BanList } from './ban-list.ts';

/** How many addresses are remembered as discouraged, and how often wrongly. Source: Core's `m_discouraged`. */
const DISCOURAGED = { elements: 50_000, falsePositiveRate: 0.000001 } as const;

/** What is done to a peer that broke the protocol. */
export type Punishment =
  /** It is spared: it is protected, or a person has asked for it. */
  | 'none'
  /** It is disconnected; its address is that of this machine, which others share. */
  | 'disconnect'
  /** It, and whoever else has its address, is disconnected; from now on it is let in only where there is room. */
  | 'discourage';

/**
 * Whom we do not want: subnets that a person has banned, and addresses whose peers have broken the protocol. The latter are
 * kept in memory only, and only so many, so that nobody can make us keep much, nor lock out others for long.
 *
 * Source: Bitcoin Core's `BanMan`.
 */
export class PeerBans implements AddressFilter {
  /** What a person has banned. */
  readonly banned: BanList;
  readonly #discouraged: RollingBloomFilter;

  constructor(banned: BanList, random: Random) {
    this.banned = banned;
    this.#discouraged = new RollingBloomFilter(DISCOURAGED, random);
  }

  /** Whether peers at that address have broken the protocol; by error for one in a million. */
  isDiscouraged(address: NetAddress): boolean {
    return this.#discouraged.contains(hostBytes(address));
  }

  discourage(address: NetAddress): void {
    this.#discouraged.insert(hostBytes(address));
  }

  /** Whether an address is neither connected to nor told. */
  isUnwanted(address: NetAddress, nowSec: number): boolean {
    return this.isDiscouraged(address) || this.banned.isBanned(address, nowSec);
  }

  /**
   * Decides what is done to a peer that has broken the protocol, and remembers it: the answer to the effect `misbehaved`.
   * @returns For `discourage`: who else has its address is to be disconnected too. Source: `MaybeDiscourageAndDisconnect`.
   */
  punish({ kind, address, isProtected }: Pick<Peer, 'kind' | 'address' | 'isProtected'>): Punishment {
    if (isProtected || kind === 'manual') return 'none';
    if (isLocal(address)) return 'disconnect';
    this.discourage(address);
    return 'discourage';
  }
}
