import type { MessageType } from '../../wire/message.ts';

/** Messages of one name that went one way. */
export interface MessageTraffic {
  readonly count: number;
  readonly sizeBytes: number;
}

/** What went over a connection, by message and in all. Names that this node does not know are counted together. */
export class Traffic {
  readonly #sent = new Map<MessageType, { count: number; sizeBytes: number }>();
  readonly #received = new Map<MessageType, { count: number; sizeBytes: number }>();
  #sentBytes = 0;
  #receivedBytes = 0;

  /** Bytes in all, frames and handshakes of the transport included. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get sent(): ReadonlyMap<MessageType, MessageTraffic> {
    return this.#sent;
  }

  get received(): ReadonlyMap<MessageType, MessageTraffic> {
    return this.#received;
  }

  /** Counts bytes on the wire. */
  addSentBytes(sizeBytes: number): void {
    this.#sentBytes += sizeBytes;
  }

  addReceivedBytes(sizeBytes: number): void {
    this.#receivedBytes += sizeBytes;
  }

  /** Counts a message by its name. @param sizeBytes Of its payload. */
  countSent(type: MessageType, sizeBytes: number): void {
    count(this.#sent, type, { count: 1, sizeBytes });
  }

  countReceived(type: MessageType, sizeBytes: number): void {
    count(this.#received, type, { count: 1, sizeBytes });
  }

  /** Adds all that went over another connection. */
  addAll(other: Traffic): void {
    this.#sentBytes += other.#sentBytes;
    this.#receivedBytes += other.#receivedBytes;
    for (const [type, traffic] of other.#sent) count(this.#sent, type, traffic);
    for (const [type, traffic] of other.#received) count(this.#received, type, traffic);
  }
}

function count(
  counts: Map<MessageType, { count: number; sizeBytes: number }>,
  type: MessageType,
  more: MessageTraffic,
): void {
  const found = counts.get(type);
  if (found === undefined) {
    counts.set(type, { ...more });
    return;
  }
  found.count += more.count;
  found.sizeBytes += more.sizeBytes;
}
