import { assert } from '../bytes/assert.ts';
import type { ConnectionKind, PeerId } from '../net/peer.ts';
import type { LocalFacts } from '../net/session/handshake.ts';
import { PeerSession } from '../net/session/peer-session.ts';
import { Traffic } from '../net/session/traffic.ts';
import type { Random } from '../ports/random.ts';
import type { NetAddress } from '../wire/net-address.ts';
import type { Transport } from '../wire/transport.ts';

/** A connection that was asked for, and is not open yet. */
export interface OpeningConnection {
  readonly connection: PeerId;
  readonly kind: ConnectionKind;
  readonly address: NetAddress;
  readonly transport: Transport;
}

/** All connections: those that are being opened, those in their handshake, and the peers that are ready. */
export class PeerTable {
  readonly #random: Random;
  readonly #local: LocalFacts;
  readonly #isProtected: (address: NetAddress) => boolean;
  readonly #opening = new Map<PeerId, OpeningConnection>();
  readonly #sessions = new Map<PeerId, PeerSession>();
  /** Of connections that are gone. */
  readonly #past = new Traffic();
  #nextId: PeerId = 1;

  constructor(
    options: { readonly local: LocalFacts; readonly isProtected: (address: NetAddress) => boolean },
    modules: { readonly random: Random },
  ) {
    this.#local = options.local;
    this.#isProtected = options.isProtected;
    this.#random = modules.random;
  }

  nextId(): PeerId {
    return this.#nextId++;
  }

  get(id: PeerId): PeerSession | undefined {
    return this.#sessions.get(id);
  }

  /** All connections that are open, in the order in which they were opened. */
  sessions(): IterableIterator<PeerSession> {
    return this.#sessions.values();
  }

  opening(): IterableIterator<OpeningConnection> {
    return this.#opening.values();
  }

  get openCount(): number {
    return this.#sessions.size;
  }

  /** Takes note that a connection is being opened. */
  willOpen(opening: OpeningConnection): void {
    this.#opening.set(opening.connection, opening);
  }

  /** Takes a connection out of those that are being opened. */
  takeOpening(connection: PeerId): OpeningConnection | undefined {
    const opening = this.#opening.get(connection);
    this.#opening.delete(connection);
    return opening;
  }

  /** A connection is open. */
  open(opened: OpeningConnection, nowMs: number): PeerSession {
    const { connection: id, kind, address, transport } = opened;
    assert(!this.#sessions.has(id), 'a connection is opened once');
    const session = new PeerSession({
      id,
      kind,
      address,
      isProtected: this.#isProtected(address),
      local: this.#local,
      nonce: this.#random.u64(),
      nowMs,
      transport,
    });
    this.#sessions.set(id, session);
    return session;
  }

  /** A connection is gone. */
  remove(id: PeerId): PeerSession | undefined {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    if (session !== undefined) this.#past.addAll(session.traffic);
    return session;
  }

  /** What went over all connections since the start, those that are gone included. */
  totalTraffic(): Traffic {
    const total = new Traffic();
    total.addAll(this.#past);
    for (const { traffic } of this.#sessions.values()) total.addAll(traffic);
    return total;
  }

  /**
   * Whether a nonce is that of one of our own connections, so that the one who sent it is this node itself. Source: Core's
   * `CheckIncomingNonce`.
   */
  isOwnNonce(nonce: bigint): boolean {
    for (const { kind, handshake } of this.#sessions.values()) {
      if (kind !== 'inbound' && !handshake.isReady && handshake.nonce === nonce) return true;
    }
    return false;
  }
}
