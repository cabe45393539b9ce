import { base32 } from '@scure/base';

import type { NetAddress } from '../src/wire/net-address.ts';

/** An IPv4 address from its text. */
export function ipv4(text: string, port: number = 8333): NetAddress {
  return { network: 'ipv4', bytes: Uint8Array.from(text.split('.').map(Number)), port };
}

/** An address of IPv6, or of CJDNS, from its eight groups in hex; `::` stands for as many zeros as are missing. */
export function ipv6(text: string, port: number = 8333, network: 'ipv6' | 'cjdns' = 'ipv6'): NetAddress {
  const [head = [], tail = []] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  const bytes = groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
  return { network, bytes: Uint8Array.from(bytes), port };
}

/** A Tor v3 or I2P address from the name before `.onion` or `.b32.i2p`. */
export function hiddenService(name: string, port: number, network: 'torv3' | 'i2p'): NetAddress {
  const padded = name.toUpperCase().padEnd(Math.ceil(name.length / 8) * 8, '=');
  return { network, bytes: base32.decode(padded).slice(0, 32), port };
}
