import { base32nopad } from '@scure/base';

import { sha3256 } from '../crypto/sha3.ts';
import { addressFromLegacyBytes } from './address-codec.ts';
import { ipv4FromText, ipv6FromText, ipv6ToText } from './ipv6-text.ts';
import type { NetAddress } from './net-address.ts';

/** What follows the key in an address of Tor v3: two bytes of checksum, and the version. */
const ONION_CHECKSUM_BYTES = 2;
const ONION_VERSION = 3;
const ONION_KEY_BYTES = 32;

/** The port of I2P: SAM 3.1 knows none. Source: Bitcoin Core's `I2P_SAM31_PORT`. */
const I2P_PORT = 0;

/**
 * Writes the host of an address: `192.0.2.1`, `2001:db8::1` (CJDNS too), `….onion`, `….b32.i2p`.
 *
 * Source: Bitcoin Core's `CNetAddr::ToStringAddr`.
 */
export function formatHost({ network, bytes }: Pick<NetAddress, 'network' | 'bytes'>): string {
  switch (network) {
    case 'ipv4':
      return bytes.join('.');
    case 'ipv6':
    case 'cjdns':
      return ipv6ToText(bytes);
    case 'torv3':
      return `${base32(Uint8Array.of(...bytes, ...onionChecksum(bytes), ONION_VERSION))}.onion`;
    case 'i2p':
      return `${base32(bytes)}.b32.i2p`;
  }
}

/** Writes host and port: `192.0.2.1:8333`, `[2001:db8::1]:8333`. Source: Bitcoin Core's `CService::ToStringAddrPort`. */
export function formatAddress(address: NetAddress): string {
  const host = formatHost(address);
  return host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`;
}

/**
 * Reads a host that is an address, not a name: IPv4, IPv6 without brackets, Tor v3, I2P. IPv4 in IPv6 becomes IPv4; what
 * stands for another network in IPv6 is none.
 *
 * Addresses of CJDNS come out as IPv6, since they may be private IPv6 as well: see `ipv6ToCjdns`.
 *
 * Source: Bitcoin Core's `LookupHost` without a look-up, `CNetAddr::SetSpecial`.
 *
 * @returns The address, with port 0; or `undefined`.
 */
export function parseHost(text: string): NetAddress | undefined {
  if (text.endsWith('.onion')) return parseOnion(text.slice(0, -'.onion'.length));
  if (text.toLowerCase().endsWith('.b32.i2p')) return parseI2p(text.slice(0, -'.b32.i2p'.length));
  const ipv4 = ipv4FromText(text);
  if (ipv4 !== undefined) return { network: 'ipv4', bytes: ipv4, port: 0 };
  const ipv6 = ipv6FromText(text);
  return ipv6 === undefined ? undefined : addressFromLegacyBytes(ipv6, 0);
}

/**
 * Reads an address with its port, or without: `192.0.2.1:8333`, `[::1]:8333`, `::1`. The port of I2P is 0, whatever is said.
 *
 * @returns The address, or `undefined` when it is a name or malformed: `splitHostPort` tells the name.
 */
export function parseAddress(text: string, options: { readonly defaultPort: number }): NetAddress | undefined {
  const parts = splitHostPort(text);
  const address = parts === undefined ? undefined : parseHost(parts.host);
  if (address === undefined) return undefined;
  return { ...address, port: address.network === 'i2p' ? I2P_PORT : (parts?.port ?? options.defaultPort) };
}

/**
 * Takes host and port apart. A port is what follows the last colon, where the host has none, or is in brackets, which are
 * left out.
 *
 * Source: Bitcoin Core's `SplitHostPort`.
 *
 * @returns `undefined` when the port is no number from 1 to 65535.
 */
export function splitHostPort(text: string): { readonly host: string; readonly port?: number } | undefined {
  const match = /^(\[.*\]|[^:]*):([^:]*)$/.exec(text);
  const host = match === null ? text : match[1]!;
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (match === null) return { host: bare };
  const port = /^\d{1,5}$/.test(match[2]!) ? Number(match[2]) : 0;
  return port >= 1 && port <= 0xffff ? { host: bare, port } : undefined;
}

/** Takes an IPv6 address of fc00::/8 for one of CJDNS: for nodes that reach it. Source: Core's `MaybeFlipIPv6toCJDNS`. */
export function ipv6ToCjdns(address: NetAddress): NetAddress {
  return address.network === 'ipv6' && address.bytes[0] === 0xfc ? { ...address, network: 'cjdns' } : address;
}

function parseOnion(text: string): NetAddress | undefined {
  // 56 letters of 5 bits are 35 bytes, without a rest.
  const bytes = /^[a-z2-7]{56}$/i.test(text) ? base32nopad.decode(text.toUpperCase()) : undefined;
  if (bytes === undefined) return undefined;
  const key = bytes.slice(0, ONION_KEY_BYTES);
  const expected = [...onionChecksum(key), ONION_VERSION];
  if (!expected.every((byte, i) => bytes[ONION_KEY_BYTES + i] === byte)) return undefined;
  return { network: 'torv3', bytes: key, port: 0 };
}

function parseI2p(text: string): NetAddress | undefined {
  // 52 letters are 32 bytes and four bits more, which are zero: of the last letter, only the first bit counts.
  if (!/^[a-z2-7]{51}[aq]$/i.test(text)) return undefined;
  return { network: 'i2p', bytes: base32nopad.decode(text.toUpperCase()), port: I2P_PORT };
}

/** The checksum of Tor's rend-spec-v3: the start of SHA3-256 of a label, the key and the version. */
function onionChecksum(key: Uint8Array): Uint8Array {
  const label = Uint8Array.from('.onion checksum', (character) => character.charCodeAt(0));
  return sha3256(Uint8Array.of(...label, ...key, ONION_VERSION)).subarray(0, ONION_CHECKSUM_BYTES);
}

function base32(bytes: Uint8Array): string {
  return base32nopad.encode(bytes).toLowerCase();
}
