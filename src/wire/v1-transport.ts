import { assert } from '../bytes/assert.ts';
import { readU32Le, writeU32Le } from '../bytes/u32-le.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { readCommand, writeCommand } from './command-text.ts';
import { IncomingBytes } from './incoming-bytes.ts';
import { COMMAND_BYTES, MAX_PROTOCOL_MESSAGE_LENGTH } from './message-limits.ts';
import { NOTHING } from './transport.ts';
import type { DroppedMessage, ReceivedMessage, Transport, TransportFailure, TransportResult } from './transport.ts';

/** Length of a network's magic. */
export const MAGIC_BYTES = 4;

/** Where the fields of a message's header start: the magic, the name, the payload's length and checksum. */
const OFFSETS = { magic: 0, command: MAGIC_BYTES, length: MAGIC_BYTES + COMMAND_BYTES, checksum: 20 } as const;

/** Length of a message's header. */
export const V1_HEADER_BYTES = 24;

/** The transport of old: messages in the clear behind a header of 24 bytes. Source: Bitcoin Core's `V1Transport`. */
export class V1Transport implements Transport {
  readonly kind = 'v1';
  readonly sessionId: undefined;
  readonly shouldReconnectV1 = false;
  readonly #magic: Uint8Array;
  readonly #header = new Uint8Array(V1_HEADER_BYTES);
  #headerFilled = 0;
  readonly #payload = new IncomingBytes();
  #failure: TransportFailure | undefined;

  /** @param options.magic The four bytes that messages of the network begin with. */
  constructor(options: { readonly magic: Uint8Array }) {
    assert(options.magic.length === MAGIC_BYTES, 'a magic has four bytes');
    this.#magic = options.magic;
  }

  start(): Uint8Array {
    return NOTHING;
  }

  receive(bytes: Uint8Array): TransportResult {
    const messages: ReceivedMessage[] = [];
    const dropped: DroppedMessage[] = [];
    for (let at = 0; at < bytes.length && this.#failure === undefined;) {
      if (this.#headerFilled < V1_HEADER_BYTES) {
        at = this.#takeHeader(bytes, at);
        if (this.#headerFilled < V1_HEADER_BYTES) break;
        this.#failure = this.#beginPayload();
        if (this.#failure !== undefined) break;
      }
      at = this.#payload.take(bytes, at);
      if (!this.#payload.isComplete) break;
      const message = this.#finishMessage();
      if ('code' in message) dropped.push(message);
      else messages.push(message);
    }
    return { messages, dropped, send: NOTHING, ...(this.#failure !== undefined && { failure: this.#failure }) };
  }

  write(command: string, payload: Uint8Array): Uint8Array {
    assert(payload.length <= MAX_PROTOCOL_MESSAGE_LENGTH, 'a payload is as long as peers accept');
    const bytes = new Uint8Array(V1_HEADER_BYTES + payload.length);
    bytes.set(this.#magic);
    writeCommand(bytes, OFFSETS.command, command);
    writeU32Le(bytes, OFFSETS.length, payload.length);
    bytes.set(sha256d(payload).subarray(0, 4), OFFSETS.checksum);
    bytes.set(payload, V1_HEADER_BYTES);
    return bytes;
  }

  /** @returns The offset after what was taken. */
  #takeHeader(bytes: Uint8Array, offset: number): number {
    const end = Math.min(bytes.length, offset + V1_HEADER_BYTES - this.#headerFilled);
    this.#header.set(bytes.subarray(offset, end), this.#headerFilled);
    this.#headerFilled += end - offset;
    return end;
  }

  #beginPayload(): TransportFailure | undefined {
    for (let i = 0; i < MAGIC_BYTES; i++) if (this.#header[i] !== this.#magic[i]) return { code: 'bad-message-start' };
    const length = readU32Le(this.#header, OFFSETS.length);
    if (length > MAX_PROTOCOL_MESSAGE_LENGTH) return { code: 'message-too-large' };
    this.#payload.begin(length);
    return undefined;
  }

  #finishMessage(): ReceivedMessage | DroppedMessage {
    const payload = this.#payload.finish();
    const sizeBytes = V1_HEADER_BYTES + payload.length;
    this.#headerFilled = 0;
    const checksum = sha256d(payload);
    for (let i = 0; i < 4; i++) {
      if (checksum[i] !== this.#header[OFFSETS.checksum + i]) return { code: 'bad-checksum', sizeBytes };
    }
    const command = readCommand(this.#header, OFFSETS.command);
    return command === undefined ? { code: 'bad-message-type', sizeBytes } : { command, payload, sizeBytes };
  }
}
