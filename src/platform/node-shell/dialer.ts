import { lookup } from 'node:dns/promises';
import { Socket } from 'node:net';
import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { isSystemError } from '../system-error.ts';
import type { HostNames } from './host-names.ts';
import { formatHost } from '../../wire/net-address-text.ts';
import { addressFromSystem } from './system-address.ts';
import type { Endpoint, NetworkRoutes } from './network-routes.ts';
import { socks5Connect } from './socks5.ts';
import type { Socks5Request } from './socks5.ts';

/**
 * How long a proxy may take besides, once it has answered: Tor builds a circuit. Source: Bitcoin Core's
 * `g_socks5_recv_timeout`.
 */
export const PROXY_TIMEOUT_MS = 20_000;

/** Addresses of one name that are tried. */
const MAX_ADDRESSES_OF_NAME = 16;

/** Addresses among which the time that is left is divided evenly. */
const ADDRESSES_SHARING_TIME = 3;

/** What became of an attempt: an open socket, or why there is none. */
export type Dialled = { readonly socket: Socket } | { readonly reason: string };

/** Resolves a name to addresses as texts. */
export type NameLookup = (host: string) => Promise<readonly string[]>;

/** The system's own way of resolving names, with its hosts file. */
export const systemNameLookup: NameLookup = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** What a `Dialer` works with. */
export interface DialerParts {
  readonly routes: NetworkRoutes;
  readonly names: HostNames;
  readonly random: Random;
  readonly lookUpName?: NameLookup;
}

/** How long an attempt may take, and what ends it before. */
export interface DialLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Opens connections: straight, or through a proxy, each with credentials of its own so that Tor keeps them apart. */
export class Dialer {
  readonly #parts: DialerParts;
  readonly #lookUpName: NameLookup;
  /** Credentials are this and a number: nobody else's, and different each time (Core's `-proxyrandomize`). */
  readonly #isolationPrefix: string;
  #isolationCount = 0;

  constructor(parts: DialerParts) {
    this.#parts = parts;
    this.#lookUpName = parts.lookUpName ?? systemNameLookup;
    this.#isolationPrefix = Buffer.from(parts.random.bytes(8)).toString('hex');
  }

  /** Opens a connection. Never rejects: what goes wrong is the reason. The socket is not read from, and has no listeners. */
  async dial(address: NetAddress, limits: DialLimits): Promise<Dialled> {
    const { routes, names } = this.#parts;
    const name = names.nameOf(address);
    const route = name === undefined ? routes.routeTo(address.network) : routes.nameRoute;
    if (route === undefined) return { reason: 'network-unreachable' };
    if (route.via === 'proxy') {
      return this.#dialProxy(route.proxy, { host: name ?? formatHost(address), port: address.port }, limits);
    }
    if (name !== undefined) return this.#dialName(name, address.port, limits);
    return openSocket({ host: formatHost(address), port: address.port }, limits);
  }

  async #dialProxy(proxy: Endpoint, target: Socks5Request, limits: DialLimits): Promise<Dialled> {
    const dialled = await openSocket(proxy, limits);
    if (!('socket' in dialled)) return { reason: `proxy: ${dialled.reason}` };
    const { socket } = dialled;
    const text = `${this.#isolationPrefix}${this.#isolationCount++}`;
    const credentials = { username: text, password: text };
    const limit = limitSocket(socket, { timeoutMs: PROXY_TIMEOUT_MS, signal: limits.signal });
    const failure = await socks5Connect(socket, { ...target, credentials });
    const ended = limit.release();
    if (failure === undefined && !socket.destroyed) return { socket };
    socket.destroy();
    return { reason: ended ?? failure ?? 'the proxy closed the connection' };
  }

  async #dialName(name: string, port: number, limits: DialLimits): Promise<Dialled> {
    const deadlineMs = performance.now() + limits.timeoutMs;
    const found = await within(limits, this.#lookUpName(name));
    if (found === undefined) return { reason: limits.signal.aborted ? 'aborted' : 'name-not-resolved' };
    let last: Dialled = { reason: 'name-not-resolved' };
    const usable = found.slice(0, MAX_ADDRESSES_OF_NAME).flatMap((host) => addressFromSystem(host, port) ?? []);
    for (const [tried, address] of usable.entries()) {
      if (limits.signal.aborted) return { reason: 'aborted' };
      if (this.#parts.routes.routeTo(address.network) === undefined) {
        last = { reason: 'network-unreachable' };
        continue;
      }
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return { reason: 'timeout' };
      const timeoutMs = leftMs / Math.min(usable.length - tried, ADDRESSES_SHARING_TIME);
      last = await openSocket({ host: formatHost(address), port }, { ...limits, timeoutMs });
      if ('socket' in last) return last;
    }
    return last;
  }
}

/** Opens a TCP connection, or one to a socket in the file system. */
function openSocket(endpoint: Endpoint, limits: DialLimits): Promise<Dialled> {
  return new Promise((resolve) => {
    if (limits.signal.aborted) return resolve({ reason: 'aborted' });
    const socket = new Socket({ allowHalfOpen: true });
    const limit = limitSocket(socket, limits);
    let reason = 'connection-failed';
    const closed = (): void => resolve({ reason: limit.release() ?? reason });
    // Stays, so that an error is never without a listener; 'close' follows it.
    socket.on('error', (error) => {
      reason = reasonOfFailure(error);
    });
    socket.once('close', closed);
    socket.once('connect', () => {
      limit.release();
      socket.off('close', closed);
      resolve({ socket });
    });
    socket.connect(endpoint);
    return undefined;
  });
}

/** Destroys a socket when its time is over, or somebody says so. `release` ends that, and says why it was destroyed. */
function limitSocket(socket: Socket, limits: DialLimits): { readonly release: () => string | undefined } {
  const { timeoutMs, signal } = limits;
  let ended: string | undefined;
  const end = (reason: string): void => {
    ended ??= reason;
    socket.destroy();
  };
  const abort = (): void => end('aborted');
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    release: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      return ended;
    },
  };
}

/** Waits for an answer as long as the limits allow. @returns `undefined` when there was none, or it was an error. */
function within<Value>(limits: DialLimits, answer: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const { timeoutMs, signal } = limits;
    const finish = (value: Value | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(value);
    };
    const abort = (): void => finish(undefined);
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    answer.then(finish, abort);
  });
}

function reasonOfFailure(error: Error): string {
  const code = isSystemError(error) ? error.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection-refused';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EAFNOSUPPORT':
    case 'EADDRNOTAVAIL':
      return 'network-unreachable';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'name-not-resolved';
    case 'ENOENT':
      return 'no-such-socket';
    default:
      return 'connection-failed';
  }
}
