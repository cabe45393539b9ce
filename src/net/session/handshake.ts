import type { Message, VersionMessage } from '../../wire/message.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { MIN_PEER_PROTO_VERSION, PROTOCOL_VERSION, WTXID_RELAY_VERSION } from '../../wire/protocol-version.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { ConnectionKind } from '../peer.ts';

/** Nobody: where an address need not or should not be told. */
const NO_ADDRESS: NetAddress = { network: 'ipv6', bytes: new Uint8Array(16), port: 0 };

/** What this node says of itself. */
export interface LocalFacts {
  readonly services: bigint;
  readonly userAgent: string;
  /** Whether it wants transactions at all (not `-blocksonly`). */
  readonly wantsTransactions: boolean;
}

/** What a handshake is made from. */
export interface HandshakeOptions {
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  readonly local: LocalFacts;
  /** Random; how this node recognizes itself at the other end. */
  readonly nonce: bigint;
}

/** What the node knows when a message of the handshake comes or goes. */
export interface HandshakeMoment {
  readonly nowMs: number;
  /** Height of our tip. */
  readonly tipHeight: number;
  /** Whether a nonce is that of one of our own outbound connections. */
  readonly isOwnNonce: (nonce: bigint) => boolean;
  /** What an outbound peer has to offer, given what it says that it offers. */
  readonly desirableServices: (offered: bigint) => bigint;
}

/** Why a handshake fails; each ends the connection. */
export type HandshakeFailure =
  | 'connected-to-self'
  | 'obsolete-version'
  | 'services-missing'
  | 'feeler-done'
  | 'wtxidrelay-after-verack'
  | 'sendaddrv2-after-verack';

/** What a message of the handshake comes to. */
export interface HandshakeStep {
  readonly send: readonly Message[];
  /** The peer has told who it is: just now. */
  readonly version?: VersionMessage;
  /** Both sides have agreed: just now. */
  readonly isReady?: boolean;
  readonly failure?: HandshakeFailure;
}

const NOTHING: HandshakeStep = { send: [] };

/**
 * The beginning of a connection: both sides say who they are, agree on features, and say that they have understood.
 *
 * Source: Bitcoin Core's `PeerManagerImpl::ProcessMessage`, from VERSION to VERACK, BIP339, BIP155.
 */
export class Handshake {
  readonly #options: HandshakeOptions;
  #theirs: VersionMessage | undefined;
  #isReady = false;
  #usesWtxids = false;
  #usesAddrV2 = false;

  constructor(options: HandshakeOptions) {
    this.#options = options;
  }

  /** What the peer said of itself. */
  get theirs(): VersionMessage | undefined {
    return this.#theirs;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** The lower of both versions; 0 before the peer has told its own. */
  get commonVersion(): number {
    return this.#theirs === undefined ? 0 : Math.min(this.#theirs.version, PROTOCOL_VERSION);
  }

  get usesWtxids(): boolean {
    return this.#usesWtxids;
  }

  get usesAddrV2(): boolean {
    return this.#usesAddrV2;
  }

  get nonce(): bigint {
    return this.#options.nonce;
  }

  /** What is sent first: our version, if we opened the connection. */
  begin(moment: HandshakeMoment): readonly Message[] {
    return this.#options.kind === 'inbound' ? [] : [this.#ourVersion(moment)];
  }

  /**
   * Takes a message of a peer.
   *
   * @returns What it comes to; `undefined` for a message that is not the handshake's: it is dealt with once `isReady`, and
   * ignored before.
   */
  receive(message: Message, moment: HandshakeMoment): HandshakeStep | undefined {
    switch (message.type) {
      case 'version':
        return this.#theirs === undefined ? this.#receiveVersion(message, moment) : NOTHING;
      case 'verack':
        if (this.#theirs === undefined || this.#isReady) return NOTHING;
        this.#isReady = true;
        return { send: [], isReady: true };
      case 'wtxidrelay':
        if (this.#isReady) return { send: [], failure: 'wtxidrelay-after-verack' };
        if (this.commonVersion >= WTXID_RELAY_VERSION) this.#usesWtxids = true;
        return NOTHING;
      case 'sendaddrv2':
        if (this.#isReady) return { send: [], failure: 'sendaddrv2-after-verack' };
        if (this.#theirs !== undefined) this.#usesAddrV2 = true;
        return NOTHING;
      default:
        return this.#isReady ? undefined : NOTHING;
    }
  }

  #receiveVersion(theirs: VersionMessage, moment: HandshakeMoment): HandshakeStep {
    const { kind } = this.#options;
    const needsServices = kind === 'outbound-full-relay' || kind === 'block-relay-only';
    const wanted = moment.desirableServices(theirs.services);
    if (needsServices && (theirs.services & wanted) !== wanted) return { send: [], failure: 'services-missing' };
    if (theirs.version < MIN_PEER_PROTO_VERSION) return { send: [], failure: 'obsolete-version' };
    if (kind === 'inbound' && moment.isOwnNonce(theirs.nonce)) return { send: [], failure: 'connected-to-self' };
    this.#theirs = theirs;
    if (kind === 'feeler') return { send: [], version: theirs, failure: 'feeler-done' };
    const send: Message[] = kind === 'inbound' ? [this.#ourVersion(moment)] : [];
    if (this.commonVersion >= WTXID_RELAY_VERSION) send.push({ type: 'wtxidrelay' }, { type: 'sendaddrv2' });
    send.push({ type: 'verack' });
    return { send, version: theirs };
  }

  /** Source: Bitcoin Core's `PushNodeVersion`. */
  #ourVersion(moment: HandshakeMoment): VersionMessage {
    const { kind, address, local, nonce } = this.#options;
    const isTold = address.network === 'ipv4' || address.network === 'ipv6';
    const relaysNothing = kind === 'block-relay-only' || kind === 'feeler' || !local.wantsTransactions;
    return {
      type: 'version',
      version: PROTOCOL_VERSION,
      services: local.services,
      timeSec: BigInt(Math.floor(moment.nowMs / 1000)),
      receiver: isTold ? address : NO_ADDRESS,
      receiverServices: this.#theirs?.services ?? SERVICE_FLAGS.none,
      sender: NO_ADDRESS,
      senderServices: local.services,
      nonce,
      userAgent: local.userAgent,
      startHeight: moment.tipHeight,
      relay: !relaysNothing,
    };
  }
}
