import type { Message } from '../wire/message.ts';
import type { PeerId } from './peer.ts';

/** Why a connection is ended by us. `docs/errors.md` lists them. */
export type DisconnectReason = string;

/** What a part of `net` wants done. It decides; the node's shell, or the lab, does. */
export type NetEffect =
  | { readonly do: 'send'; readonly peer: PeerId; readonly message: Message }
  | { readonly do: 'disconnect'; readonly peer: PeerId; readonly reason: DisconnectReason }
  /**
   * The peer broke the protocol: it is disconnected, and its address discouraged, unless it is protected.
   * Source: Bitcoin Core's `Misbehaving`.
   */
  | { readonly do: 'misbehaved'; readonly peer: PeerId; readonly reason: DisconnectReason };
