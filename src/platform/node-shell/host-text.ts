import { isIPv4, isIPv6 } from 'node:net';
import { base32 } from '@scure/base';
import type { NetAddress } from '../../wire/net-address.ts';
import { onionHostFromKey, onionKeyFromHost } from './onion-address.ts';

/** How IPv6 writes an IPv4 address (RFC4291, section 2.5.5.2): ten zeros, two bytes of ones, the address. */
const IPV4_MAPPED_PREFIX = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

/**
 * The host part of an address as system calls, proxies and people write it: `192.0.2.1`, `2001:db8:0:0:0:0:0:1`,
 * `….onion`, `….b32.i2p`.
 */
export function hostOf(address: NetAddress): string {
  const { network, bytes } = address;
  switch (network) {
    case 'ipv4':
      return bytes.join('.');
    case 'ipv6':
    case 'cjdns':
      return Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16)).join(':');
    case 'torv3':
      return onionHostFromKey(bytes);
    case 'i2p':
      return `${base32.encode(bytes).replaceAll('=', '').toLowerCase()}.b32.i2p`;
  }
}

/** Host and port in one text: `192.0.2.1:8333`, `[2001:db8:0:0:0:0:0:1]:8333`. */
export function hostAndPortOf(address: NetAddress): string {
  const host = hostOf(address);
  return host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`;
}

/**
 * Reads an IPv4, IPv6 or Tor v3 host. IPv4 in IPv6 becomes IPv4; a zone (`%eth0`) is left out, as it means something on
 * one machine only.
 *
 * @returns `undefined` for everything else: names among it.
 */
export function addressFromHost(host: string, port: number): NetAddress | undefined {
  const [withoutZone = ''] = host.split('%', 1);
  if (isIPv4(withoutZone)) return { network: 'ipv4', bytes: ipv4Bytes(withoutZone), port };
  if (isIPv6(withoutZone)) {
    const bytes = ipv6Bytes(withoutZone);
    const isMapped = IPV4_MAPPED_PREFIX.every((byte, i) => bytes[i] === byte);
    return isMapped ? { network: 'ipv4', bytes: bytes.slice(12), port } : { network: 'ipv6', bytes, port };
  }
  const key = onionKeyFromHost(host);
  return key === undefined ? undefined : { network: 'torv3', bytes: key, port };
}

/** A host with a port, or without one. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * Takes `host`, `host:port`, `[ipv6]:port` or a bare IPv6 address apart. Source: Bitcoin Core's `SplitHostPort`.
 *
 * @returns `undefined` when there is no host, or the port is no number from 1 to 65535.
 */
export function splitHostAndPort(text: string): HostAndPort | undefined {
  if (isIPv6(text.split('%', 1)[0] ?? '')) return { host: text, port: undefined };
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) return undefined;
  if (match?.[3] === undefined) return { host, port: undefined };
  const port = Number(match[3]);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function ipv4Bytes(text: string): Uint8Array {
  return Uint8Array.from(text.split('.').map(Number));
}

/** @param text A valid IPv6 address without a zone. */
function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const before = groupBytes(head);
  const after = groupBytes(tail ?? '');
  const bytes = new Uint8Array(16);
  bytes.set(before);
  bytes.set(after, 16 - after.length);
  return bytes;
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return [...ipv4Bytes(group)];
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
