import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Server } from 'node:http';

/** A running server. */
export interface RunningServer {
  /** Where it answers: `http://127.0.0.1:8790/`. */
  readonly url: string;
  /** Stops taking connections, ends those that are open, and resolves when all are gone. */
  stop(): Promise<void>;
}

/**
 * Starts answering on one address.
 *
 * @throws {NodeJS.ErrnoException} `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND` when the address can't be had.
 */
export function startHttpServer(
  app: Hono,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port }, (info) => {
      server.off('error', reject);
      resolve({ url: urlOf(info.address, info.port), stop: () => stopServer(server) });
    }) as Server;
    server.once('error', reject);
  });
}

function urlOf(address: string, port: number): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `http://${host}:${port}/`;
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
