import type { Random } from '../../ports/random.ts';
import { decodeMessage } from '../../wire/message-decoder.ts';
import { encodeMessage } from '../../wire/message-encoder.ts';
import type { Message } from '../../wire/message.ts';
import type { GossipedAddress, NetAddress } from '../../wire/net-address.ts';
import { SERVICE_FLAGS } from '../../wire/services.ts';
import type { ReceivedMessage, Transport } from '../../wire/transport.ts';
import { V1Transport } from '../../wire/v1-transport.ts';
import { V2Transport } from '../../wire/v2-transport.ts';
import { Handshake } from '../session/handshake.ts';
import type { HandshakeMoment } from '../session/handshake.ts';
import { MAX_ADDRESSES_PER_VISIT } from './crawl-settings.ts';

/** What a visit came to. */
export type VisitResult =
  | {
      readonly outcome: 'reached';
      /** Highest version both sides speak. */
      readonly version: number;
      readonly services: bigint;
      /** As the peer wrote it: anything. */
      readonly userAgent: string;
      readonly startHeight: number;
      /** Whether it answered the question for addresses; `null`: it was not asked. */
      readonly answered: boolean | null;
      readonly addresses: readonly GossipedAddress[];
    }
  | { readonly outcome: 'failed'; readonly reason: string };

/** What comes of some bytes, or of time. */
export interface VisitStep {
  readonly send: Uint8Array;
  /** The visit is over: the connection is to be closed, after what is to be sent. */
  readonly result?: VisitResult;
}

/** What a visit is made from. */
export interface VisitOptions {
  readonly address: NetAddress;
  readonly magic: Uint8Array;
  readonly userAgent: string;
  /** Whether it is said to speak the encrypted transport. */
  readonly usesV2: boolean;
  /** Whether it is asked for addresses. */
  readonly asks: boolean;
  readonly nowMs: number;
}

/** A handshake takes a few seconds, over Tor a little more. */
const HANDSHAKE_MS = 20_000;

/** Bitcoin Core sends addresses at random times, on average 30 seconds apart. */
const ANSWER_MS = 60_000;

/** An answer has more addresses than a node tells of itself when it is greeted. */
const LEAST_ANSWER = 10;

/** What one peer may send us. A thousand addresses of 40 bytes are 40 kB. */
const MAX_RECEIVED_BYTES = 1_000_000;
const MAX_MESSAGES = 200;

const NO_BYTES = new Uint8Array(0);

/**
 * One visit to one node: greets it, asks it for addresses once at most, and leaves. It wants no transactions and no blocks, and
 * answers pings. All that the peer may send is bounded, in bytes, messages, addresses and time.
 */
export class Visit {
  readonly #options: VisitOptions;
  readonly #transport: Transport;
  readonly #handshake: Handshake;
  readonly #addresses: GossipedAddress[] = [];
  #askedAtMs: number | undefined;
  #answered = false;
  #receivedBytes = 0;
  #messages = 0;
  #isOver = false;

  constructor(options: VisitOptions, { random }: { readonly random: Random }) {
    const { address, magic, userAgent, usesV2 } = options;
    this.#options = options;
    this.#transport = usesV2 ? new V2Transport({ magic, isInitiator: true }, { random }) : new V1Transport({ magic });
    // Of a peer that one has chosen oneself no services are wanted, and no transactions are asked for.
    this.#handshake = new Handshake({
      kind: 'manual',
      address,
      local: { services: SERVICE_FLAGS.none, userAgent, wantsTransactions: false },
      nonce: random.u64(),
    });
  }

  /** When `tick` is to be called at the latest. */
  get deadlineMs(): number {
    return this.#askedAtMs === undefined ? this.#options.nowMs + HANDSHAKE_MS : this.#askedAtMs + ANSWER_MS;
  }

  /** What is sent first. */
  start(): Uint8Array {
    const greeting = this.#handshake.begin(this.#moment(this.#options.nowMs));
    return joined([this.#transport.start(), ...greeting.map((message) => this.#write(message))]);
  }

  /** Takes bytes of the peer. */
  receive(bytes: Uint8Array, nowMs: number): VisitStep {
    if (this.#isOver) return { send: NO_BYTES };
    this.#receivedBytes += bytes.length;
    if (this.#receivedBytes > MAX_RECEIVED_BYTES) return this.#end('too-many-bytes');
    const { messages, send, failure } = this.#transport.receive(bytes);
    const out = [send];
    for (const message of messages) {
      const step = ++this.#messages > MAX_MESSAGES ? this.#end('too-many-messages') : this.#take(message, nowMs);
      out.push(step.send);
      if (step.result !== undefined) return { send: joined(out), result: step.result };
    }
    if (failure !== undefined) return { ...this.#end(failure.code), send: joined(out) };
    return { send: joined(out) };
  }

  /** Says that time has passed. */
  tick(nowMs: number): VisitStep {
    if (this.#isOver || nowMs < this.deadlineMs) return { send: NO_BYTES };
    return this.#end(this.#handshake.theirs === undefined ? 'no-version' : 'handshake-timeout');
  }

  /** The peer has closed, or the connection broke. */
  closed(reason: string): VisitStep {
    return this.#isOver ? { send: NO_BYTES } : this.#end(reason);
  }

  #take({ command, payload }: ReceivedMessage, nowMs: number): VisitStep {
    const message = decodeMessage(command, payload);
    if ('code' in message) return this.#end(`malformed-${command}`);
    const step = this.#handshake.receive(message, this.#moment(nowMs));
    if (step !== undefined) {
      const send = joined(step.send.map((reply) => this.#write(reply)));
      if (step.failure !== undefined) return { ...this.#end(step.failure), send };
      return step.isReady === true ? this.#greeted(send, nowMs) : { send };
    }
    switch (message.type) {
      case 'ping':
        return { send: this.#write({ type: 'pong', nonce: message.nonce }) };
      case 'addr':
      case 'addrv2':
        return this.#takeAddresses(message.addresses);
      default:
        return { send: NO_BYTES };
    }
  }

  #greeted(send: Uint8Array, nowMs: number): VisitStep {
    if (!this.#options.asks) return { ...this.#end('done'), send };
    this.#askedAtMs = nowMs;
    return { send: joined([send, this.#write({ type: 'getaddr' })]) };
  }

  #takeAddresses(addresses: readonly GossipedAddress[]): VisitStep {
    // Before it is asked, a node tells of itself, which may be taken as well.
    this.#addresses.push(...addresses.slice(0, MAX_ADDRESSES_PER_VISIT - this.#addresses.length));
    if (addresses.length < LEAST_ANSWER && this.#addresses.length < MAX_ADDRESSES_PER_VISIT) return { send: NO_BYTES };
    this.#answered = true;
    return this.#askedAtMs === undefined ? { send: NO_BYTES } : this.#end('done');
  }

  /** Ends the visit. A peer that was greeted has been reached, whatever it does then. */
  #end(reason: string): VisitStep {
    this.#isOver = true;
    const theirs = this.#handshake.theirs;
    if (theirs === undefined || !this.#handshake.isReady)
      return { send: NO_BYTES, result: { outcome: 'failed', reason } };
    return {
      send: NO_BYTES,
      result: {
        outcome: 'reached',
        version: this.#handshake.commonVersion,
        services: theirs.services,
        userAgent: theirs.userAgent,
        startHeight: theirs.startHeight,
        answered: this.#askedAtMs === undefined ? null : this.#answered || this.#addresses.length > 1,
        addresses: this.#addresses,
      },
    };
  }

  #write(message: Message): Uint8Array {
    const { command, payload } = encodeMessage(message);
    return this.#transport.write(command, payload);
  }

  #moment(nowMs: number): HandshakeMoment {
    return { nowMs, tipHeight: 0, isOwnNonce: () => false, desirableServices: () => SERVICE_FLAGS.none };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const some = parts.filter(({ length }) => length > 0);
  if (some.length <= 1) return some[0] ?? NO_BYTES;
  const out = new Uint8Array(some.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of some) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
