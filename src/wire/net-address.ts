/** The networks that a peer may be reached through (BIP155). */
export type AddressNetwork = 'ipv4' | 'ipv6' | 'torv3' | 'i2p' | 'cjdns';

/** Where a peer can be reached. */
export interface NetAddress {
  readonly network: AddressNetwork;
  /** In network byte order: 4 bytes of IPv4, 16 of IPv6 and CJDNS, 32 of a Tor v3 public key or an I2P hash. */
  readonly bytes: Uint8Array;
  /** From 0 to 65535; 0 for I2P. */
  readonly port: number;
}

/** An address as peers tell each other. */
export interface GossipedAddress {
  readonly address: NetAddress;
  /** Bits of `SERVICE_FLAGS`: unsigned 64-bit integer. */
  readonly services: bigint;
  /** When it was last seen, by somebody's clock: seconds since 1970, unsigned 32-bit integer. */
  readonly timeSec: number;
}
