import type { ReceivedMessage, Transport, TransportFailure } from '../src/wire/transport.ts';

/** How many bytes come at once. Called for each slice. */
export type Slicing = () => number;

/** One of two sides, and what is under way to it. */
export class Side {
  readonly transport: Transport;
  readonly received: ReceivedMessage[] = [];
  failure: TransportFailure | undefined;
  #underWay = new Uint8Array(0);

  constructor(transport: Transport) {
    this.transport = transport;
  }

  send(bytes: Uint8Array): void {
    this.#underWay = Uint8Array.from(Buffer.concat([this.#underWay, bytes]));
  }

  /** Lets a slice arrive. @returns What the side sends back, or `undefined` when nothing was under way. */
  arrive(count: number): Uint8Array | undefined {
    if (this.#underWay.length === 0) return undefined;
    const slice = this.#underWay.slice(0, Math.max(1, count));
    this.#underWay = this.#underWay.slice(slice.length);
    const { messages, send, failure } = this.transport.receive(slice);
    this.received.push(...messages);
    this.failure ??= failure;
    return send;
  }
}

/** Two transports with a connection between them: all bytes arrive, in order, in slices. */
export class TransportPair {
  readonly a: Side;
  readonly b: Side;
  readonly #slicing: Slicing;

  constructor(a: Transport, b: Transport, slicing: Slicing = () => Number.MAX_SAFE_INTEGER) {
    this.a = new Side(a);
    this.b = new Side(b);
    this.#slicing = slicing;
  }

  /** Lets both sides say what they begin with, and each answer what the other says, until nobody says anything. */
  shakeHands(): void {
    this.b.send(this.a.transport.start());
    this.a.send(this.b.transport.start());
    this.#settle();
  }

  /** Takes bytes that one side sends to the other one, and what comes back for them, until nobody says anything. */
  carry(from: 'a' | 'b', bytes: Uint8Array): void {
    this[from === 'a' ? 'b' : 'a'].send(bytes);
    this.#settle();
  }

  #settle(): void {
    for (;;) {
      const fromB = this.b.arrive(this.#slicing());
      if (fromB !== undefined) this.a.send(fromB);
      const fromA = this.a.arrive(this.#slicing());
      if (fromA !== undefined) this.b.send(fromA);
      if (fromA === undefined && fromB === undefined) return;
    }
  }
}
