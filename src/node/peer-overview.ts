import type { ConnectionKind } from '../net/peer.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import { formatAddress } from '../wire/net-address-text.ts';
import { serviceNames } from '../wire/services.ts';
import { sanitizeText } from '../wire/version-codec.ts';
import type { NodeParts } from './node-parts.ts';

/** One peer, for people. Times in seconds since 1970; null for never, and for what is not known. */
export interface PeerOverview {
  readonly id: number;
  readonly address: string;
  readonly kind: ConnectionKind;
  readonly transport: 'v1' | 'v2';
  /** Bitcoin Core's names. */
  readonly services: readonly string[];
  /** How it calls itself, with what could do harm in a terminal or a page left out. */
  readonly userAgent: string;
  readonly version: number;
  /** Of its best block: as far as it has shown, else as it said at first. */
  readonly height: number | null;
  /** How long the last answer to a ping took, and the shortest. */
  readonly pingMs: number | null;
  readonly minPingMs: number | null;
  readonly connected: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** When it last gave us a block that was new, and a transaction that we took. */
  readonly lastBlock: number | null;
  readonly lastTransaction: number | null;
  /** Blocks that it was asked for, and transactions. */
  readonly blocksInFlight: readonly number[];
  readonly transactionsInFlight: number;
  /** Whether it is to send us new blocks at once (BIP152), and we to it. */
  readonly isHighBandwidthTo: boolean;
  readonly isHighBandwidthFrom: boolean;
}

/** Sums up a peer whose handshake is done. */
export function peerOverview(session: PeerSession, { sync, relay }: Pick<NodeParts, 'sync' | 'relay'>): PeerOverview {
  const { id, keepalive, traffic, transport, startHeight } = session;
  const blocks = sync.peerFacts(id);
  const shown = Math.max(blocks?.syncedHeaders ?? -1, startHeight);
  return {
    id,
    address: formatAddress(session.address),
    kind: session.kind,
    transport: transport.kind === 'v2' ? 'v2' : 'v1',
    services: serviceNames(session.services),
    userAgent: sanitizeText(session.userAgent),
    version: session.version,
    height: shown < 0 ? null : shown,
    pingMs: keepalive.pingMs ?? null,
    minPingMs: keepalive.minPingMs ?? null,
    connected: Math.floor(session.connectedAtMs / 1000),
    receivedBytes: traffic.receivedBytes,
    sentBytes: traffic.sentBytes,
    lastBlock: moment(blocks?.lastBlockMs ?? 0),
    lastTransaction: moment(session.lastTxAtMs),
    blocksInFlight: blocks?.inFlight ?? [],
    transactionsInFlight: relay.peerFacts(id).inFlight,
    isHighBandwidthTo: blocks?.isHighBandwidthTo ?? false,
    isHighBandwidthFrom: blocks?.isHighBandwidthFrom ?? false,
  };
}

function moment(atMs: number): number | null {
  return atMs === 0 ? null : Math.floor(atMs / 1000);
}
