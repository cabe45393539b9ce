import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../ports/random.ts';
import type { NetAddress } from '../../wire/net-address.ts';
import { parseAddress, parseHost, splitHostPort } from '../../wire/net-address-text.ts';
import type { Endpoint } from '../node-shell/network-routes.ts';
import { ControlConnection } from './control-connection.ts';
import { logIn } from './control-login.ts';
import { controlValues } from './control-reply.ts';
import { isOnionKey, readOnionKey, writeOnionKey } from './onion-key-file.ts';
import { TorError } from './tor-failure.ts';

/** Waits between two attempts. Source: Bitcoin Core's `RECONNECT_TIMEOUT_START`, `_EXP`, and (since 30) `_MAX`. */
const FIRST_WAIT_MS = 1000;
const WAIT_GROWTH = 1.5;
const MAX_WAIT_MS = 600_000;

const DEFAULT_SOCKS_PORT = 9050;
const OK = 250;

/** How an onion service is set up. */
export interface OnionServiceOptions {
  /** Tor's control port (`-torcontrol`). */
  readonly control: Endpoint;
  /** For Tor's `HashedControlPassword` (`-torpassword`). */
  readonly password?: string | undefined;
  /** Where the service's private key is kept: with it, the service has the same address the next time. */
  readonly keyPath: string;
  /** The port that the world sees: always the network's own, so that it says nothing of us. */
  readonly port: number;
  /** Where Tor takes connections to. */
  readonly target: { readonly host: string; readonly port: number };
  /** Whether Tor is asked for its SOCKS5 port. */
  readonly asksForProxy: boolean;
}

/** What an onion service works with. */
export interface OnionServiceParts {
  readonly random: Random;
  /** Told the service's address when it is there, and `undefined` when it is gone. */
  readonly onAddress: (address: NetAddress | undefined) => void;
  /** Told where Tor's SOCKS5 port is. */
  readonly onProxy: (proxy: Endpoint) => void;
  /** Takes a line for a person. */
  readonly warn: (text: string) => void;
}

/** An onion service that Tor runs for us for as long as we hold a connection to its control port; tried again and again. */
export class OnionService {
  readonly #options: OnionServiceOptions;
  readonly #parts: OnionServiceParts;
  readonly #controller = new AbortController();
  readonly #running: Promise<void>;
  #lastWarning = '';

  constructor(options: OnionServiceOptions, parts: OnionServiceParts) {
    this.#options = options;
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** Ends the service. */
  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#controller;
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      if (await this.#serve()) waitMs = FIRST_WAIT_MS;
      await sleep(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * WAIT_GROWTH, MAX_WAIT_MS);
    }
  }

  /** Sets the service up, and waits for its end. @returns Whether there was one. */
  async #serve(): Promise<boolean> {
    const { signal } = this.#controller;
    let connection: ControlConnection | undefined;
    const close = (): void => connection?.close();
    signal.addEventListener('abort', close);
    try {
      connection = await ControlConnection.open(this.#options.control, signal);
      await logIn(connection, { random: this.#parts.random, password: this.#options.password });
      if (this.#options.asksForProxy) this.#parts.onProxy(await socksPort(connection));
      this.#parts.onAddress(await this.#addOnion(connection));
      this.#lastWarning = '';
      await connection.closed;
      this.#parts.onAddress(undefined);
      return true;
    } catch (error) {
      if (!(error instanceof TorError)) throw error;
      this.#warn(error.message);
      return false;
    } finally {
      close();
      signal.removeEventListener('abort', close);
    }
  }

  /** Source: Tor's control-spec, section 3.27; Bitcoin Core's `auth_cb`, `add_onion_cb`. */
  async #addOnion(connection: ControlConnection): Promise<NetAddress> {
    const { keyPath, port, target } = this.#options;
    const host = target.host.includes(':') ? `[${target.host}]` : target.host;
    const known = await readOnionKey(keyPath);
    const command = `ADD_ONION ${known ?? 'NEW:ED25519-V3'} Port=${port},${host}:${target.port}`;
    const reply = await connection.send(command);
    if (reply.code !== OK) throw new TorError(`Tor refuses to run an onion service (${reply.lines[0] ?? reply.code})`);
    const values = new Map(reply.lines.flatMap((line) => [...controlValues(line)]));
    const address = parseAddress(`${values.get('ServiceID') ?? ''}.onion`, { defaultPort: port });
    const key = values.get('PrivateKey');
    if (address === undefined || (known === undefined && !isOnionKey(key ?? ''))) {
      throw new TorError('Tor gives a malformed answer on its control port (no ServiceID or PrivateKey)');
    }
    if (known === undefined && key !== undefined) await writeOnionKey(keyPath, key);
    return address;
  }

  #warn(text: string): void {
    if (this.#controller.signal.aborted || text === this.#lastWarning) return;
    this.#lastWarning = text;
    this.#parts.warn(text);
  }
}

/** Asks where Tor takes SOCKS5 connections; on the loopback, if it may be chosen. Source: Core's `get_socks_cb`. */
async function socksPort(connection: ControlConnection): Promise<Endpoint> {
  const reply = await connection.send('GETINFO net/listeners/socks');
  const line = reply.code === OK ? reply.lines.find((each) => each.startsWith('net/listeners/socks=')) : undefined;
  const texts = [...(line ?? '').slice('net/listeners/socks='.length).matchAll(/"([^"]*)"|([^\s"]+)/g)];
  const endpoints = texts.flatMap(([, quoted, plain]) => endpointOf(quoted ?? plain ?? '') ?? []);
  const onLoopback = endpoints.find((endpoint) => 'host' in endpoint && endpoint.host === '127.0.0.1');
  return onLoopback ?? endpoints[0] ?? { host: '127.0.0.1', port: DEFAULT_SOCKS_PORT };
}

function endpointOf(text: string): Endpoint | undefined {
  if (text.startsWith('unix:')) return { path: text.slice('unix:'.length) };
  const split = splitHostPort(text);
  if (split === undefined || parseHost(split.host) === undefined) return undefined;
  return { host: split.host, port: split.port ?? DEFAULT_SOCKS_PORT };
}
