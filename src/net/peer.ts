import type { NetAddress } from '../wire/net-address.ts';

/** Names one connection for as long as the node runs; never used again. */
export type PeerId = number;

/** What a connection is for. Source: Bitcoin Core's `ConnectionType`. */
export type ConnectionKind =
  | 'inbound'
  | 'outbound-full-relay'
  | 'block-relay-only'
  /** Asked for by a person (`-connect`, `-addnode`). */
  | 'manual'
  /** Only tests whether somebody answers. */
  | 'feeler'
  /** Only asks for addresses. */
  | 'addr-fetch';

/** What the parts of `net` know of a peer whose handshake is done. Kept up to date by `PeerSession`. */
export interface Peer {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  readonly connectedAtMs: number;
  /** The lower of both protocol versions. */
  readonly version: number;
  readonly services: bigint;
  readonly userAgent: string;
  /** Height of its tip when the connection began, as it said. */
  readonly startHeight: number;
  /** Whether transactions are announced to it: it wants them, and it is no block-relay-only connection. */
  readonly relaysTransactions: boolean;
  /** It names transactions by wtxid (BIP339). */
  readonly usesWtxids: boolean;
  /** It takes addrv2 (BIP155). */
  readonly usesAddrV2: boolean;
  /** It wants new blocks announced by headers (BIP130). */
  readonly prefersHeaders: boolean;
  /** Never dropped or discouraged for what it sends (Core's `noban`). */
  readonly isProtected: boolean;
}
