import { HashWriter } from '../../crypto/hash-writer.ts';
import type { NetAddress } from '../../wire/net-address.ts';

/** Something that is no address on any network, but told us addresses: a DNS seed. */
export interface InternalSource {
  readonly network: 'internal';
  /** The first 10 bytes of the SHA-256 of its name. */
  readonly bytes: Uint8Array;
  readonly port: 0;
}

/** Who told us an address: a peer, or something without an address of its own. */
export type AddressSource = NetAddress | InternalSource;

/** Core's `ADDR_INTERNAL_SIZE`. */
export const INTERNAL_BYTES = 10;

/** What begins an internal source where it is written as an IPv6 address. Source: Core's `INTERNAL_IN_IPV6_PREFIX`. */
export const INTERNAL_IN_IPV6_PREFIX: Uint8Array = Uint8Array.of(0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24);

/** Makes the source for what has a name only, which is ASCII. Source: Bitcoin Core's `CNetAddr::SetInternal`. */
export function internalSource(name: string): InternalSource {
  const text = Uint8Array.from(name, (character) => character.charCodeAt(0));
  return { network: 'internal', bytes: new HashWriter().write(text).sha256().slice(0, INTERNAL_BYTES), port: 0 };
}
