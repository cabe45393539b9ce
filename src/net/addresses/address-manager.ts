import { assert } from '../../bytes/assert.ts';
import type { Random } from '../../ports/random.ts';
import type { AddressNetwork, GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { AddressBuckets } from './address-buckets.ts';
import { isSameHost } from './address-key.ts';
import type { AddressSource } from './address-source.ts';
import { AddressTables, MAX_NEW_BUCKETS_PER_ADDRESS } from './address-tables.ts';
import type { AddressCounts, AddressPlace } from './address-tables.ts';
import { chanceOf, isTerrible, knownAddress } from './known-address.ts';
import type { KnownAddress } from './known-address.ts';
import { isRoutable } from './network-group.ts';

/** How recent a connection protects a tried address from being replaced, in seconds. Source: Core's `ADDRMAN_REPLACEMENT`. */
const REPLACEMENT_SEC = 4 * 60 * 60;
/** How many addresses wait for a place in the tried table. Source: Core's `ADDRMAN_SET_TRIED_COLLISION_SIZE`. */
const MAX_TRIED_COLLISIONS = 10;
/** How long such a wait lasts at most, in seconds. Source: Core's `ADDRMAN_TEST_WINDOW`. */
const TEST_WINDOW_SEC = 40 * 60;
/** How long a try has to be over before it counts as failed, in seconds. */
const TRY_SEC = 60;
const DAY_SEC = 24 * 60 * 60;
/** How far apart the times of an address that is online are written down, in seconds. */
const ONLINE_UPDATE_SEC = 60 * 60;
/** How often the time of an address to which we are connected is moved, in seconds. */
const CONNECTED_UPDATE_SEC = 20 * 60;

const RANDOM_BITS_30 = 1 << 30;

/** An address to connect to. */
export interface SelectedAddress {
  readonly address: NetAddress;
  readonly services: bigint;
  /** When we tried last to connect to it, in seconds since 1970; 0 for never. */
  readonly lastTrySec: number;
}

/** How addresses came to us. */
export interface AddressOrigin {
  readonly source: AddressSource;
  /** How much older than they say they are taken for, in seconds: 0 for what is told first hand. */
  readonly timePenaltySec: number;
  readonly nowSec: number;
}

/** What to select. */
export interface AddressChoice {
  /** Only such as we were never connected to. */
  readonly newOnly?: boolean;
  readonly network?: AddressNetwork | undefined;
}

/** What to answer with. */
export interface AddressSample {
  /** How many at most; 0 for any number. */
  readonly max: number;
  /** How many of a hundred at most; 0 for all. */
  readonly maxPercent: number;
  readonly network?: AddressNetwork | undefined;
  /** Also such as are probably gone. */
  readonly keepsTerrible?: boolean;
}

/**
 * Whom we know: the stochastic address manager. What peers tell cannot push out what we have found out ourselves, and how
 * much of the tables one can fill is bounded by the network groups he is in.
 *
 * All times are seconds since 1970. Source: Bitcoin Core's `AddrMan`, with the same places for the same key.
 */
export class AddressManager {
  readonly tables: AddressTables;
  readonly #random: Random;
  /** New addresses to which we were connected, whose place among the tried is taken by one that is to be tested first. */
  readonly #collisions = new Set<KnownAddress>();
  /** When a connection last worked; 1, so that never is before. */
  #lastGoodSec = 1;

  /** @param tables Restored ones; empty ones with a fresh secret unless told. */
  constructor(random: Random, tables: AddressTables = new AddressTables(new AddressBuckets(random.bytes(32)))) {
    this.#random = random;
    this.tables = tables;
  }

  /** How many addresses are known. */
  get size(): number {
    return this.tables.list.length;
  }

  /** How many there are in each table, of one network or of all. */
  count(network?: AddressNetwork): AddressCounts {
    return this.tables.count(network);
  }

  /** Whether an address is known, and how. @returns To be read only. */
  find(address: NetAddress): Readonly<KnownAddress> | undefined {
    return this.tables.find(address);
  }

  /** Takes in what we were told. @returns How many places in the tables that took. Source: Core's `Add`. */
  add(addresses: readonly GossipedAddress[], origin: AddressOrigin): number {
    let added = 0;
    for (const told of addresses) if (this.#addOne(told, origin)) added++;
    return added;
  }

  /**
   * Notes that a connection to an address worked: it becomes a tried one, unless another lies at its place, which is tested
   * before it is evicted. @returns Whether it became one. Source: Core's `Good`.
   */
  good(address: NetAddress, nowSec: number): boolean {
    return this.#good(address, nowSec, true);
  }

  /** Notes that we try to connect. Failures are counted when we are online: see the caller. Source: Core's `Attempt`. */
  attempt(address: NetAddress, nowSec: number, { countsFailure }: { readonly countsFailure: boolean }): void {
    const known = this.tables.find(address);
    if (known === undefined) return;
    known.lastTrySec = nowSec;
    if (!countsFailure || known.lastCountedTrySec >= this.#lastGoodSec) return;
    known.lastCountedTrySec = nowSec;
    known.attempts++;
  }

  /** Notes, when a connection ends, that it stood until now. Not told of block-relay-only ones. Source: Core's `Connected`. */
  connected(address: NetAddress, nowSec: number): void {
    const known = this.tables.find(address);
    if (known !== undefined && nowSec - known.timeSec > CONNECTED_UPDATE_SEC) known.timeSec = nowSec;
  }

  /** Notes what a peer said of itself. Source: Core's `SetServices`. */
  setServices(address: NetAddress, services: bigint): void {
    const known = this.tables.find(address);
    if (known !== undefined) known.services = services;
  }

  /**
   * Draws an address to connect to: as likely a tried as a new one, and those that failed, or were tried lately, less likely.
   * @returns `undefined` where there is none. Source: Core's `Select`.
   */
  select({ newOnly = false, network }: AddressChoice, nowSec: number): SelectedAddress | undefined {
    const counts = this.tables.count(network);
    if (counts.new === 0 && (newOnly || counts.tried === 0)) return undefined;
    const isFromTried = !newOnly && counts.tried > 0 && (counts.new === 0 || this.#random.below(2) === 1);
    for (let factor = 1; ; factor *= 1.2) {
      const known = this.tables.draw(isFromTried ? 'tried' : 'new', network, this.#random);
      if (this.#random.below(RANDOM_BITS_30) < factor * chanceOf(known, nowSec) * RANDOM_BITS_30)
        return selected(known);
    }
  }

  /** Draws addresses to tell others, or a person. Source: Core's `GetAddr`. */
  sample({ max, maxPercent, network, keepsTerrible = false }: AddressSample, nowSec: number): GossipedAddress[] {
    const { tables } = this;
    const size = tables.list.length;
    const share = maxPercent === 0 ? size : Math.floor((maxPercent * size) / 100);
    const wanted = max === 0 ? share : Math.min(share, max);
    const sample: GossipedAddress[] = [];
    for (let n = 0; n < size && sample.length < wanted; n++) {
      tables.swap(n, n + this.#random.below(size - n));
      const known = tables.list[n]!;
      if (network !== undefined && known.address.network !== network) continue;
      if (!keepsTerrible && isTerrible(known, nowSec)) continue;
      sample.push({ address: known.address, services: known.services, timeSec: known.timeSec });
    }
    return sample;
  }

  /**
   * Lets those that wait for a place among the tried have it, where what lies there has failed its test, or was not tested in
   * time. Source: Core's `ResolveCollisions`.
   */
  resolveCollisions(nowSec: number): void {
    for (const waiting of this.#collisions) {
      const verdict = this.#collisionVerdict(waiting, nowSec);
      if (verdict === 'wait') continue;
      this.#collisions.delete(waiting);
      if (verdict === 'replace') this.#good(waiting.address, nowSec, false);
    }
  }

  /** A tried address whose place another wants, to be tested by a feeler. Source: Core's `SelectTriedCollision`. */
  selectTriedCollision(): SelectedAddress | undefined {
    if (this.#collisions.size === 0) return undefined;
    const waiting = [...this.#collisions][this.#random.below(this.#collisions.size)]!;
    if (!this.tables.has(waiting)) {
      this.#collisions.delete(waiting);
      return undefined;
    }
    const old = this.tables.atTriedPlaceOf(waiting.address);
    return old === undefined ? undefined : selected(old);
  }

  /** The place of an address: for new ones that of its first source. Source: Core's `FindAddressEntry`. */
  placeOf(address: NetAddress): AddressPlace | undefined {
    const known = this.tables.find(address);
    if (known === undefined) return undefined;
    if (known.isTried) return this.tables.triedPlace(address);
    const { buckets } = this.tables;
    const bucket = buckets.new(address, known.source);
    return { table: 'new', bucket, position: buckets.position(address, 'new', bucket) };
  }

  #addOne(told: GossipedAddress, { source, timePenaltySec, nowSec }: AddressOrigin): boolean {
    if (!isRoutable(told.address)) return false;
    const { tables } = this;
    // What somebody says of himself is first hand.
    const penaltySec = isSameHost(told.address, source) ? 0 : timePenaltySec;
    const timeSec = Math.max(0, told.timeSec - penaltySec);
    let known = tables.find(told.address);
    if (known === undefined) {
      known = knownAddress({ address: told.address, services: told.services, timeSec, source });
      tables.create(known);
    } else if (!this.#learn(known, told, { penaltySec, nowSec })) return false;

    const bucket = tables.buckets.new(known.address, source);
    const position = tables.buckets.position(known.address, 'new', bucket);
    const existing = tables.newTable.get(bucket, position);
    if (existing === known) return false;
    const isFirst = known.newBuckets.length === 0;
    if (existing !== undefined && !isTerrible(existing, nowSec) && !(existing.newBuckets.length > 1 && isFirst)) {
      if (isFirst) tables.delete(known);
      return false;
    }
    tables.clearNew(bucket, position);
    tables.putNew(known, bucket);
    return true;
  }

  /**
   * Takes over what is newer about an address that is known. @returns Whether it may have one more place: the more it has, the
   * less likely.
   */
  #learn(
    known: KnownAddress,
    told: GossipedAddress,
    { penaltySec, nowSec }: { penaltySec: number; nowSec: number },
  ): boolean {
    const intervalSec = nowSec - told.timeSec < DAY_SEC ? ONLINE_UPDATE_SEC : DAY_SEC;
    if (known.timeSec < told.timeSec - intervalSec - penaltySec) {
      known.timeSec = Math.max(0, told.timeSec - penaltySec);
    }
    known.services |= told.services;
    if (told.timeSec <= known.timeSec || known.isTried) return false;
    const places = known.newBuckets.length;
    return places < MAX_NEW_BUCKETS_PER_ADDRESS && (places === 0 || this.#random.below(1 << places) === 0);
  }

  #good(address: NetAddress, nowSec: number, testsBeforeEvicting: boolean): boolean {
    this.#lastGoodSec = nowSec;
    const known = this.tables.find(address);
    if (known === undefined) return false;
    known.lastSuccessSec = nowSec;
    known.lastTrySec = nowSec;
    known.attempts = 0;
    // Its time stays as it is: who is connected to us is not to be seen in what we tell.
    if (known.isTried) return false;
    assert(known.newBuckets.length > 0, 'an address has a place');
    if (testsBeforeEvicting && this.tables.atTriedPlaceOf(address) !== undefined) {
      if (this.#collisions.size < MAX_TRIED_COLLISIONS) this.#collisions.add(known);
      return false;
    }
    this.tables.makeTried(known);
    return true;
  }

  #collisionVerdict(waiting: KnownAddress, nowSec: number): 'wait' | 'give-up' | 'replace' {
    if (!this.tables.has(waiting)) return 'give-up';
    const old = this.tables.atTriedPlaceOf(waiting.address);
    if (old === undefined) return 'replace';
    if (nowSec - old.lastSuccessSec < REPLACEMENT_SEC) return 'give-up';
    if (nowSec - old.lastTrySec < REPLACEMENT_SEC) return nowSec - old.lastTrySec > TRY_SEC ? 'replace' : 'wait';
    return nowSec - waiting.lastSuccessSec > TEST_WINDOW_SEC ? 'replace' : 'wait';
  }
}

function selected({ address, services, lastTrySec }: KnownAddress): SelectedAddress {
  return { address, services, lastTrySec };
}
