import type { NodeDocument } from '../node/node-overview.ts';

/** A fresh document is sent so often at most, and only when something has changed. */
const SEND_MS = 1_000;

/** After so long without news a line is sent all the same, so that both ends notice when the connection is lost. */
const KEEP_ALIVE_MS = 15_000;

/** Readers at a time: pages that are open in a browser, not a public service. */
const MAX_READERS = 32;

/** What a reader's browser waits before it connects again. */
const RETRY_MS = 2_000;

/** A reader's end of the stream. */
interface Reader {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** What it was sent last: a document without what changes by itself. */
  sent: string | undefined;
  sentAtMs: number;
}

/** A document on its way. */
interface Letter {
  /** What makes it worth sending. */
  readonly news: string;
  /** As it is sent. */
  readonly text: string;
}

/**
 * Sends documents about a node to everybody who is looking, as server-sent events. The document is made once for all, and only
 * while somebody looks. A reader that is slow gets fewer; nothing is queued for it.
 */
export class NodeFeed {
  readonly #document: () => NodeDocument;
  readonly #readers = new Set<Reader>();
  readonly #encoder = new TextEncoder();
  #timer: NodeJS.Timeout | undefined;

  /** @param document Makes the document as things stand. */
  constructor(document: () => NodeDocument) {
    this.#document = document;
  }

  /** The document as things stand. */
  document(): NodeDocument {
    return this.#document();
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** Begins a stream. @returns `undefined` when too many are open. */
  open(): ReadableStream<Uint8Array> | undefined {
    if (this.#readers.size >= MAX_READERS) return undefined;
    let reader: Reader | undefined;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        reader = { controller, sent: undefined, sentAtMs: 0 };
        this.#readers.add(reader);
        controller.enqueue(this.#encoder.encode(`retry: ${RETRY_MS}\n\n`));
        this.#send(reader, this.#letter(), performance.now());
        this.#timer ??= setInterval(() => this.#sendAll(), SEND_MS).unref();
      },
      cancel: () => {
        if (reader !== undefined) this.#leave(reader);
      },
    });
  }

  /** Ends all streams. */
  stop(): void {
    for (const reader of this.#readers) {
      this.#leave(reader);
      reader.controller.close();
    }
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sendAll(): void {
    const letter = this.#letter();
    const nowMs = performance.now();
    for (const reader of this.#readers) {
      // It has not taken what it was sent before.
      if ((reader.controller.desiredSize ?? 0) > 0) this.#send(reader, letter, nowMs);
    }
  }

  #letter(): Letter {
    const document = this.#document();
    return { news: withoutWhatAlwaysChanges(document), text: `data: ${JSON.stringify(document)}\n\n` };
  }

  #send(reader: Reader, { news, text }: Letter, nowMs: number): void {
    if (news !== reader.sent) {
      reader.sent = news;
      reader.sentAtMs = nowMs;
      reader.controller.enqueue(this.#encoder.encode(text));
    } else if (nowMs - reader.sentAtMs >= KEEP_ALIVE_MS) {
      reader.sentAtMs = nowMs;
      reader.controller.enqueue(this.#encoder.encode(': nothing new\n\n'));
    }
  }
}

function withoutWhatAlwaysChanges(document: NodeDocument): string {
  const { node } = document;
  return JSON.stringify({ ...document, time: 0, node: node === null ? null : { ...node, memoryBytes: 0 } });
}
