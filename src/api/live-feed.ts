/** How often it is looked whether something has changed. */
const SEND_MS = 1_000;

/** After so long without news a line is sent all the same, so that both ends notice when the connection is lost. */
const KEEP_ALIVE_MS = 15_000;

/** Readers at a time: pages that are open in a browser, not a public service. */
const MAX_READERS = 32;

/** What a reader's browser waits before it connects again. */
const RETRY_MS = 2_000;

/** Something that readers are told of. */
export interface LiveTopic {
  readonly name: string;
  /** Makes the document as things stand. Called each second while somebody looks. */
  readonly document: () => object;
  /** The document without what changes by itself, such as the time: only when this is another it is sent. */
  readonly news?: (document: object) => object;
}

/** A topic as it was when it was last looked at. */
interface TopicState {
  readonly topic: LiveTopic;
  news: string;
  /** The number of its last change; they are counted over all topics. */
  change: number;
  text: string;
}

/** A reader's end of the stream. */
interface Reader {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly topics: readonly TopicState[];
  /** The last change of each topic that it was sent. */
  readonly sent: Map<TopicState, number>;
  sentAtMs: number;
}

/** What a reader asks for. */
export interface LiveQuestion {
  /** All when left out. */
  readonly topics?: readonly string[] | undefined;
  /** The id of the last event that it was sent on an earlier connection: it is not told again what it knows. */
  readonly lastEventId?: string | undefined;
}

/**
 * Tells everybody who is looking of what has changed, as server-sent events: `event` is the topic, `data` its document. A
 * document is made once for all, and only while somebody looks. A reader that is slow gets fewer; nothing is queued for it.
 */
export class LiveFeed {
  readonly #states: readonly TopicState[];
  readonly #readers = new Set<Reader>();
  readonly #encoder = new TextEncoder();
  /** Ids of another run mean nothing here. */
  readonly #run: string;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param options.run Tells this run from others, such as the time of its start. */
  constructor(topics: readonly LiveTopic[], options: { readonly run: string }) {
    this.#states = topics.map((topic) => ({ topic, news: '', change: 0, text: '' }));
    this.#run = options.run;
  }

  get topicNames(): readonly string[] {
    return this.#states.map(({ topic }) => topic.name);
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** Begins a stream. @returns `undefined` when too many are open. */
  open({ topics, lastEventId }: LiveQuestion = {}): ReadableStream<Uint8Array> | undefined {
    if (this.#readers.size >= MAX_READERS) return undefined;
    const states = this.#states.filter(({ topic }) => topics === undefined || topics.includes(topic.name));
    const known = this.#changeOf(lastEventId);
    let reader: Reader | undefined;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        const sent = new Map(states.map((state) => [state, known]));
        reader = { controller, topics: states, sent, sentAtMs: performance.now() };
        this.#readers.add(reader);
        controller.enqueue(this.#encoder.encode(`retry: ${RETRY_MS}\n\n`));
        this.#look(new Set(states));
        this.#send(reader, performance.now());
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
    this.#look(new Set([...this.#readers].flatMap(({ topics }) => topics)));
    const nowMs = performance.now();
    for (const reader of this.#readers) {
      // Else it has not taken what it was sent before.
      if ((reader.controller.desiredSize ?? 0) > 0) this.#send(reader, nowMs);
    }
  }

  /** Makes the documents anew. */
  #look(states: ReadonlySet<TopicState>): void {
    for (const state of states) {
      const document = state.topic.document();
      const news = JSON.stringify(state.topic.news?.(document) ?? document);
      if (news === state.news) continue;
      state.news = news;
      state.change = ++this.#changes;
      const { name } = state.topic;
      state.text = `event: ${name}\nid: ${this.#run}-${state.change}\ndata: ${JSON.stringify(document)}\n\n`;
    }
  }

  #send(reader: Reader, nowMs: number): void {
    const news = reader.topics.filter((state) => state.change > reader.sent.get(state)!);
    if (news.length === 0 && nowMs - reader.sentAtMs < KEEP_ALIVE_MS) return;
    // Oldest first: the last id that a reader knows stands for all before it.
    news.sort((a, b) => a.change - b.change);
    for (const state of news) reader.sent.set(state, state.change);
    reader.sentAtMs = nowMs;
    const text = news.length === 0 ? ': nothing new\n\n' : news.map((state) => state.text).join('');
    reader.controller.enqueue(this.#encoder.encode(text));
  }

  /** The change that an event's id names; 0 when it is of another run, or none. */
  #changeOf(id: string | undefined): number {
    const [, run, change] = /^(.{1,40})-(\d{1,12})$/.exec(id ?? '') ?? [];
    return run === this.#run && Number(change) <= this.#changes ? Number(change) : 0;
  }
}
