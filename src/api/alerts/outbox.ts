import type { AlertChannel, AlertMessage, Outcome } from './alert-channel.ts';

/** Messages that wait for one channel: when more come, the oldest goes. */
const MAX_WAITING = 100;

/** How often a message is tried, and how long the first wait is; each is twice the one before, an hour at most. */
const MAX_ATTEMPTS = 12;
const FIRST_WAIT_MS = 5_000;
const MAX_WAIT_MS = 3_600_000;

/** A message on its way through one channel. */
interface Letter {
  readonly message: AlertMessage;
  attempts: number;
}

/** Sends messages through one channel, one after the other, again while that fails, with longer and longer waits. */
export class Outbox {
  readonly #channel: AlertChannel;
  readonly #tell: (message: AlertMessage, outcome: Outcome) => void;
  readonly #waiting: Letter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #stopped = false;

  /** @param tell Is told what becomes of each message. */
  constructor(channel: AlertChannel, tell: (message: AlertMessage, outcome: Outcome) => void) {
    this.#channel = channel;
    this.#tell = tell;
  }

  get channelName(): string {
    return this.#channel.name;
  }

  /** Takes a message. */
  add(message: AlertMessage): void {
    this.#waiting.push({ message, attempts: 0 });
    if (this.#waiting.length > MAX_WAITING) {
      // The first is under way.
      const [dropped] = this.#waiting.splice(1, 1);
      this.#say(dropped!, 'failed', 'too many messages waited');
    }
    this.#go();
  }

  /** Ends, when the attempt that is under way is done. What waits is the caller's to keep. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #go(): void {
    if (this.#stopped || this.#underWay !== undefined || this.#timer !== undefined) return;
    const [letter] = this.#waiting;
    if (letter === undefined) return;
    this.#underWay = this.#try(letter);
  }

  async #try(letter: Letter): Promise<void> {
    letter.attempts++;
    let waitMs = 0;
    try {
      await this.#channel.send(letter.message);
      this.#waiting.shift();
      this.#say(letter, 'delivered', null);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isLast = letter.attempts >= MAX_ATTEMPTS;
      if (isLast) this.#waiting.shift();
      else waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (letter.attempts - 1));
      this.#say(letter, isLast ? 'failed' : 'waiting', reason);
    }
    this.#underWay = undefined;
    if (waitMs === 0) return this.#go();
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#go();
    }, waitMs).unref();
  }

  #say({ message, attempts }: Letter, state: Outcome['state'], failure: string | null): void {
    this.#tell(message, { channel: this.#channel.name, state, attempts, failure });
  }
}
