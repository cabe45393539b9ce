import { Socket } from 'node:net';
import type { Endpoint } from '../node-shell/network-routes.ts';
import { isSystemError, reasonOf } from '../system-error.ts';
import { ControlReplyReader } from './control-reply.ts';
import type { ControlReply } from './control-reply.ts';
import { TorError } from './tor-failure.ts';

/** How long one answer is waited for. */
const REPLY_TIMEOUT_MS = 30_000;

/** Codes from here on are told without being asked. */
const FIRST_ASYNC_CODE = 600;

/** A connection to Tor's control port: one command after the other. */
export class ControlConnection {
  readonly #socket: Socket;
  readonly #reader = new ControlReplyReader();
  /** Who waits for the answer to the last command. */
  #waiting: { readonly resolve: (reply: ControlReply) => void; readonly reject: (error: TorError) => void } | undefined;
  #failure: TorError | undefined;

  /** Resolves when the connection is closed, by whichever side. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#fail(new TorError('Tor closed its control connection'));
        resolve();
      });
    });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
  }

  /** @throws {TorError} (rejects) When nobody answers there. */
  static open(endpoint: Endpoint, signal: AbortSignal): Promise<ControlConnection> {
    return new Promise((resolve, reject) => {
      const socket = new Socket();
      const abort = (): void => void socket.destroy();
      let reason = 'stopped';
      socket.on('error', (error) => {
        reason = isSystemError(error)
          ? error.code === 'ECONNREFUSED'
            ? 'nobody listens'
            : reasonOf(error)
          : `${error}`;
      });
      const closed = (): void => reject(new TorError(`can't connect to Tor's control port: ${reason}`));
      socket.once('close', closed);
      socket.once('close', () => signal.removeEventListener('abort', abort));
      socket.once('connect', () => {
        socket.off('close', closed);
        resolve(new ControlConnection(socket));
      });
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      else socket.connect(endpoint);
    });
  }

  /**
   * Sends a command, and waits for the answer.
   *
   * @throws {TorError} (rejects) When the connection ends, the answer is none, or does not come within 30 s.
   */
  async send(command: string): Promise<ControlReply> {
    if (this.#failure !== undefined) throw this.#failure;
    const timer = setTimeout(
      () => this.#fail(new TorError('Tor does not answer on its control port')),
      REPLY_TIMEOUT_MS,
    );
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#socket.write(`${command}\r\n`);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    const replies = this.#reader.push(text);
    if (replies === undefined) return this.#fail(new TorError('this is no control port of Tor'));
    for (const reply of replies) {
      if (reply.code >= FIRST_ASYNC_CODE) continue;
      this.#waiting?.resolve(reply);
      this.#waiting = undefined;
    }
    return undefined;
  }

  #fail(failure: TorError): void {
    this.#failure ??= failure;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
    this.#socket.destroy();
  }
}
