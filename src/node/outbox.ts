import type { PeerId } from '../net/peer.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { Message } from '../wire/message.ts';
import { encodeMessage } from '../wire/message-encoder.ts';
import type { NodeEffect } from './node-effect.ts';
import type { NodeEvent } from './node-event.ts';

/** Gathers what a node wants done while it deals with one input. */
export class Outbox {
  #effects: NodeEffect[] = [];

  /** Takes all that was gathered. */
  take(): readonly NodeEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  push(effect: NodeEffect): void {
    this.#effects.push(effect);
  }

  tell(event: NodeEvent): void {
    this.#effects.push({ do: 'tell', event });
  }

  /** Writes a message to a peer. */
  send(session: PeerSession, message: Message, nowMs: number): void {
    const { command, payload } = encodeMessage(message);
    session.traffic.countSent(message.type, payload.length);
    this.write(session, session.transport.write(command, payload), nowMs);
  }

  /** Writes bytes that the transport has made; none is fine. */
  write(session: PeerSession, bytes: Uint8Array, nowMs: number): void {
    if (bytes.length === 0) return;
    session.wrote(bytes.length, nowMs);
    this.#effects.push({ do: 'write', connection: session.id, bytes });
  }

  close(connection: PeerId, options: { readonly afterSending: boolean }): void {
    this.#effects.push({ do: 'close', connection, ...options });
  }
}
