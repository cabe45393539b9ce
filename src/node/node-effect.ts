import type { PeerId } from '../net/peer.ts';
import type { NetAddress } from '../wire/net-address.ts';
import type { NodeEvent } from './node-event.ts';

/** Small things that a node wants to find again when it starts the next time. */
export type SavedThing = 'addresses' | 'anchors' | 'bans' | 'mempool' | 'fee-estimates';

/** What a node wants done, in this order. It decides; `platform` or the lab does. */
export type NodeEffect =
  /** Open a connection; `outbound` or `unreachable` answers, the latter at the latest after `timeoutMs`. */
  | { readonly do: 'connect'; readonly connection: PeerId; readonly address: NetAddress; readonly timeoutMs: number }
  /** Bytes to be sent; they are not changed any more. */
  | { readonly do: 'write'; readonly connection: PeerId; readonly bytes: Uint8Array }
  /** Send what was written so far without waiting for more: what comes next may take a while. */
  | { readonly do: 'flush' }
  /** Close, and forget what was not sent yet unless `afterSending`. */
  | { readonly do: 'close'; readonly connection: PeerId; readonly afterSending: boolean }
  /** Stop, or go on, reading from a connection: what it sent is not dealt with yet. */
  | { readonly do: 'pause' | 'resume'; readonly connection: PeerId }
  | { readonly do: 'look-up-seed'; readonly seed: string; readonly port: number }
  /** Commit what has changed in the chain to disk. The node is given no input before that is done. */
  | { readonly do: 'commit' }
  /** Keep these bytes, in place of what was kept before. */
  | { readonly do: 'save'; readonly thing: SavedThing; readonly bytes: Uint8Array }
  /** Something that others may want to know: subscribers, logs, the dashboard. */
  | { readonly do: 'tell'; readonly event: NodeEvent };
