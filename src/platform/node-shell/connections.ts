import type { Socket } from 'node:net';
import { assert } from '../../bytes/assert.ts';
import type { PeerId } from '../../net/peer.ts';
import { ipv6ToCjdns } from '../../wire/net-address-text.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import type { Dialer } from './dialer.ts';
import { addressFromSystem } from './system-address.ts';
import { oneInput } from './input-source.ts';
import type { InputSource } from './input-source.ts';
import { SocketConnection } from './socket-connection.ts';
import type { Opening } from './socket-connection.ts';

/** Connections that were accepted and are not told to the node yet: a full one's successors are closed at once. */
export const MAX_WAITING_INBOUND = 128;

/** Attempts to connect that are under way at once. */
const MAX_DIALS = 256;

/** What `Connections` works with. */
export interface ConnectionsParts {
  readonly dialer: Pick<Dialer, 'dial'>;
  /** Names a connection that somebody opened to us. */
  readonly nextConnectionId: () => PeerId;
  /** Called when a source has something to tell. */
  readonly onInput: (source: InputSource) => void;
}

/** The limits that `Connections` keeps. */
export interface ConnectionsOptions {
  /** Sockets at most, in both directions, with those that are being closed. */
  readonly maxSockets: number;
  /** Whether addresses in fc00::/8 are CJDNS's. */
  readonly isCjdnsReachable: boolean;
}

/** All connections of a node by their names: opens, writes, closes, and says what comes. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #parts: ConnectionsParts;
  readonly #open = new Map<PeerId, SocketConnection>();
  readonly #dials = new Map<PeerId, AbortController>();
  /** Every socket that is not closed yet: told or not, released or not. */
  readonly #sockets = new Set<Socket>();
  readonly #unflushed = new Set<SocketConnection>();
  #waitingInbound = 0;
  #isStopped = false;
  /** Called when the last socket and the last attempt are gone. */
  #whenEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions, parts: ConnectionsParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Sockets that are open. */
  get socketCount(): number {
    return this.#sockets.size;
  }

  /** Takes a connection that somebody opened to us, or closes it when there are too many. */
  accept(socket: Socket): void {
    socket.on('error', () => {});
    const isFull = this.#sockets.size >= this.#options.maxSockets || this.#waitingInbound >= MAX_WAITING_INBOUND;
    if (this.#isStopped || isFull) {
      socket.destroy();
      return;
    }
    this.#keep(socket);
    this.#waitingInbound++;
    // Named only when it is told, as the node is asked nothing while it commits.
    this.#parts.onInput({ takeInput: () => this.#admit(socket), hasInput: false, isBulk: false });
  }

  /** Opens a connection that the node has named. */
  connect(connection: PeerId, address: NetAddress, timeoutMs: number): void {
    assert(!this.#dials.has(connection) && !this.#open.has(connection), 'a name of its own for each connection');
    if (this.#dials.size >= MAX_DIALS || this.#sockets.size >= this.#options.maxSockets) {
      this.#parts.onInput(oneInput({ type: 'unreachable', connection, reason: 'too-many-connections' }));
      return;
    }
    const controller = new AbortController();
    this.#dials.set(connection, controller);
    void this.#dial(connection, address, { timeoutMs, signal: controller.signal });
  }

  write(connection: PeerId, bytes: Uint8Array): void {
    const found = this.#open.get(connection);
    if (found === undefined) return;
    found.write(bytes);
    this.#unflushed.add(found);
  }

  pause(connection: PeerId): void {
    this.#open.get(connection)?.pause();
  }

  resume(connection: PeerId): void {
    this.#open.get(connection)?.resume();
  }

  /** Closes a connection, or gives up opening it. The node is told nothing of it any more. */
  close(connection: PeerId, afterSending: boolean): void {
    const dial = this.#dials.get(connection);
    if (dial !== undefined) dial.abort();
    const found = this.#open.get(connection);
    if (found === undefined) return;
    this.#forget(found);
    found.close(afterSending);
  }

  /** Drops a connection that the node was told to be closed. */
  released(connection: PeerId): void {
    const found = this.#open.get(connection);
    if (found !== undefined) this.#forget(found);
  }

  /** Gives to the system what was written since the last time. */
  flush(): void {
    for (const connection of this.#unflushed) connection.flush();
    this.#unflushed.clear();
  }

  /** Closes everything at once. Resolves when all of it is closed. */
  stop(): Promise<void> {
    this.#isStopped = true;
    for (const dial of this.#dials.values()) dial.abort();
    for (const socket of this.#sockets) socket.destroy();
    for (const connection of this.#open.values()) connection.close(false);
    this.#open.clear();
    this.#unflushed.clear();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#tellIfEmpty();
    });
  }

  #admit(socket: Socket): Opening | undefined {
    this.#waitingInbound--;
    const { remoteAddress, remotePort } = socket;
    const address = remoteAddress === undefined ? undefined : addressFromSystem(remoteAddress, remotePort ?? 0);
    // Gone already.
    if (socket.destroyed || address === undefined) {
      socket.destroy();
      return undefined;
    }
    const connection = this.#parts.nextConnectionId();
    this.#add(socket, {
      type: 'inbound',
      connection,
      address: this.#options.isCjdnsReachable ? ipv6ToCjdns(address) : address,
    });
    return undefined;
  }

  async #dial(
    connection: PeerId,
    address: NetAddress,
    limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    const dialled = await this.#parts.dialer.dial(address, limits);
    this.#dials.delete(connection);
    if ('socket' in dialled) {
      this.#keep(dialled.socket);
      if (limits.signal.aborted) dialled.socket.destroy();
      else this.#add(dialled.socket, { type: 'outbound', connection });
    } else if (!limits.signal.aborted) {
      this.#parts.onInput(oneInput({ type: 'unreachable', connection, reason: dialled.reason }));
    }
    this.#tellIfEmpty();
  }

  #add(socket: Socket, opening: Opening): void {
    const { onInput } = this.#parts;
    const connection = new SocketConnection(socket, { opening, onReady: onInput });
    this.#open.set(connection.id, connection);
    onInput(connection);
  }

  #keep(socket: Socket): void {
    if (socket.closed) return;
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#tellIfEmpty();
    });
  }

  #forget(connection: SocketConnection): void {
    this.#open.delete(connection.id);
    this.#unflushed.delete(connection);
  }

  #tellIfEmpty(): void {
    if (this.#sockets.size === 0 && this.#dials.size === 0) this.#whenEmpty?.();
  }
}
