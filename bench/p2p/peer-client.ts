import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Random } from '../../src/ports/random.ts';
import { unspecifiedAddress } from '../../src/wire/address-codec.ts';
import { decodeMessage } from '../../src/wire/message-decoder.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message } from '../../src/wire/message.ts';
import { PROTOCOL_VERSION } from '../../src/wire/protocol-version.ts';
import { SERVICE_FLAGS } from '../../src/wire/services.ts';
import type { Transport } from '../../src/wire/transport.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';
import { V2Transport } from '../../src/wire/v2-transport.ts';

/** How a peer connects. */
export interface PeerClientOptions {
  readonly port: number;
  /** The network's, four bytes. */
  readonly magic: Uint8Array;
  /** Whether the connection is encrypted (BIP324). */
  readonly usesV2: boolean;
  /** Whether transactions are to be announced to it. */
  readonly relay: boolean;
}

/** What a peer works with. */
export interface PeerClientParts {
  readonly random: Random;
  /** Takes each message after the handshake; pings are answered already. */
  readonly onMessage: (message: Message, peer: PeerClient) => void;
  readonly onClose?: (peer: PeerClient) => void;
}

/** A peer that does nothing of its own accord: it shakes hands with a node on this machine, and answers pings. */
export class PeerClient {
  readonly #socket: Socket;
  readonly #transport: Transport;
  readonly #parts: PeerClientParts;
  readonly #options: PeerClientOptions;
  #isReady = false;
  #tellReady!: () => void;
  readonly #ready = new Promise<void>((resolve) => (this.#tellReady = resolve));

  private constructor(options: PeerClientOptions, parts: PeerClientParts) {
    const { magic, usesV2 } = options;
    this.#options = options;
    this.#parts = parts;
    this.#transport = usesV2
      ? new V2Transport({ magic, isInitiator: true }, { random: parts.random })
      : new V1Transport({ magic });
    this.#socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('error', () => {});
    this.#socket.on('data', (bytes) => this.#hear(bytes));
    this.#socket.on('close', () => {
      this.#tellReady();
      parts.onClose?.(this);
    });
  }

  /** Connects and shakes hands. @returns `undefined` where the node closes first. */
  static async connect(options: PeerClientOptions, parts: PeerClientParts): Promise<PeerClient | undefined> {
    const peer = new PeerClient(options, parts);
    if (
      !(await once(peer.#socket, 'connect').then(
        () => true,
        () => false,
      ))
    )
      return undefined;
    peer.#begin();
    await peer.#ready;
    return peer.#isReady ? peer : undefined;
  }

  get isOpen(): boolean {
    return this.#isReady && !this.#socket.destroyed;
  }

  send(message: Message): void {
    const { command, payload } = encodeMessage(message);
    this.sendBytes(this.#transport.write(command, payload));
  }

  /** Sends bytes that a transport of its kind has made already: of v1, whose messages do not hang on each other. */
  sendBytes(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Goes without a word. */
  destroy(): void {
    this.#socket.destroy();
  }

  #begin(): void {
    const { relay } = this.#options;
    this.#socket.write(this.#transport.start());
    this.send({
      type: 'version',
      version: PROTOCOL_VERSION,
      services: SERVICE_FLAGS.network | SERVICE_FLAGS.witness,
      timeSec: BigInt(Math.floor(Date.now() / 1000)),
      receiver: unspecifiedAddress(),
      receiverServices: 0n,
      sender: unspecifiedAddress(),
      senderServices: 0n,
      nonce: this.#parts.random.u64(),
      userAgent: '/bench/',
      startHeight: 0,
      relay,
    });
  }

  #hear(bytes: Uint8Array): void {
    const { messages, send } = this.#transport.receive(bytes);
    if (send.length > 0) this.#socket.write(send);
    for (const { command, payload } of messages) {
      const message = decodeMessage(command, payload);
      if ('code' in message) throw new Error(`a node sends what can't be read: ${command}, ${message.code}`);
      this.#take(message);
    }
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'version':
        for (const type of ['wtxidrelay', 'sendaddrv2', 'verack'] as const) this.send({ type });
        return;
      case 'verack':
        this.#isReady = true;
        this.#tellReady();
        return;
      case 'ping':
        return this.send({ type: 'pong', nonce: message.nonce });
      default:
        if (this.#isReady) this.#parts.onMessage(message, this);
    }
  }
}
