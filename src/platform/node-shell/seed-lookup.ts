import { Resolver } from 'node:dns/promises';
import type { NetAddress } from '../../wire/net-address.ts';
import { addressFromSystem } from './system-address.ts';

/** Addresses that are taken from one seed. Source: Bitcoin Core's `nMaxIPs` in `ThreadDNSAddressSeed`. */
export const MAX_SEED_ADDRESSES = 32;

/** How long one server is waited for, and how often the question is repeated. */
const QUERY_TIMEOUT_MS = 5000;
const QUERY_TRIES = 2;

/** What is used of DNS, so that tests have their own. */
export interface SeedResolver {
  resolve4(host: string): Promise<readonly string[]>;
  resolve6(host: string): Promise<readonly string[]>;
  /** Ends what is under way. */
  cancel(): void;
}

/**
 * Asks DNS seeds for addresses.
 *
 * Not through the system's `getaddrinfo`: that holds one of the few threads that files are written with, for as long as the
 * network is down, and can't be stopped.
 */
export class SeedLookup {
  readonly #resolver: SeedResolver;

  constructor(resolver: SeedResolver = new Resolver({ timeout: QUERY_TIMEOUT_MS, tries: QUERY_TRIES })) {
    this.#resolver = resolver;
  }

  /** @returns What the seed answered: none when it did not. IPv4 and IPv6 take turns, so that neither is left out. */
  async lookUp(host: string, port: number): Promise<NetAddress[]> {
    const none = (): readonly string[] => [];
    const [v4, v6] = await Promise.all([
      this.#resolver.resolve4(host).catch(none),
      this.#resolver.resolve6(host).catch(none),
    ]);
    const found: NetAddress[] = [];
    for (let i = 0; found.length < MAX_SEED_ADDRESSES && (i < v4.length || i < v6.length); i++) {
      for (const text of [v4[i], v6[i]]) {
        const address = text === undefined ? undefined : addressFromSystem(text, port);
        if (address !== undefined && found.length < MAX_SEED_ADDRESSES) found.push(address);
      }
    }
    return found;
  }

  /** Ends what is under way: it answers that there is nothing. */
  stop(): void {
    this.#resolver.cancel();
  }
}
