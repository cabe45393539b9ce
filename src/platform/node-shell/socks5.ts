import type { Socket } from 'node:net';

/** What is used of RFC1928 and RFC1929. */
const VERSION = 5;
const METHOD_NONE = 0;
const METHOD_USER_PASS = 2;
const AUTH_VERSION = 1;
const COMMAND_CONNECT = 1;
const TYPE_IPV4 = 1;
const TYPE_NAME = 3;
const TYPE_IPV6 = 4;
const SUCCEEDED = 0;

/** What may change the answer of a socket's `read`. */
const EVENTS = ['readable', 'end', 'close'] as const;

/** The longest name that fits into a request. */
const MAX_HOST_BYTES = 255;

/** What a proxy's refusals mean. From 0xf0 on they are Tor's (proposal 304). */
const REPLIES: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'connection not allowed',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'protocol error',
  8: 'address type not supported',
  0xf0: 'onion service descriptor can not be found',
  0xf1: 'onion service descriptor is invalid',
  0xf2: 'onion service introduction failed',
  0xf3: 'onion service rendezvous failed',
  0xf4: 'onion service missing client authorization',
  0xf5: 'onion service wrong client authorization',
  0xf6: 'onion service invalid address',
  0xf7: 'onion service introduction timed out',
};

/** What is asked of a proxy. */
export interface Socks5Request {
  /** A name or an address as text, of up to 255 bytes: the proxy resolves it. */
  readonly host: string;
  readonly port: number;
  /** Sent when the proxy asks for them. Tor takes other credentials for another circuit. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/**
 * Has a SOCKS5 proxy connect a socket that is open to it.
 *
 * Exactly the proxy's answers are read: what the other side sends after them stays in the socket. Every address is given as
 * a name, as Bitcoin Core does. Source: RFC1928, RFC1929; Bitcoin Core's `Socks5`.
 *
 * @returns Why it failed, in a few words; `undefined` when the socket is the other side's now. The caller sets a time limit,
 *   and destroys the socket at its end and after a failure.
 */
export async function socks5Connect(socket: Socket, request: Socks5Request): Promise<string | undefined> {
  const reader = new ExactReader(socket);
  try {
    return await negotiate(socket, reader, request);
  } finally {
    reader.release();
  }
}

async function negotiate(socket: Socket, reader: ExactReader, request: Socks5Request): Promise<string | undefined> {
  const { host, port, credentials } = request;
  const hostBytes = Buffer.from(host, 'utf8');
  if (hostBytes.length > MAX_HOST_BYTES) return 'the name is too long for a proxy';
  const methods = credentials === undefined ? [METHOD_NONE] : [METHOD_NONE, METHOD_USER_PASS];
  socket.write(Uint8Array.of(VERSION, methods.length, ...methods));
  const choice = await reader.read(2);
  if (choice === undefined) return 'the proxy closed the connection';
  if (choice[0] !== VERSION) return 'this is no SOCKS5 proxy';
  if (choice[1] === METHOD_USER_PASS && credentials !== undefined) {
    const username = Buffer.from(credentials.username, 'utf8');
    const password = Buffer.from(credentials.password, 'utf8');
    socket.write(Uint8Array.of(AUTH_VERSION, username.length, ...username, password.length, ...password));
    const answer = await reader.read(2);
    if (answer === undefined) return 'the proxy closed the connection';
    if (answer[0] !== AUTH_VERSION || answer[1] !== 0) return 'the proxy refused the credentials';
  } else if (choice[1] !== METHOD_NONE) return 'the proxy wants another way to log in';
  socket.write(
    Uint8Array.of(VERSION, COMMAND_CONNECT, 0, TYPE_NAME, hostBytes.length, ...hostBytes, port >> 8, port & 0xff),
  );
  return readReply(reader);
}

async function readReply(reader: ExactReader): Promise<string | undefined> {
  const reply = await reader.read(4);
  if (reply === undefined) return 'the proxy closed the connection';
  const [version, status = 0, reserved, type] = reply;
  if (version !== VERSION) return 'the proxy gave a malformed answer';
  if (status !== SUCCEEDED) return `proxy: ${REPLIES[status] ?? `unknown error ${status}`}`;
  if (reserved !== 0) return 'the proxy gave a malformed answer';
  const addressBytes = type === TYPE_NAME ? (await reader.read(1))?.[0] : sizeOfAddress(type);
  if (addressBytes === undefined) return 'the proxy gave a malformed answer';
  const bound = await reader.read(addressBytes + 2);
  return bound === undefined ? 'the proxy closed the connection' : undefined;
}

function sizeOfAddress(type: number | undefined): number | undefined {
  if (type === TYPE_IPV4) return 4;
  return type === TYPE_IPV6 ? 16 : undefined;
}

/**
 * Reads pieces of a known size, and not a byte more.
 *
 * It listens once for all of them: a stream with some bytes left tells each new listener of them, at once and for ever.
 */
class ExactReader {
  readonly #socket: Socket;
  readonly #listener: () => void;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listener = () => this.#wake?.();
    for (const event of EVENTS) socket.on(event, this.#listener);
  }

  /** @returns `undefined` when the socket ends before. */
  async read(sizeBytes: number): Promise<Uint8Array | undefined> {
    for (;;) {
      const read = this.#socket.read(sizeBytes) as Buffer | null;
      // At its end a stream gives what is left.
      if (read !== null) return read.length === sizeBytes ? read : undefined;
      if (this.#socket.readableEnded || this.#socket.destroyed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  release(): void {
    for (const event of EVENTS) this.#socket.off(event, this.#listener);
  }
}
