import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { INTERNAL_IN_IPV6_PREFIX } from './address-source.ts';
import type { AddressSource } from './address-source.ts';

/** An address with its port as a key of a `Map` or `Set`. */
export type AddressKey = string & { readonly addressKey: never };

const NETWORK_UNIT: Readonly<Record<AddressNetwork, number>> = { ipv4: 1, ipv6: 2, torv3: 4, i2p: 5, cjdns: 6 };

/** Makes the key of an address and its port. */
export function addressKey({ network, bytes, port }: NetAddress): AddressKey {
  let key = String.fromCharCode(NETWORK_UNIT[network], port);
  for (let i = 0; i < bytes.length; i += 2) key += String.fromCharCode(bytes[i]! | ((bytes[i + 1] ?? 0) << 8));
  return key as AddressKey;
}

/** Makes the key of an address without its port, for what is true of all ports of a machine. */
export function hostKey({ network, bytes }: NetAddress): AddressKey {
  return addressKey({ network, bytes, port: 0 });
}

/**
 * Writes an address without its port: IPv4 and internal ones as the IPv6 address that stands for them, all others as they
 * are. Source: Bitcoin Core's `CNetAddr::GetAddrBytes`.
 */
export function hostBytes({ network, bytes }: AddressSource): Uint8Array {
  if (network !== 'ipv4' && network !== 'internal') return bytes;
  const out = new Uint8Array(16);
  if (network === 'internal') out.set(INTERNAL_IN_IPV6_PREFIX);
  else out.fill(0xff, 10, 12);
  out.set(bytes, 16 - bytes.length);
  return out;
}

/** Writes an address and its port, which is big-endian, as it is hashed. Source: Bitcoin Core's `CService::GetKey`. */
export function addressBytes(address: NetAddress): Uint8Array {
  const host = hostBytes(address);
  const out = new Uint8Array(host.length + 2);
  out.set(host);
  out[host.length] = address.port >> 8;
  out[host.length + 1] = address.port;
  return out;
}

/** Whether two addresses are the same, ports included. */
export function isSameAddress(a: AddressSource, b: AddressSource): boolean {
  return a.port === b.port && isSameHost(a, b);
}

/** Whether two addresses are of the same machine. */
export function isSameHost(a: AddressSource, b: AddressSource): boolean {
  return (
    a.network === b.network && a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i])
  );
}
