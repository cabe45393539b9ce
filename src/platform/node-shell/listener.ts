import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { isSystemError, reasonOf } from '../system-error.ts';

/** An address of this machine to listen on. */
export interface ListenAddress {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Whether nothing is said when this machine has no such network: `::` where there is no IPv6. */
  readonly isOptional?: boolean;
}

/** Why a node can't listen. */
export type ListenFailure =
  /** Another program has the port. */
  | { readonly code: 'port-taken'; readonly host: string; readonly port: number }
  /** This machine has no such address. */
  | { readonly code: 'address-not-local'; readonly host: string; readonly port: number }
  /** The system refused: no permission for a port below 1024, say. */
  | { readonly code: 'can-not-listen'; readonly host: string; readonly port: number; readonly reason: string };

/** A node can't listen where it should. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly failure: ListenFailure;

  constructor(failure: ListenFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** All addresses of this machine. Source: Bitcoin Core's `InitBinds`, when nothing is said by `-bind`. */
export function anyAddress(port: number): ListenAddress[] {
  return [
    { host: '0.0.0.0', port },
    { host: '::', port, isOptional: true },
  ];
}

/** The sockets that wait for connections. */
export class Listener {
  readonly #servers: Server[] = [];
  readonly #onSocket: (socket: Socket) => void;

  /** @param onSocket Takes a connection over: it is not read from yet, and has no listener for errors. */
  constructor(onSocket: (socket: Socket) => void) {
    this.#onSocket = onSocket;
  }

  /**
   * Begins to listen on all addresses, or on none.
   *
   * @throws {ListenError} When one of them can't be had.
   */
  async open(addresses: readonly ListenAddress[]): Promise<void> {
    try {
      for (const address of addresses) {
        const server = await this.#openOne(address);
        if (server !== undefined) this.#servers.push(server);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Where it listens: with the port that the system chose for port 0. */
  get addresses(): { readonly host: string; readonly port: number }[] {
    return this.#servers.map((server) => {
      const { address, port } = server.address() as AddressInfo;
      return { host: address, port };
    });
  }

  /** Takes no connection any more. The sockets that were handed out are others' to close. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  }

  async #openOne(address: ListenAddress): Promise<Server | undefined> {
    const { host, port } = address;
    // Half-open, as it is we who decide when a connection ends; paused, so that nothing is read before the node knows.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, this.#onSocket);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        // 0.0.0.0 has IPv4.
        server.listen({ host, port, ipv6Only: true }, () => {
          server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const isMissing = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' || error.code === 'EINVAL';
      if (isMissing && address.isOptional === true) return undefined;
      if (isMissing || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
        throw new ListenError({ code: 'address-not-local', host, port });
      }
      if (error.code === 'EADDRINUSE') throw new ListenError({ code: 'port-taken', host, port });
      throw new ListenError({ code: 'can-not-listen', host, port, reason: reasonOf(error) });
    }
    // What goes wrong with one connection that comes in (too many open files) is no reason to stop.
    server.on('error', () => {});
    return server;
  }
}
