import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { networkParams } from '../../src/consensus/params.ts';
import { SystemRandom } from '../../src/platform/random.ts';
import { decodeMessage } from '../../src/wire/message-decoder.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message } from '../../src/wire/message.ts';
import { SERVICE_FLAGS } from '../../src/wire/services.ts';
import type { Transport } from '../../src/wire/transport.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';
import { V2Transport } from '../../src/wire/v2-transport.ts';

const { magic } = networkParams('regtest');
const NOBODY = { network: 'ipv4', bytes: new Uint8Array(4), port: 0 } as const;

/** How a `SocketPeer` connects. */
export interface SocketPeerOptions {
  readonly port: number;
  readonly usesV2?: boolean;
  /** Whether it greets and answers pings; yes unless told. */
  readonly behaves?: boolean;
  readonly onMessage?: (message: Message) => void;
}

/** A peer over a socket that does what it is told; it greets, and answers pings, unless told otherwise. */
export class SocketPeer {
  readonly socket: Socket;
  readonly openedAtMs: number = performance.now();
  closedAtMs: number | undefined;
  isReady = false;
  readonly #transport: Transport;
  readonly #options: SocketPeerOptions;

  constructor(options: SocketPeerOptions) {
    this.#options = options;
    this.#transport =
      options.usesV2 === true
        ? new V2Transport({ magic, isInitiator: true }, { random: new SystemRandom() })
        : new V1Transport({ magic });
    this.socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.closedAtMs = performance.now()));
    this.socket.on('data', (bytes) => this.#hear(new Uint8Array(bytes)));
    this.socket.once('connect', () => {
      this.sendBytes(this.#transport.start());
      if (options.behaves !== false) this.sendVersion();
    });
  }

  get isClosed(): boolean {
    return this.closedAtMs !== undefined;
  }

  /** Resolves once both have greeted, or the connection is closed. */
  async ready(): Promise<void> {
    while (!this.isReady && !this.isClosed) await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')]);
  }

  sendBytes(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.socket.writable) this.socket.write(bytes);
  }

  sendPayload(command: string, payload: Uint8Array): void {
    this.sendBytes(this.#transport.write(command, payload));
  }

  send(message: Message): void {
    const { command, payload } = encodeMessage(message);
    this.sendPayload(command, payload);
  }

  sendVersion(): void {
    this.send({
      type: 'version',
      version: 70_016,
      services: SERVICE_FLAGS.network | SERVICE_FLAGS.witness,
      timeSec: BigInt(Math.floor(Date.now() / 1000)),
      receiver: NOBODY,
      receiverServices: 0n,
      sender: NOBODY,
      senderServices: 0n,
      nonce: 77n,
      userAgent: '/socket-peer:1/',
      startHeight: 0,
      relay: true,
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #hear(bytes: Uint8Array): void {
    const { messages, send } = this.#transport.receive(bytes);
    this.sendBytes(send);
    for (const { command, payload } of messages) {
      const message = decodeMessage(command, payload);
      if ('code' in message) continue;
      if (this.#options.behaves !== false) this.#answer(message);
      this.#options.onMessage?.(message);
    }
  }

  #answer(message: Message): void {
    if (message.type === 'ping') this.send({ type: 'pong', nonce: message.nonce });
    if (message.type === 'version') {
      this.send({ type: 'wtxidrelay' });
      this.send({ type: 'verack' });
    }
    if (message.type === 'verack') this.isReady = true;
  }
}
