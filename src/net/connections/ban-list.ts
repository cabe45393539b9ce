import type { NetAddress } from '../../wire/net-address.ts';
import { isInSubnet, subnetKey, subnetOf } from './subnet.ts';
import type { Subnet } from './subnet.ts';

/** How long a ban lasts, unless told: a day. Source: Core's `DEFAULT_MISBEHAVING_BANTIME`. */
export const DEFAULT_BAN_SEC: number = 24 * 60 * 60;

/** How many bans there may be. Core has no limit; each connection looks at all of them. */
export const MAX_BANS = 50_000;

/** A subnet that may not connect to us, nor be connected to. Times are seconds since 1970. */
export interface Ban {
  readonly subnet: Subnet;
  readonly createdSec: number;
  readonly untilSec: number;
}

/** How long a ban is to last. */
export interface BanTime {
  readonly nowSec: number;
  /** For so many seconds; 0 or less for the default. */
  readonly forSec?: number;
  /** Until this second since 1970, in place of `forSec`. */
  readonly untilSec?: number;
}

/** The subnets that a person has banned. Source: the ban map of Bitcoin Core's `BanMan`. */
export class BanList {
  readonly #defaultSec: number;
  readonly #bans = new Map<string, Ban>();

  /** @param defaultSec How long a ban lasts unless told (`-bantime`). */
  constructor(bans: readonly Ban[] = [], defaultSec: number = DEFAULT_BAN_SEC) {
    this.#defaultSec = defaultSec;
    for (const ban of bans.slice(0, MAX_BANS)) this.#bans.set(subnetKey(ban.subnet), ban);
  }

  /** Those that have not run out. */
  list(nowSec: number): readonly Ban[] {
    for (const [key, ban] of this.#bans) if (nowSec > ban.untilSec) this.#bans.delete(key);
    return [...this.#bans.values()];
  }

  /** Whether an address lies in a banned subnet. */
  isBanned(address: NetAddress, nowSec: number): boolean {
    for (const { subnet, untilSec } of this.#bans.values()) {
      if (nowSec < untilSec && isInSubnet(address, subnet)) return true;
    }
    return false;
  }

  /** Whether this very subnet is banned. */
  hasSubnet(subnet: Subnet, nowSec: number): boolean {
    const ban = this.#bans.get(subnetKey(subnet));
    return ban !== undefined && nowSec < ban.untilSec;
  }

  /**
   * Bans a subnet, or makes a ban longer; who is connected from there is to be disconnected.
   * @returns Whether anything has changed, so that the list is to be saved.
   */
  ban(subnet: Subnet, { nowSec, forSec = 0, untilSec }: BanTime): boolean {
    const wantedSec = untilSec === undefined ? nowSec + forSec : untilSec;
    const isDefault = untilSec === undefined ? forSec <= 0 : untilSec <= 0;
    const endSec = isDefault ? nowSec + this.#defaultSec : wantedSec;
    const key = subnetKey(subnet);
    const held = this.#bans.get(key);
    if ((held?.untilSec ?? 0) >= endSec) return false;
    if (held === undefined && this.list(nowSec).length >= MAX_BANS) return false;
    this.#bans.set(key, { subnet, createdSec: nowSec, untilSec: endSec });
    return true;
  }

  banAddress(address: NetAddress, time: BanTime): boolean {
    return this.ban(subnetOf(address), time);
  }

  /** Lifts a ban. @returns Whether there was one. */
  unban(subnet: Subnet): boolean {
    return this.#bans.delete(subnetKey(subnet));
  }

  clear(): void {
    this.#bans.clear();
  }
}
