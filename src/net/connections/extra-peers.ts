import type { PeerId } from '../peer.ts';
import type { Connection, OpenConnections } from './open-connections.ts';

/** How long a connection has to have stood before it is judged. Source: Core's `MINIMUM_CONNECT_TIME`. */
const MINIMUM_CONNECT_MS = 30_000;

/** What is known of a peer to which we connected. Times are milliseconds since 1970; 0 for never. */
export interface OutboundPeerFacts {
  /** When it last gave us a block that we did not have (Core's `m_last_block_time`). */
  readonly lastBlockAtMs: number;
  /** When it last was the first to announce a block to us (Core's `m_last_block_announcement`). */
  readonly lastBlockAnnouncementAtMs: number;
  /** How many blocks we wait for. */
  readonly blocksInFlight: number;
  /** It is one of the four that have shown a chain as good as ours (Core's `m_chain_sync.m_protect`). */
  readonly isProtected: boolean;
}

/** Looks up what is known of a peer. */
export type OutboundPeerLookup = (peer: PeerId) => OutboundPeerFacts | undefined;

/**
 * The block-relay-only peer that goes when there is one too many: the youngest, unless it has given us a block since the
 * second youngest did; then that one. Source: Bitcoin Core's `EvictExtraOutboundPeers`.
 */
export function extraBlockRelayPeer(
  connections: OpenConnections,
  { max, nowMs, lookUp }: { max: number; nowMs: number; lookUp: OutboundPeerLookup },
): PeerId | undefined {
  const peers = connections.ready('block-relay-only');
  if (peers.length <= max) return undefined;
  const [youngest, second] = peers.toSorted((a, b) => b.id - a.id);
  const lastBlockAtMs = (peer: Connection | undefined): number => {
    return peer === undefined ? 0 : (lookUp(peer.id)?.lastBlockAtMs ?? 0);
  };
  const chosen = second !== undefined && lastBlockAtMs(youngest) > lastBlockAtMs(second) ? second : youngest!;
  return nowMs - chosen.openedAtMs >= MINIMUM_CONNECT_MS && isIdle(chosen, lookUp) ? chosen.id : undefined;
}

/**
 * The full-relay peer that goes when there is one too many: the one that has not announced a block for the longest time, of
 * several the youngest; but none that is protected, nor the only one into its network. Source: `EvictExtraOutboundPeers`.
 */
export function extraFullRelayPeer(
  connections: OpenConnections,
  { max, nowMs, lookUp }: { max: number; nowMs: number; lookUp: OutboundPeerLookup },
): PeerId | undefined {
  const peers = connections.ready('outbound-full-relay');
  if (peers.length <= max) return undefined;
  const announcedAtMs = ({ id }: Connection): number => lookUp(id)?.lastBlockAnnouncementAtMs ?? 0;
  const [worst] = peers
    .filter(({ id, address }) => lookUp(id)?.isProtected !== true && connections.countOfNetwork(address.network) > 1)
    .toSorted((a, b) => announcedAtMs(a) - announcedAtMs(b) || b.id - a.id);
  if (worst === undefined) return undefined;
  return nowMs - worst.openedAtMs > MINIMUM_CONNECT_MS && isIdle(worst, lookUp) ? worst.id : undefined;
}

function isIdle({ id }: Connection, lookUp: OutboundPeerLookup): boolean {
  return (lookUp(id)?.blocksInFlight ?? 0) === 0;
}
