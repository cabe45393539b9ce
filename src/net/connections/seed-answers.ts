import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { AddressManager } from '../addresses/address-manager.ts';
import { internalSource } from '../addresses/address-source.ts';
import type { OpenConnections } from './open-connections.ts';

/** What seeds are asked for: full nodes with witnesses. Source: Core's `SeedsServiceFlags`. */
const SEEDS_SERVICES = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;
/** How many addresses are taken of one answer. Source: Core's `nMaxIPs`. */
const MAX_ADDRESSES = 32;
/** How old they are taken for: three to seven days. */
const LEAST_AGE_SEC = 3 * 24 * 60 * 60;
const AGE_SPREAD_SEC = 4 * 24 * 60 * 60;
/** How many nodes wait to be asked for addresses. */
const MAX_ADDRESS_FETCHES = 32;
/** How far such connections lie apart. */
const SPACING_MS = 500;

/**
 * Keeps what DNS seeds answer. A seed is asked for nodes with the services that we want; where it does not know how, for any:
 * then one of those is connected to, only to be asked for addresses. Source: Core's `ThreadDNSAddressSeed`, `ProcessAddrFetch`.
 */
export class SeedAnswers {
  readonly #defaultPort: number;
  readonly #addresses: AddressManager;
  readonly #random: Random;
  /** Nodes to be asked for addresses. */
  readonly #fetches: NetAddress[];
  /** The seeds that are asked, by the names that are looked up. */
  readonly #asked = new Map<string, { readonly seed: string; readonly isPlain: boolean }>();
  #nextFetchMs = 0;

  constructor(
    { defaultPort, seedNodes }: { defaultPort: number; seedNodes: readonly NetAddress[] },
    { addresses, random }: { addresses: AddressManager; random: Random },
  ) {
    this.#defaultPort = defaultPort;
    this.#addresses = addresses;
    this.#random = random;
    this.#fetches = seedNodes.slice(0, MAX_ADDRESS_FETCHES);
  }

  /** The name to look up for a seed. */
  nameFor(seed: string): string {
    const name = `x${SEEDS_SERVICES.toString(16)}.${seed}`;
    this.#asked.set(name, { seed, isPlain: false });
    return name;
  }

  /** Takes an answer. @returns Another name to look up, if it was empty. */
  take(name: string, answer: readonly NetAddress[], nowSec: number): string | undefined {
    const asked = this.#asked.get(name);
    if (asked === undefined) return undefined;
    this.#asked.delete(name);
    const addresses = answer.slice(0, MAX_ADDRESSES).map((address) => ({ ...address, port: this.#defaultPort }));
    if (addresses.length === 0) {
      if (asked.isPlain) return undefined;
      this.#asked.set(asked.seed, { seed: asked.seed, isPlain: true });
      return asked.seed;
    }
    if (asked.isPlain) {
      if (this.#fetches.length < MAX_ADDRESS_FETCHES) {
        this.#fetches.push(addresses[this.#random.below(addresses.length)]!);
      }
      return undefined;
    }
    const told = addresses.map((address) => ({
      address,
      services: SEEDS_SERVICES,
      timeSec: nowSec - LEAST_AGE_SEC - this.#random.below(AGE_SPREAD_SEC),
    }));
    this.#addresses.add(told, { source: internalSource(name), timePenaltySec: 0, nowSec });
    return undefined;
  }

  /** When the next node is to be asked for addresses. */
  nextDueMs(connections: OpenConnections): number {
    return this.#fetches.some((address) => !connections.hasAddress(address)) ? this.#nextFetchMs : Infinity;
  }

  /** The node to be asked for addresses now, if any. */
  takeAddressFetch(nowMs: number, connections: OpenConnections): NetAddress | undefined {
    if (nowMs < this.#nextFetchMs) return undefined;
    const index = this.#fetches.findIndex((address) => !connections.hasAddress(address));
    if (index < 0) return undefined;
    this.#nextFetchMs = nowMs + SPACING_MS;
    return this.#fetches.splice(index, 1)[0];
  }
}
