import type { ReceivedMessage } from '../../wire/transport.ts';
import { sliceCount, sliceOf } from './inventory-slices.ts';

/**
 * From so many bytes of messages on that wait, no more is read from a connection. Bitcoin Core's `DEFAULT_MAXRECEIVEBUFFER` is 5 MB;
 * this much is enough for two nodes that each wait until the other has taken a block.
 */
export const MAX_INBOX_BYTES = 1_000_000;

/** What a message takes up besides its payload. */
const MESSAGE_OVERHEAD_BYTES = 256;

/** A message that is to be dealt with, or a part of one. */
export interface InboxMessage {
  readonly command: string;
  readonly payload: Uint8Array;
  /** Length of the payload as it came; `undefined` for a part that is not the first. */
  readonly wholeBytes: number | undefined;
}

/** Messages of one peer that came and were not dealt with yet, undecoded: what a peer makes us hold is what it has sent. */
export class Inbox {
  #messages: ReceivedMessage[] = [];
  #first = 0;
  #sizeBytes = 0;
  /** The next part of the first message, from 0 on. */
  #part = 0;

  /** Of messages; one of which a part was taken out counts. */
  get length(): number {
    return this.#messages.length - this.#first;
  }

  /** What the messages take up. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether reading is to stop. */
  get isFull(): boolean {
    return this.#sizeBytes >= MAX_INBOX_BYTES;
  }

  push(message: ReceivedMessage): void {
    this.#messages.push(message);
    this.#sizeBytes += sizeOf(message);
  }

  /** Takes out the message that came first, or the next part of it, where it is long. */
  shift(): InboxMessage | undefined {
    const message = this.#messages[this.#first];
    if (message === undefined) return undefined;
    const { command, payload } = message;
    const parts = sliceCount(command, payload);
    if (parts === 1) {
      this.#remove(message);
      return { command, payload, wholeBytes: payload.length };
    }
    const part = this.#part++;
    if (this.#part === parts) {
      this.#part = 0;
      this.#remove(message);
    }
    return { command, payload: sliceOf(payload, part), wholeBytes: part === 0 ? payload.length : undefined };
  }

  #remove(first: ReceivedMessage): void {
    this.#first++;
    this.#sizeBytes -= sizeOf(first);
    // Half of it is used up: what is left moves to the front, so that each message moves once or twice at the most.
    if (2 * this.#first < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#first);
    this.#first = 0;
  }
}

function sizeOf({ payload }: ReceivedMessage): number {
  return payload.length + MESSAGE_OVERHEAD_BYTES;
}
