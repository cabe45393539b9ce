import type { ReceivedMessage } from '../../wire/transport.ts';

/**
 * From so many bytes of messages on that wait, no more is read from a connection. Bitcoin Core's `DEFAULT_MAXRECEIVEBUFFER` is 5 MB;
 * this much is enough for two nodes that each wait until the other has taken a block.
 */
export const MAX_INBOX_BYTES = 1_000_000;

/** What a message takes up besides its payload. */
const MESSAGE_OVERHEAD_BYTES = 256;

/** Messages of one peer that came and were not dealt with yet, undecoded: what a peer makes us hold is what it has sent. */
export class Inbox {
  #messages: ReceivedMessage[] = [];
  #first = 0;
  #sizeBytes = 0;

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

  /** Takes out the message that came first. */
  shift(): ReceivedMessage | undefined {
    const message = this.#messages[this.#first];
    if (message === undefined) return undefined;
    this.#first++;
    this.#sizeBytes -= sizeOf(message);
    // Half of it is used up: what is left moves to the front, so that each message moves once or twice at the most.
    if (2 * this.#first >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
    return message;
  }
}

function sizeOf({ payload }: ReceivedMessage): number {
  return payload.length + MESSAGE_OVERHEAD_BYTES;
}
