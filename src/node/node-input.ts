import type { PeerId } from '../net/peer.ts';
import type { NetAddress } from '../wire/net-address.ts';

/** What happens to a node, told by whoever runs it: `platform` with real sockets, or the lab. */
export type NodeInput =
  /** Everything is loaded: begin. */
  | { readonly type: 'start' }
  /** Somebody has connected. `connection` is from `Node.nextConnectionId`. */
  | { readonly type: 'inbound'; readonly connection: PeerId; readonly address: NetAddress }
  /** A connection that was asked for by `connect` is open. */
  | { readonly type: 'outbound'; readonly connection: PeerId }
  /** It could not be opened. */
  | { readonly type: 'unreachable'; readonly connection: PeerId; readonly reason: string }
  /** Bytes came; they are the node's from now on. */
  | { readonly type: 'data'; readonly connection: PeerId; readonly bytes: Uint8Array }
  /** So many bytes of what was written have left the machine. */
  | { readonly type: 'sent'; readonly connection: PeerId; readonly sizeBytes: number }
  /** The other side has closed, or the connection broke. Not told of connections that the node closed itself. */
  | { readonly type: 'closed'; readonly connection: PeerId; readonly reason: string }
  /** The time that `Node.nextWakeMs` named has come. */
  | { readonly type: 'wake' }
  /** What a DNS seed answered; nothing when it did not. */
  | { readonly type: 'seed-answered'; readonly seed: string; readonly addresses: readonly NetAddress[] };
