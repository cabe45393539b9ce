import type { Block } from '../primitives/block.ts';
import type { BlockHash } from '../primitives/hash.ts';
import type { Transaction } from '../primitives/transaction.ts';
import type { CompactBlock } from './compact-block.ts';
import type { InventoryItem } from './inventory.ts';
import type { GossipedAddress, NetAddress } from './net-address.ts';

/** What a node says of itself when a connection begins. Source: Bitcoin Core's `PushNodeVersion`. */
export interface VersionMessage {
  readonly type: 'version';
  /** Protocol version: signed 32-bit integer. */
  readonly version: number;
  readonly services: bigint;
  /** Seconds since 1970: signed 64-bit integer. */
  readonly timeSec: bigint;
  /** Whom the sender takes the receiver for; of no network that BIP155 has added. */
  readonly receiver: NetAddress;
  readonly receiverServices: bigint;
  readonly sender: NetAddress;
  readonly senderServices: bigint;
  /** Random, so that a node can tell that it is connected to itself. */
  readonly nonce: bigint;
  readonly userAgent: string;
  /** Height of the sender's tip: signed 32-bit integer. */
  readonly startHeight: number;
  /** Whether the sender wants transactions to be announced (BIP37); yes where the field is not there. */
  readonly relay: boolean;
}

/** Messages that are nothing but their name. */
export type BareMessageType =
  'verack' | 'wtxidrelay' | 'sendaddrv2' | 'sendheaders' | 'getaddr' | 'mempool' | 'filterclear';

/** A range of blocks whose filters are asked for (BIP157). */
export interface FilterRange {
  readonly filterType: number;
  /** Unsigned 32-bit integer. */
  readonly startHeight: number;
  readonly stopHash: BlockHash;
}

/** One message of the peer-to-peer protocol, decoded. `type` is its name on the wire. */
export type Message =
  | VersionMessage
  | { readonly type: BareMessageType }
  | { readonly type: 'sendtxrcncl'; readonly version: number; readonly salt: bigint }
  | { readonly type: 'addr' | 'addrv2'; readonly addresses: readonly GossipedAddress[] }
  | { readonly type: 'inv' | 'getdata' | 'notfound'; readonly inventory: readonly InventoryItem[] }
  | {
      readonly type: 'getheaders' | 'getblocks';
      readonly version: number;
      /** From the newest to the oldest. */
      readonly locator: readonly BlockHash[];
      /** Zeros: as many as fit. */
      readonly stopHash: BlockHash;
    }
  /** `headers` are 80 bytes each, one after the other. */
  | { readonly type: 'headers'; readonly headers: Uint8Array }
  /** `withoutWitness`: how it is written; what was read may have none. */
  | { readonly type: 'block'; readonly block: Block; readonly withoutWitness?: boolean }
  | { readonly type: 'tx'; readonly tx: Transaction; readonly withoutWitness?: boolean }
  | { readonly type: 'ping' | 'pong'; readonly nonce: bigint }
  /** Satoshis for 1,000 virtual bytes (BIP133). */
  | { readonly type: 'feefilter'; readonly feeRateSatsPerKvb: bigint }
  | { readonly type: 'sendcmpct'; readonly highBandwidth: boolean; readonly version: bigint }
  | { readonly type: 'cmpctblock'; readonly compact: CompactBlock }
  | { readonly type: 'getblocktxn'; readonly blockHash: BlockHash; readonly indexes: readonly number[] }
  | { readonly type: 'blocktxn'; readonly blockHash: BlockHash; readonly transactions: readonly Transaction[] }
  | ({ readonly type: 'getcfilters' | 'getcfheaders' } & FilterRange)
  | { readonly type: 'getcfcheckpt'; readonly filterType: number; readonly stopHash: BlockHash }
  | {
      readonly type: 'cfilter';
      readonly filterType: number;
      readonly blockHash: BlockHash;
      readonly filter: Uint8Array;
    }
  | {
      readonly type: 'cfheaders';
      readonly filterType: number;
      readonly stopHash: BlockHash;
      readonly previousHeader: Uint8Array;
      readonly filterHashes: readonly Uint8Array[];
    }
  | {
      readonly type: 'cfcheckpt';
      readonly filterType: number;
      readonly stopHash: BlockHash;
      readonly filterHeaders: readonly Uint8Array[];
    }
  /** Of BIP37; what is in them is read only to be refused. */
  | { readonly type: 'filterload' | 'filteradd' | 'merkleblock' }
  /** A name that this node does not know: ignored, as all nodes do. */
  | { readonly type: 'unknown'; readonly command: string };

export type MessageType = Message['type'];

/** `M`, if a message of it may have the type `T`. */
type WithType<M extends Message, T extends MessageType> = M extends unknown
  ? [Extract<M['type'], T>] extends [never]
    ? never
    : M
  : never;

/** The message of one type, or of some; `inv`, `getdata` and others that share their fields are one. */
export type MessageOf<T extends MessageType> = WithType<Message, T>;
