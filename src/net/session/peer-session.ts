import type { MessageType } from '../../wire/message.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import type { Transport } from '../../wire/transport.ts';
import type { ConnectionKind, Peer, PeerId } from '../peer.ts';
import { Handshake } from './handshake.ts';
import type { LocalFacts } from './handshake.ts';
import { Inbox } from './inbox.ts';
import { Keepalive } from './keepalive.ts';
import { Traffic } from './traffic.ts';
import { UselessWork } from './useless-work.ts';

/**
 * Above this a peer gets no more of what it asks for until it has taken what is on the way. Source: Bitcoin Core's
 * `DEFAULT_MAXSENDBUFFER`.
 */
const SEND_BUFFER_BYTES = 1_000_000;

/** A connection with this much on the way to it takes nothing at all: it is given up. */
const MAX_QUEUED_BYTES = 32_000_000;

/** What a session is made from. */
export interface PeerSessionOptions {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  readonly isProtected: boolean;
  readonly local: LocalFacts;
  /** Random; see `Handshake`. */
  readonly nonce: bigint;
  readonly nowMs: number;
  readonly transport: Transport;
}

/** One connection: what is known of the peer, how far its handshake is, when it was heard, what waits to be sent. */
export class PeerSession implements Peer {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  readonly isProtected: boolean;
  readonly connectedAtMs: number;
  readonly transport: Transport;
  readonly handshake: Handshake;
  readonly keepalive: Keepalive;
  readonly traffic: Traffic = new Traffic();
  readonly uselessWork: UselessWork;
  /** Messages that came, and wait for their turn, or until what the peer has asked for before is given. */
  readonly inbox: Inbox = new Inbox();
  /** When it last gave us a transaction that we took: milliseconds since 1970; 0 for never. */
  lastTxAtMs = 0;
  /** It goes first when there is no room for others: its address has broken the protocol before. */
  isEvictedFirst = false;
  /** Whether reading was stopped. */
  isPaused = false;
  #prefersHeaders = false;
  #queuedBytes = 0;

  constructor(options: PeerSessionOptions) {
    const { id, kind, address, isProtected, local, nonce, nowMs, transport } = options;
    this.id = id;
    this.kind = kind;
    this.address = address;
    this.isProtected = isProtected;
    this.connectedAtMs = nowMs;
    this.transport = transport;
    this.handshake = new Handshake({ kind, address, local, nonce });
    this.keepalive = new Keepalive(nowMs);
    this.uselessWork = new UselessWork(nowMs);
  }

  get version(): number {
    return this.handshake.commonVersion;
  }

  get services(): bigint {
    return this.handshake.theirs?.services ?? 0n;
  }

  get userAgent(): string {
    return this.handshake.theirs?.userAgent ?? '';
  }

  get startHeight(): number {
    return this.handshake.theirs?.startHeight ?? -1;
  }

  get relaysTransactions(): boolean {
    return this.kind !== 'block-relay-only' && this.kind !== 'feeler' && (this.handshake.theirs?.relay ?? false);
  }

  get usesWtxids(): boolean {
    return this.handshake.usesWtxids;
  }

  get usesAddrV2(): boolean {
    return this.handshake.usesAddrV2;
  }

  get prefersHeaders(): boolean {
    return this.#prefersHeaders;
  }

  /** The peer has asked for new blocks as headers (BIP130). */
  preferHeaders(): void {
    this.#prefersHeaders = true;
  }

  /** Bytes that were written, and have not left yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether the peer may get more of what it asks for. */
  get takesMore(): boolean {
    return this.#queuedBytes < SEND_BUFFER_BYTES;
  }

  /** Whether so much waits that the peer is given up. */
  get isOverfull(): boolean {
    return this.#queuedBytes > MAX_QUEUED_BYTES;
  }

  /** Takes note of bytes that are written. */
  wrote(sizeBytes: number, nowMs: number): void {
    const wasIdle = this.#queuedBytes === 0;
    this.#queuedBytes += sizeBytes;
    this.traffic.addSentBytes(sizeBytes);
    if (wasIdle) this.keepalive.sending(nowMs);
  }

  /** Takes note of bytes that have left. */
  left(sizeBytes: number, nowMs: number): void {
    this.#queuedBytes = Math.max(0, this.#queuedBytes - sizeBytes);
    this.keepalive.took(nowMs, this.#queuedBytes);
  }

  /** Takes note of a message that came. */
  received(type: MessageType, sizeBytes: number): void {
    this.traffic.countReceived(type, sizeBytes);
  }
}
