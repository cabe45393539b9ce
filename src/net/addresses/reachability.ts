import type { AddressNetwork, NetAddress } from '../../wire/net-address.ts';
import { isRoutable } from './network-group.ts';

/** How well somebody reaches an address, the higher the better. Source: the enumeration in Core's `GetReachabilityFrom`. */
const REACH = { none: 0, default: 1, teredo: 2, weakIpv6: 3, ipv4: 4, strongIpv6: 5, private: 6 } as const;

const TEREDO = [0x20, 0x01, 0, 0];
/** IPv6 addresses behind which is one of IPv4: 6to4 (RFC 3964), and translated ones (RFC 6052, RFC 6145). */
const TUNNELS: readonly (readonly number[])[] = [
  [0x20, 0x02],
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0],
];

/** A network, with Teredo (RFC 4380), which is IPv6 over IPv4, as one of its own. */
type ReachedNetwork = AddressNetwork | 'teredo';

/** How well an address of ours is reached from that of a peer. Source: Bitcoin Core's `CNetAddr::GetReachabilityFrom`. */
export function reachabilityFrom(ours: NetAddress, theirs: NetAddress): number {
  if (!isRoutable(ours)) return REACH.none;
  const our = reachedNetwork(ours);
  if (!isRoutable(theirs)) return fromAnywhere(our);
  switch (reachedNetwork(theirs)) {
    case 'ipv4':
      return our === 'ipv4' ? REACH.ipv4 : REACH.default;
    case 'ipv6':
      if (our === 'ipv6') return TUNNELS.some((prefix) => begins(ours, prefix)) ? REACH.weakIpv6 : REACH.strongIpv6;
      return our === 'teredo' ? REACH.teredo : our === 'ipv4' ? REACH.ipv4 : REACH.default;
    case 'torv3':
      return our === 'torv3' ? REACH.private : our === 'ipv4' ? REACH.ipv4 : REACH.default;
    case 'i2p':
      return our === 'i2p' ? REACH.private : REACH.default;
    case 'cjdns':
      return our === 'cjdns' ? REACH.private : REACH.default;
    case 'teredo':
      if (our === 'teredo') return REACH.teredo;
      return our === 'ipv6' ? REACH.weakIpv6 : our === 'ipv4' ? REACH.ipv4 : REACH.default;
  }
}

/** For a peer whose address says nothing. */
function fromAnywhere(our: ReachedNetwork): number {
  if (our === 'teredo') return REACH.teredo;
  if (our === 'ipv6') return REACH.weakIpv6;
  if (our === 'ipv4') return REACH.ipv4;
  return our === 'torv3' ? REACH.private : REACH.default;
}

function reachedNetwork(address: NetAddress): ReachedNetwork {
  return address.network === 'ipv6' && begins(address, TEREDO) ? 'teredo' : address.network;
}

function begins({ bytes }: NetAddress, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
