import { assert } from '../bytes/assert.ts';
import { ELLSWIFT_BYTES, ellswiftCreate, ellswiftSharedSecret } from '../crypto/ellswift.ts';
import type { EllswiftKeyPair } from '../crypto/ellswift.ts';
import type { Random } from '../ports/random.ts';
import { Bip324Cipher, GARBAGE_TERMINATOR_BYTES, LENGTH_BYTES, PACKET_OVERHEAD_BYTES } from './bip324-cipher.ts';
import { IncomingBytes } from './incoming-bytes.ts';
import { MAX_PROTOCOL_MESSAGE_LENGTH } from './message-limits.ts';
import { NOTHING } from './transport.ts';
import type { DroppedMessage, ReceivedMessage, Transport, TransportFailure, TransportResult } from './transport.ts';
import { MAGIC_BYTES, V1Transport } from './v1-transport.ts';
import { LONG_TYPE_BYTES, readMessageType, writeMessageType } from './v2-message-type.ts';

/** Most garbage that may be sent behind a key (BIP324). */
export const MAX_GARBAGE_BYTES = 4095;

/** Most contents of a packet: a name that is written out, and the longest payload. */
const MAX_CONTENTS_BYTES = LONG_TYPE_BYTES + MAX_PROTOCOL_MESSAGE_LENGTH;

/** How a v1 connection's first message goes on behind the magic: its name. */
const V1_VERSION_COMMAND = Uint8Array.from('version\0\0\0\0\0', (character) => character.charCodeAt(0));

/** What tells a v1 peer: its magic and the name of its first message. */
const V1_PREFIX_BYTES = MAGIC_BYTES + V1_VERSION_COMMAND.length;

/** Messages that may wait for the handshake: before it, a node says its version and no more. */
const MAX_WAITING_MESSAGES = 16;

/** What is awaited. Source: Bitcoin Core's `V2Transport::RecvState`. */
type ReceiveState =
  /** A responder's: the start of a v1 message, or of a key. */
  | 'maybe-v1'
  | 'key'
  /** Garbage, up to and with its terminator. */
  | 'garbage'
  /** The packet in which later versions of the transport may say something. */
  | 'version'
  | 'messages'
  /** It is a v1 connection. */
  | 'v1';

/** What a call of `receive` gathers. */
interface Outcome {
  readonly messages: ReceivedMessage[];
  readonly dropped: DroppedMessage[];
  readonly send: Uint8Array[];
}

/**
 * The encrypted transport (BIP324). The side that began the connection sends its key at once; the other one sees by the
 * first bytes whether it has a v1 peer, and then goes on as `V1Transport`. It makes its key only when it needs one.
 *
 * Source: BIP324, Bitcoin Core's `V2Transport`.
 */
export class V2Transport implements Transport {
  readonly #magic: Uint8Array;
  readonly #isInitiator: boolean;
  readonly #random: Random;
  #state: ReceiveState;
  #failure: TransportFailure | undefined;
  #v1: V1Transport | undefined;
  #keyPair: EllswiftKeyPair | undefined;
  /** What we sent behind our key. */
  #garbage = NOTHING;
  #cipher: Bip324Cipher | undefined;
  #waiting: { readonly command: string; readonly payload: Uint8Array }[] = [];
  /** The start of a connection: their key, then their garbage with its terminator. */
  #opening = new Uint8Array(MAX_GARBAGE_BYTES + GARBAGE_TERMINATOR_BYTES);
  #openingFilled = 0;
  /** Their garbage, which their first packet authenticates. */
  #aad = NOTHING;
  readonly #length = new Uint8Array(LENGTH_BYTES);
  #lengthFilled = 0;
  readonly #packet = new IncomingBytes();

  /**
   * @param options.magic The four bytes of the network.
   * @param options.isInitiator Whether we began the connection.
   * @param modules.random Where the key and the garbage come from.
   */
  constructor(
    options: { readonly magic: Uint8Array; readonly isInitiator: boolean },
    modules: { readonly random: Random },
  ) {
    assert(options.magic.length === MAGIC_BYTES, 'a magic has four bytes');
    this.#magic = options.magic;
    this.#isInitiator = options.isInitiator;
    this.#random = modules.random;
    this.#state = options.isInitiator ? 'key' : 'maybe-v1';
  }

  get kind(): 'detecting' | 'v1' | 'v2' {
    if (this.#state === 'maybe-v1') return 'detecting';
    return this.#state === 'v1' ? 'v1' : 'v2';
  }

  get sessionId(): Uint8Array | undefined {
    return this.#cipher?.sessionId;
  }

  get shouldReconnectV1(): boolean {
    return this.#isInitiator && this.#state === 'key' && this.#keyPair !== undefined && this.#openingFilled === 0;
  }

  start(): Uint8Array {
    return this.#isInitiator ? this.#beginHandshake() : NOTHING;
  }

  receive(bytes: Uint8Array): TransportResult {
    if (this.#v1 !== undefined) return this.#v1.receive(bytes);
    const outcome: Outcome = { messages: [], dropped: [], send: [] };
    let at = 0;
    while (at < bytes.length && this.#failure === undefined && this.#v1 === undefined) {
      at = this.#step(bytes, at, outcome);
    }
    if (this.#v1 !== undefined) return this.#goOnAsV1(this.#v1, bytes.subarray(at));
    const { messages, dropped, send } = outcome;
    return { messages, dropped, send: joined(send), ...(this.#failure !== undefined && { failure: this.#failure }) };
  }

  write(command: string, payload: Uint8Array): Uint8Array {
    assert(payload.length <= MAX_PROTOCOL_MESSAGE_LENGTH, 'a payload is as long as peers accept');
    if (this.#v1 !== undefined) return this.#v1.write(command, payload);
    if (this.#cipher !== undefined) return this.#cipher.encrypt([writeMessageType(command), payload]);
    assert(this.#waiting.length < MAX_WAITING_MESSAGES, 'few messages are written before the handshake');
    this.#waiting.push({ command, payload });
    return NOTHING;
  }

  /** Takes what the present state asks for. @returns The offset after it: greater than `at`. */
  #step(bytes: Uint8Array, at: number, outcome: Outcome): number {
    switch (this.#state) {
      case 'maybe-v1':
        return this.#takeMaybeV1(bytes, at, outcome);
      case 'key':
        return this.#takeKey(bytes, at, outcome);
      case 'garbage':
        return this.#takeGarbage(bytes, at);
      case 'version':
      case 'messages':
        return this.#takePacket(bytes, at, outcome);
      case 'v1':
        assert(false, 'a v1 connection has left this loop');
    }
  }

  /** Returns our key and garbage. */
  #beginHandshake(): Uint8Array {
    this.#keyPair = ellswiftCreate(this.#random);
    this.#garbage = this.#random.bytes(this.#random.below(MAX_GARBAGE_BYTES + 1));
    return joined([this.#keyPair.publicKey, this.#garbage]);
  }

  /** The first byte that is not as in a v1 connection tells that it is none; the bytes before it begin a key. */
  #takeMaybeV1(bytes: Uint8Array, at: number, outcome: Outcome): number {
    const end = this.#takeOpening(bytes, at, V1_PREFIX_BYTES);
    for (let i = 0; i < this.#openingFilled; i++) {
      const expected = i < MAGIC_BYTES ? this.#magic[i] : V1_VERSION_COMMAND[i - MAGIC_BYTES];
      if (this.#opening[i] === expected) continue;
      this.#state = 'key';
      outcome.send.push(this.#beginHandshake());
      this.#checkOtherNetwork();
      return end;
    }
    if (this.#openingFilled < V1_PREFIX_BYTES) return end;
    this.#state = 'v1';
    this.#v1 = new V1Transport({ magic: this.#magic });
    return end;
  }

  /** A responder's peer that sends another magic, and then what only v1 peers send, is one of another network. */
  #checkOtherNetwork(): void {
    if (this.#isInitiator || this.#openingFilled < V1_PREFIX_BYTES) return;
    if (V1_VERSION_COMMAND.every((byte, i) => this.#opening[MAGIC_BYTES + i] === byte)) {
      this.#failure = { code: 'v1-peer-of-another-network' };
    }
  }

  #takeKey(bytes: Uint8Array, at: number, outcome: Outcome): number {
    const end = this.#takeOpening(bytes, at, ELLSWIFT_BYTES);
    this.#checkOtherNetwork();
    if (this.#failure !== undefined || this.#openingFilled < ELLSWIFT_BYTES) return end;
    const keyPair = this.#keyPair;
    assert(keyPair !== undefined, 'a handshake that was begun has a key');
    const isInitiator = this.#isInitiator;
    const sharedSecret = ellswiftSharedSecret(keyPair, this.#opening.subarray(0, ELLSWIFT_BYTES), { isInitiator });
    const cipher = new Bip324Cipher({ sharedSecret, magic: this.#magic, isInitiator });
    this.#cipher = cipher;
    this.#state = 'garbage';
    this.#openingFilled = 0;
    // Our terminator, then our version packet, empty as yet, which authenticates our garbage.
    outcome.send.push(cipher.sendGarbageTerminator, cipher.encrypt([], { aad: this.#garbage }));
    for (const { command, payload } of this.#waiting) outcome.send.push(this.write(command, payload));
    this.#waiting = [];
    this.#garbage = NOTHING;
    return end;
  }

  #takeGarbage(bytes: Uint8Array, at: number): number {
    const before = this.#openingFilled;
    const end = this.#takeOpening(bytes, at, this.#opening.length);
    const terminator = this.#cipher!.receiveGarbageTerminator;
    const first = Math.max(0, before - GARBAGE_TERMINATOR_BYTES + 1);
    for (let start = first; start + GARBAGE_TERMINATOR_BYTES <= this.#openingFilled; start++) {
      if (!terminator.every((byte, i) => this.#opening[start + i] === byte)) continue;
      this.#aad = this.#opening.slice(0, start);
      this.#opening = new Uint8Array(0);
      this.#state = 'version';
      // What came behind the terminator was taken too early.
      return at + start + GARBAGE_TERMINATOR_BYTES - before;
    }
    if (this.#openingFilled === this.#opening.length) this.#failure = { code: 'missing-garbage-terminator' };
    return end;
  }

  #takePacket(bytes: Uint8Array, at: number, outcome: Outcome): number {
    let next = at;
    if (this.#lengthFilled < LENGTH_BYTES) {
      while (next < bytes.length && this.#lengthFilled < LENGTH_BYTES)
        this.#length[this.#lengthFilled++] = bytes[next++]!;
      if (this.#lengthFilled < LENGTH_BYTES) return next;
      const contentsBytes = this.#cipher!.decryptLength(this.#length);
      if (contentsBytes > MAX_CONTENTS_BYTES) this.#failure = { code: 'message-too-large' };
      else this.#packet.begin(contentsBytes + PACKET_OVERHEAD_BYTES);
      return next;
    }
    next = this.#packet.take(bytes, next);
    if (this.#packet.isComplete) this.#finishPacket(outcome);
    return next;
  }

  #finishPacket(outcome: Outcome): void {
    const sealed = this.#packet.finish();
    this.#lengthFilled = 0;
    const packet = this.#cipher!.decrypt(sealed, this.#aad);
    if (packet === undefined) {
      this.#failure = { code: 'packet-authentication-failed' };
      return;
    }
    this.#aad = NOTHING;
    if (packet.isDecoy) return;
    if (this.#state === 'version') {
      this.#state = 'messages';
      return;
    }
    const sizeBytes = LENGTH_BYTES + sealed.length;
    const type = readMessageType(packet.contents);
    if (type === undefined) outcome.dropped.push({ code: 'bad-message-type', sizeBytes });
    else {
      const payload = packet.contents.subarray(type.payloadAt);
      outcome.messages.push({ command: type.command, payload, sizeBytes });
    }
  }

  /** Adds to the opening up to `limit` bytes in all. @returns The offset after what was taken. */
  #takeOpening(bytes: Uint8Array, at: number, limit: number): number {
    const end = Math.min(bytes.length, at + limit - this.#openingFilled);
    this.#opening.set(bytes.subarray(at, end), this.#openingFilled);
    this.#openingFilled += end - at;
    return end;
  }

  #goOnAsV1(v1: V1Transport, rest: Uint8Array): TransportResult {
    const opening = this.#opening.subarray(0, this.#openingFilled);
    const result = v1.receive(joined([opening, rest]));
    const waiting = this.#waiting.map(({ command, payload }) => v1.write(command, payload));
    this.#opening = new Uint8Array(0);
    this.#waiting = [];
    return { ...result, send: joined(waiting) };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first === undefined) return NOTHING;
  if (parts.length === 1) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
