import { sha256 } from '../../crypto/hashes.ts';
import type { NetAddress } from '../../wire/net-address.ts';

/**
 * The prefix of addresses that stand for names: "fd" and a hash of "bitcoin". Nobody routes them, no node passes them on.
 *
 * Source: Bitcoin Core's `INTERNAL_IN_IPV6_PREFIX`, `CNetAddr::SetInternal`.
 */
const INTERNAL_PREFIX = Uint8Array.of(0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24);

const ADDRESS_BYTES = 16;

/** Names at most: they come from a person and from the list of DNS seeds, never from peers. */
const MAX_NAMES = 10_000;

/** Gives names of hosts addresses that only this process understands, so that a node need not know of names. */
export class HostNames {
  readonly #names = new Map<string, string>();

  /** An address that stands for a name: `connect` resolves it each time anew, or has a proxy do it. */
  addressOf(host: string, port: number): NetAddress {
    const hash = sha256(new TextEncoder().encode(host.toLowerCase()));
    const bytes = new Uint8Array(ADDRESS_BYTES);
    bytes.set(INTERNAL_PREFIX);
    bytes.set(hash.subarray(0, ADDRESS_BYTES - INTERNAL_PREFIX.length), INTERNAL_PREFIX.length);
    if (this.#names.size < MAX_NAMES) this.#names.set(keyOf(bytes), host);
    return { network: 'ipv6', bytes, port };
  }

  /** The name that an address stands for; `undefined` when it is an address like any other. */
  nameOf(address: NetAddress): string | undefined {
    return address.network === 'ipv6' ? this.#names.get(keyOf(address.bytes)) : undefined;
  }
}

function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
