import type { ConnectionEffect } from '../net/connections/connection-effect.ts';
import type { ConnectionPlan } from '../net/connections/connection-plan.ts';
import type { PeerId } from '../net/peer.ts';
import type { HandshakeMoment, HandshakeStep } from '../net/session/handshake.ts';
import type { InboxMessage } from '../net/session/inbox.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { Random } from '../ports/random.ts';
import { decodeMessage } from '../wire/message-decoder.ts';
import type { Message } from '../wire/message.ts';
import type { NetAddress } from '../wire/net-address.ts';
import type { Transport } from '../wire/transport.ts';
import { V1Transport } from '../wire/v1-transport.ts';
import { V2Transport } from '../wire/v2-transport.ts';
import type { Outbox } from './outbox.ts';
import type { PeerTable } from './peer-table.ts';

/** How connections are held. */
export interface PeerNetworkOptions {
  readonly magic: Uint8Array;
  readonly usesV2: boolean;
  /** See `NodeOptions.dropsMalformed`. */
  readonly dropsMalformed: boolean;
}

/** What a `PeerNetwork` works with. */
export interface PeerNetworkParts {
  readonly table: PeerTable;
  readonly plan: ConnectionPlan;
  readonly outbox: Outbox;
  readonly random: Random;
}

/** Why a connection is to be ended. */
export interface PeerFailure {
  readonly reason: string;
  readonly isMisbehaviour: boolean;
}

/** What a message of a peer comes to. */
export interface Heard {
  /** For the parts of the node: of a peer whose handshake is done. */
  readonly message?: Message;
  /** The handshake is done: just now. */
  readonly isReady?: boolean;
  /** The connection is to be ended. */
  readonly failure?: PeerFailure;
}

const NOTHING: Heard = {};

/**
 * Connections from their opening to messages: transports, handshakes, and what is written to whom.
 *
 * Source: Bitcoin Core's `CConnman` and `CNode`, as far as they decide.
 */
export class PeerNetwork {
  readonly #options: PeerNetworkOptions;
  readonly #parts: PeerNetworkParts;

  constructor(options: PeerNetworkOptions, parts: PeerNetworkParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Opens a connection. */
  open(effect: ConnectionEffect & { readonly do: 'open' }): void {
    const { connection, kind, address, usesV2, timeoutMs } = effect;
    this.#parts.table.willOpen({
      connection,
      kind,
      address,
      transport: this.#transport({ isInitiator: true, usesV2 }),
    });
    this.#parts.outbox.push({ do: 'connect', connection, address, timeoutMs });
  }

  /** Takes a connection in that somebody has opened to us. */
  accept(connection: PeerId, address: NetAddress, moment: HandshakeMoment): PeerSession {
    const transport = this.#transport({ isInitiator: false, usesV2: this.#options.usesV2 });
    const session = this.#parts.table.open({ connection, kind: 'inbound', address, transport }, moment.nowMs);
    this.#begin(session, moment);
    return session;
  }

  /** A connection of ours is open. */
  opened(connection: PeerId, moment: HandshakeMoment): PeerSession | undefined {
    const opening = this.#parts.table.takeOpening(connection);
    if (opening === undefined) return undefined;
    const session = this.#parts.table.open(opening, moment.nowMs);
    this.#begin(session, moment);
    return session;
  }

  /** Takes bytes of a peer: the messages in them are put into its inbox. @returns Why the connection can't go on, if so. */
  hear(session: PeerSession, bytes: Uint8Array, nowMs: number): PeerFailure | undefined {
    session.keepalive.received(nowMs);
    session.traffic.addReceivedBytes(bytes.length);
    const { messages, send, failure } = session.transport.receive(bytes);
    this.#parts.outbox.write(session, send, nowMs);
    for (const message of messages) session.inbox.push(message);
    // Bytes of another network, or of no node at all: nobody means harm by connecting to the wrong port.
    return failure === undefined ? undefined : { reason: failure.code, isMisbehaviour: false };
  }

  /** Reads a message of a peer; the handshake's are dealt with here. */
  read(session: PeerSession, { command, payload, wholeBytes }: InboxMessage, moment: HandshakeMoment): Heard {
    const message = decodeMessage(command, payload);
    if ('code' in message) {
      const isDropped = this.#options.dropsMalformed || message.code === 'invalid-compact-block';
      return isDropped ? { failure: { reason: `malformed-${command}`, isMisbehaviour: true } } : NOTHING;
    }
    if (wholeBytes !== undefined) session.received(message.type, wholeBytes);
    const step = session.handshake.receive(message, moment);
    if (step === undefined) return { message };
    const failure = this.#take(session, step, moment.nowMs);
    if (failure !== undefined) return { failure: { reason: failure, isMisbehaviour: false } };
    return step.isReady === true ? { isReady: true } : NOTHING;
  }

  /** Sends a message, if the peer is still there. */
  send(peer: PeerId, message: Message, nowMs: number): void {
    const session = this.#parts.table.get(peer);
    if (session !== undefined) this.#parts.outbox.send(session, message, nowMs);
  }

  /** What one step of a handshake asks for. @returns Why it fails, if it does. */
  #take(session: PeerSession, step: HandshakeStep, nowMs: number): string | undefined {
    for (const message of step.send) this.#parts.outbox.send(session, message, nowMs);
    if (step.isReady === true) session.keepalive.ready(session.version);
    return step.failure;
  }

  #begin(session: PeerSession, moment: HandshakeMoment): void {
    const { outbox } = this.#parts;
    outbox.write(session, session.transport.start(), moment.nowMs);
    for (const message of session.handshake.begin(moment)) outbox.send(session, message, moment.nowMs);
  }

  #transport(wanted: { readonly isInitiator: boolean; readonly usesV2: boolean }): Transport {
    const { magic } = this.#options;
    const { isInitiator, usesV2 } = wanted;
    if (!usesV2) return new V1Transport({ magic });
    return new V2Transport({ magic, isInitiator }, { random: this.#parts.random });
  }
}
