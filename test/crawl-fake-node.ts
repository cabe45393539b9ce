import { networkParams } from '../src/consensus/params.ts';
import { Handshake } from '../src/net/session/handshake.ts';
import type { HandshakeMoment } from '../src/net/session/handshake.ts';
import type { Random } from '../src/ports/random.ts';
import { decodeMessage } from '../src/wire/message-decoder.ts';
import { encodeMessage } from '../src/wire/message-encoder.ts';
import type { Message } from '../src/wire/message.ts';
import type { GossipedAddress, NetAddress } from '../src/wire/net-address.ts';
import { SERVICE_FLAGS } from '../src/wire/services.ts';
import { V1Transport } from '../src/wire/v1-transport.ts';
import { V2Transport } from '../src/wire/v2-transport.ts';
import type { Transport } from '../src/wire/transport.ts';

/** How a node of a fake network treats who visits it. */
export type Manner =
  /** Answers as nodes do. */
  | 'good'
  /** Takes the connection and says nothing. */
  | 'silent'
  /** Greets, and never says that it has understood. */
  | 'no-verack'
  /** Greets, and never answers the question for addresses. */
  | 'no-answer'
  /** Sends addresses one by one without end. */
  | 'endless'
  /** Sends what is no message. */
  | 'garbage'
  /** Sends pings without end. */
  | 'flood';

const MAGIC = networkParams('regtest').magic;

/** One connection of a visitor to a node of a fake network. */
export class FakeNode {
  readonly #manner: Manner;
  readonly #addresses: readonly GossipedAddress[];
  readonly #transport: Transport;
  readonly #handshake: Handshake;
  /** Questions for addresses that the visitor has put. */
  asked = 0;
  /** Pongs that came for its pings. */
  pongs = 0;
  /** What the visitor called itself. */
  userAgent: string | undefined;
  wantsTransactions: boolean | undefined;

  constructor(
    manner: Manner,
    parts: { readonly addresses: readonly GossipedAddress[]; readonly random: Random; readonly takesV2?: boolean },
  ) {
    const { addresses, random, takesV2 = true } = parts;
    this.#manner = manner;
    this.#addresses = addresses;
    this.#transport = takesV2
      ? new V2Transport({ magic: MAGIC, isInitiator: false }, { random })
      : new V1Transport({ magic: MAGIC });
    const address: NetAddress = { network: 'ipv4', bytes: Uint8Array.of(99, 0, 0, 1), port: 1 };
    const services = SERVICE_FLAGS.network | SERVICE_FLAGS.witness;
    const local = { services, userAgent: '/Fake:1/', wantsTransactions: true };
    this.#handshake = new Handshake({ kind: 'inbound', address, local, nonce: 5n });
  }

  /** Takes bytes of the visitor. @returns What it says to them; `closes` when it hangs up. */
  receive(bytes: Uint8Array): { readonly send: Uint8Array[]; readonly closes: boolean } {
    if (this.#manner === 'silent') return { send: [], closes: false };
    if (this.#manner === 'garbage') return { send: [new Uint8Array(500).fill(0x55)], closes: false };
    const { messages, send, failure } = this.#transport.receive(bytes);
    const out = [send];
    for (const { command, payload } of messages) {
      const message = decodeMessage(command, payload);
      if ('code' in message) return { send: out, closes: true };
      out.push(...this.#answer(message).map((reply) => this.#write(reply)));
    }
    return { send: out, closes: failure !== undefined };
  }

  /** What it sends by itself, again and again: for those that flood. */
  more(): Uint8Array | undefined {
    if (!this.#handshake.isReady) return undefined;
    if (this.#manner === 'flood') return this.#write({ type: 'ping', nonce: 1n });
    if (this.#manner !== 'endless') return undefined;
    return this.#write({ type: 'addrv2', addresses: this.#addresses.slice(0, 1) });
  }

  #answer(message: Message): Message[] {
    if (message.type === 'version') {
      this.userAgent = message.userAgent;
      this.wantsTransactions = message.relay;
    }
    const step = this.#handshake.receive(message, MOMENT);
    if (step !== undefined) {
      const send = step.send.filter(({ type }) => this.#manner !== 'no-verack' || type !== 'verack');
      return step.isReady === true ? [...send, { type: 'ping', nonce: 7n }] : send;
    }
    if (message.type === 'pong') this.pongs++;
    if (message.type !== 'getaddr') return [];
    this.asked++;
    if (this.#manner === 'no-answer' || this.#manner === 'endless') return [];
    return [{ type: this.#handshake.usesAddrV2 ? 'addrv2' : 'addr', addresses: this.#addresses }];
  }

  #write(message: Message): Uint8Array {
    const { command, payload } = encodeMessage(message);
    return this.#transport.write(command, payload);
  }
}

const MOMENT: HandshakeMoment = {
  nowMs: 1_700_000_000_000,
  tipHeight: 0,
  isOwnNonce: () => false,
  desirableServices: () => 0n,
};

/** An address of IPv4 as peers tell it. */
export function gossiped(
  bytes: readonly [number, number, number, number],
  options: { readonly port?: number; readonly timeSec: number; readonly services?: bigint },
): GossipedAddress {
  const { port = 8333, timeSec, services = 9n } = options;
  return { address: { network: 'ipv4', bytes: Uint8Array.from(bytes), port }, services, timeSec };
}
