import type { Node } from '../../node/node.ts';
import type { PeerSession } from '../../net/session/peer-session.ts';
import type { MessageTraffic } from '../../net/session/traffic.ts';
import type { MessageType } from '../../wire/message.ts';
import { formatAddress } from '../../wire/net-address-text.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';

/** One connection whose handshake is done. Times are in milliseconds since 1970. */
export interface PeerDocument {
  readonly id: number;
  /** `inbound`, `outbound-full-relay`, `block-relay-only`, `manual`, `feeler`, `addr-fetch`. */
  readonly kind: string;
  /** Host and port. */
  readonly address: string;
  /** `ipv4`, `ipv6`, `torv3`, `i2p`, `cjdns`. */
  readonly network: string;
  /** `v1`, or `v2` where it is encrypted (BIP324). */
  readonly transport: string;
  readonly connectedAt: number;
  readonly lastReceivedAt: number;
  /** The last round trip and the shortest; null before there was one. */
  readonly pingMs: number | null;
  readonly minPingMs: number | null;
  readonly version: number;
  /** How it calls itself: whatever it says. */
  readonly userAgent: string;
  readonly services: readonly string[];
  readonly relaysTransactions: boolean;
  /** Height of its tip when the connection began, as it said. */
  readonly startHeight: number;
  /** Heights of the best header and block that it and we both have; -1 for none. */
  readonly syncedHeaders: number;
  readonly syncedBlocks: number;
  /** Heights of blocks that it was asked for. */
  readonly inFlight: readonly number[];
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** Payloads by message. */
  readonly received: Readonly<Partial<Record<MessageType, MessageTraffic>>>;
  readonly sent: Readonly<Partial<Record<MessageType, MessageTraffic>>>;
}

/** All peers of a node, in the order in which they came. */
export interface NodePeersDocument {
  readonly schema: 'vigil.node-peers/1';
  readonly network: string;
  readonly peers: readonly PeerDocument[];
  /** Connections that are not that far yet. */
  readonly opening: readonly { readonly kind: string; readonly address: string }[];
}

/** Lists the peers of a node. */
export function nodePeers(node: Node, network: string): NodePeersDocument {
  const sessions = [...node.peers.sessions()];
  const opening = [...node.peers.opening(), ...sessions.filter(({ handshake }) => !handshake.isReady)];
  return {
    schema: 'vigil.node-peers/1',
    network,
    peers: sessions.filter(({ handshake }) => handshake.isReady).map((session) => peerDocument(node, session)),
    opening: opening.map(({ kind, address }) => ({ kind, address: formatAddress(address) })),
  };
}

function peerDocument(node: Node, session: PeerSession): PeerDocument {
  const { id, kind, address, keepalive, traffic } = session;
  const facts = node.parts.sync.peerFacts(id);
  return {
    id,
    kind,
    address: formatAddress(address),
    network: address.network,
    transport: session.transport.kind,
    connectedAt: session.connectedAtMs,
    lastReceivedAt: keepalive.lastReceivedAtMs,
    pingMs: keepalive.pingMs ?? null,
    minPingMs: keepalive.minPingMs ?? null,
    version: session.version,
    userAgent: session.userAgent,
    services: serviceNames(session.services),
    relaysTransactions: session.relaysTransactions,
    startHeight: session.startHeight,
    syncedHeaders: facts?.syncedHeaders ?? -1,
    syncedBlocks: facts?.syncedBlocks ?? -1,
    inFlight: facts?.inFlight ?? [],
    receivedBytes: traffic.receivedBytes,
    sentBytes: traffic.sentBytes,
    received: Object.fromEntries(traffic.received),
    sent: Object.fromEntries(traffic.sent),
  };
}

function serviceNames(services: bigint): string[] {
  return Object.entries(SERVICE_FLAGS).flatMap(([name, flag]) => ((services & flag) !== 0n ? [name] : []));
}
