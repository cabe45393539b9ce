import type { Socket } from 'node:net';
import type { PeerId } from '../../net/peer.ts';
import type { NodeInput } from '../../node/node-input.ts';
import { isSystemError } from '../system-error.ts';
import type { InputSource } from './input-source.ts';

/** Bytes that are given to the system at a time, so that `sent` follows what really leaves. */
const MAX_IN_FLIGHT_BYTES = 256 * 1024;

/**
 * Bytes that may wait to be sent. A node holds back long before (Core's `-maxsendbuffer` is 1 MB, and one block more): a
 * connection with more than this is given up.
 */
export const MAX_UNSENT_BYTES: number = 32 * 1024 * 1024;

/** From so many bytes at once on a connection counts as one that brings much. */
const BULK_BYTES = 16 * 1024;

/** How long a connection that we close may take to send the rest, and the other side to see it. */
export const CLOSE_TIMEOUT_MS = 10_000;

/** How often TCP asks a silent connection whether it is still there. */
const KEEP_ALIVE_MS = 60_000;

/** What is told of a connection before anything else. */
export type Opening = Extract<NodeInput, { readonly type: 'inbound' | 'outbound' }>;

/**
 * One TCP connection of a node: what came and is not told yet, what is to be sent.
 *
 * It reads only when it is asked: what the node does not take stays in the socket (80 KB at most) and then in the system,
 * so that the other side has to wait. There is no queue of bytes beside it.
 */
export class SocketConnection implements InputSource {
  readonly id: PeerId;
  readonly #socket: Socket;
  readonly #onReady: (connection: SocketConnection) => void;
  #opening: Opening | undefined;
  /** True from the start: the socket may have bytes already, which no event tells of any more. */
  #isReadable = true;
  #isPaused = false;
  #isBulk = false;
  /** Told once, when all that came before is. */
  #closeReason: string | undefined;
  /** Whether the node is told nothing any more. */
  #isReleased = false;
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  #inFlightBytes = 0;
  #sentBytes = 0;
  #closeTimer: NodeJS.Timeout | undefined;

  /**
   * @param options.opening What is told first.
   * @param options.onReady Called when there is something to tell: `takeInput` has it.
   */
  constructor(
    socket: Socket,
    options: { readonly opening: Opening; readonly onReady: (connection: SocketConnection) => void },
  ) {
    this.id = options.opening.connection;
    this.#socket = socket;
    this.#opening = options.opening;
    this.#onReady = options.onReady;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('readable', () => this.#readable());
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => this.#broke(error));
    socket.on('close', () => this.#closed());
    if (socket.destroyed) this.#closeReason = 'peer-closed';
  }

  /** What the node is told next; `undefined` when there is nothing. */
  takeInput(): NodeInput | undefined {
    if (this.#isReleased) return undefined;
    const connection = this.id;
    const opening = this.#opening;
    if (opening !== undefined) {
      this.#opening = undefined;
      return opening;
    }
    if (this.#sentBytes > 0) {
      const sizeBytes = this.#sentBytes;
      this.#sentBytes = 0;
      return { type: 'sent', connection, sizeBytes };
    }
    const bytes = this.#isPaused ? undefined : this.#read();
    this.#isBulk = bytes !== undefined && bytes.length >= BULK_BYTES;
    if (bytes !== undefined) return { type: 'data', connection, bytes };
    if (this.#closeReason === undefined) return undefined;
    this.#isReleased = true;
    return { type: 'closed', connection, reason: this.#closeReason };
  }

  /** Whether `takeInput` may have something. */
  get hasInput(): boolean {
    if (this.#isReleased) return false;
    return (
      this.#opening !== undefined ||
      this.#sentBytes > 0 ||
      this.#closeReason !== undefined ||
      (this.#isReadable && !this.#isPaused)
    );
  }

  get isBulk(): boolean {
    return this.#isBulk;
  }

  /** Whether the node has closed it, or was told that it is closed. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.hasInput) this.#onReady(this);
  }

  /** Takes bytes to be sent; `flush` gives them to the system. */
  write(bytes: Uint8Array): void {
    if (this.#isReleased || bytes.length === 0) return;
    this.#unsent.push(bytes);
    this.#unsentBytes += bytes.length;
    if (this.#unsentBytes > MAX_UNSENT_BYTES) this.#fail('send-buffer-full');
  }

  /** Gives what waits to the system, all in one call as far as it is not too much at once. */
  flush(): void {
    const socket = this.#socket;
    if (this.#inFlightBytes > 0 || this.#unsentBytes === 0 || socket.destroyed) return;
    socket.cork();
    let used = 0;
    for (let chunk = this.#unsent[used]; chunk !== undefined; chunk = this.#unsent[used]) {
      const room = MAX_IN_FLIGHT_BYTES - this.#inFlightBytes;
      if (room === 0) break;
      const part = chunk.length <= room ? chunk : chunk.subarray(0, room);
      this.#inFlightBytes += part.length;
      if (part === chunk) used++;
      else this.#unsent[used] = chunk.subarray(room);
      // The chunks go together: the last one's answer is that of all.
      const isLast = this.#inFlightBytes === MAX_IN_FLIGHT_BYTES || this.#unsent[used] === undefined;
      if (isLast) socket.write(part, (error) => this.#wrote(error));
      else socket.write(part);
    }
    this.#unsent.splice(0, used);
    this.#unsentBytes -= this.#inFlightBytes;
    socket.uncork();
  }

  /** Closes, because the node wants to: it is told nothing any more. @param afterSending Whether what waits is sent first. */
  close(afterSending: boolean): void {
    this.#isReleased = true;
    if (!afterSending || this.#socket.destroyed) return this.destroy();
    this.#closeTimer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS);
    this.#readable();
    this.flush();
    this.#endIfSent();
  }

  /** Closes at once, and forgets what waits. */
  destroy(): void {
    this.#isReleased = true;
    this.#unsent = [];
    this.#unsentBytes = 0;
    this.#socket.destroy();
  }

  #read(): Uint8Array | undefined {
    if (!this.#isReadable) return undefined;
    const read = this.#socket.read() as Buffer | null;
    if (read === null) {
      this.#isReadable = false;
      return undefined;
    }
    // Not a Buffer, whose `slice` shares memory where that of Uint8Array copies.
    return new Uint8Array(read.buffer, read.byteOffset, read.length);
  }

  #readable(): void {
    this.#isReadable = true;
    // After we have closed, what still comes is thrown away: data that is not read would make the system reset the
    // connection, and the other side might lose our last bytes.
    if (this.#isReleased) while (this.#socket.read() !== null);
    else if (!this.#isPaused) this.#onReady(this);
  }

  #wrote(error: Error | null | undefined): void {
    if (error) return;
    this.#sentBytes += this.#inFlightBytes;
    this.#inFlightBytes = 0;
    this.flush();
    if (!this.#isReleased) this.#onReady(this);
    else this.#endIfSent();
  }

  #endIfSent(): void {
    if (this.#unsentBytes === 0 && this.#inFlightBytes === 0 && this.#socket.writable) this.#socket.end();
  }

  /** The other side will send no more: for Bitcoin this is the end, as for Core's `SocketHandler`. */
  #ended(): void {
    if (!this.#isReleased) return this.#fail('peer-closed');
    if (this.#unsentBytes === 0 && this.#inFlightBytes === 0) this.#socket.destroy();
  }

  #broke(error: Error): void {
    this.#closeReason ??= closeReasonOf(error);
  }

  #closed(): void {
    clearTimeout(this.#closeTimer);
    this.#closeReason ??= 'peer-closed';
    // What was read ahead is gone with the socket.
    this.#isReadable = false;
    this.#unsent = [];
    this.#unsentBytes = 0;
    if (!this.#isReleased) this.#onReady(this);
  }

  #fail(reason: string): void {
    this.#closeReason ??= reason;
    this.#unsent = [];
    this.#unsentBytes = 0;
    this.#socket.destroy();
  }
}

/** What the system said of a connection that broke, as a reason. */
function closeReasonOf(error: Error): string {
  const code = isSystemError(error) ? error.code : (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return 'connection-reset';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return 'connection-lost';
    default:
      return 'connection-failed';
  }
}
