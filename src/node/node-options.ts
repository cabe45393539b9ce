import type { NetworkParams } from '../consensus/params.ts';
import type { RelayPolicy } from '../mempool/policy/relay-policy.ts';
import type { Work } from '../primitives/work.ts';
import type { AddressNetwork, NetAddress } from '../wire/net-address.ts';

/** How a node behaves; each has the default that Bitcoin Core has. */
export interface NodeOptions {
  readonly params: NetworkParams;
  /** How it calls itself: `/Vigil:0.1.0/`. */
  readonly userAgent: string;
  /** Connections in all, inbound ones included (`-maxconnections`): 125. */
  readonly maxConnections?: number;
  /** Whether others can connect to it: then it tells its address. */
  readonly listens?: boolean;
  /** Its own addresses, as others reach it (`-externalip`, an onion service). */
  readonly ownAddresses?: readonly NetAddress[];
  /** Only these are connected to (`-connect`). */
  readonly connect?: readonly NetAddress[];
  /** These are connected to as well (`-addnode`). */
  readonly addNodes?: readonly NetAddress[];
  /** Whether DNS seeds are asked when few addresses are known; yes unless told, never with `connect`. */
  readonly usesDnsSeeds?: boolean;
  /** In place of the network's own DNS seeds. */
  readonly dnsSeeds?: readonly string[];
  /** Which networks can be reached; all that have addresses unless told. */
  readonly reachable?: ReadonlySet<AddressNetwork>;
  /** Whether connections are encrypted where the peer can (BIP324); yes unless told. */
  readonly usesV2Transport?: boolean;
  /** Whether transactions are relayed (not `-blocksonly`); yes unless told. */
  readonly wantsTransactions?: boolean;
  /** Whether filters of blocks are made and served (BIP157); no unless told. */
  readonly servesFilters?: boolean;
  /** What block files may take, in bytes (`-prune`); `undefined`: everything is kept. */
  readonly pruneTargetBytes?: number | undefined;
  /** What the mempool takes in, where it is not as Core's. */
  readonly policy?: Partial<RelayPolicy>;
  /** What the mempool may take, in bytes (`-maxmempool`): 300 MB. */
  readonly maxMempoolBytes?: number;
  /** In place of the network's own (`-minimumchainwork`). */
  readonly minimumChainWork?: Work;
  /** How old the tip may be for the node to take itself as up to date (`-maxtipage`): 24 hours. */
  readonly maxTipAgeMs?: number;
  /**
   * Whether a peer that sends a message which can't be read is dropped. Bitcoin Core passes over such messages; no honest peer
   * sends any. Yes unless told.
   */
  readonly dropsMalformed?: boolean;
  /**
   * Whether a peer is dropped, and not banned, that has us look up, answer or check far more for nothing than any honest one (see
   * `UselessWork`). Bitcoin Core serves it on. Yes unless told.
   */
  readonly dropsUseless?: boolean;
  /** Who is never dropped for what it sends, nor discouraged (Core's `noban`). */
  readonly isProtected?: (address: NetAddress) => boolean;
}
