import { assert } from '../../bytes/assert.ts';
import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { formatHost, parseHost } from '../../wire/net-address-text.ts';

/** Addresses of IPv4 or IPv6 that begin alike; of other networks one address. */
export interface Subnet {
  readonly network: AddressNetwork;
  /** The first address; what the mask leaves free is zero. */
  readonly bytes: Uint8Array;
  /** How many leading bits are the same: 32 or 128 for one address, and all bits for other networks. */
  readonly prefixBits: number;
}

/** The subnet of one address. */
export function subnetOf({ network, bytes }: NetAddress): Subnet {
  return { network, bytes, prefixBits: 8 * bytes.length };
}

/** The subnet in which an address lies. @param prefixBits Not more than the address has. */
export function subnetAround({ network, bytes }: NetAddress, prefixBits: number): Subnet {
  assert(prefixBits >= 0 && prefixBits <= 8 * bytes.length, 'a prefix is no longer than an address');
  return { network, bytes: bytes.map((byte, i) => byte & maskByte(prefixBits, i)), prefixBits };
}

/** Whether an address lies in a subnet. Source: Bitcoin Core's `CSubNet::Match`. */
export function isInSubnet(address: NetAddress, { network, bytes, prefixBits }: Subnet): boolean {
  if (address.network !== network || address.bytes.length !== bytes.length) return false;
  for (let i = 0; 8 * i < prefixBits; i++) {
    if ((address.bytes[i]! & maskByte(prefixBits, i)) !== bytes[i]) return false;
  }
  return true;
}

/** A subnet as a key of a `Map`. */
export function subnetKey(subnet: Subnet): string {
  return `${subnet.network} ${subnet.bytes.join('.')}/${subnet.prefixBits}`;
}

/** Writes a subnet as Bitcoin Core does: `192.0.2.0/24`; of other networks the address alone. */
export function subnetToText({ network, bytes, prefixBits }: Subnet): string {
  const text = formatHost({ network, bytes });
  return network === 'ipv4' || network === 'ipv6' ? `${text}/${prefixBits}` : text;
}

/**
 * Reads a subnet: an address, with a length of its prefix or a netmask behind a slash, or alone.
 * @returns `undefined` where the text is none. Source: Bitcoin Core's `LookupSubNet`.
 */
export function subnetFromText(text: string): Subnet | undefined {
  const [addressPart = '', maskPart, ...more] = text.split('/');
  const address = parseHost(addressPart);
  if (address === undefined || more.length > 0) return undefined;
  if (maskPart === undefined) return subnetOf(address);
  if (address.network !== 'ipv4' && address.network !== 'ipv6') return undefined;
  const prefixBits = /^[0-9]{1,3}$/.test(maskPart) ? Number(maskPart) : netmaskBits(maskPart, address.network);
  return prefixBits === undefined || prefixBits > 8 * address.bytes.length
    ? undefined
    : subnetAround(address, prefixBits);
}

/** The length of the prefix that a netmask such as `255.255.0.0` leaves, if it is one. */
function netmaskBits(text: string, network: 'ipv4' | 'ipv6'): number | undefined {
  const mask = parseHost(text);
  if (mask?.network !== network) return undefined;
  const bits = [...mask.bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : undefined;
}

/** The byte number `index` of a mask that lets the first `prefixBits` bits through. */
function maskByte(prefixBits: number, index: number): number {
  return (0xff00 >> Math.max(0, Math.min(8, prefixBits - 8 * index))) & 0xff;
}
