import type { Peer } from '../src/net/peer.ts';
import { ipv4 } from './net-addresses.ts';

/** A peer whose handshake is done: one to which we connected for everything, but for what is told otherwise. */
export function testPeer(change: Partial<Peer> = {}): Peer {
  return {
    id: 1,
    kind: 'outbound-full-relay',
    address: ipv4('99.1.1.1'),
    connectedAtMs: 0,
    version: 70016,
    services: 9n,
    userAgent: '/test/',
    startHeight: 0,
    relaysTransactions: true,
    usesWtxids: true,
    usesAddrV2: true,
    prefersHeaders: true,
    isProtected: false,
    ...change,
  };
}
