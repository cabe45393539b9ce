import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { assert } from '../../src/bytes/assert.ts';
import { decodeMessage } from '../../src/wire/message-decoder.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message } from '../../src/wire/message.ts';
import type { NetAddress } from '../../src/wire/net-address.ts';
import { PROTOCOL_VERSION } from '../../src/wire/protocol-version.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';
import { until } from './until.ts';

const NOBODY: NetAddress = { network: 'ipv6', bytes: new Uint8Array(16), port: 0 };

/** A client that greets, answers pings, and for the rest says what a test has it say: the same to us and to bitcoind. */
export class WireClient {
  /** All that came, the greeting included. */
  readonly heard: Message[] = [];
  readonly #socket: Socket;
  readonly #transport: V1Transport;
  #isClosed = false;

  private constructor(socket: Socket, magic: Uint8Array) {
    this.#socket = socket;
    this.#transport = new V1Transport({ magic });
    socket.on('data', (bytes) => this.#hear(bytes));
    socket.on('error', () => {});
    socket.once('close', () => (this.#isClosed = true));
  }

  /** Connects to a node of the loopback, and greets it. */
  static async open(port: number, magic: Uint8Array): Promise<WireClient> {
    const socket = connect({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const client = new WireClient(socket, magic);
    client.send({
      type: 'version',
      version: PROTOCOL_VERSION,
      services: 0n,
      timeSec: BigInt(Math.floor(Date.now() / 1000)),
      receiver: NOBODY,
      receiverServices: 0n,
      sender: NOBODY,
      senderServices: 0n,
      nonce: BigInt(Math.floor(Math.random() * 2 ** 48)),
      userAgent: '/client:1/',
      startHeight: 0,
      relay: false,
    });
    await client.until('it has greeted', () => client.heard.some(({ type }) => type === 'verack'));
    client.send({ type: 'verack' });
    return client;
  }

  /** Whether the node has ended the connection. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(message: Message): void {
    const { command, payload } = encodeMessage(message);
    this.#socket.write(this.#transport.write(command, payload));
  }

  /** Asks something. @returns The answers: so many messages of a type. */
  async ask<T extends Message['type']>(
    question: Message,
    answer: T,
    count = 1,
  ): Promise<Extract<Message, { readonly type: T }>[]> {
    const isAnswer = (message: Message): message is Extract<Message, { readonly type: T }> => message.type === answer;
    const before = this.heard.filter(isAnswer).length;
    this.send(question);
    await this.until(`${count} ${answer}`, () => this.heard.filter(isAnswer).length >= before + count);
    return this.heard.filter(isAnswer).slice(before);
  }

  until(what: string, isSo: () => boolean): Promise<void> {
    return until(what, isSo, 20_000);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  #hear(bytes: Uint8Array): void {
    for (const { command, payload } of this.#transport.receive(bytes).messages) {
      const message = decodeMessage(command, payload);
      assert(!('code' in message), 'nodes send what can be read');
      this.heard.push(message);
      if (message.type === 'ping') this.send({ type: 'pong', nonce: message.nonce });
    }
  }
}
