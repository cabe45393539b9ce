import { assert } from '../../src/bytes/assert.ts';
import type { PeerId } from '../../src/net/peer.ts';
import type { DrivenNode } from '../../src/node/driven-node.ts';
import type { NodeEffect } from '../../src/node/node-effect.ts';
import type { NodeInput } from '../../src/node/node-input.ts';
import { decodeMessage } from '../../src/wire/message-decoder.ts';
import { encodeMessage } from '../../src/wire/message-encoder.ts';
import type { Message, VersionMessage } from '../../src/wire/message.ts';
import type { NetAddress } from '../../src/wire/net-address.ts';
import { SERVICE_FLAGS } from '../../src/wire/services.ts';
import { V1Transport } from '../../src/wire/v1-transport.ts';

/** What is written is cut into pieces of this size, as a socket does. */
const CHUNK_BYTES = 64 * 1024;

/** How a `ScriptedPeer` begins. */
export interface ScriptedPeerOptions {
  readonly magic: Uint8Array;
  /** Where it connects to. */
  readonly target: NetAddress;
  /** Whether it says `version` and `verack` of its own; yes unless told. */
  readonly greets?: boolean;
  /** What its version says otherwise. */
  readonly version?: Partial<VersionMessage>;
  /** Whether it answers pings; yes unless told. */
  readonly answersPings?: boolean;
}

const NOBODY: NetAddress = { network: 'ipv4', bytes: new Uint8Array(4), port: 0 };

/**
 * A peer that does what a test wants, and nothing else: it lives in a world like a node, speaks the protocol in the clear, sends
 * what it is told, and writes down what it gets.
 */
export class ScriptedPeer implements DrivenNode {
  readonly nextWakeMs: number = Infinity;
  readonly counts: Map<string, number> = new Map<string, number>();
  #options: ScriptedPeerOptions;
  #transport: V1Transport;
  #effects: NodeEffect[] = [];
  #connection: PeerId = 0;
  #state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  #isReady = false;
  #receivedBytes = 0;
  /** Small writes go out together, as they do from a socket. */
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;

  constructor(options: ScriptedPeerOptions) {
    this.#options = options;
    this.#transport = new V1Transport({ magic: options.magic });
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Whether both sides have said `verack`. */
  get isReady(): boolean {
    return this.#isReady && this.isOpen;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Begins to connect; also once more, after it was closed. */
  connect(): void {
    assert(this.#state === 'new' || this.#state === 'closed', 'one connection at a time');
    this.#state = 'opening';
    this.#isReady = false;
    this.#transport = new V1Transport({ magic: this.#options.magic });
    this.#connection++;
    const { target } = this.#options;
    this.#effects.push({ do: 'connect', connection: this.#connection, address: target, timeoutMs: 5000 });
  }

  sendBytes(bytes: Uint8Array): void {
    const connection = this.#connection;
    if (bytes.length <= CHUNK_BYTES) {
      if (this.#gatheredBytes + bytes.length > CHUNK_BYTES) this.#flush();
      this.#gathered.push(bytes);
      this.#gatheredBytes += bytes.length;
      return;
    }
    this.#flush();
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      this.#effects.push({ do: 'write', connection, bytes: bytes.slice(at, at + CHUNK_BYTES) });
    }
  }

  /** Sends any payload under any name. */
  sendPayload(command: string, payload: Uint8Array): void {
    this.sendBytes(this.#transport.write(command, payload));
  }

  send(message: Message): void {
    const { command, payload } = encodeMessage(message);
    this.sendPayload(command, payload);
  }

  sendVersion(changes: Partial<VersionMessage> = {}): void {
    this.send({
      type: 'version',
      version: 70_016,
      services: SERVICE_FLAGS.network | SERVICE_FLAGS.witness,
      timeSec: 1_700_000_000n,
      receiver: NOBODY,
      receiverServices: 0n,
      sender: NOBODY,
      senderServices: 0n,
      nonce: 0x1234_5678_9abcn,
      userAgent: '/scripted:1/',
      startHeight: 0,
      relay: true,
      ...this.#options.version,
      ...changes,
    });
  }

  stopReading(): void {
    this.#flush();
    this.#effects.push({ do: 'pause', connection: this.#connection });
  }

  goOnReading(): void {
    this.#flush();
    this.#effects.push({ do: 'resume', connection: this.#connection });
  }

  close(): void {
    this.#flush();
    this.#effects.push({ do: 'close', connection: this.#connection, afterSending: false });
    this.#state = 'closed';
  }

  /** Takes what it wants done: for `World.act`. */
  take(): readonly NodeEffect[] {
    this.#flush();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  nextConnectionId(): PeerId {
    throw new Error('nobody connects to a scripted peer');
  }

  receive(input: NodeInput): readonly NodeEffect[] {
    if (input.type === 'outbound') {
      this.#state = 'open';
      if (this.#options.greets !== false) this.sendVersion();
    } else if (input.type === 'closed' || input.type === 'unreachable') this.#state = 'closed';
    else if (input.type === 'data') this.#hear(input.bytes);
    return this.take();
  }

  #flush(): void {
    if (this.#gatheredBytes === 0) return;
    const bytes = new Uint8Array(this.#gatheredBytes);
    let at = 0;
    for (const each of this.#gathered) {
      bytes.set(each, at);
      at += each.length;
    }
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#effects.push({ do: 'write', connection: this.#connection, bytes });
  }

  #hear(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    const { messages, failure } = this.#transport.receive(bytes);
    assert(failure === undefined, 'the node speaks the protocol');
    for (const { command, payload } of messages) {
      const message = decodeMessage(command, payload);
      assert(!('code' in message), 'the node sends what can be read');
      this.counts.set(command, (this.counts.get(command) ?? 0) + 1);
      this.#answer(message);
    }
  }

  #answer(message: Message): void {
    if (message.type === 'ping' && this.#options.answersPings !== false) {
      this.send({ type: 'pong', nonce: message.nonce });
    }
    if (this.#options.greets === false) return;
    if (message.type === 'version') {
      if ((this.#options.version?.version ?? 70_016) >= 70_016) this.send({ type: 'wtxidrelay' });
      this.send({ type: 'verack' });
    } else if (message.type === 'verack') this.#isReady = true;
  }
}
