import { INTERNAL_IN_IPV6_PREFIX, internalSource } from '../../net/addresses/address-source.ts';
import type { NetAddress } from '../../wire/net-address.ts';

/** Names at most: they come from a person and from the list of DNS seeds, never from peers. */
const MAX_NAMES = 10_000;

/**
 * Gives names of hosts addresses that only this process understands, so that a node need not know of names: those that
 * Bitcoin Core uses for what has a name only (`CNetAddr::SetInternal`). Nobody routes them, no node passes them on.
 */
export class HostNames {
  readonly #names = new Map<string, string>();

  /** An address that stands for a name: `connect` resolves it each time anew, or has a proxy do it. */
  addressOf(host: string, port: number): NetAddress {
    const bytes = Uint8Array.of(...INTERNAL_IN_IPV6_PREFIX, ...internalSource(host.toLowerCase()).bytes);
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
