import type { PeerId } from '../net/peer.ts';
import type { PeerSession } from '../net/session/peer-session.ts';
import type { Message } from '../wire/message.ts';
import { encodeMessage } from '../wire/message-encoder.ts';
import type { NodeEffect } from './node-effect.ts';
import type { NodeEvent } from './node-event.ts';

/**
 * A message up to this length is joined with one before it to the same peer: a thousand pongs are one piece of memory, and not a
 * thousand, each of which takes up ten times what it says. No message that brings or names a block or a transaction is so short.
 */
const SHORT_BYTES = 48;

/** Length of what is joined, at the most. */
const MAX_JOINED_BYTES = 16 * 1024;

/** Gathers what a node wants done while it deals with one input. */
export class Outbox {
  #effects: NodeEffect[] = [];
  /** Short messages to one peer, after all effects so far. */
  #short: { readonly connection: PeerId; readonly pieces: Uint8Array[]; sizeBytes: number } | undefined;

  /** Takes all that was gathered. */
  take(): readonly NodeEffect[] {
    this.#join();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  push(effect: NodeEffect): void {
    this.#join();
    this.#effects.push(effect);
  }

  tell(event: NodeEvent): void {
    this.push({ do: 'tell', event });
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
    if (bytes.length > SHORT_BYTES) this.push({ do: 'write', connection: session.id, bytes });
    else this.#addShort(session.id, bytes);
  }

  close(connection: PeerId, options: { readonly afterSending: boolean }): void {
    this.push({ do: 'close', connection, ...options });
  }

  #addShort(connection: PeerId, bytes: Uint8Array): void {
    const short = this.#short;
    if (short?.connection !== connection || short.sizeBytes + bytes.length > MAX_JOINED_BYTES) {
      this.#join();
      this.#short = { connection, pieces: [bytes], sizeBytes: bytes.length };
      return;
    }
    short.pieces.push(bytes);
    short.sizeBytes += bytes.length;
  }

  #join(): void {
    const short = this.#short;
    if (short === undefined) return;
    this.#short = undefined;
    const { connection, pieces, sizeBytes } = short;
    const bytes = pieces.length === 1 ? pieces[0]! : new Uint8Array(sizeBytes);
    if (pieces.length > 1) {
      let at = 0;
      for (const piece of pieces) {
        bytes.set(piece, at);
        at += piece.length;
      }
    }
    this.#effects.push({ do: 'write', connection, bytes });
  }
}
